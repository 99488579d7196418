"""Objections and court cases at the desk: what stands out, topics beside their points, the mapping."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from iks.domain.month import Month
from iks.domain.objections import ObjectionKind
from iks.domain.roles import Permission
from iks.domain.values import Area
from iks.errors import FieldsRejected
from iks.services import analyse_objections, map_topics
from iks.web.access import actor, db, guarded, runtime

blueprint = Blueprint("objection_evaluation", __name__)
SEE_OTHER = 303


@blueprint.before_request
def mark_menu() -> None:
    """Mark the menu entry of these pages."""
    g.menu_entry = "objections.current"


@blueprint.get("/evaluation/<area:area>/objections")
@guarded(Permission.SEE_OBJECTIONS)
def page(area: Area) -> ResponseReturnValue:
    """Show all topics of a month; without one the newest."""
    wanted = request.args.get("month")
    shown = analyse_objections.analysis(db(), actor(), area, Month.parse(wanted) if wanted else None)
    return render_template(
        "evaluation/objections.html" if shown else "evaluation/objections_none.html",
        area=area,
        o=shown,
        kinds=tuple(ObjectionKind),
        months=analyse_objections.months_recorded(db(), actor()),
        may_record=actor().may(Permission.RECORD_OBJECTIONS),
        may_propose=actor().may(Permission.PROPOSE_FOCUS, area),
        may_look_closely=actor().may(Permission.SEE_RELEASED, area),
        area_links=_area_links(area),
    )


@blueprint.get("/evaluation/<area:area>/objections/<topic>")
@guarded(Permission.SEE_OBJECTIONS)
def topic_page(area: Area, topic: str) -> ResponseReturnValue:
    """Show one topic over two years, and the points that it touches."""
    return _topic_page(area, topic)


@blueprint.post("/evaluation/<area:area>/objections/<topic>")
@guarded(Permission.MAP_OBJECTIONS)
def map_topic(area: Area, topic: str) -> ResponseReturnValue:
    """Say which points a topic touches."""
    points = request.form.getlist("points")
    try:
        changed = map_topics.map_topic(db(), runtime().clock, actor(), area, topic, points)
    except FieldsRejected as rejected:
        said = [(fault.name, gettext(fault.sentence, **fault.params)) for fault in rejected.faults]
        return _topic_page(area, topic, said), rejected.status
    if changed:
        flash(gettext("Die Zuordnung ist gespeichert. Frühere Berichte behalten ihre."), "success")
    else:
        flash(gettext("Diese Zuordnung gilt schon. Es wurde nichts geändert."), "info")
    return redirect(url_for("objection_evaluation.topic_page", area=area, topic=topic), SEE_OTHER)


def _topic_page(area: Area, topic: str, errors: list[tuple[str, str]] | None = None) -> str:
    trend = analyse_objections.topic_trend(db(), actor(), area, topic)
    return render_template(
        "evaluation/objections_topic.html",
        area=area,
        t=trend,
        kinds=tuple(ObjectionKind),
        choice=map_topics.topic_choice(db(), runtime().clock, actor(), area, topic),
        may_map=actor().may(Permission.MAP_OBJECTIONS, area),
        may_look_closely=actor().may(Permission.SEE_RELEASED, area),
        errors=errors or [],
    )


def _area_links(shown: Area) -> list[tuple[Area, str, bool]]:
    areas = actor().areas(Permission.SEE_OBJECTIONS)
    links = [(area, url_for("objection_evaluation.page", area=area), area is shown) for area in areas]
    return links if len(areas) > 1 else []
