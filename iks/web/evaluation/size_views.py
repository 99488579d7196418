"""How many files each branch checks: for all to see, for the unit head to set."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from iks.domain.roles import Permission
from iks.domain.values import Area
from iks.errors import FieldsRejected, Refused
from iks.output.numbers import month_name
from iks.services.set_sample_size import SizeForm, field_of, set_sample_size
from iks.services.view_sample_sizes import SampleSizes, sample_sizes
from iks.web.access import actor, db, guarded, runtime
from iks.web.page_context import page_language
from iks.web.words import STRATA, files_in_words

blueprint = Blueprint("sample_size", __name__)
SEE_OTHER = 303
# What cannot be read as a number is refused like a number that is too small.
NO_NUMBER = 0
LONGEST_NUMBER = 4


@blueprint.before_request
def mark_menu() -> None:
    """Mark the menu entry from which these pages are reached."""
    g.menu_entry = "evaluation.current_cockpit"


@blueprint.get("/evaluation/<area:area>/sample-size")
@guarded(Permission.SEE_RELEASED)
def page(area: Area) -> ResponseReturnValue:
    """Show the numbers of all branches, and the form for the one that was chosen."""
    return _page(area, {})


@blueprint.post("/evaluation/<area:area>/sample-size")
@guarded(Permission.SET_SAMPLE_SIZE)
def set_size(area: Area) -> ResponseReturnValue:
    """Give a branch its own numbers, or let it follow the grid again."""
    house = runtime()
    try:
        done = set_sample_size(db(), house.clock, actor(), area, _typed(area))
    except FieldsRejected as rejected:
        errors = {fault.name: gettext(fault.sentence, **fault.params) for fault in rejected.faults}
        return _page(area, errors), rejected.status
    except Refused as refused:
        flash(" ".join(gettext(part, **refused.params) for part in refused.sentences), "warning")
        return redirect(url_for("sample_size.page", area=area), SEE_OTHER)
    told = gettext(
        "%(branch)s prüft ab %(month)s im Monat: %(files)s.",
        branch=done.branch,
        month=month_name(done.valid_from, page_language()),
        files=files_in_words(done.numbers),
    )
    flash(told, "success")
    return redirect(url_for("sample_size.page", area=area), SEE_OTHER)


def _typed(area: Area) -> SizeForm:
    form = request.form
    strata = sample_sizes(db(), runtime().clock, actor(), area).common
    numbers = {stratum: _number(form.get(field_of(stratum), "")) for stratum in strata}
    wanted = None if form.get("act") == "follow" else numbers
    return SizeForm(form.get("branch", ""), wanted, form.get("reason", ""))


def _number(text: str) -> int:
    typed = text.strip()
    is_number = typed.isascii() and typed.isdigit() and len(typed) < LONGEST_NUMBER
    return int(typed) if is_number else NO_NUMBER


def _page(area: Area, errors: dict[str, str]) -> str:
    sizes = sample_sizes(db(), runtime().clock, actor(), area)
    wanted = request.values.get("branch", "")
    chosen = next((branch for branch in sizes.branches if branch.code == wanted), None)
    return render_template(
        "evaluation/sample_size.html",
        sizes=sizes,
        chosen=chosen if sizes.may_change else None,
        fields=[(field_of(s), gettext(STRATA.get(s, s)), n) for s, n in chosen.numbers.items()]
        if chosen
        else [],
        typed=request.form,
        errors=errors,
        area_links=_area_links(sizes),
    )


def _area_links(sizes: SampleSizes) -> list[tuple[Area, str, bool]]:
    areas = actor().areas(Permission.SEE_RELEASED)
    links = [(area, url_for("sample_size.page", area=area), area is sizes.area) for area in areas]
    return links if len(links) > 1 else []
