"""Administration: accounts, roles and grants, mails that wait. No business data is shown here."""

from datetime import date

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from iks.domain.clock import local_date
from iks.domain.roles import BRANCH_ROLES, Grant, Permission, Role
from iks.domain.values import Area
from iks.errors import N_, InvalidInput, UserError
from iks.services import manage_accounts as service
from iks.services.list_mails import waiting_mails
from iks.web.access import actor, db, guarded, runtime
from iks.web.typed_day import typed_day
from iks.web.words import ROLES

blueprint = Blueprint("admin", __name__, url_prefix="/admin")


@blueprint.get("/accounts")
@guarded(Permission.MANAGE_ACCOUNTS)
def accounts() -> ResponseReturnValue:
    """List the accounts, with the forms to add one and to give a role."""
    return _page({}, "")


@blueprint.post("/accounts")
@guarded(Permission.MANAGE_ACCOUNTS)
def add_account() -> ResponseReturnValue:
    """Add an account and show its one-time link, once."""
    fields = {name: request.form.get(name, "") for name in ("username", "display_name", "email")}
    try:
        token = service.add_account(db(), runtime().clock, actor(), **fields)
    except UserError as error:
        return _page({"username": _sentence(error)}, ""), error.status
    path = url_for("auth.first_password", token=token)
    return _page({}, runtime().settings.base_url.rstrip("/") + path)


@blueprint.post("/accounts/role")
@guarded(Permission.MANAGE_ACCOUNTS)
def give_role() -> ResponseReturnValue:
    """Give a role in the house, or a branch for a time."""
    try:
        _give(request.form.get("account", "").strip(), _role(), typed_day("starts_on"), typed_day("ends_on"))
    except UserError as error:
        return _page({"account": _sentence(error)}, ""), error.status
    flash(gettext("Die Rolle ist eingetragen."), "success")
    return redirect(url_for("admin.accounts"), 303)


@blueprint.post("/accounts/end")
@guarded(Permission.MANAGE_ACCOUNTS)
def end_account() -> ResponseReturnValue:
    """End all roles of an account today."""
    username = request.form.get("account", "")
    service.end_roles(db(), runtime().clock, actor(), username=username)
    flash(
        gettext("„%(name)s“ kann sich nicht mehr anmelden. Was geprüft wurde, bleibt.", name=username),
        "success",
    )
    return redirect(url_for("admin.accounts"), 303)


@blueprint.get("/mails")
@guarded(Permission.MANAGE_ACCOUNTS)
def mails() -> ResponseReturnValue:
    """List mails that were not sent yet, by recipient and subject."""
    g.menu_entry = "admin.accounts"
    sending = runtime().settings.smtp_url is not None
    return render_template("admin/mails.html", mails=waiting_mails(db(), actor()), sending=sending)


def _give(username: str, role: Role, start: date | None, end: date | None) -> None:
    start = start or local_date(runtime().clock.now())
    if role not in BRANCH_ROLES:
        service.give_role(
            db(), runtime().clock, actor(), username=username, role=role, starts_on=start, ends_on=end
        )
        return
    wanted = request.form.get("area", "")
    for area in [Area(wanted)] if wanted in set(Area) else list(Area):
        grant = Grant(request.form.get("branch", "").strip(), area, role, start, end)
        service.grant_branch(db(), runtime().clock, actor(), username=username, grant=grant)


def _role() -> Role:
    try:
        return Role(request.form.get("role", ""))
    except ValueError:
        raise InvalidInput(N_("Bitte wählen Sie eine Rolle.")) from None


def _page(errors: dict[str, str], link: str) -> str:
    typed = {name: value for name, value in request.form.items() if name != "csrf_token"}
    return render_template(
        "admin/accounts.html",
        accounts=service.list_accounts(db(), runtime().clock),
        branches=service.list_branches(db(), runtime().clock),
        roles=[(role.value, gettext(name)) for role, name in ROLES.items()],
        errors=list(errors.items()),
        typed=typed,
        link=link,
    )


def _sentence(error: UserError) -> str:
    return " ".join(gettext(part, **error.params) for part in error.sentences)
