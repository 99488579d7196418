"""What all commands share: the parts, the person, the sentence on refusal, output for machines."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from functools import wraps
from getpass import getpass
from pathlib import Path
from typing import Any, ParamSpec

import click

from iks.config import load_settings
from iks.domain.month import Month
from iks.domain.roles import Actor
from iks.domain.values import Area, Via
from iks.errors import ConfigurationError, IksError, InvalidInput, NotPermitted, Refused
from iks.services.sign_in import actor_by_password
from iks.wiring import Runtime, build_runtime

P = ParamSpec("P")
NOT_CURRENT = (
    "Die Datenbank ist für diese Fassung nicht eingerichtet. "
    "Bitte rufen Sie „iks init“ (neu) oder „iks db upgrade“ auf."
)

NOT_YOURS = (
    "Das gehört nicht zu Ihren Aufgaben. Wenn Sie es brauchen, wenden Sie sich bitte an die Systemverwaltung."
)


out_option = click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)


def operator() -> Actor:
    """Return the actor that stands in the journal for whoever runs the server."""
    return Actor("", "operator", "operator", via=Via.COMMAND_LINE, everything=True)


class AreaType(click.ParamType[Area]):
    """benefits or integration."""

    name = "area"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Area:  # noqa: ANN401 - click's signature.
        """Return the area, or a usage error."""
        try:
            return Area(value)
        except ValueError:
            self.fail("benefits | integration", param, ctx)


class MonthType(click.ParamType[Month]):
    """YYYY-MM."""

    name = "month"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Month:  # noqa: ANN401 - click's signature.
        """Return the month, or a usage error."""
        try:
            return value if isinstance(value, Month) else Month.parse(str(value))
        except InvalidInput:
            self.fail("YYYY-MM", param, ctx)


area_option = click.option("--area", type=AreaType(), required=True, help="benefits | integration")
month_option = click.option("--month", type=MonthType(), required=True, help="YYYY-MM")
person_option = click.option(
    "--as", "username", required=True, help="Account that acts; asks for its password."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")


@contextmanager
def parts() -> Iterator[Runtime]:
    """Connect to the house of the environment."""
    runtime = build_runtime(load_settings())
    try:
        yield runtime
    finally:
        runtime.close()


@contextmanager
def current_house() -> Iterator[Runtime]:
    """Connect to a house whose database is set up and current.

    Raises
    ------
    ConfigurationError
        When ``iks init`` or ``iks db upgrade`` has to run first.
    """
    with parts() as runtime:
        if not runtime.is_current():
            raise ConfigurationError(NOT_CURRENT)
        yield runtime


def person(runtime: Runtime, username: str) -> Actor:
    """Return the acting person after a password check (prompt, or IKS_PASSWORD_FILE for jobs).

    Raises
    ------
    Refused
        When name and password do not fit.
    """
    file = os.environ.get("IKS_PASSWORD_FILE")
    password = (
        Path(file).read_text(encoding="utf-8").strip() if file else getpass(f"Passwort von {username}: ")
    )
    with runtime.transaction(writes=False) as session:
        actor = actor_by_password(
            session, runtime.clock, username=username, password=password, via=Via.COMMAND_LINE
        )
    if actor is None:
        raise Refused("Benutzername oder Passwort stimmt nicht.")
    return actor


def answers(command: Callable[P, int | None]) -> Callable[P, int]:
    """Turn the errors meant for people into a sentence on standard error and exit status 1."""

    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> int:
        try:
            return command(*args, **kwargs) or 0
        except NotPermitted:
            click.echo(NOT_YOURS, err=True)
            return 1
        except OSError as error:
            click.echo(_about_file(error), err=True)
            return 1
        except IksError as error:
            click.echo(str(error), err=True)
            return 1

    return guarded


def _about_file(error: OSError) -> str:
    if error.filename is None:
        return str(error)
    return f"{error.filename}: Die Datei lässt sich nicht lesen oder schreiben ({error.strerror})."


def show(value: object, *, as_json: bool, text: str) -> None:
    """Print a result for a person, or as JSON."""
    if as_json:
        plain = asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
        click.echo(json.dumps(plain, ensure_ascii=False, default=str, indent=2))
    else:
        click.echo(text)


def is_terminal() -> bool:
    """Return whether a person looks at the output."""
    return sys.stdout.isatty()
