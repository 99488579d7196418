"""All commands in one group, each loaded when it is called, and what happens when the words are wrong."""

from collections.abc import Mapping
from importlib import import_module

import click

# The module of each command; loading all of them, the web among them, takes longer than most commands.
HOMES: Mapping[str, str] = {
    "init": "house",
    "serve": "house",
    "scheduler": "house",
    "tick": "house",
    "db": "house",
    "user": "house",
    "demo": "demo",
    "frame": "month",
    "draw": "month",
    "journal": "data",
    "backup": "data",
    "restore": "data",
    "export": "data",
    "checklist": "checklists",
    "report": "reports",
    "secrets": "draw_secrets",
    "objections": "objections",
}


class Commands(click.Group):
    """Finds a command in its module."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        del ctx
        return sorted(HOMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or nothing for an unknown name."""
        del ctx
        if cmd_name not in HOMES:
            return None
        commands: list[click.Command] = import_module(f"iks.commands.{HOMES[cmd_name]}").commands
        return next(command for command in commands if command.name == cmd_name)


@click.group(cls=Commands, help="Internes Kontrollsystem: Ziehung, Prüfung, anonyme Auswertung.")
@click.version_option(package_name="iks")
def group() -> None:
    """Hold the commands."""


def run(words: list[str]) -> int:
    """Run one command and return its exit status."""
    try:
        return int(group.main(args=words, prog_name="iks", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        click.echo("Abgebrochen.", err=True)
        return 1
