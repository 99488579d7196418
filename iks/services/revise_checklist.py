"""Propose a version of a grid, approve it by a second person, take it back."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from checklists.digest import checklist_digest
from checklists.faults import ChecklistRejected, Fault
from checklists.load import load_checklist
from checklists.model import Checklist
from checklists.structure import fit
from checklists.tree import Tree, read_tree
from iks.domain.clock import Clock, local_date
from iks.domain.grid_events import ChecklistApproved, ChecklistProposed, ChecklistWithdrawn
from iks.domain.grid_proposal import approving_function, is_head, proposing_function
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, VersionState
from iks.errors import N_, IntegrityError, NotPermitted, NotThere, Refused
from iks.services.examine_grid import last_month_in_use, month_faults, proposal_faults, succession_faults
from iks.services.read_checklist import grid_of
from iks.store import journal
from iks.store.catalogue import ChecklistVersion, usable_versions, versions_of


def propose(
    session: Session,
    clock: Clock,
    actor: Actor,
    *,
    area: Area,
    text: str,
    writers: Mapping[str, str] | None = None,
) -> str:
    """Propose a version; return its label. No month uses it before it is approved.

    ``writers`` names everybody else who wrote it and in which function; none of them approves it.

    Raises
    ------
    ChecklistRejected
        With everything at once that is wrong with the file, or that keeps it from following.
    """
    actor.require(Permission.PROPOSE_GRID, area=area)
    held = versions_of(session, area, lock=True)
    grid, faults, tree = _read(text)
    if grid is not None:
        faults += [tree.located(fault) for fault in proposal_faults(session, area, grid, held)]
    if grid is None or faults:
        raise ChecklistRejected(faults)
    function = proposing_function(actor, area)
    wrote = {**(writers or {}), actor.username: function}
    version = ChecklistVersion(
        area=area,
        version=grid.version,
        valid_from=Month.parse(grid.valid_from),
        content=text,
        digest=checklist_digest(grid),
        state=VersionState.PROPOSED,
        proposed_by=actor.username,
        # Where a head had a hand in it, it is a head's own proposal, whoever hands it in.
        proposed_as=next((one for one in wrote.values() if is_head(one)), function),
        writers=sorted(wrote),
        proposed_on=local_date(clock.now()),
    )
    session.add(version)
    session.flush()
    event = ChecklistProposed(area, version.version, version.digest, str(version.valid_from))
    journal.record(session, actor, event, clock.now())
    return version.version


def approve(session: Session, clock: Clock, actor: Actor, *, area: Area, version: str, digest: str) -> None:
    """Approve the version whose content has this digest; from its first month on, months use it.

    Raises
    ------
    Refused
        When the approver proposed it, saw another content, or the version can no longer follow.
    NotPermitted
        When approving is not part of the person's role.
    """
    actor.require(Permission.SEE_GRID_PROPOSALS)
    row = find_version(session, area, version, lock=True)
    _refuse_decided(row)
    function = approving_function(actor, area, writers_of(row), row.proposed_as)
    if function is None:
        raise _may_not_approve(actor, row)
    _refuse_other_content(row, digest)
    if row.state is VersionState.PROPOSED:
        _refuse_overtaken(session, actor, row)
    row.state, row.approved_digest = VersionState.APPROVED, row.digest
    row.approved_by, row.approver = function.value, actor.username
    row.approved_on = local_date(clock.now())
    session.flush()
    event = ChecklistApproved(area, version, row.digest, str(row.valid_from), function.value)
    journal.record(session, actor, event, clock.now())


def withdraw(session: Session, clock: Clock, actor: Actor, *, area: Area, version: str) -> None:
    """Take back a proposal, or an approved version that no month uses yet.

    Raises
    ------
    Refused
        When a month uses the version, or it came with the program.
    NotPermitted
        When it is neither the person's own proposal nor one of the own area as its head.
    """
    actor.require(Permission.PROPOSE_GRID, area=area)
    row = find_version(session, area, version, lock=True)
    if not may_withdraw(actor, row):
        raise NotPermitted(
            N_("Diese Fassung haben Sie nicht vorgeschlagen."),
            todo=N_("Zurückziehen kann sie, wer sie vorgeschlagen hat, oder die Bereichsleitung."),
        )
    if not is_unused(session, row):
        raise Refused(
            N_("Die Fassung %(version)s ist schon in Gebrauch und bleibt."),
            todo=N_("Schlagen Sie für spätere Monate eine neue Fassung vor."),
            version=version,
        )
    _withdraw_once(row)
    event = ChecklistWithdrawn(area, version, row.digest)
    journal.record(session, actor, event, clock.now())


def find_version(session: Session, area: Area, label: str, *, lock: bool = False) -> ChecklistVersion:
    """Return the version of this label.

    Raises
    ------
    NotThere
        When the area has none.
    """
    held = versions_of(session, area, lock=lock)
    found = next((version for version in held if version.version == label), None)
    if found is None:
        raise NotThere
    return found


def writers_of(version: ChecklistVersion) -> frozenset[str]:
    """Return who proposed a version or wrote it; empty for a grid that came with the program."""
    return frozenset({*version.writers, version.proposed_by} - {""})


def may_withdraw(actor: Actor, version: ChecklistVersion) -> bool:
    """Return whether taking this version back is up to this person."""
    is_own = version.proposed_by == actor.username and version.state is VersionState.PROPOSED
    return is_own or actor.may(Permission.APPROVE_GRID, version.area)


def is_unused(session: Session, version: ChecklistVersion) -> bool:
    """Return whether no month needs this version: it can be taken back without a trace in any figure."""
    if not version.proposed_by:
        return False
    is_approved = version.state is VersionState.APPROVED
    return not (is_approved and last_month_in_use(session, version.area, version.valid_from))


def _read(text: str) -> tuple[Checklist | None, list[Fault], Tree]:
    # Without a line break the text would be taken for the path of a file.
    text = text if "\n" in text else f"{text}\n"
    tree = read_tree(text)
    try:
        return load_checklist(text), [], tree
    except ChecklistRejected as rejected:
        # Where the form is right, what breaks a series is told in the same go.
        grid, _ = fit(Checklist, tree.data)
        return grid, list(rejected.faults), tree


def _refuse_decided(row: ChecklistVersion) -> None:
    if row.state is VersionState.APPROVED:
        raise Refused(
            N_("Die Fassung %(version)s ist schon freigegeben."),
            kept=N_("An ihr hat sich nichts geändert."),
            version=row.version,
        )
    if row.state is VersionState.WITHDRAWN:
        raise Refused(
            N_("Die Fassung %(version)s ist zurückgezogen."),
            todo=N_("Schlagen Sie sie unter einem neuen Namen noch einmal vor."),
            version=row.version,
        )


def _may_not_approve(actor: Actor, row: ChecklistVersion) -> Refused | NotPermitted:
    if row.proposed_by != actor.username and actor.username in row.writers:
        return Refused(
            N_("An der Fassung %(version)s haben Sie mitgeschrieben."),
            kept=N_("Sie ist nicht freigegeben."),
            todo=N_("Freigeben muss sie jemand anderes."),
            version=row.version,
        )
    if row.proposed_by == actor.username:
        return Refused(
            N_("Sie haben die Fassung %(version)s selbst vorgeschlagen."),
            kept=N_("Sie ist nicht freigegeben."),
            todo=N_("Freigeben muss sie jemand anderes."),
            version=row.version,
        )
    return NotPermitted(
        N_("Freigeben kann diese Fassung nur die zuständige Bereichsleitung."),
        kept=N_("Sie ist nicht freigegeben."),
    )


def _refuse_other_content(row: ChecklistVersion, digest: str) -> None:
    if checklist_digest(load_checklist(row.content)) != row.digest:
        raise IntegrityError(f"content of checklist {row.area} {row.version} differs from its digest")
    if digest != row.digest:
        raise Refused(
            N_("Sie haben einen anderen Inhalt gesehen als den, der hier liegt."),
            kept=N_("Die Fassung ist nicht freigegeben."),
            todo=N_("Bitte laden Sie die Seite neu und vergleichen Sie noch einmal."),
        )


def _refuse_overtaken(session: Session, actor: Actor, row: ChecklistVersion) -> None:
    """Refuse when months or versions have moved on since the proposal."""
    usable = usable_versions(session, row.area)
    faults = [
        *month_faults(session, row.area, row.valid_from, usable),
        *succession_faults(usable, grid_of(row), row.valid_from),
    ]
    if faults:
        reasons = (fault.reason if actor.language == "en" else fault.reason_de for fault in faults)
        raise Refused(
            N_("Seit dem Vorschlag hat sich etwas geändert: %(reasons)s"),
            kept=N_("Die Fassung ist nicht freigegeben."),
            todo=N_("Bitte ziehen Sie sie zurück und schlagen Sie sie angepasst neu vor."),
            reasons=" ".join(dict.fromkeys(reasons)),
        )


def _withdraw_once(row: ChecklistVersion) -> None:
    if row.state is VersionState.WITHDRAWN:
        raise Refused(N_("Die Fassung %(version)s ist schon zurückgezogen."), version=row.version)
    row.state, row.approved_digest = VersionState.WITHDRAWN, None
