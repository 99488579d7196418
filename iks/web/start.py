"""The first page after signing in, and the choice between light and dark."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from iks.domain.roles import Permission
from iks.services.list_tasks import HouseTask, TaskKind, tasks_of
from iks.web.access import actor, db, guarded, runtime

blueprint = Blueprint("start", __name__)
THEMES = ("light", "dark")


@blueprint.get("/")
@guarded(Permission.SIGNED_IN)
def my_tasks() -> ResponseReturnValue:
    """Show what is due for this person."""
    tasks = tasks_of(db(), runtime().clock, actor())
    lines = [(task, _address(task)) for task in tasks.house]
    return render_template("start/my_tasks.html", tasks=tasks, lines=lines)


def _address(task: HouseTask) -> str:
    """Return where the person goes on."""
    match task.kind:
        case TaskKind.FRAME_MISSING | TaskKind.FRAME_UNLOCKED:
            return url_for("controlling.frames")
        case TaskKind.MONTH_OPEN:
            return url_for("evaluation.cockpit", area=task.area, month=task.month)
        case TaskKind.DRAW_UNVERIFIED:
            return url_for("revision.desk")
        case TaskKind.MAILS_WAITING:
            return url_for("admin.mails")
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
