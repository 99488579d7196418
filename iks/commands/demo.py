"""The command ``iks demo``: a house with two years of history and a month under way."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import click
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from iks.commands.demo_months import DemoMonths
from iks.commands.entry import MonthType, answers, is_terminal, operator
from iks.commands.house import serve_house
from iks.config import Settings, load_settings
from iks.domain.clock import SetClock, SystemClock, local
from iks.domain.month import Month, at_six, draw_time
from iks.domain.values import Area
from iks.services.furnish_demo import HOUSE_PEOPLE, DemoPeriod, furnish
from iks.services.set_up_house import is_set_up
from iks.services.sign_in import DEMO_PASSWORD
from iks.wiring import Runtime, build_runtime

ORGANISATION = "Jobcenter Musterstadt · Demo mit erfundenen Daten"


@click.command()
@click.option(
    "--months", default=24, show_default=True, type=click.IntRange(0, 60), help="Months of history."
)
@click.option("--seed", default=1, show_default=True, help="Another seed invents other findings.")
@click.option("--current-month", type=MonthType(), help="Default: this month.")
@click.option("--serve", "then_serve", is_flag=True, help="Serve the demo when it is ready.")
@answers
def demo(months: int, seed: int, current_month: Month | None, *, then_serve: bool) -> None:
    """Make the demo in an empty database; one that exists is kept."""
    settings = load_settings(overrides={"demo": True, "organisation": ORGANISATION})
    runtime = build_runtime(settings)
    runtime.upgrade()
    with runtime.transaction(writes=False) as session:
        exists = is_set_up(session)
    if not exists:
        _make(runtime, DemoPeriod(current_month or _this_month(), months), seed)
    runtime.close()
    _introduce(settings)
    if then_serve:
        serve_house(settings)


def _this_month() -> Month:
    now = SystemClock().now()
    this = Month.of(local(now).date())
    return this if now >= draw_time(this) else this.shift(-1)


def _introduce(settings: Settings) -> None:
    click.echo(f"\n{ORGANISATION}")
    click.echo(f"Passwort aller Konten: {DEMO_PASSWORD}\n")
    click.echo("  z01 … z12, s13, s14   Zweigstellenleitungen (z06 hat angefangen zu prüfen)")
    click.echo("  z01-deputy            Stellvertretung Mitte")
    for username, _, name in HOUSE_PEOPLE:
        click.echo(f"  {username:<21} {name}")
    click.echo(f"\nDaten: {settings.database_url}\n")


@contextmanager
def _bar(total: int) -> Iterator[Progress]:
    columns = (TextColumn("{task.description:<40}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, disable=not is_terminal()) as progress:
        progress.add_task("Demo wird vorbereitet", total=total)
        yield progress


def _make(runtime: Runtime, period: DemoPeriod, seed: int) -> None:
    runtime.vault.create_key()
    clock = SetClock(at_six(period.first.first_day) - timedelta(days=10))
    with runtime.transaction() as session:
        branches = furnish(session, clock, operator(), runtime.vault, period)
    months = DemoMonths(runtime, clock, seed, branches, SystemClock().now())
    with _bar(len(Area) * (period.months + 1)) as bar:
        for step in months.play(period):
            bar.update(bar.task_ids[0], advance=1, description=f"Demo wird vorbereitet: {step}")


commands: list[click.Command] = [demo]
