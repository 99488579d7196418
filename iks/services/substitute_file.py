"""Replace a drawn file that cannot be checked: the next one of the order moves up, and nobody picks it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from iks.domain.clock import Clock
from iks.domain.draw_events import FileExcluded
from iks.domain.month import Month
from iks.domain.roles import Actor
from iks.domain.values import Area, CheckState, ExclusionReason
from iks.errors import N_, IntegrityError, InvalidInput, NotThere, Refused, StaleVersion
from iks.services.issue_sheets import Place, issue_sheet
from iks.services.prove_draw import open_secret
from iks.services.read_checklist import grid_by_id
from iks.services.read_sheet import HandedOver, fetch, refuse_read_only
from iks.services.report_missing import report_missing
from iks.services.seed_vault import SeedVault
from iks.store import journal
from iks.store.casework import FileCheck, current_sheet_id, forget_list, sheet_ids
from iks.store.draws import SampleFile, sample_of
from iks.store.frames import attributes_of, canonical_columns
from iks.store.months import BranchMonth, get_branch_month, get_month
from iks.store.organisation import branches_in
from iks.store.substitutions import follower_of
from sampling import Drawn, FrameRejected, canonical_frame, reserve, reveals


@dataclass(frozen=True)
class Substitution:
    """What became of a file that cannot be checked, and whether this request did it or an earlier one."""

    area: Area
    month: Month
    branch: str
    reason: ExclusionReason
    # Sheet and number of the file that moved up; nothing when the branch is used up.
    sheet_id: str | None
    number: int | None
    first: bool


def substitute_file(  # noqa: PLR0913 - who, by which clock and key, which sheet, why, as seen when.
    session: Session,
    clock: Clock,
    actor: Actor,
    vault: SeedVault,
    sheet_id: str,
    reason: ExclusionReason,
    receiving_branch: str | None = None,
    *,
    version: int | None = None,
) -> Substitution:
    """Take a file out of the sample and let the next unused one of the locked order move up.

    ``version`` is the one of the sheet that the person saw; without it nobody looked at the sheet. A
    conflict of interest must have been declared before, because the others of the branch come first.

    Raises
    ------
    NotThere
        When there is no such sheet, or it belongs to another branch or area.
    InvalidInput
        When a file was transferred and no other branch of the month is named.
    StaleVersion
        When somebody saved the sheet since the person looked.
    Refused
        When the file is checked already, or sheet, draw or month are closed to changes.
    IntegrityError
        When the stored list or secret are not those of the draw; nothing moves up then.
    """
    held = hold_sheet(session, actor, sheet_id)
    earlier = earlier_result(session, held.row)
    if earlier is not None:
        return earlier
    refuse_checked(session, held.row, version)
    _refuse_by_conflict(actor, held.row.sample_file, reason)
    receiver = _receiver(session, held.row, reason, receiving_branch)
    following = next_of_the_order(session, vault, held.row.sample_file)
    return exclude(session, clock, actor, held, following, reason, receiver)


@dataclass(frozen=True)
class HeldSheet:
    """A sheet and its branch's month, both locked for this transaction."""

    row: FileCheck
    of_branch: BranchMonth


def hold_sheet(session: Session, actor: Actor, sheet_id: str) -> HeldSheet:
    """Return a sheet and its branch's month; locked in the order in which a submission locks."""
    seen = fetch(session, actor, sheet_id, may_be_handed_over=True)
    get_month(session, seen.area, seen.month, lock=True)
    of_branch = get_branch_month(session, seen.area, seen.month, seen.branch_code, lock=True)
    if of_branch is None:
        # A month that waits for a new list owes nothing; the sheet says that its draw is void.
        refuse_read_only(session, seen)
        raise NotThere
    return HeldSheet(fetch(session, actor, sheet_id, lock=True, may_be_handed_over=True), of_branch)


def earlier_result(session: Session, row: FileCheck) -> Substitution | None:
    """Return what became of a file that dropped out before, the result of the first request."""
    file = row.sample_file
    if file.exclusion_reason is None:
        return None
    follower = follower_of(session, file)
    sheet_id = current_sheet_id(session, follower.id) if follower else None
    return _result(session, row, sheet_id, first=False)


def refuse_checked(session: Session, row: FileCheck, version: int | None) -> None:
    """Refuse to replace a file that could be checked, or that somebody works on at this moment."""
    refuse_read_only(session, row)
    if row.state is CheckState.FINISHED:
        raise Refused(
            N_("Diese Akte ist schon fertig geprüft; ersetzt wird nur, was sich nicht prüfen lässt."),
            kept=N_("Es wurde nichts geändert."),
            todo=N_("Soll der Bogen nicht gelten, machen Sie ihn zuerst mit Ihrem Grund ungültig."),
        )
    if version is not None and version != row.version:
        raise StaleVersion(
            N_("Diese Akte wurde inzwischen an anderer Stelle bearbeitet."),
            kept=N_("Was dort eingetragen wurde, ist gespeichert; gemeldet ist noch nichts."),
            todo=N_("Bitte sehen Sie noch einmal hin und melden Sie dann."),
        )


def _refuse_by_conflict(actor: Actor, file: SampleFile, reason: ExclusionReason) -> None:
    of_conflict = reason is ExclusionReason.CONFLICT_OF_INTEREST
    if of_conflict and file.conflict_declared_by is None:
        raise Refused(
            N_("Eine Befangenheit wird zuerst erklärt; dann kommt Ihre Vertretung an die Reihe."),
            kept=N_("Es wurde nichts geändert."),
        )
    if not of_conflict and file.conflict_declared_by == actor.user_id:
        raise HandedOver


def receivers(session: Session, row: FileCheck) -> dict[str, str]:
    """Return the branches that can have taken a file over, with their names."""
    return {b.code: b.name for b in branches_in(session, row.month) if b.code != row.branch_code}


def _receiver(session: Session, row: FileCheck, reason: ExclusionReason, typed: str | None) -> str | None:
    if reason is not ExclusionReason.TRANSFERRED:
        return None
    if typed not in receivers(session, row):
        raise InvalidInput(N_("Wählen Sie die Zweigstelle, an die die Akte abgegeben wurde."))
    return typed


def next_of_the_order(session: Session, vault: SeedVault, file: SampleFile) -> Drawn | None:
    """Recompute the order from the locked list and the secret, and return the next unused file.

    Raises
    ------
    Refused
        When list and secret were erased, or the key does not open the secret.
    IntegrityError
        When the stored list or secret are not those of the draw.
    """
    draw = file.draw
    secret, seed = open_secret(vault, draw)
    try:
        frame = canonical_frame(canonical_columns(session, draw.frame), draw.allocation)
    except FrameRejected:
        frame = None
    if frame is None or frame.digest != draw.frame.digest:
        raise IntegrityError(f"the rows of frame {draw.area} {draw.month} do not match its digest")
    if seed is None or not reveals(secret, draw.secret.commitment):
        raise IntegrityError(f"the secret of draw {draw.draw_code} {draw.month} is not the one committed to")
    used = {other.file_ref for other in sample_of(session, draw, file.branch_code)}
    return reserve(frame, seed, draw.allocation, file.branch_code, file.stratum, used)


def exclude(
    session: Session,
    clock: Clock,
    actor: Actor,
    held: HeldSheet,
    following: Drawn | None,
    reason: ExclusionReason,
    receiver: str | None = None,
) -> Substitution:
    """Take a file out and let the following one move up; *valid if* the caller has checked that it may."""
    row, file = held.row, held.row.sample_file
    file.exclusion_reason, file.excluded_at, file.excluded_by = reason, clock.now(), actor.user_id
    file.receiving_branch = receiver
    # A page that still shows the sheet as open is one version behind from here on.
    row.version += 1
    session.flush()
    if reason is ExclusionReason.MISSING:
        report_missing(session, clock, actor, row, held.of_branch)
    forget_list(session, file)
    sheet_id = _move_up(session, row, following) if following else None
    if following is None and file.draw.draw_code == row.area.value:
        held.of_branch.expected -= 1
    event = FileExcluded(
        row.area.value, str(row.month), row.branch_code, reason.value, replaced=following is not None
    )
    journal.record(session, actor, event, clock.now())
    session.flush()
    return _result(session, row, sheet_id, first=True)


def _move_up(session: Session, row: FileCheck, following: Drawn) -> str:
    """Store the file that moves up, behind all others, so that the order of substitutions stays visible."""
    file = row.sample_file
    last = sample_of(session, file.draw, file.branch_code)[-1].position
    known = attributes_of(session, file.draw.frame, [following.file_ref])[following.file_ref]
    grid = grid_by_id(session, row.checklist_version_id)
    place = Place(file.draw, file.branch_code, last + 1, following, file.id)
    sheet = issue_sheet(session, row.checklist_version_id, grid, place, known)
    session.flush()
    return sheet.id


def _result(session: Session, row: FileCheck, sheet_id: str | None, *, first: bool) -> Substitution:
    reason = row.sample_file.exclusion_reason
    if reason is None:
        raise LookupError("a file that did not drop out")
    ids = sheet_ids(session, row.area, row.month, row.branch_code)
    number = ids.index(sheet_id) + 1 if sheet_id in ids else None
    return Substitution(row.area, row.month, row.branch_code, reason, sheet_id, number, first)
