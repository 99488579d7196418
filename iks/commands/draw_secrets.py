"""Commands about the secrets of the draw: which come next, and which were used since a backup."""

from collections.abc import Callable
from typing import Any

import click

from iks.commands.entry import answers, current_house, json_option, operator, show
from iks.services.settle_secrets import SettledSecrets, chains, settle_secrets
from iks.wiring import Runtime


class UsedSecret(click.ParamType[tuple[str, int]]):
    """benefits:14, a draw id and the number of its newest used secret."""

    name = "draw:number"

    def convert(
        self,
        value: Any,  # noqa: ANN401 - click's signature.
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[str, int]:
        """Return draw id and number, or a usage error."""
        code, colon, number = str(value).rpartition(":")
        if not (colon and code and number.isascii() and number.isdigit() and int(number) > 0):
            self.fail("DRAW:NUMBER, e.g. benefits:14", param, ctx)
        return code, int(number)


def used_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the words that say which draws there were since a backup."""
    used = click.option(
        "--used",
        type=UsedSecret(),
        multiple=True,
        help="A draw since the backup, with the number of its secret, e.g. benefits:14; may be repeated.",
    )
    none = click.option("--none-drawn-since", is_flag=True, help="Nothing was drawn since the backup.")
    return used(none(command))


def refuse_contradiction(used: tuple[tuple[str, int], ...], *, none_drawn_since: bool) -> None:
    """Refuse words that say both that there were draws and that there were none."""
    if used and none_drawn_since:
        raise click.UsageError("--used and --none-drawn-since contradict each other.")


def settle(runtime: Runtime, used: tuple[tuple[str, int], ...]) -> SettledSecrets:
    """Settle which secrets are used, in a transaction of its own."""
    newest: dict[str, int] = {}
    for code, position in used:
        newest[code] = max(position, newest.get(code, 0))
    with runtime.transaction() as session:
        return settle_secrets(session, runtime.clock, operator(), runtime.vault, newest)


def in_words(done: SettledSecrets) -> str:
    """Return what was settled, as the command tells it."""
    lines = [f"Als verbraucht vermerkt: {done.marked}. Es kann wieder gezogen werden."]
    lines += [
        f"{code}: Die Liste ist gesperrt; die Ziehung wird mit demselben Ergebnis wiederholt."
        for code in done.repeated
    ]
    return "\n".join(lines)


@click.group()
def secrets() -> None:
    """Secrets of the draw, by number and commitment."""


@secrets.command("list")
@json_option
@answers
def secrets_list(*, as_json: bool) -> None:
    """List what the next draw of each draw id reveals."""
    with current_house() as runtime, runtime.transaction(writes=False) as session:
        found = chains(session)
    lines = [f"{chain.draw_id:<24} {chain.position or '-':>4}  {chain.commitment or '-'}" for chain in found]
    show([vars(chain) for chain in found], as_json=as_json, text="\n".join(lines))


@secrets.command("settle")
@used_options
@json_option
@answers
def secrets_settle(used: tuple[tuple[str, int], ...], *, none_drawn_since: bool, as_json: bool) -> None:
    """Say, after a restore, which draws there were since the backup."""
    refuse_contradiction(used, none_drawn_since=none_drawn_since)
    if not used and not none_drawn_since:
        raise click.UsageError("Either --used or --none-drawn-since is needed.")
    with current_house() as runtime:
        done = settle(runtime, used)
    show(done, as_json=as_json, text=in_words(done))


commands: list[click.Command] = [secrets]
