"""Begin a version as a draft, hand it in as a proposal, take it back, put it away."""

import json

from sqlalchemy.orm import Session

from checklists.digest import to_yaml
from checklists.draft import Values, copy_of, examined
from checklists.faults import ChecklistRejected, Fault
from checklists.tree import Plain, read_tree
from iks.domain.clock import Clock, local_date
from iks.domain.grid_draft import DraftState
from iks.domain.grid_events import ChecklistDraftDiscarded, ChecklistDraftStarted
from iks.domain.grid_proposal import ProposalFault, proposing_function
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, VersionState
from iks.errors import N_, NotThere, Refused
from iks.services.examine_grid import free_label, free_month
from iks.services.read_checklist import grid_of
from iks.services.read_guidance import corrections_in_force, with_corrections
from iks.services.revise_checklist import find_version, propose, withdraw
from iks.store import journal
from iks.store.catalogue import ChecklistVersion, usable_versions, versions_of
from iks.store.grid_drafts import GridDraft, get_draft


def start(session: Session, clock: Clock, actor: Actor, *, area: Area, label: str = "") -> str:
    """Begin a draft as a copy of a version, of the newest one in use without a label; return its id.

    Raises
    ------
    NotThere
        When the area has no such version.
    """
    actor.require(Permission.PROPOSE_GRID, area=area)
    base = find_version(session, area, label) if label else _newest(session, area)
    month = free_month(session, area, earliest(clock, base))
    label = free_label(f"{month.year}.{month.number:02d}", versions_of(session, area))
    values = copy_of(grid_of(base), version=label, valid_from=str(month))
    values = with_corrections(values, corrections_in_force(session, area))
    return _kept(session, clock, actor, base, values, from_file=False)


def import_file(session: Session, clock: Clock, actor: Actor, *, area: Area, text: str) -> str:
    """Begin a draft with the content of a file, right or wrong; return its id.

    Raises
    ------
    ChecklistRejected
        When the file cannot be read as a grid of this area at all.
    """
    actor.require(Permission.PROPOSE_GRID, area=area)
    tree = read_tree(text)
    faults: list[Fault] = list(tree.faults)
    if not faults and not isinstance(tree.data, dict):
        faults.append(Fault((), "not_block", line=1))
    elif not faults and _text(tree.data, "area") not in {"", area.value}:
        found = {"found": _text(tree.data, "area")}
        faults.append(tree.located(ProposalFault(("area",), "other_area", found)))
    if faults or not isinstance(tree.data, dict):
        raise ChecklistRejected(faults)
    return _kept(session, clock, actor, _newest(session, area), tree.data, from_file=True)


def hand_in(session: Session, clock: Clock, actor: Actor, draft_id: str) -> str:
    """Propose a draft as it stands; return the label of the version. Whoever wrote in it cannot approve it.

    Raises
    ------
    ChecklistRejected
        With everything that still has to be mended.
    """
    draft = editable(session, actor, draft_id)
    grid, faults = examined(values_of(draft))
    if grid is None or faults:
        raise ChecklistRejected(faults)
    label = propose(session, clock, actor, area=draft.area, text=to_yaml(grid), writers=dict(draft.writers))
    draft.state, draft.proposed_version = DraftState.HANDED_IN, label
    session.flush()
    return label


def take_back(session: Session, clock: Clock, actor: Actor, draft_id: str) -> None:
    """Go on writing a draft that was handed in: its proposal, and an approval of it, are void.

    Raises
    ------
    Refused
        When a month uses the version already, or the draft was not handed in.
    """
    draft = _seen(session, actor, draft_id)
    if draft.state is not DraftState.HANDED_IN:
        raise Refused(N_("Dieser Entwurf ist schon offen."), kept=N_("Es hat sich nichts geändert."))
    version = find_version(session, draft.area, draft.proposed_version, lock=True)
    if version.state is not VersionState.WITHDRAWN:
        withdraw(session, clock, actor, area=draft.area, version=version.version)
    draft.state, draft.proposed_version = DraftState.OPEN, ""
    values = values_of(draft)
    values["version"] = free_label(version.version, versions_of(session, draft.area))
    store(draft, clock, actor, values)
    session.flush()


def discard(session: Session, clock: Clock, actor: Actor, draft_id: str) -> None:
    """Put a draft away for good.

    Raises
    ------
    Refused
        When it lies as a proposal.
    """
    draft = editable(session, actor, draft_id)
    draft.state = DraftState.DISCARDED
    event = ChecklistDraftDiscarded(draft.area, _text(values_of(draft), "version"))
    journal.record(session, actor, event, clock.now())


def editable(session: Session, actor: Actor, draft_id: str) -> GridDraft:
    """Return a draft locked for a change.

    Raises
    ------
    NotThere
        When there is none, or it belongs to another area.
    Refused
        When it lies as a proposal.
    """
    draft = _seen(session, actor, draft_id)
    if draft.state is DraftState.HANDED_IN:
        raise Refused(
            N_("Dieser Entwurf liegt als Fassung %(version)s zur Freigabe."),
            kept=N_("An ihm hat sich nichts geändert."),
            todo=N_("Holen Sie ihn zurück, wenn Sie ihn ändern möchten; der Vorschlag gilt dann nicht mehr."),
            version=draft.proposed_version,
        )
    return draft


def earliest(clock: Clock, base: ChecklistVersion) -> Month:
    """Return the month before which no successor of a version makes sense."""
    return max(Month.of(local_date(clock.now())), base.valid_from.shift(1))


def values_of(draft: GridDraft) -> Values:
    """Return the content of a draft."""
    values: Values = json.loads(draft.content)
    return values


def store(draft: GridDraft, clock: Clock, actor: Actor, values: Values) -> None:
    """Keep a changed content, and who changed it."""
    draft.content = json.dumps(values, ensure_ascii=False)
    draft.changed_by, draft.changed_at = actor.username, clock.now()
    draft.writers = {**draft.writers, actor.username: proposing_function(actor, draft.area)}


def _seen(session: Session, actor: Actor, draft_id: str) -> GridDraft:
    draft = get_draft(session, draft_id, lock=True)
    is_here = draft is not None and draft.state is not DraftState.DISCARDED
    if draft is None or not is_here or not actor.may(Permission.PROPOSE_GRID, draft.area):
        raise NotThere
    return draft


def _newest(session: Session, area: Area) -> ChecklistVersion:
    usable = usable_versions(session, area)
    if not usable:
        raise NotThere
    return usable[-1]


def _kept(
    session: Session, clock: Clock, actor: Actor, base: ChecklistVersion, values: Values, *, from_file: bool
) -> str:
    function = proposing_function(actor, base.area)
    draft = GridDraft(
        area=base.area,
        base_id=base.id,
        content=json.dumps(values, ensure_ascii=False),
        started_by=actor.username,
        started_on=local_date(clock.now()),
        changed_by=actor.username,
        changed_at=clock.now(),
        # A mere copy is nobody's text yet.
        writers={actor.username: function} if from_file else {},
    )
    session.add(draft)
    session.flush()
    event = ChecklistDraftStarted(base.area, _text(values, "version"), from_file)
    journal.record(session, actor, event, clock.now())
    return draft.id


def _text(values: Plain, name: str) -> str:
    found = values.get(name) if isinstance(values, dict) else None
    return found if isinstance(found, str) else ""
