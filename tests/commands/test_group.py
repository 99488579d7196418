"""Each command is found in its own module, and a command does not load the web of the others."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click

from iks.commands.group import HOMES, group

FOLDER = Path(__file__).resolve().parents[2] / "iks" / "commands"


def test_every_command_of_every_module_is_found_under_its_name() -> None:
    modules = [import_module(f"iks.commands.{path.stem}") for path in FOLDER.glob("[a-z]*.py")]
    of_modules = {
        command.name: module.__name__.rpartition(".")[2]
        for module in modules
        for command in getattr(module, "commands", [])
    }
    assert of_modules == HOMES
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None
        assert found.name == name
    assert group.get_command(context, "nothing") is None


def test_a_report_is_written_without_loading_the_pages() -> None:
    program = (
        "import sys; from iks.commands.group import run; run(['report', '--help']); "
        "sys.exit(any(name in sys.modules for name in ('flask', 'iks.app', 'weasyprint')))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)  # noqa: S603 - fixed words.
    assert done.returncode == 0, done.stderr
    assert "annual" in done.stdout
