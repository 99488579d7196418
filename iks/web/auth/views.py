"""Sign in and sign out."""

from flask import (
    Blueprint,
    current_app,
    flash,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from iks.domain.roles import Permission
from iks.errors import N_, SignInRequired, TooManyTries, UserError
from iks.services import sign_in as service
from iks.services.manage_accounts import list_accounts, set_first_password
from iks.web.access import db, guarded, runtime
from iks.web.error_pages import wants_json
from iks.web.kept_form import can_be_kept, open_form, seal_this_form
from iks.web.own_address import own_address

blueprint = Blueprint("auth", __name__, url_prefix="/auth")
_LOST = N_(
    "Dateien und sehr lange Formulare können wir über die Anmeldung nicht mitnehmen. "
    "Bitte senden Sie das Formular nach dem Anmelden noch einmal ab."
)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@guarded(Permission.PUBLIC)
def sign_in() -> ResponseReturnValue:
    """Show the form, or check name and password."""
    if request.method == "GET":
        return _page({})
    try:
        token = service.sign_in(
            db(),
            runtime().clock,
            username=request.form.get("username", ""),
            password=request.form.get("password", ""),
            address=request.remote_addr or "",
            key=str(current_app.secret_key).encode(),
        )
    except TooManyTries as error:
        return _page({"username": _sentence(error)}), error.status
    if token is None:
        return _page({"username": gettext("Benutzername oder Passwort stimmt nicht.")}), 401
    _start_session(token)
    if sealed := request.form.get("kept", ""):
        return _give_back(token, sealed)
    return redirect(own_address(request.form.get("next", "")))


@blueprint.app_errorhandler(SignInRequired)
def ask_to_sign_in(error: SignInRequired) -> ResponseReturnValue:
    """Ask whoever is not signed in to do so; a form that was sent too late is carried along."""
    if wants_json():
        return jsonify(message=gettext(error.happened)), error.status
    if request.method == "POST" and (request.form.keys() - {"csrf_token"} or request.files):
        with runtime().transaction(writes=False) as g.db:
            sealed = seal_this_form() if can_be_kept() else ""
            return _page({}, sealed, lost="" if sealed else gettext(_LOST)), error.status
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("auth.sign_in", next=back if back != "/" else None))


def _give_back(token: str, sealed: str) -> ResponseReturnValue:
    """Return what was typed to the same account; no other one gets to see any of it."""
    kept = open_form(sealed, service.owner_of(db(), token) or "")
    if kept is None:
        flash(
            gettext("Eine ältere Eingabe war zu alt oder gehörte zu einem anderen Konto. Sie ist verworfen."),
            "warning",
        )
        return redirect(url_for("start.my_tasks"))
    return render_template("auth/kept_form.html", kept=kept)


@blueprint.post("/sign-out")
@guarded(Permission.PUBLIC)
def sign_out() -> ResponseReturnValue:
    """End the session at once."""
    if token := session.get("sid"):
        service.sign_out(db(), runtime().clock, token)
    session.clear()
    return redirect(url_for("auth.signed_out"))


@blueprint.get("/signed-out")
@guarded(Permission.PUBLIC)
def signed_out() -> ResponseReturnValue:
    """Confirm the sign-out."""
    return render_template("auth/signed_out.html", sign_in_url=url_for("auth.sign_in"))


@blueprint.route("/first-password/<token>", methods=["GET", "POST"])
@guarded(Permission.PUBLIC)
def first_password(token: str) -> ResponseReturnValue:
    """Set the first password by a one-time link."""
    error = ""
    if request.method == "POST":
        password = request.form.get("password", "")
        if password != request.form.get("again", ""):
            error = gettext("Die beiden Eingaben sind nicht gleich.")
        else:
            try:
                name = set_first_password(db(), runtime().clock, token=token, password=password)
                return redirect(url_for("auth.sign_in", username=name))
            except UserError as refused:
                error = _sentence(refused)
    errors = [("password", error)] if error else []
    return render_template("auth/first_password.html", errors=errors), 422 if error else 200


def _page(errors: dict[str, str], kept: str = "", lost: str = "") -> str:
    demo = runtime().settings.demo
    # Fields of another form may have the same names.
    sent = request.form if request.endpoint == "auth.sign_in" else {}
    return render_template(
        "auth/sign_in.html",
        username=sent.get("username", request.args.get("username", "")),
        errors=list(errors.items()),
        kept=kept or sent.get("kept", ""),
        lost=lost,
        next_url=sent.get("next", request.args.get("next", "")),
        sso_url=None,
        demo_accounts=_demo_accounts() if demo else [],
        demo_password=service.DEMO_PASSWORD if demo else "",
    )


def _demo_accounts() -> list[tuple[str, str]]:
    return [(a.username, a.display_name) for a in list_accounts(db(), runtime().clock) if a.active]


def _start_session(token: str) -> None:
    language, theme = session.get("lang"), session.get("theme")
    session.clear()
    session.permanent = True
    session["sid"] = token
    session.update({k: v for k, v in (("lang", language), ("theme", theme)) if v})


def _sentence(error: UserError) -> str:
    return " ".join(gettext(part, **error.params) for part in error.sentences)
