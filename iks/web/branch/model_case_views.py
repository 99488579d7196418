"""Model cases: written beside a finding, read by a second person."""

from collections.abc import Mapping

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from iks.domain.roles import Permission
from iks.domain.values import ModelCaseState
from iks.errors import N_, FieldsRejected
from iks.services import release_model_case, write_model_case
from iks.web.access import actor, db, guarded, runtime
from iks.web.words import mark_kind

blueprint = Blueprint("model_cases", __name__)
SEE_OTHER = 303
STATES: Mapping[ModelCaseState, str] = {
    ModelCaseState.DRAFT: N_("Entwurf, wird mit dem Monat abgegeben"),
    ModelCaseState.OFFERED: N_("abgegeben, wartet auf die zweite Person"),
    ModelCaseState.RETURNED: N_("zurückgegeben, bitte ändern"),
    ModelCaseState.RELEASED: N_("freigegeben, wartet auf den Abschluss"),
    ModelCaseState.DELIVERED: N_("an den Fachbereich gegangen"),
    ModelCaseState.EXPIRED: N_("nicht weitergegeben, weil zu wenige Texte zusammenkamen"),
    ModelCaseState.RECALLED: N_("zurückgezogen"),
}


@blueprint.before_request
def mark_menu() -> None:
    """Mark the menu entry from which these pages are reached."""
    g.menu_entry = "branch.current_sample"


@blueprint.get("/branch/model-case/<sheet_id>/<point>")
@guarded(Permission.CHECK_FILES, hidden=True)
def page(sheet_id: str, point: str) -> ResponseReturnValue:
    """Show the text about a finding with what the screening found."""
    return _page(sheet_id, point, {})


@blueprint.post("/branch/model-case/<sheet_id>/<point>")
@guarded(Permission.CHECK_FILES, hidden=True)
def save(sheet_id: str, point: str) -> ResponseReturnValue:
    """Keep a text, or take it back."""
    if request.form.get("action") == "recall":
        write_model_case.recall_model_case(db(), runtime().clock, actor(), sheet_id, point)
        flash(gettext("Der Text ist zurückgezogen."), "success")
        return redirect(url_for("branch.check", sheet_id=sheet_id) + f"#{point}", SEE_OTHER)
    try:
        kept = write_model_case.save_model_case(
            db(),
            actor(),
            sheet_id,
            point,
            request.form.get("text", ""),
            names_confirmed=bool(request.form.get("names_confirmed")),
        )
    except FieldsRejected as rejected:
        errors = {fault.name: gettext(fault.sentence, **fault.params) for fault in rejected.faults}
        return _page(sheet_id, point, errors), rejected.status
    if kept.screened.may_leave:
        flash(gettext("Gespeichert. Der Text kann so abgegeben werden."), "success")
    return redirect(url_for("model_cases.page", sheet_id=sheet_id, point=point), SEE_OTHER)


@blueprint.get("/model-cases")
@guarded(Permission.SIGNED_IN)
def waiting() -> ResponseReturnValue:
    """Show the texts that wait for this person's eyes."""
    return _waiting({})


@blueprint.post("/model-cases/<case_id>")
@guarded(Permission.SIGNED_IN, hidden=True)
def decide(case_id: str) -> ResponseReturnValue:
    """Release a text or give it back."""
    release, answer = request.form.get("decision") == "release", request.form.get("answer", "")
    try:
        release_model_case.decide_case(
            db(), runtime().clock, actor(), case_id, release=release, answer=answer
        )
    except FieldsRejected as rejected:
        said = " ".join(gettext(fault.sentence, **fault.params) for fault in rejected.faults)
        return _waiting({case_id: said}), rejected.status
    said = gettext("Der Text ist freigegeben.") if release else gettext("Der Text ist zurückgegeben.")
    flash(said, "success")
    return redirect(url_for("model_cases.waiting"), SEE_OTHER)


def _waiting(errors: Mapping[str, str]) -> str:
    cases = release_model_case.waiting_cases(db(), actor())
    return render_template(
        "branch/model_cases_waiting.html",
        cases=cases,
        own=[(case, _state_name(case)) for case in write_model_case.own_cases(db(), actor())],
        errors=errors,
        kind_name=mark_kind,
        typed=request.form,
    )


def _page(sheet_id: str, point: str, errors: Mapping[str, str]) -> str:
    case = write_model_case.open_model_case(db(), actor(), sheet_id, point)
    return render_template(
        "branch/model_case.html",
        case=case,
        text=request.form.get("text", case.screened.text),
        errors=dict(errors),
        kind_name=mark_kind,
        state=_state_name(case),
    )


def _state_name(case: write_model_case.ModelCaseView) -> str:
    return str(gettext(STATES[case.state])) if case.state else ""
