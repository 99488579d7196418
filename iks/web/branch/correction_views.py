"""Corrections after the submission: the same form once more, with a reason."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from iks.domain.finding import Problem
from iks.domain.roles import Permission
from iks.domain.typed_answer import Typed
from iks.errors import FieldFault, NotThere, Refused
from iks.services import check_file
from iks.services.check_file import OpenSheet
from iks.services.correct_month import Corrected, NotCorrected, correct_sheet
from iks.web.access import actor, db, guarded, runtime
from iks.web.branch import check_page, field_words, posted
from iks.web.branch.check_page import NOTHING_TYPED
from iks.web.branch.handed_over_page import not_saved_page

blueprint = Blueprint("corrections", __name__)
SEE_OTHER = 303
Errors = Sequence[tuple[str, str]]


@blueprint.before_request
def mark_menu() -> None:
    """Mark the menu entry from which these pages are reached."""
    g.menu_entry = "branch.current_sample"


@blueprint.get("/branch/correct/<sheet_id>")
@guarded(Permission.SUBMIT_MONTH, hidden=True)
def page(sheet_id: str) -> ResponseReturnValue:
    """Show a submitted sheet, open for a correction."""
    opened = check_file.open_sheet(db(), actor(), sheet_id)
    if not opened.correctable:
        raise NotThere
    return _page(opened)


@blueprint.post("/branch/correct/<sheet_id>")
@guarded(Permission.SUBMIT_MONTH, hidden=True)
def correct(sheet_id: str) -> ResponseReturnValue:
    """Change answers and hand the month in anew."""
    sent, reason = posted.read(request.form), request.form.get("correction_reason", "")
    place = db(), runtime().clock, actor(), sheet_id, sent.version, sent.entries
    try:
        done = correct_sheet(*place, reason=reason)
    except NotCorrected as rejected:
        opened = replace(check_file.open_sheet(db(), actor(), sheet_id), sheet=rejected.sheet)
        errors = [*field_words.summary(rejected.problems), *_error_of(rejected.reason)]
        return _page(opened, errors, rejected.problems, sent.entries), rejected.status
    except Refused as refused:
        return not_saved_page(sheet_id, sent.entries, refused, reason=reason)
    flash(_done(done), "success")
    return redirect(url_for("branch.check", sheet_id=sheet_id), SEE_OTHER)


def _error_of(fault: FieldFault | None) -> Errors:
    return [("correction_reason", gettext(fault.sentence, **fault.params))] if fault else []


def _done(done: Corrected) -> str:
    if done.after_close:
        return str(
            gettext(
                "Die Berichtigung ist gespeichert. Die Zahlen des abgeschlossenen Monats bleiben; "
                "sie geht am Jahresende gesammelt in die Jahreszahlen ein."
            )
        )
    return str(gettext("Die Berichtigung ist gespeichert und abgegeben (Fassung %(n)s).", n=done.version))


def _page(
    opened: OpenSheet,
    errors: Errors = (),
    problems: Sequence[Problem] = (),
    typed: Mapping[str, Typed] = NOTHING_TYPED,
) -> str:
    shown = check_page.context(replace(opened, read_only=""), problems, typed)
    reason = request.form.get("correction_reason", "")
    wrong = next((sentence for field, sentence in errors if field == "correction_reason"), "")
    shown["correct_url"] = url_for("corrections.page", sheet_id=opened.id)
    return render_template(
        "branch/correct.html", sheet=shown, errors=list(errors), reason=reason, reason_error=wrong
    )
