"""Commands of a month: list in, lock, draw. Each acts for a person, whose role is checked."""

from datetime import datetime
from pathlib import Path

import click

from iks.commands.entry import (
    answers,
    area_option,
    current_house,
    json_option,
    month_option,
    person,
    person_option,
    show,
)
from iks.commands.progress import progress_bar
from iks.domain.frame_fault import FrameFileRejected, sentence
from iks.domain.frame_file import BY_COMMAND
from iks.domain.frame_mapping import MappingRejected, read_mapping
from iks.domain.month import Month
from iks.domain.roles import Actor
from iks.domain.values import Area
from iks.services.draw_focus import FocusDue, draw_focus
from iks.services.draw_month import DrawRules, draw_month
from iks.services.frame_upload import FrameUpload
from iks.services.import_frame import FramePreview, import_frame, prepare_import, preview_frame
from iks.services.lock_frame import lock_frame
from iks.services.order_recheck import RECHECK
from iks.services.prove_draw import bundle, draw_of_month
from iks.wiring import Runtime


@click.group()
def frame() -> None:
    """Handle lists of active files."""


@frame.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@area_option
@month_option
@person_option
@click.option(
    "--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="YAML; remembered."
)
@click.option("--reason", default="", help="Why the list is much shorter than the one before.")
@click.option(
    "--reference-date", type=click.DateTime(["%Y-%m-%d"]), help="Default: last day of the month before."
)
@click.option(
    "--control-total", type=click.IntRange(min=0), help="How many files the case-work system says there are."
)
@click.option("--dry-run", is_flag=True, help="Check only.")
@json_option
@answers
def frame_import(  # noqa: PLR0913 - one parameter for each word of the command.
    file: Path,
    area: Area,
    month: Month,
    username: str,
    *,
    mapping: Path | None,
    reason: str,
    reference_date: datetime | None,
    control_total: int | None,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Take over a list of active files, all of it or nothing."""
    with current_house() as runtime:
        actor = person(runtime, username)
        try:
            upload = FrameUpload(
                area,
                month,
                _content(file),
                reason=reason,
                reference_date=reference_date.date() if reference_date else None,
                mapping=read_mapping(mapping) if mapping else None,
                limits=BY_COMMAND,
                control_total=control_total,
            )
            found = _take_over(runtime, actor, upload, dry_run=dry_run)
        except FrameFileRejected as rejected:
            return _name_faults(rejected, as_json=as_json)
        except MappingRejected as rejected:
            click.echo(f"{rejected}\n{rejected.in_german}", err=True)
            return 1
        show(found, as_json=as_json, text=_counts(found))
    return 0


def _content(file: Path) -> bytes:
    """Return what a file holds; of one that is too large only so much that the import can tell."""
    with file.open("rb") as source:
        return source.read(BY_COMMAND.max_bytes + 1)


def _take_over(runtime: Runtime, actor: Actor, upload: FrameUpload, *, dry_run: bool) -> FramePreview:
    """Read and check first, so that nobody waits to save meanwhile; then write all in one transaction."""
    with progress_bar() as progress:
        with runtime.transaction(writes=False) as session:
            if dry_run:
                return preview_frame(session, runtime.clock, actor, upload, progress)
            checked = prepare_import(session, actor, upload, progress)
        with runtime.transaction() as session:
            return import_frame(session, runtime.clock, actor, upload, progress, checked)


def _name_faults(rejected: FrameFileRejected, *, as_json: bool) -> int:
    lines = [sentence(fault, "de") for fault in rejected.faults]
    faults = [{"row": f.row, "column": f.column, "code": f.code} for f in rejected.faults]
    report = "\n".join([str(rejected), *lines])
    if as_json:
        show({"faults": faults, "total": rejected.total}, as_json=True, text="")
    click.echo(report, err=True)
    return 1


def _counts(found: FramePreview) -> str:
    lines = [f"  {line.code}  {line.files:>7}" for line in found.counts.branches]
    return "\n".join([f"{found.area} {found.month}, Stichtag {found.reference_date:%d.%m.%Y}", *lines])


@frame.command("lock")
@area_option
@month_option
@person_option
@json_option
@answers
def frame_lock(area: Area, month: Month, username: str, *, as_json: bool) -> None:
    """Fix a list; its digest goes to the journal."""
    with current_house() as runtime:
        actor = person(runtime, username)
        with runtime.transaction() as session:
            demo, required = runtime.settings.demo, DrawRules.of(runtime.settings).public_value_required
            done = lock_frame(session, runtime.clock, actor, area, month, demo=demo, source_required=required)
        show(done, as_json=as_json, text=f"Gesperrt. Prüfsumme: {done.digest}")


@click.group()
def draw() -> None:
    """Draw; `compute` and `verify` work offline."""


@draw.command("run")
@area_option
@month_option
@person_option
@click.option("--public-value", default="", help="Thrown or drawn after the lock.")
@click.option("--focus", "code", default="", help="Draw this focus topic of a month that is drawn.")
@json_option
@answers
def draw_run(area: Area, month: Month, username: str, public_value: str, code: str, *, as_json: bool) -> None:
    """Draw a month whose list is locked, or a focus topic of one that is drawn."""
    with current_house() as runtime:
        actor = person(runtime, username)
        if code:
            draw_topic(runtime, actor, FocusDue(area, month, code), as_json=as_json)
            return
        with runtime.transaction() as session:
            rules = DrawRules.of(runtime.settings)
            done = draw_month(session, runtime.clock, actor, runtime.vault, area, month, public_value, rules)
        text = (
            f"Gezogen: {done.files} Akten in {done.branches} Zweigstellen, fällig am {done.due_on:%d.%m.%Y}."
        )
        show(done, as_json=as_json, text=text)


def draw_topic(runtime: Runtime, actor: Actor, due: FocusDue, *, as_json: bool) -> None:
    """Draw a focus topic and print what may be told of it."""
    with runtime.transaction() as session:
        demo = runtime.settings.demo
        done = draw_focus(session, runtime.clock, actor, runtime.vault, due, demo=demo)
    with_files = sum(files > 0 for files in done.by_branch.values())
    text = f"Gezogen: {done.files} Akten des Schwerpunkts {done.code} in {with_files} Zweigstellen."
    show(done, as_json=as_json, text=text)


@draw.command("bundle")
@area_option
@month_option
@person_option
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--focus", "code", default="", help="The draw of this focus topic.")
@click.option("--recheck", "code", flag_value=RECHECK, help="The draw of sheets for a second check.")
@answers
def draw_bundle(area: Area, month: Month, username: str, out: Path, code: str) -> None:
    """Write the proof bundle of a draw; for the internal revision."""
    with current_house() as runtime:
        actor = person(runtime, username)
        with runtime.transaction() as session:
            draw_id = draw_of_month(session, actor, area, month, code)
            out.write_bytes(bundle(session, runtime.clock, actor, runtime.vault, draw_id))
    click.echo(f"{out}: prüfen mit „iks draw verify {out.name}“")


# These two are answered before this group exists; they stand here so that --help lists them.
@draw.command("compute", add_help_option=False, context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def draw_compute(words: tuple[str, ...]) -> None:
    """Compute a sample from a canonical list and a secret, offline."""
    del words


@draw.command("verify", add_help_option=False, context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def draw_verify(words: tuple[str, ...]) -> None:
    """Verify a proof bundle, offline."""
    del words


commands: list[click.Command] = [frame, draw]
