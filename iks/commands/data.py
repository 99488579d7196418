"""Commands that bring results and records out, and backups in and out."""

from pathlib import Path

import click

from iks.commands.draw_secrets import in_words, refuse_contradiction, settle, used_options
from iks.commands.entry import (
    MonthType,
    answers,
    area_option,
    current_house,
    json_option,
    operator,
    out_option,
    parts,
    person,
    person_option,
    show,
)
from iks.domain.month import Month
from iks.domain.values import Area
from iks.output.evidence_file import evidence_file
from iks.output.findings_file import CSV, MEDIA_TYPES, findings_file
from iks.services import read_journal
from iks.services.ask_evidence import ask
from iks.services.backup import backup
from iks.services.export_findings import COLUMNS, export_findings
from iks.services.gather_evidence import approved_request, gather
from iks.services.restore import restore


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
@used_options
@json_option
@answers
def restore_command(
    file: Path, used: tuple[tuple[str, int], ...], *, overwrite: bool, none_drawn_since: bool, as_json: bool
) -> None:
    """Restore a backup and compare it."""
    refuse_contradiction(used, none_drawn_since=none_drawn_since)
    with parts() as runtime:
        url, clock = runtime.settings.database_url, runtime.clock
    report = restore(file, url, clock, operator(), overwrite=overwrite)
    text = f"Zurückgespielt: Stand vom {report.taken_at:%d.%m.%Y}, Protokoll bis {report.journal_position}."
    # An older schema has to be upgraded before anything is written into it.
    if (used or none_drawn_since) and not report.needs_upgrade:
        with current_house() as runtime:
            text = f"{text}\n{in_words(settle(runtime, used))}"
    else:
        text = f"{text}\n{report.secrets_note}"
    show(report, as_json=as_json, text=text)


@click.group()
def export() -> None:
    """Bring released figures out."""


@export.command("findings")
@area_option
@click.option("--from", "first", type=MonthType(), required=True, help="YYYY-MM")
@click.option("--to", "last", type=MonthType(), required=True, help="YYYY-MM")
@click.option("--format", "file_format", type=click.Choice([*MEDIA_TYPES]), default=CSV, show_default=True)
@click.option("--plain", is_flag=True, help="CSV with comma and point, UTF-8 without a mark.")
@person_option
@out_option
@answers
def export_command(
    area: Area,
    first: Month,
    last: Month,
    file_format: str,
    username: str,
    out: Path,
    *,
    plain: bool,
) -> None:
    """Write the released findings of closed months."""
    with current_house() as runtime:
        actor = person(runtime, username)
        with runtime.transaction() as session:
            rows = export_findings(session, runtime.clock, actor, area, first, last, file_format)
    out.write_bytes(findings_file(file_format, COLUMNS, rows, runtime.clock.now(), plain=plain))
    click.echo(f"{out}: {len(rows)} Zeilen")


@export.command("evidence")
@area_option
@click.option("--month", type=MonthType(), required=True, help="YYYY-MM")
@click.option("--branch", default="", help="One branch; all without it.")
@click.option("--reason", required=True, help="Why it is needed; stands in the journal.")
@person_option
@out_option
@answers
def evidence_command(area: Area, month: Month, branch: str, reason: str, username: str, out: Path) -> int:
    """Ask for the evidence package of a month; once it is approved in the browser, write it."""
    with current_house() as runtime:
        actor = person(runtime, username)
        with runtime.transaction() as session:
            wish = approved_request(session, runtime.clock, actor, area, month, branch)
            if wish is None:
                ask(session, runtime.clock, actor, area, month, branch, reason)
                click.echo("Der Antrag ist gestellt. Eine zweite Person gibt ihn im Browser frei.")
                click.echo("Rufen Sie danach denselben Befehl noch einmal auf.")
                return 1
            evidence = gather(session, runtime.clock, actor, runtime.vault, wish)
            out.write_bytes(evidence_file(evidence))
    click.echo(f"{out}: {evidence.sheets} Bögen")
    return 0


commands: list[click.Command] = [journal, backup_command, restore_command, export]
