"""Pages for whoever no longer can go on with a sheet: it was handed over, or it counts no more."""

from flask import render_template

from iks.errors import UserError
from iks.services.declare_conflict import handed_over_file
from iks.services.read_sheet import HandedOver
from iks.services.show_sheet import typed_answers
from iks.web.access import actor, db, runtime
from iks.web.branch import conflict_page, exclusion_page
from iks.web.branch.posted import Entries


def handed_over_page(sheet_id: str, error: UserError) -> tuple[str, int]:
    """Show that somebody else of the branch checks the file, and the way on where nobody can."""
    found = handed_over_file(db(), runtime().clock, actor(), sheet_id)
    notice = [] if isinstance(error, HandedOver) else exclusion_page.sentences(error)
    shown = exclusion_page.handed_over(found)
    return render_template("branch/handed_over.html", file=shown, notice=notice), error.status


def not_saved_page(sheet_id: str, entries: Entries, error: UserError, *, reason: str = "") -> tuple[str, int]:
    """Show what a page wanted to save on a sheet that takes nothing any more, so that it can be noted."""
    typed = typed_answers(db(), actor(), sheet_id, entries)
    points = [
        {"id": point.id, "title": point.title, "lines": conflict_page.lines(typed.grid, point, entry)}
        for point, entry in typed.answers
    ]
    place = exclusion_page.list_url(typed.area, typed.month, typed.branch)
    page = render_template(
        "branch/not_saved.html",
        file_ref=typed.file_ref,
        sentences=exclusion_page.sentences(error),
        points=points,
        reason=reason,
        list_url=place,
    )
    return page, error.status
