"""Commands of the operator: set up, start, upgrade, accounts. They show no business data."""

import signal
import threading
from datetime import date

import click

from checklists.load import builtin
from iks.app import create_app, runtime_of
from iks.commands.entry import (
    NOT_CURRENT,
    AreaType,
    answers,
    current_house,
    json_option,
    operator,
    parts,
    show,
)
from iks.config import Settings, load_settings
from iks.domain.month import Month
from iks.domain.roles import Grant, Role
from iks.domain.values import Area
from iks.errors import N_, ConfigurationError, Refused
from iks.jobs.due import run_due
from iks.jobs.scheduler import start_scheduler
from iks.services.commit_seed import ensure_commitment
from iks.services.manage_accounts import add_account, end_roles, give_role, grant_branch, list_accounts
from iks.services.set_up_house import (
    builtin_mapping,
    example_organisation,
    install_branches,
    install_checklist,
    install_mapping,
    is_set_up,
    read_organisation,
)
from iks.serving import Serving


@click.command()
@click.option(
    "--organisation", type=click.Path(exists=True, dir_okay=False), help="YAML file with the branches."
)
@click.option("--admin", default="admin", show_default=True, help="Name of the first administrator.")
@answers
def init(organisation: str | None, admin: str) -> None:
    """Set up an empty database: branches, grids, first administrator, first commitments."""
    with parts() as runtime:
        runtime.upgrade()
        runtime.vault.create_key()
        with runtime.transaction() as session:
            if is_set_up(session):
                raise Refused(
                    N_("Diese Datenbank ist schon eingerichtet."), kept=N_("Es wurde nichts geändert.")
                )
            actor, clock, first = operator(), runtime.clock, Month.of(runtime.clock.now().date())
            text = click.open_file(organisation, encoding="utf-8").read() if organisation else None
            install_branches(session, read_organisation(text or example_organisation()), first)
            for area in Area:
                install_checklist(session, clock, actor, builtin(area))
                install_mapping(session, area, builtin_mapping(area))
                ensure_commitment(session, clock, actor, runtime.vault, area)
            token = add_account(session, clock, actor, username=admin, display_name="Systemverwaltung")
            today = clock.now().date()
            give_role(session, clock, actor, username=admin, role=Role.SYSTEM_ADMIN, starts_on=today)
        click.echo("Die Datenbank ist eingerichtet.")
        link = f"{runtime.settings.base_url}/auth/first-password/{token}"
        click.echo(f"Passwort von „{admin}“ einmalig festlegen: {link}")
        click.echo(f"Bewahren Sie {runtime.settings.seed_key_file} getrennt von Datenbank und Sicherung auf.")


@click.command()
@click.option("--host", help="Default: HOST, or 127.0.0.1")
@click.option("--port", type=int, help="Default: PORT, or 8000")
@answers
def serve(host: str | None, port: int | None) -> None:
    """Run web and scheduler in one process."""
    chosen = {name: value for name, value in (("host", host), ("port", port)) if value}
    serve_house(load_settings(overrides=chosen))


def serve_house(settings: Settings) -> None:
    """Serve until a signal says stop; then finish what is under way."""
    app = create_app(settings)
    runtime = runtime_of(app)
    if not runtime.is_current():
        raise ConfigurationError(NOT_CURRENT)
    try:
        server = Serving(app, settings.host, settings.port)
    except OSError as error:
        place = f"{settings.host}:{settings.port}"
        raise Refused(
            N_("Auf %(place)s lässt sich nicht starten (%(why)s)."),
            todo=N_("Läuft dort schon ein Programm? Mit PORT=8001 nehmen Sie einen anderen Anschluss."),
            place=place,
            why=error.strerror,
        ) from None
    scheduler = start_scheduler(runtime)
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: server.stop())
    click.echo(f"iks läuft: http://{settings.host}:{settings.port}   (Ende mit Strg+C)")
    try:
        server.run()
    finally:
        scheduler.shutdown(wait=True)
        runtime.close()
        click.echo("Beendet.")


@click.command()
@answers
def scheduler() -> None:
    """Run the scheduler alone, beside several web processes."""
    with current_house() as runtime:
        alarm_clock, stop = start_scheduler(runtime), threading.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: stop.set())
        stop.wait()
        alarm_clock.shutdown(wait=True)


@click.command()
@answers
def tick() -> None:
    """Do once what is due, for cron or systemd."""
    with current_house() as runtime:
        for done in run_due(runtime):
            click.echo(str(done))


@click.group()
def db() -> None:
    """Migrations."""


@db.command("upgrade")
@answers
def db_upgrade() -> None:
    """Bring the database to the schema of this version."""
    with parts() as runtime:
        runtime.upgrade()
        click.echo("Die Datenbank ist auf dem Stand dieser Fassung.")


@db.command("check")
@answers
def db_check() -> int:
    """Tell whether the database has the schema of this version."""
    with parts() as runtime:
        current = runtime.is_current()
    click.echo("aktuell" if current else "nicht aktuell: bitte `iks db upgrade` ausführen", err=not current)
    return 0 if current else 1


@click.group()
def user() -> None:
    """Accounts, roles and grants."""


@user.command("add")
@click.argument("username")
@click.argument("display_name")
@click.option("--email", default="")
@answers
def user_add(username: str, display_name: str, email: str) -> None:
    """Add an account; prints a one-time link for its first password."""
    with current_house() as runtime, runtime.transaction() as session:
        token = add_account(
            session, runtime.clock, operator(), username=username, display_name=display_name, email=email
        )
        click.echo(f"{runtime.settings.base_url}/auth/first-password/{token}")


@user.command("grant")
@click.argument("username")
@click.argument("role", type=click.Choice([str(role) for role in Role]))
@click.option("--branch", help="For branch_head and deputy.")
@click.option("--area", type=AreaType(), help="For branch_head and deputy; both when left out.")
@click.option("--from", "starts_on", type=click.DateTime(["%Y-%m-%d"]), help="Default: today")
@click.option("--to", "ends_on", type=click.DateTime(["%Y-%m-%d"]), help="Last day; needed for deputies.")
@answers
def user_grant(username: str, role: str, branch: str | None, area: Area | None, **days: object) -> None:
    """Give a role, or a branch for a time."""
    with current_house() as runtime, runtime.transaction() as session:
        start = _day(days["starts_on"]) or runtime.clock.now().date()
        end, actor, clock = _day(days["ends_on"]), operator(), runtime.clock
        if branch is None:
            give_role(session, clock, actor, username=username, role=Role(role), starts_on=start, ends_on=end)
        for one in (area,) if area else tuple(Area):
            if branch is not None:
                grant = Grant(branch, one, Role(role), start, end)
                grant_branch(session, clock, actor, username=username, grant=grant)


def _day(value: object) -> date | None:
    return value.date() if hasattr(value, "date") else None


@user.command("revoke")
@click.argument("username")
@answers
def user_revoke(username: str) -> None:
    """End all roles and grants of an account today; what it did stays on record."""
    with current_house() as runtime, runtime.transaction() as session:
        end_roles(session, runtime.clock, operator(), username=username)


@user.command("list")
@json_option
@answers
def user_list(*, as_json: bool) -> None:
    """List accounts with today's roles."""
    with current_house() as runtime, runtime.transaction(writes=False) as session:
        lines = list_accounts(session, runtime.clock)
    text = "\n".join(f"{a.username:<16} {', '.join(a.roles)}" for a in lines)
    show([vars(a) if hasattr(a, "__dict__") else a for a in lines], as_json=as_json, text=text)


commands: list[click.Command] = [init, serve, scheduler, tick, db, user]
