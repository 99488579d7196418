"""The first page after signing in, and the choice between light and dark."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from iks.domain.roles import Permission
from iks.services.list_tasks import tasks_of
from iks.web.access import actor, db, guarded, runtime

blueprint = Blueprint("start", __name__)
THEMES = ("light", "dark")


@blueprint.get("/")
@guarded(Permission.SIGNED_IN)
def my_tasks() -> ResponseReturnValue:
    """Show what is due for this person."""
    return render_template("start/my_tasks.html", tasks=tasks_of(db(), runtime().clock, actor()))


@blueprint.route("/display", methods=["GET", "POST"])
@guarded(Permission.PUBLIC, writes=False)
def display() -> ResponseReturnValue:
    """Choose light, dark, or what the system says."""
    if request.method == "POST":
        theme = request.form.get("theme", "")
        session["theme"] = theme if theme in THEMES else None
        return redirect(url_for("start.my_tasks"))
    return render_template("start/display.html")
