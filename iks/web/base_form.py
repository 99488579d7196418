"""The ground of all forms, and the token that every changing request carries."""

from collections.abc import MutableMapping
from typing import Any

from flask import abort, current_app, request, session
from wtforms import Form
from wtforms.csrf.session import SessionCSRF

from iks.web.access import SAFE_METHODS


class TokenForm(Form):  # type: ignore[misc]  # WTForms ships no types.
    """Only the token against forged requests; checked for every POST before any view runs."""

    class Meta:
        """A sheet may stay open for hours, so the token lives as long as the session."""

        csrf = True
        csrf_class = SessionCSRF
        csrf_time_limit = None
        csrf_secret: bytes = b""

        @property
        def csrf_context(self) -> MutableMapping[str, Any]:
            """Keep the token's secret half in the signed session."""
            return session


def csrf_token() -> str:
    """Return the token for the forms of this page."""
    return str(TokenForm(meta=_meta()).csrf_token.current_token)


def refuse_forged_requests() -> None:
    """Refuse a changing request that does not carry the token of its own session."""
    if request.method in SAFE_METHODS:
        return
    form = TokenForm(request.form, meta=_meta())
    if not form.validate():
        abort(400, "csrf")


def _meta() -> dict[str, object]:
    return {"csrf_secret": str(current_app.secret_key).encode()}
