"""The branch's own list: talking about findings, and putting them right."""

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from iks.domain.clock import local_date
from iks.domain.follow_up import FollowUpEntry
from iks.domain.roles import Permission
from iks.domain.values import Area, Reflection, Remedy
from iks.errors import N_, FieldFault, FieldsRejected, InvalidInput, NotThere
from iks.services import keep_follow_up as service
from iks.services.keep_follow_up import FollowUpChanged, FollowUpItem
from iks.web.access import actor, db, guarded, runtime
from iks.web.typed_day import typed_day

blueprint = Blueprint("follow_up", __name__)
SEE_OTHER = 303
REFLECTIONS: Mapping[str, str] = {
    "": N_("noch offen"),
    Reflection.TALK: N_("Gespräch geführt"),
    Reflection.TEAM_MEETING: N_("in der Teambesprechung behandelt"),
    Reflection.NOT_NEEDED: N_("nicht nötig"),
}
REMEDIES: Mapping[str, str] = {
    "": N_("noch offen"),
    Remedy.CORRECTED: N_("in der Akte berichtigt"),
    Remedy.ORDERED: N_("angeordnet"),
    Remedy.NOT_POSSIBLE: N_("nicht mehr möglich"),
    Remedy.HANDED_OVER: N_("an den Fachbereich abgegeben"),
}


@blueprint.before_request
def mark_menu() -> None:
    """Mark the menu entry from which these pages are reached."""
    g.menu_entry = "branch.current_sample"


@blueprint.get("/branch/<area:area>/follow-up")
@guarded(Permission.CHECK_FILES)
def page(area: Area) -> ResponseReturnValue:
    """Show what is still to be done with the findings of a branch."""
    return _page(area, request.args.get("branch"))


@blueprint.get("/branch/<area:area>/follow-up/team")
@guarded(Permission.CHECK_FILES)
def team(area: Area) -> ResponseReturnValue:
    """Show the topics for the team meeting, without files, to be printed."""
    found = service.follow_up_list(db(), runtime().clock, actor(), area, request.args.get("branch"))
    return render_template("branch/team_topics.html", found=found, today=local_date(runtime().clock.now()))


@blueprint.post("/branch/follow-up/<sheet_id>/<point>")
@guarded(Permission.CHECK_FILES, hidden=True)
def save(sheet_id: str, point: str) -> ResponseReturnValue:
    """Write down what was done about one finding."""
    wanted, branch = request.form.get("area", ""), request.form.get("branch")
    if wanted not in set(Area):
        raise NotThere
    area, seen = Area(wanted), request.form.get("seen", "")
    if request.form.get("take") == "stored":
        flash(gettext("Die gespeicherte Fassung gilt weiter."), "success")
        return redirect(url_for("follow_up.page", area=area, branch=branch), SEE_OTHER)
    try:
        service.save_follow_up(db(), runtime().clock, actor(), sheet_id, point, _typed_entry(), seen=seen)
    except FollowUpChanged as changed:
        return _conflict_page(area, branch, (sheet_id, point), changed), changed.status
    except FieldsRejected as rejected:
        errors = {fault.name: gettext(fault.sentence, **fault.params) for fault in rejected.faults}
        return _page(area, branch, at=(sheet_id, point), errors=errors), rejected.status
    flash(gettext("Gespeichert."), "success")
    return redirect(url_for("follow_up.page", area=area, branch=branch), SEE_OTHER)


def _typed_entry() -> FollowUpEntry:
    """Read the form; every day that is none is named at its own field, all at once."""
    days, faults = dict[str, date | None](), list[FieldFault]()
    for name in ("reflected_on", "remedy_due_on"):
        try:
            days[name] = typed_day(name)
        except InvalidInput as error:
            faults.append(FieldFault(name, error.happened, error.params))
    if faults:
        raise FieldsRejected(faults)
    reflection, remedy = request.form.get("reflection", ""), request.form.get("remedy", "")
    return FollowUpEntry(
        reflection=Reflection(reflection) if reflection in set(Reflection) else None,
        reflected_on=days["reflected_on"],
        remedy=Remedy(remedy) if remedy in set(Remedy) else None,
        remedy_due_on=days["remedy_due_on"],
        remedied_on=local_date(runtime().clock.now()) if request.form.get("remedied") else None,
    )


def _page(
    area: Area,
    branch: str | None,
    *,
    at: tuple[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> str:
    found = service.follow_up_list(db(), runtime().clock, actor(), area, branch)
    return render_template(
        "branch/follow_up.html",
        found=found,
        areas=[other for other in Area if actor().branches(other)],
        reflections=[(value, gettext(name)) for value, name in REFLECTIONS.items()],
        remedies=[(value, gettext(name)) for value, name in REMEDIES.items()],
        state=_state,
        typed=request.form,
        at=at,
        errors=dict(errors or {}),
    )


def _conflict_page(area: Area, branch: str | None, at: tuple[str, str], changed: FollowUpChanged) -> str:
    """Show both versions side by side; the person takes one."""
    found = service.follow_up_list(db(), runtime().clock, actor(), area, branch)
    item = next(i for i in (*found.open, *found.done) if (i.sheet_id, i.point) == at)
    fields = ("area", "branch", "reflection", "reflected_on", "remedy", "remedy_due_on", "remedied")
    return render_template(
        "branch/follow_up_conflict.html",
        item=item,
        area=area,
        branch=found.branch,
        stored=_in_words(changed.stored),
        typed=_in_words(changed.typed),
        fields=[(name, request.form[name]) for name in fields if name in request.form],
    )


def _in_words(entry: FollowUpEntry) -> list[tuple[str, str]]:
    """Return an entry field by field, in the words of the form."""
    talk, remedy = REFLECTIONS[entry.reflection or ""], REMEDIES[entry.remedy or ""]
    is_forgotten = entry.reflection_done and not entry.reflection
    lines = [
        (gettext("Gespräch"), gettext("erledigt") if is_forgotten else gettext(talk)),
        (gettext("Am"), _day(entry.reflected_on)),
        (gettext("Akte"), gettext(remedy)),
        (gettext("Bis wann"), _day(entry.remedy_due_on)),
        (gettext("Erledigt am"), _day(entry.remedied_on)),
    ]
    return [(name, text) for name, text in lines if text]


def _state(item: FollowUpItem) -> tuple[str, str]:
    """Return how far a finding is, in words and as the kind of its badge."""
    if item.overdue:
        return gettext("überfällig seit %(day)s", day=_day(item.entry.remedy_due_on)), "warning"
    if item.entry.done:
        return gettext("erledigt"), "success"
    waiting = [
        gettext("Gespräch") if not item.entry.reflection_done else "",
        gettext("Akte") if not item.entry.remedy_done else "",
    ]
    return gettext("offen: %(what)s", what=", ".join(filter(None, waiting))), "info"


def _day(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""
