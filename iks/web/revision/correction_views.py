"""Corrected answers: how many there are, and old and new values once a second person approved."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from iks.domain.month import Month
from iks.domain.roles import Permission
from iks.domain.second_person import DAYS_TO_USE
from iks.domain.values import Area
from iks.errors import FieldsRejected, Refused
from iks.services import ask_corrected_values, view_correction_requests
from iks.services.count_corrections import corrected_month, corrected_months
from iks.services.open_corrected_values import CorrectedValues, open_values
from iks.web.access import actor, db, guarded, runtime
from iks.web.answer_words import answer_lines
from iks.web.revision.words import REQUEST_STATES
from iks.web.words import STRATA

blueprint = Blueprint("corrected_values", __name__, url_prefix="/revision/corrections")
SEE_OTHER = 303


@blueprint.before_request
def mark_menu() -> None:
    """Mark the menu entry from which these pages are reached; the management comes from its tasks."""
    person = g.get("actor")
    may_prove = person and person.may(Permission.PROVE_DRAW)
    g.menu_entry = "revision.desk" if may_prove else "start.my_tasks"


@blueprint.get("")
@guarded(Permission.SEE_CORRECTIONS)
def overview() -> ResponseReturnValue:
    """Show how many answers were corrected by month and point, and what was asked about them."""
    return render_template(
        "revision/corrections.html",
        months=corrected_months(db(), actor()),
        requests=view_correction_requests.values_requests(db(), runtime().clock, actor()),
        states=REQUEST_STATES,
    )


@blueprint.get("/<area:area>/<month:month>")
@guarded(Permission.SEE_CORRECTIONS)
def month_page(area: Area, month: Month) -> ResponseReturnValue:
    """Show a month by point and by branch, and ask to see values."""
    return _month_page(area, month, {})


@blueprint.post("/<area:area>/<month:month>")
@guarded(Permission.SEE_CORRECTIONS)
def ask(area: Area, month: Month) -> ResponseReturnValue:
    """Ask to see the values of a branch."""
    branch, reason = request.form.get("branch", ""), request.form.get("reason", "")
    try:
        ask_corrected_values.ask(db(), runtime().clock, actor(), area, month, branch, reason)
    except FieldsRejected as rejected:
        return _month_page(area, month, _errors(rejected)), rejected.status
    except Refused as refused:
        return _month_page(area, month, {}, _text(refused)), refused.status
    flash(
        gettext(
            "Ihr Antrag ist gestellt. Ein anderes Mitglied der Revision oder die Amtsleitung entscheidet."
        ),
        "success",
    )
    return redirect(url_for("corrected_values.requests"), SEE_OTHER)


@blueprint.get("/requests")
@guarded(Permission.DECIDE_CORRECTIONS)
def requests() -> ResponseReturnValue:
    """List all requests, those that wait first."""
    found = view_correction_requests.values_requests(db(), runtime().clock, actor())
    return render_template("revision/correction_requests.html", requests=found, states=REQUEST_STATES)


@blueprint.get("/requests/<request_id>")
@guarded(Permission.DECIDE_CORRECTIONS)
def request_page(request_id: str) -> ResponseReturnValue:
    """Show one request, with the decision to make or made."""
    return _request_page(request_id, {})


@blueprint.post("/requests/<request_id>")
@guarded(Permission.DECIDE_CORRECTIONS)
def decide(request_id: str) -> ResponseReturnValue:
    """Let the revision see the values, keep them closed, or take the own request back."""
    decision = request.form.get("decision", "")
    try:
        told = _decide(request_id, decision)
    except FieldsRejected as rejected:
        return _request_page(request_id, _errors(rejected)), rejected.status
    except Refused as refused:
        flash(_text(refused), "warning")
    else:
        flash(told, "success")
    return redirect(url_for("corrected_values.request_page", request_id=request_id), SEE_OTHER)


@blueprint.get("/requests/<request_id>/values")
@guarded(Permission.OPEN_CORRECTIONS, writes=True)
def values(request_id: str) -> ResponseReturnValue:
    """Show old and new values; the look is journaled."""
    try:
        opened = open_values(db(), runtime().clock, actor(), request_id)
    except Refused as refused:
        flash(_text(refused), "warning")
        return redirect(url_for("corrected_values.request_page", request_id=request_id), SEE_OTHER)
    return render_template(
        "revision/corrected_values.html", opened=opened, files=_files(opened), strata=STRATA
    )


def _decide(request_id: str, decision: str) -> str:
    acting = db(), runtime().clock, actor(), request_id
    if decision == "approve":
        ask_corrected_values.approve(*acting)
        return str(gettext("Die Einsicht ist genehmigt. Wer sie beantragt hat, bekommt eine Mail."))
    if decision == "withdraw":
        ask_corrected_values.withdraw(*acting)
        return str(gettext("Ihr Antrag ist zurückgezogen."))
    ask_corrected_values.refuse(*acting, request.form.get("answer", ""))
    return str(gettext("Der Antrag ist abgelehnt. Wer ihn gestellt hat, bekommt Ihre Antwort."))


def _month_page(area: Area, month: Month, errors: dict[str, str], refused: str = "") -> str:
    page = corrected_month(db(), actor(), area, month)
    found = view_correction_requests.values_requests(db(), runtime().clock, actor())
    branches = [(code, f"{code} {name}") for code, name in page.branch_names.items()]
    only = branches[0][0] if len(branches) == 1 else ""
    return render_template(
        "revision/corrections_month.html",
        page=page,
        requests=[one for one in found if (one.area, one.month) == (area, month)],
        states=REQUEST_STATES,
        branches=branches,
        branch=request.form.get("branch", only),
        reason=request.form.get("reason", ""),
        days=DAYS_TO_USE,
        errors=errors,
        refused=refused,
    )


def _request_page(request_id: str, errors: dict[str, str]) -> str:
    return render_template(
        "revision/correction_request.html",
        wish=view_correction_requests.values_request(db(), runtime().clock, actor(), request_id),
        states=REQUEST_STATES,
        days=DAYS_TO_USE,
        answer=request.form.get("answer", ""),
        errors=errors,
    )


def _files(opened: CorrectedValues) -> list[dict[str, object]]:
    """Return files and answers in the words of the form."""
    points = {point.id: point for point in opened.grid.points}
    return [
        {
            "file": file,
            "answers": [
                {
                    "made": one,
                    "point": points[one.point],
                    "before": answer_lines(opened.grid, points[one.point], one.values.before),
                    "after": answer_lines(opened.grid, points[one.point], one.values.after),
                }
                for one in file.answers
            ],
        }
        for file in opened.files
    ]


def _errors(rejected: FieldsRejected) -> dict[str, str]:
    return {fault.name: gettext(fault.sentence, **fault.params) for fault in rejected.faults}


def _text(refused: Refused) -> str:
    return " ".join(gettext(part, **refused.params) for part in refused.sentences)
