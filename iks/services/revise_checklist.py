"""Propose a version of a grid, approve it by a second person, take it back."""

from collections.abc import Iterable, Iterator

from sqlalchemy.orm import Session

from checklists.digest import checklist_digest
from checklists.faults import ChecklistRejected, Fault
from checklists.load import load_checklist
from checklists.model import Checklist
from checklists.structure import fit
from checklists.succession import refusals, used_ids
from checklists.tree import Tree, read_tree
from checklists.vocabulary import GridKind
from iks.domain.clock import Clock, local_date
from iks.domain.grid_events import ChecklistApproved, ChecklistProposed, ChecklistWithdrawn
from iks.domain.grid_proposal import ProposalFault, approving_function, function_for
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, MonthState, VersionState
from iks.errors import N_, IntegrityError, InvalidInput, NotPermitted, NotThere, Refused
from iks.services.read_checklist import grid_of
from iks.store import journal
from iks.store.catalogue import ChecklistVersion, usable_versions, versions_of
from iks.store.months import months_of


def propose(session: Session, clock: Clock, actor: Actor, *, area: Area, text: str) -> str:
    """Propose a version; return its label. No month uses it before it is approved.

    Raises
    ------
    ChecklistRejected
        With everything at once that is wrong with the file, or that keeps it from following.
    """
    actor.require(Permission.PROPOSE_GRID, area=area)
    held = versions_of(session, area, lock=True)
    grid, faults, tree = _read(text)
    if grid is not None:
        faults += [tree.located(fault) for fault in _proposal_faults(session, area, grid, held)]
    if grid is None or faults:
        raise ChecklistRejected(faults)
    version = ChecklistVersion(
        area=area,
        version=grid.version,
        valid_from=Month.parse(grid.valid_from),
        content=text,
        digest=checklist_digest(grid),
        state=VersionState.PROPOSED,
        proposed_by=actor.username,
        proposed_as=_proposing_function(actor, area),
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
    function = approving_function(actor, area, row.proposed_by, row.proposed_as)
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


def last_month_in_use(session: Session, area: Area, since: Month) -> Month | None:
    """Return the newest month from this one on whose list is locked, so that its grid stays."""
    used = (audit.month for audit in months_of(session, area) if audit.state is not MonthState.PLANNED)
    return next((month for month in used if month >= since), None)


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


def _proposal_faults(
    session: Session, area: Area, grid: Checklist, held: Iterable[ChecklistVersion]
) -> list[Fault]:
    if Area(grid.area) is not area or grid.kind is not GridKind.REGULAR:
        return [ProposalFault(("area",), "other_area", {"found": grid.area.value})]
    faults: list[Fault] = [*_label_faults(grid, held)]
    try:
        first = Month.parse(grid.valid_from)
    except InvalidInput:
        return [*faults, ProposalFault(("valid_from",), "month_unknown")]
    faults += _month_faults(session, area, first, held)
    return [*faults, *_succession_faults(usable_versions(session, area), grid, first)]


def _label_faults(grid: Checklist, held: Iterable[ChecklistVersion]) -> Iterator[Fault]:
    labels = {version.version for version in held}
    if grid.version in labels:
        tries = (f"{grid.version[:28]}-{number}" for number in range(2, len(labels) + 3))
        free = next(label for label in tries if label not in labels)
        yield ProposalFault(("version",), "label_taken", {"version": grid.version, "free": free})


def _month_faults(
    session: Session, area: Area, first: Month, held: Iterable[ChecklistVersion]
) -> Iterator[Fault]:
    in_use = last_month_in_use(session, area, first)
    if in_use is not None:
        params = {"month": in_use, "free": in_use.shift(1)}
        yield ProposalFault(("valid_from",), "month_in_use", params)
    for version in held:
        if version.valid_from == first and version.state is not VersionState.WITHDRAWN:
            yield ProposalFault(("valid_from",), "month_taken", {"version": version.version})


def _succession_faults(usable: list[ChecklistVersion], grid: Checklist, first: Month) -> Iterator[Fault]:
    """Yield what keeps a grid from standing between its neighbours in time."""
    before = [grid_of(version) for version in usable if version.valid_from < first]
    after = [version for version in usable if version.valid_from > first]
    if before:
        yield from refusals(before[-1], grid, used_ids(before))
    if after:
        for refusal in refusals(grid, grid_of(after[0]), used_ids(before)):
            params = {
                "version": after[0].version,
                "reason": refusal.in_english,
                "reason_de": refusal.in_german,
            }
            yield ProposalFault(("valid_from",), "later_version", params)


def _proposing_function(actor: Actor, area: Area) -> str:
    as_head = function_for(actor, Permission.APPROVE_GRID, area)
    return as_head or function_for(actor, Permission.PROPOSE_GRID, area) or ""


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
        *_month_faults(session, row.area, row.valid_from, usable),
        *_succession_faults(usable, grid_of(row), row.valid_from),
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
