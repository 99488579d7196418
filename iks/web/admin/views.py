"""Administration: accounts."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from iks.domain.roles import Permission
from iks.web.access import guarded

blueprint = Blueprint("admin", __name__)


@blueprint.get("/admin/accounts")
@guarded(Permission.MANAGE_ACCOUNTS)
def accounts() -> ResponseReturnValue:
    """Show the page."""
    return ""
