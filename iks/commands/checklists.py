"""Commands about grids: a file becomes a draft or a proposal, a version becomes a file."""

from pathlib import Path

import click

from checklists.faults import ChecklistRejected
from checklists.tree import Node, read_tree
from iks.commands.entry import AreaType, answers, area_option, current_house, person, person_option
from iks.domain.values import Area
from iks.errors import N_, InvalidInput
from iks.services.compare_checklists import file_of
from iks.services.draft_grid import import_file
from iks.services.revise_checklist import propose

_OFFLINE = {"add_help_option": False, "context_settings": {"ignore_unknown_options": True}}


@click.group()
def checklist() -> None:
    """Check, compare, import or export grids."""


@checklist.command("check", **_OFFLINE)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def checklist_check(words: tuple[str, ...]) -> None:
    """Check a grid, offline; names all its faults at once."""
    del words


@checklist.command("diff", **_OFFLINE)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def checklist_diff(words: tuple[str, ...]) -> None:
    """Compare two grids, offline; names every difference and what it means for figures."""
    del words


@checklist.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--area", type=AreaType(), help="benefits | integration; as the file says when left out.")
@click.option("--propose", "is_proposal", is_flag=True, help="Propose it at once; it must be without fault.")
@person_option
@answers
def checklist_import(file: Path, area: Area | None, username: str, *, is_proposal: bool) -> None:
    """Open a file as a draft, which may have faults, or propose it at once."""
    text = _text_of(file)
    with current_house() as runtime:
        actor = person(runtime, username)
        try:
            with runtime.transaction() as session:
                house = (session, runtime.clock, actor)
                if is_proposal:
                    label = propose(*house, area=area or _area_of(text), text=text)
                else:
                    draft = import_file(*house, area=area or _area_of(text), text=text)
        except ChecklistRejected as rejected:
            raise InvalidInput(rejected.in_german.replace("%", "%%")) from rejected
    if is_proposal:
        click.echo(f"Vorgeschlagen: Fassung {label}. Eine zweite Person gibt sie im Browser frei.")
    else:
        place = f"{runtime.settings.base_url}/checklists/{area or _area_of(text)}/drafts/{draft}"
        click.echo(f"Als Entwurf geöffnet: {place}")


@checklist.command("export")
@area_option
@click.option("--version", "label", required=True, help="Name of the version, for example 2027.01.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@person_option
@answers
def checklist_export(area: Area, label: str, out: Path, username: str) -> None:
    """Write a version as the file that it came in as."""
    with current_house() as runtime:
        actor = person(runtime, username)
        with runtime.transaction(writes=False) as session:
            text = file_of(session, actor, area, label)
    out.write_text(text, encoding="utf-8", newline="\n")
    click.echo(str(out))


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(
            N_("Der Text ist kein gültiges UTF-8. Bitte speichern Sie die Datei als UTF-8.")
        ) from error


def _area_of(text: str) -> Area:
    named = Node(read_tree(text).data)["area"].text
    if named not in list(Area):
        raise InvalidInput(
            N_("Die Datei nennt keinen Bereich."),
            todo=N_("Geben Sie ihn mit --area an: benefits, integration."),
        )
    return Area(named)


commands: list[click.Command] = [checklist]
