"""Commands that bring results and records out, and backups in and out."""

from pathlib import Path

import click

from iks.commands.entry import (
    answers,
    current_house,
    json_option,
    parts,
    person,
    person_option,
    show,
)
from iks.commands.house import operator
from iks.services import read_journal
from iks.services.backup import backup
from iks.services.restore import restore

out_option = click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)


@click.group()
def journal() -> None:
    """Verify, show or export the journal."""


@journal.command("verify")
@person_option
@json_option
@answers
def journal_verify(username: str, *, as_json: bool) -> int:
    """Walk the whole chain; names the first entry that does not fit."""
    with current_house() as runtime:
        actor = person(runtime, username)
        with runtime.transaction(writes=False) as session:
            verdict = read_journal.verify(session, actor)
    fault = verdict.fault
    holds = f"Das Protokoll ist unversehrt: {verdict.head.position} Einträge."
    broken = f"Eintrag {fault.position}: {fault.reason}." if fault else ""
    show(verdict, as_json=as_json, text=broken or holds)
    return 1 if fault else 0


@journal.command("head")
@json_option
@answers
def journal_head(*, as_json: bool) -> None:
    """Print position and hash of the last entry."""
    with current_house() as runtime, runtime.transaction(writes=False) as session:
        head = read_journal.head(session)
    show(head, as_json=as_json, text=f"{head.position} {head.hash}")


@journal.command("export")
@person_option
@out_option
@answers
def journal_export(username: str, out: Path) -> None:
    """Write all entries as lines of JSON."""
    with current_house() as runtime:
        actor = person(runtime, username)
        with runtime.transaction() as session:
            out.write_bytes(read_journal.export(session, runtime.clock, actor))
    click.echo(str(out))


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@json_option
@answers
def backup_command(file: Path, *, as_json: bool) -> None:
    """Back the database up; the backup counts once it was restored and compared."""
    with current_house() as runtime:
        report = backup(runtime.engine, runtime.clock, operator(), file)
    rows = sum(report.counts.values())
    text = (
        f"{report.path}: {rows} Zeilen, Protokoll bis {report.journal_position}, geprüft.\n{report.key_note}"
    )
    show(report, as_json=as_json, text=text)


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--overwrite", is_flag=True, help="Replace a database that holds data; it is kept aside.")
@json_option
@answers
def restore_command(file: Path, *, overwrite: bool, as_json: bool) -> None:
    """Restore a backup and compare it."""
    with parts() as runtime:
        url, clock = runtime.settings.database_url, runtime.clock
    report = restore(file, url, clock, operator(), overwrite=overwrite)
    text = f"Zurückgespielt: Stand vom {report.taken_at:%d.%m.%Y}, Protokoll bis {report.journal_position}."
    show(report, as_json=as_json, text=text)


commands: list[click.Command] = [journal, backup_command, restore_command]
