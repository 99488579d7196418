"""Focus topics: proposed by the unit, ordered by its head or the management, drawn beside the month."""

from collections.abc import Mapping

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from iks.domain.focus import LONGEST_TOPIC_IN_MONTHS, MOST_FILES
from iks.domain.month import Month
from iks.domain.roles import Permission
from iks.domain.values import Area
from iks.errors import N_, FieldsRejected
from iks.output.numbers import month_name
from iks.services import order_focus
from iks.services.view_focus import (
    FocusState,
    filter_choices,
    focus_lines,
    focus_view,
    months_to_begin,
)
from iks.web.access import actor, db, guarded, runtime
from iks.web.evaluation.focus_forms import in_words, options_of, read_wish
from iks.web.page_context import page_language

blueprint = Blueprint("focus", __name__)
blueprint.add_app_template_filter(in_words, "condition_in_words")
SEE_OTHER = 303
STATES = {
    FocusState.PROPOSED: N_("vorgeschlagen"),
    FocusState.ORDERED: N_("angeordnet"),
    FocusState.RUNNING: N_("läuft"),
    FocusState.OVER: N_("abgeschlossen"),
    FocusState.ENDED: N_("vorzeitig beendet"),
}


@blueprint.before_request
def mark_menu() -> None:
    """Mark the menu entry of these pages."""
    g.menu_entry = "focus.current"


@blueprint.get("/evaluation/current-focus")
@guarded(Permission.PROPOSE_FOCUS)
def current() -> ResponseReturnValue:
    """Go on to the person's first area."""
    return redirect(url_for("focus.topics", area=actor().areas(Permission.PROPOSE_FOCUS)[0]))


@blueprint.get("/evaluation/<area:area>/focus")
@guarded(Permission.PROPOSE_FOCUS)
def topics(area: Area) -> ResponseReturnValue:
    """Show proposals and topics of an area."""
    lines = focus_lines(db(), runtime().clock, actor(), area)
    return render_template(
        "evaluation/focus.html", area=area, lines=lines, states=_states(), area_links=_area_links(area)
    )


@blueprint.route("/evaluation/<area:area>/focus/new", methods=["GET", "POST"])
@guarded(Permission.PROPOSE_FOCUS)
def new(area: Area) -> ResponseReturnValue:
    """Propose a topic; what does not fit is told at its field."""
    if request.method == "GET":
        return _form(area, {})
    house = runtime()
    choices = filter_choices(db(), house.clock, actor(), area)
    wish = read_wish(request.form, choices, months_to_begin(house.clock)[0])
    try:
        proposal = order_focus.propose(db(), house.clock, actor(), area, wish)
    except FieldsRejected as rejected:
        errors = {fault.name: gettext(fault.sentence, **_readable(fault.params)) for fault in rejected.faults}
        return _form(area, errors), rejected.status
    flash(gettext("Der Vorschlag liegt vor. Gezogen wird erst, wenn er angeordnet ist."), "success")
    return redirect(url_for("focus.topic", area=area, focus_id=proposal), SEE_OTHER)


@blueprint.get("/evaluation/<area:area>/focus/<focus_id>")
@guarded(Permission.PROPOSE_FOCUS)
def topic(area: Area, focus_id: str) -> ResponseReturnValue:
    """Show one topic, or one proposal with the number of files that it concerns."""
    found = focus_view(db(), runtime().clock, actor(), area, focus_id)
    return render_template("evaluation/focus_topic.html", focus=found, states=_states())


@blueprint.post("/evaluation/<area:area>/focus/<focus_id>/order")
@guarded(Permission.ORDER_FOCUS)
def order(area: Area, focus_id: str) -> ResponseReturnValue:
    """Order a proposed topic; the first secret of its draws is committed to in the same moment."""
    house = runtime()
    shown = focus_view(db(), house.clock, actor(), area, focus_id)
    made = order_focus.order(db(), house.clock, actor(), house.vault, focus_id, _begin(shown.begin))
    flash(
        gettext("Der Schwerpunkt ist angeordnet. Die Innenrevision hat die Zusage für die erste Ziehung."),
        "success",
    )
    return redirect(url_for("focus.topic", area=area, focus_id=made), SEE_OTHER)


@blueprint.post("/evaluation/<area:area>/focus/<focus_id>/withdraw")
@guarded(Permission.PROPOSE_FOCUS)
def withdraw(area: Area, focus_id: str) -> ResponseReturnValue:
    """Take a proposal back."""
    order_focus.withdraw(db(), runtime().clock, actor(), focus_id)
    flash(gettext("Der Vorschlag ist zurückgezogen."), "success")
    return redirect(url_for("focus.topics", area=area), SEE_OTHER)


@blueprint.post("/evaluation/<area:area>/focus/<focus_id>/end")
@guarded(Permission.ORDER_FOCUS)
def end(area: Area, focus_id: str) -> ResponseReturnValue:
    """End a topic before its last month."""
    order_focus.end(db(), runtime().clock, actor(), focus_id)
    flash(gettext("Der Schwerpunkt ist beendet. Aus gesperrten Listen wird noch gezogen."), "success")
    return redirect(url_for("focus.topic", area=area, focus_id=focus_id), SEE_OTHER)


def _begin(offered: Month | None) -> Month | None:
    """Return the first month that the button named; one that has passed since is refused by its rule."""
    return Month.parse(request.form["first_month"]) if "first_month" in request.form else offered


def _form(area: Area, errors: Mapping[str, str]) -> str:
    house = runtime()
    choices = filter_choices(db(), house.clock, actor(), area)
    begins = months_to_begin(house.clock)
    ends = months_to_begin(house.clock, len(begins) + LONGEST_TOPIC_IN_MONTHS - 1)
    return render_template(
        "evaluation/focus_new.html",
        area=area,
        attributes=[(choice.name, choice.label, options_of(choice)) for choice in choices],
        begins=[(str(month), month_name(month, page_language())) for month in begins],
        ends=[(str(month), month_name(month, page_language())) for month in ends],
        most_files=MOST_FILES,
        typed=request.form,
        errors=errors,
    )


def _readable(params: Mapping[str, object]) -> dict[str, object]:
    """Return the values of a sentence as the page writes them."""
    return {
        name: month_name(value, page_language()) if isinstance(value, Month) else value
        for name, value in params.items()
    }


def _states() -> dict[FocusState, str]:
    return {state: gettext(name) for state, name in STATES.items()}


def _area_links(shown: Area) -> list[tuple[Area, str, bool]]:
    areas = actor().areas(Permission.PROPOSE_FOCUS)
    links = [(area, url_for("focus.topics", area=area), area is shown) for area in areas]
    return links if len(areas) > 1 else []
