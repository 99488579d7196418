"""All commands in one group, and what happens when the words are wrong."""

import click

from iks.commands import data, demo, draw_secrets, house, month, objections, reports


@click.group(help="Internes Kontrollsystem: Ziehung, Prüfung, anonyme Auswertung.")
@click.version_option(package_name="iks")
def group() -> None:
    """Hold the commands."""


for module in (house, demo, month, data, reports, draw_secrets, objections):
    for command in module.commands:
        group.add_command(command)


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
