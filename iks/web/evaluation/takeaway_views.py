"""Das nehme ich mit: what the unit makes of the three proposals after the close of a quarter."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from iks.domain.roles import Permission
from iks.domain.takeaway import TakeawayKind
from iks.domain.typed_answer import plain_text
from iks.domain.values import Area
from iks.errors import FieldsRejected, NotThere
from iks.services import settle_takeaway
from iks.services.propose_takeaways import takeaways
from iks.web.access import actor, db, guarded, runtime
from iks.web.evaluation.measure_forms import word

blueprint = Blueprint("takeaways", __name__)
SEE_OTHER = 303


@blueprint.before_request
def mark_menu() -> None:
    """Mark the menu entry from which these pages are reached."""
    g.menu_entry = "evaluation.current_analysis"


@blueprint.get("/evaluation/<area:area>/takeaways")
@guarded(Permission.SEE_RELEASED)
def page(area: Area) -> ResponseReturnValue:
    """Show the proposals alone, as the start page leads to them."""
    return _page(area, {})


@blueprint.post("/evaluation/<area:area>/takeaways")
@guarded(Permission.PROPOSE_MEASURE)
def settle(area: Area) -> ResponseReturnValue:
    """Make a measure of a proposal, put it on the agenda, or put it off."""
    kind, point = word(TakeawayKind, request.form.get("kind", "")), request.form.get("point", "")
    if kind is None:
        raise NotThere
    action = request.form.get("action", "")
    if action == "measure":
        return redirect(url_for("measures.new", area=area, points=point, takeaway=kind), SEE_OTHER)
    clock = runtime().clock
    if action == "agenda":
        settle_takeaway.put_on_agenda(db(), clock, actor(), area, kind, point)
        flash(gettext("%(point)s steht auf der Tagesordnung.", point=point), "success")
        return redirect(url_for("takeaways.page", area=area), SEE_OTHER)
    reason = plain_text(request.form.get("reason", ""))
    try:
        settle_takeaway.not_now(db(), clock, actor(), area, kind, point, reason)
    except FieldsRejected as rejected:
        sentence = next(gettext(fault.sentence, **fault.params) for fault in rejected.faults)
        return _page(area, {f"reason-{kind}": sentence}), rejected.status
    flash(gettext("%(point)s ist bis zum nächsten Quartal zurückgestellt.", point=point), "success")
    return redirect(url_for("takeaways.page", area=area), SEE_OTHER)


def _page(area: Area, errors: dict[str, str]) -> str:
    return render_template(
        "evaluation/takeaways_page.html",
        takes=takeaways(db(), actor(), area),
        typed=request.form,
        errors=errors,
    )
