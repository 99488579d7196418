"""The command that takes over monthly counts of objections and court cases."""

from pathlib import Path

import click

from iks.commands.entry import answers, current_house, json_option, person, person_option, show
from iks.domain.frame_fault import FrameFileRejected, sentence
from iks.domain.objection_sentences import OBJECTION_SENTENCES
from iks.services.record_objections import Recorded, import_objections


@click.group()
def objections() -> None:
    """Handle monthly counts of objections and court cases."""


@objections.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@person_option
@click.option("--reason", default="", help="Why counts that are recorded already change.")
@json_option
@answers
def import_command(file: Path, username: str, *, reason: str, as_json: bool) -> int:
    """Take over a file of monthly counts, all of it or nothing."""
    with current_house() as runtime:
        actor = person(runtime, username)
        try:
            with runtime.transaction() as session:
                found = import_objections(session, runtime.clock, actor, file.read_bytes(), reason)
        except FrameFileRejected as rejected:
            return _name_faults(rejected, as_json=as_json)
    show(_plain(found), as_json=as_json, text=_in_words(found))
    return 0


def _in_words(found: Recorded) -> str:
    if found.unchanged:
        return "Alle Zeilen waren schon so eingetragen. Es wurde nichts geändert."
    corrected = f", {found.corrected} berichtigt" if found.corrected else ""
    return f"{found.months[0]} bis {found.months[-1]}: {found.new} Zeilen neu{corrected}."


def _plain(found: Recorded) -> dict[str, object]:
    months = [str(month) for month in found.months]
    return {"months": months, "new": found.new, "corrected": found.corrected, "unchanged": found.unchanged}


def _name_faults(rejected: FrameFileRejected, *, as_json: bool) -> int:
    lines = [sentence(fault, "de", OBJECTION_SENTENCES) for fault in rejected.faults]
    if as_json:
        faults = [{"row": f.row, "column": f.column, "code": f.code} for f in rejected.faults]
        show({"faults": faults, "total": rejected.total}, as_json=True, text="")
    click.echo("\n".join([str(rejected), *lines]), err=True)
    return 1


commands: list[click.Command] = [objections]
