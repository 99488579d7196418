"""Measures: the list for all who may read it, one measure, and the form that says first what can be seen."""

from datetime import date

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from iks.domain.clock import local_date
from iks.domain.measure import MeasureScope, measure_faults
from iks.domain.roles import Permission
from iks.domain.typed_answer import plain_text
from iks.domain.values import Area
from iks.errors import FieldsRejected
from iks.services import measure_choices, steer_measures, view_measures
from iks.services.plan_effect import sights
from iks.web.access import actor, db, guarded, runtime
from iks.web.evaluation.measure_forms import Aim, number, read_aim, read_change, read_wish
from iks.web.evaluation.measure_options import (
    as_typed,
    branches_to_choose,
    functions_to_choose,
    hopes_to_choose,
    kinds_to_choose,
    knowledge_to_choose,
    points_to_choose,
)

blueprint = Blueprint("measures", __name__)
SEE_OTHER = 303
# The faults that the first step of the form can have.
AIM = frozenset({"points", "scope", "branches"})


@blueprint.before_request
def mark_menu() -> None:
    """Mark the menu entry of these pages."""
    g.menu_entry = "measures.current"


@blueprint.get("/evaluation/current-measures")
@guarded(Permission.SEE_MEASURES)
def current() -> ResponseReturnValue:
    """Go on to the person's first area."""
    return redirect(url_for("measures.overview", area=actor().areas(Permission.SEE_MEASURES)[0]))


@blueprint.get("/evaluation/<area:area>/measures")
@guarded(Permission.SEE_MEASURES)
def overview(area: Area) -> ResponseReturnValue:
    """Show the measures of an area, overdue ones first."""
    lines = view_measures.measure_list(db(), runtime().clock, actor(), area)
    return render_template(
        "evaluation/measures.html",
        area=area,
        lines=lines,
        may_propose=actor().may(Permission.PROPOSE_MEASURE, area),
        may_decide=actor().may(Permission.DECIDE_MEASURE, area),
        area_links=_area_links(area),
    )


@blueprint.route("/evaluation/<area:area>/measures/new", methods=["GET", "POST"])
@guarded(Permission.PROPOSE_MEASURE)
def new(area: Area) -> ResponseReturnValue:
    """Make a measure: first what it is for, then, with what could be seen of it, everything else."""
    actor().require(Permission.PROPOSE_MEASURE, area)
    if request.method == "GET":
        return _new_page(area, read_aim(request.args), {})
    aim = read_aim(request.form)
    wish = read_wish(request.form, aim)
    try:
        made = steer_measures.propose(db(), runtime().clock, actor(), area, wish, aim.takeaway)
    except FieldsRejected as rejected:
        return _new_page(area, aim, _errors(rejected)), rejected.status
    decided = actor().may(Permission.DECIDE_MEASURE, area)
    flash(
        gettext("Die Maßnahme ist beschlossen.")
        if decided
        else gettext("Der Vorschlag liegt der Bereichsleitung vor."),
        "success",
    )
    return redirect(url_for("measures.measure", area=area, measure_id=made), SEE_OTHER)


@blueprint.get("/evaluation/<area:area>/measures/<measure_id>")
@guarded(Permission.SEE_MEASURES)
def measure(area: Area, measure_id: str) -> ResponseReturnValue:
    """Show one measure with its effect."""
    return _measure_page(area, measure_id, {})


@blueprint.post("/evaluation/<area:area>/measures/<measure_id>/decide")
@guarded(Permission.SEE_MEASURES)
def decide(area: Area, measure_id: str) -> ResponseReturnValue:
    """Decide a proposed measure."""
    steer_measures.decide(db(), runtime().clock, actor(), measure_id, number(request.form.get("version", "")))
    flash(gettext("Die Maßnahme ist beschlossen."), "success")
    return redirect(url_for("measures.measure", area=area, measure_id=measure_id), SEE_OTHER)


@blueprint.post("/evaluation/<area:area>/measures/<measure_id>/withdraw")
@guarded(Permission.SEE_MEASURES)
def withdraw(area: Area, measure_id: str) -> ResponseReturnValue:
    """Take a proposal back."""
    version = number(request.form.get("version", ""))
    steer_measures.withdraw(db(), runtime().clock, actor(), measure_id, version)
    flash(gettext("Der Vorschlag ist zurückgezogen."), "success")
    return redirect(url_for("measures.overview", area=area), SEE_OTHER)


@blueprint.route("/evaluation/<area:area>/measures/<measure_id>/change", methods=["GET", "POST"])
@guarded(Permission.DECIDE_MEASURE)
def change(area: Area, measure_id: str) -> ResponseReturnValue:
    """Change function, due day or entries of a measure."""
    if request.method == "GET":
        return _change_page(area, measure_id, {})
    version = number(request.form.get("version", ""))
    try:
        wanted = read_change(request.form)
        steer_measures.change(db(), runtime().clock, actor(), measure_id, version, wanted)
    except FieldsRejected as rejected:
        return _change_page(area, measure_id, _errors(rejected)), rejected.status
    flash(gettext("Die Änderung ist gespeichert."), "success")
    return redirect(url_for("measures.measure", area=area, measure_id=measure_id), SEE_OTHER)


@blueprint.post("/evaluation/<area:area>/measures/<measure_id>/finish")
@guarded(Permission.DECIDE_MEASURE)
def finish(area: Area, measure_id: str) -> ResponseReturnValue:
    """Say that a measure is done, or given up."""
    done = request.form.get("action") != "give_up"
    note, version = plain_text(request.form.get("note", "")), number(request.form.get("version", ""))
    try:
        steer_measures.finish(db(), runtime().clock, actor(), measure_id, version, done=done, note=note)
    except FieldsRejected as rejected:
        return _measure_page(area, measure_id, _errors(rejected)), rejected.status
    said = gettext("Die Maßnahme ist erledigt.") if done else gettext("Die Maßnahme ist aufgegeben.")
    flash(said, "success")
    return redirect(url_for("measures.measure", area=area, measure_id=measure_id), SEE_OTHER)


@blueprint.route("/evaluation/<area:area>/measures/sets", methods=["GET", "POST"])
@guarded(Permission.DECIDE_MEASURE)
def sets(area: Area) -> ResponseReturnValue:
    """Show the sets of branches of the year, and fix one."""
    actor().require(Permission.DECIDE_MEASURE, area)
    if request.method == "GET":
        return _sets_page(area, {})
    name, branches = plain_text(request.form.get("name", "")), tuple(request.form.getlist("branches"))
    try:
        measure_choices.fix_branch_set(db(), runtime().clock, actor(), area, name, branches)
    except FieldsRejected as rejected:
        return _sets_page(area, _errors(rejected)), rejected.status
    flash(gettext("Die Gruppe steht für dieses Jahr fest."), "success")
    return redirect(url_for("measures.sets", area=area), SEE_OTHER)


def _new_page(area: Area, aim: Aim, errors: dict[str, str]) -> str:
    today = local_date(runtime().clock.now())
    choices = measure_choices.choices_for(db(), area, today)
    faults = [fault for fault in measure_faults(read_wish(request.form, aim), choices) if fault.name in AIM]
    if aim.points and not faults and "aim" not in request.args:
        return _second_step(area, aim, today, errors)
    asked = request.method == "POST" or ("scope" in request.args and "aim" not in request.args)
    return render_template(
        "evaluation/measure_aim.html",
        area=area,
        aim=aim,
        points=points_to_choose(area, today),
        branches=branches_to_choose(today),
        sets=measure_choices.sets_of_year(db(), area, today),
        errors={fault.name: gettext(fault.sentence, **fault.params) for fault in faults} if asked else {},
    )


def _second_step(area: Area, aim: Aim, today: date, errors: dict[str, str]) -> str:
    found = measure_choices.sets_of_year(db(), area, today)
    branch_set = next((one for one in found if one.id == aim.branch_set), None)
    members = {branch.id for branch in branch_set.branches} if branch_set else None
    with_effect = aim.scope is not MeasureScope.BRANCHES
    seen = sights(db(), area, aim.points, members, today) if with_effect else ()
    return render_template(
        "evaluation/measure_new.html",
        area=area,
        aim=aim,
        points=points_to_choose(area, today),
        branch_set=branch_set,
        concerned=[name for code, name in branches_to_choose(today) if code in aim.branches],
        sights=seen,
        hopes=hopes_to_choose(seen),
        kinds=kinds_to_choose(),
        functions=functions_to_choose(area),
        knowledge=knowledge_to_choose(area),
        today=as_typed(today),
        next_year=today.year + 1,
        may_decide=actor().may(Permission.DECIDE_MEASURE, area),
        typed=request.form,
        errors=errors,
    )


def _measure_page(area: Area, measure_id: str, errors: dict[str, str]) -> str:
    shown = view_measures.measure_view(db(), runtime().clock, actor(), area, measure_id)
    return render_template("evaluation/measure.html", m=shown, typed=request.form, errors=errors)


def _change_page(area: Area, measure_id: str, errors: dict[str, str]) -> str:
    shown = view_measures.measure_view(db(), runtime().clock, actor(), area, measure_id)
    return render_template(
        "evaluation/measure_change.html",
        m=shown,
        functions=functions_to_choose(area),
        knowledge=knowledge_to_choose(area),
        due=as_typed(shown.line.due),
        typed=request.form,
        errors=errors,
    )


def _sets_page(area: Area, errors: dict[str, str]) -> str:
    today = local_date(runtime().clock.now())
    return render_template(
        "evaluation/measure_sets.html",
        area=area,
        year=today.year,
        sets=measure_choices.sets_of_year(db(), area, today),
        branches=branches_to_choose(today),
        typed=request.form,
        errors=errors,
    )


def _errors(rejected: FieldsRejected) -> dict[str, str]:
    return {fault.name: gettext(fault.sentence, **fault.params) for fault in rejected.faults}


def _area_links(shown: Area) -> list[tuple[Area, str, bool]]:
    areas = actor().areas(Permission.SEE_MEASURES)
    links = [(area, url_for("measures.overview", area=area), area is shown) for area in areas]
    return links if len(areas) > 1 else []
