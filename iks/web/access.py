"""Every view passes here: one permission, one transaction, one place that commits."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, cast

from flask import Flask, current_app, g, request, session
from flask.typing import ResponseReturnValue
from werkzeug.routing import BaseConverter, ValidationError

from iks.domain.month import Month
from iks.domain.period import Period
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area
from iks.errors import ConfigurationError, InvalidInput, NotThere, SignInRequired
from iks.services import sign_in
from iks.wiring import Runtime

P = ParamSpec("P")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
GUARD = "iks_permission"


def runtime() -> Runtime:
    """Return the parts of this process."""
    return cast("Runtime", current_app.extensions["iks"])


def db() -> Any:  # noqa: ANN401 - rooms hand the session on to services and never look inside.
    """Return the session of this request's transaction."""
    return g.db


def actor() -> Actor:
    """Return the signed-in person.

    Raises
    ------
    SignInRequired
        When nobody is signed in.
    """
    found: Actor | None = g.get("actor")
    if found is None:
        raise SignInRequired
    return found


def visitor() -> Actor | None:
    """Return the signed-in person, or nothing on pages that everybody may see."""
    found: Actor | None = g.get("actor")
    return found


def guarded(
    permission: Permission, *, writes: bool | None = None, hidden: bool = False
) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Declare what a view needs; the view runs inside one transaction.

    Parameters
    ----------
    permission : Permission
        Checked before the view runs; area and branch are checked by the service it calls.
    writes : bool, optional
        Whether a GET writes as well. Other methods always write.
    hidden : bool
        Whether everybody else sees the same page as for an address that does not exist.
    """

    def decorate(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def entry(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if permission is not Permission.PUBLIC:
                _require(permission, hidden=hidden)
            needs_write = request.method not in SAFE_METHODS if writes is None else writes
            with runtime().transaction(writes=needs_write) as g.db:
                return view(*args, **kwargs)

        setattr(entry, GUARD, permission)
        return entry

    return decorate


def _require(permission: Permission, *, hidden: bool) -> None:
    if hidden and not actor().may(permission):
        raise NotThere
    actor().require(permission)


def recognise() -> None:
    """Find out who is asking, before any view runs."""
    token = session.get("sid")
    if not token or request.endpoint == "static":
        return
    with runtime().transaction(writes=False) as reading:
        g.actor, tired = sign_in.actor_by_token(reading, runtime().clock, token)
    if tired:
        with runtime().transaction() as writing:
            sign_in.touch(writing, runtime().clock, token)


def refuse_unguarded(app: Flask) -> None:
    """Stop the start when a route declares no permission."""
    open_doors = sorted(
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static" and not hasattr(app.view_functions[rule.endpoint], GUARD)
    )
    if open_doors:
        raise ConfigurationError(f"routes without a permission: {', '.join(open_doors)}")


class AreaConverter(BaseConverter):
    """``<area:area>`` in an address: benefits or integration."""

    regex = "benefits|integration"

    def to_python(self, value: str) -> Area:
        """Return the area."""
        return Area(value)


class MonthConverter(BaseConverter):
    """``<month:month>`` in an address: YYYY-MM."""

    regex = r"\d{4}-\d{2}"

    def to_python(self, value: str) -> Month:
        """Return the month, or no such page."""
        try:
            return Month.parse(value)
        except InvalidInput:
            raise ValidationError from None


class YearConverter(BaseConverter):
    """``<year:year>`` in an address: YYYY, a calendar year as a period."""

    regex = r"20\d{2}"

    def to_python(self, value: str) -> Period:
        """Return the year."""
        return Period.parse(value)
