"""The first page after signing in, and the choice between light and dark."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from iks.domain.roles import Permission
from iks.services.house_task import HouseTask, TaskKind
from iks.services.list_tasks import tasks_of
from iks.services.view_consents import loosened
from iks.web.access import actor, db, guarded, runtime

blueprint = Blueprint("start", __name__)
THEMES = ("light", "dark")
_DESKS = {
    TaskKind.FRAME_MISSING: "controlling.frames",
    TaskKind.FRAME_LATE: "controlling.frames",
    TaskKind.FRAME_UNLOCKED: "controlling.frames",
    TaskKind.DRAW_UNVERIFIED: "revision.desk",
    TaskKind.MAILS_WAITING: "admin.mails",
    TaskKind.OBJECTIONS_MISSING: "objections.overview",
    TaskKind.FRAME_AGAIN: "controlling.frames",
    TaskKind.VOID_REQUESTED: "revision_void.requests",
    TaskKind.FILE_MISSING: "revision_substitutions.overview",
    TaskKind.MODEL_CASES_WAITING: "model_cases.waiting",
    TaskKind.CONSENT_ASKED: "consents.page",
}
# Tasks about one month: the page, and the name of the month in its address.
_MONTHS = {
    TaskKind.MONTH_OPEN: ("evaluation.cockpit", "month"),
    TaskKind.FILES_MISSING: ("evaluation.cockpit", "month"),
    TaskKind.DRAW_VOIDED: ("branch.sample", "month"),
    TaskKind.REPORT_TO_PREPARE: ("reports.prepare", "month"),
    TaskKind.REPORT_NEW: ("reports.report", "period"),
}
_AREAS = {
    TaskKind.DRAW_WAITS: "evaluation.current_cockpit",
    TaskKind.GRID_PROPOSED: "checklists.versions",
    TaskKind.FOLLOW_UP_OPEN: "follow_up.page",
    TaskKind.TAKEAWAYS_OPEN: "takeaways.page",
    TaskKind.MEASURES_OVERDUE: "measures.overview",
    TaskKind.MEASURES_PROPOSED: "measures.overview",
}
# Tasks about one sheet, file or request: the page, and the name of the id in its address.
_OBJECTS = {
    TaskKind.FILE_HANDED_OVER: ("branch.check", "sheet_id"),
    TaskKind.EVIDENCE_REQUESTED: ("revision_evidence.wish", "request_id"),
    TaskKind.EVIDENCE_READY: ("revision_evidence.wish", "request_id"),
    TaskKind.FILE_MISSING: ("branch_files.missing", "file_id"),
    TaskKind.VALUES_REQUESTED: ("corrected_values.request_page", "request_id"),
    TaskKind.VALUES_TO_SEE: ("corrected_values.request_page", "request_id"),
}


@blueprint.get("/")
@guarded(Permission.SIGNED_IN)
def my_tasks() -> ResponseReturnValue:
    """Show what is due for this person."""
    tasks = tasks_of(db(), runtime().clock, actor())
    lines = [(task, _address(task)) for task in tasks.house]
    return render_template(
        "start/my_tasks.html", tasks=tasks, lines=lines, loosened=loosened(db(), runtime().clock)
    )


def _address(task: HouseTask) -> str:
    """Return where the person goes on."""
    if task.target:
        endpoint, name = _OBJECTS[task.kind]
        address: dict[str, Any] = {name: task.target}
        return url_for(endpoint, **address)
    if task.kind in _MONTHS:
        endpoint, name = _MONTHS[task.kind]
        of_month: dict[str, Any] = {name: task.month}
        return url_for(endpoint, area=task.area, **of_month)
    if task.kind in _AREAS:
        return url_for(_AREAS[task.kind], area=task.area, branch=task.branch or None)
    if task.kind in _DESKS:
        return url_for(_DESKS[task.kind])
    if actor().may(Permission.SEE_RELEASED, task.area):
        return url_for("evaluation.analysis", area=task.area, period=task.month)
    return url_for("management.overview")


@blueprint.route("/display", methods=["GET", "POST"])
@guarded(Permission.PUBLIC, writes=False)
def display() -> ResponseReturnValue:
    """Choose light, dark, or what the system says."""
    if request.method == "POST":
        theme = request.form.get("theme", "")
        session["theme"] = theme if theme in THEMES else None
        return redirect(url_for("start.my_tasks"))
    return render_template("start/display.html")
