"""Read what auditors from outside found: the inbox for the next grid, and the findings at each point."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from checklists.model import Group
from iks.domain.clock import Clock, local_date
from iks.domain.external import KNOWN_BODIES, ExternalFindingKind, ExternalFindingState
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area
from iks.errors import NotThere
from iks.services.read_checklist import grid_of
from iks.store import external as store
from iks.store.catalogue import usable_versions

CLOSED = frozenset({ExternalFindingState.DONE})


@dataclass(frozen=True)
class AreaPoints:
    """What findings of an area can be linked to, by the newest grid that holds or will hold."""

    topics: Mapping[str, str]
    groups: tuple[Group, ...]
    # The points of the newest grid with their groups, in its order.
    active: Mapping[str, str]
    # Titles of all points that ever were.
    titles: Mapping[str, str]


@dataclass(frozen=True)
class PointFinding:
    """One external finding as it stands beside a check point."""

    id: str
    body: str
    reference: str
    reported_on: date
    kind: ExternalFindingKind
    state: ExternalFindingState
    summary: str


@dataclass(frozen=True)
class FindingLine:
    """One external finding in full."""

    id: str
    audit_id: str
    body: str
    reference: str
    reported_on: date
    position: int
    area: Area
    kind: ExternalFindingKind
    topic: str
    summary: str
    amount_cents: int | None
    deadline: date | None
    reply: str
    replied_on: date | None
    state: ExternalFindingState
    # Id and title of the points that cover it.
    points: tuple[tuple[str, str], ...]
    no_point_reason: str
    # No active point covers it, and nobody has said that none has to.
    is_unmatched: bool
    is_overdue: bool
    may_change: bool


@dataclass(frozen=True)
class AuditLine:
    """One external audit with those of its findings that this person sees."""

    id: str
    body: str
    reference: str
    reported_on: date
    first_month: Month | None
    last_month: Month | None
    files_checked: int | None
    files_objected: int | None
    findings: tuple[FindingLine, ...]


@dataclass(frozen=True)
class Overview:
    """All external audits, the newest first."""

    audits: tuple[AuditLine, ...]

    @property
    def findings(self) -> tuple[FindingLine, ...]:
        """The findings of all audits."""
        return tuple(finding for audit in self.audits for finding in audit.findings)

    @property
    def inbox(self) -> tuple[FindingLine, ...]:
        """The findings that no check point covers yet."""
        return tuple(finding for finding in self.findings if finding.is_unmatched)

    @property
    def due(self) -> tuple[FindingLine, ...]:
        """The findings that wait for the house's reply, the earliest deadline first."""
        waiting = [f for f in self.findings if f.deadline and not f.replied_on and f.state not in CLOSED]
        return tuple(sorted(waiting, key=lambda finding: (finding.deadline, finding.reference)))


def overview(session: Session, clock: Clock, actor: Actor) -> Overview:
    """Return all audits with the findings of the person's areas."""
    actor.require(Permission.SEE_AUDITS)
    reader = _Reader(session, clock, actor)
    return Overview(tuple(reader.audit(audit) for audit in store.audits(session)))


def audit_page(session: Session, clock: Clock, actor: Actor, audit_id: str) -> AuditLine:
    """Return one audit.

    Raises
    ------
    NotThere
        When there is none of this id.
    """
    actor.require(Permission.SEE_AUDITS)
    audit = session.get(store.ExternalAudit, audit_id)
    if audit is None:
        raise NotThere
    return _Reader(session, clock, actor).audit(audit)


def finding_page(session: Session, clock: Clock, actor: Actor, finding_id: str) -> FindingLine:
    """Return one finding.

    Raises
    ------
    NotThere
        When there is none of this id in the person's areas.
    """
    actor.require(Permission.SEE_AUDITS)
    finding = session.get(store.ExternalFinding, finding_id)
    if finding is None:
        raise NotThere
    actor.require(Permission.SEE_AUDITS, area=finding.area)
    return _Reader(session, clock, actor).finding(finding)


def points_of(session: Session, area: Area) -> AreaPoints:
    """Return what findings of an area can be linked to."""
    grids = [grid_of(version) for version in usable_versions(session, area)]
    titles = {point.id: point.title for grid in grids for point in grid.check_points}
    if not grids:
        return AreaPoints({}, (), {}, titles)
    newest = grids[-1]
    return AreaPoints(
        topics={topic.id: topic.label for topic in newest.topics},
        groups=newest.groups,
        active={point.id: point.group for point in newest.points},
        titles=titles,
    )


def findings_by_point(session: Session, area: Area) -> Mapping[str, tuple[PointFinding, ...]]:
    """Return the external findings that each check point covers, the newest report first."""
    found: dict[str, tuple[PointFinding, ...]] = {}
    for finding in store.findings_of(session, area):
        beside = PointFinding(
            id=finding.id,
            body=finding.audit.body.name,
            reference=finding.audit.reference,
            reported_on=finding.audit.reported_on,
            kind=finding.kind,
            state=finding.state,
            summary=finding.summary,
        )
        for link in finding.points:
            found[link.check_point] = (*found.get(link.check_point, ()), beside)
    return found


def body_choices(session: Session) -> tuple[str, ...]:
    """Return the audit bodies to choose from: the known ones, then those that were typed in."""
    return tuple(dict.fromkeys([*KNOWN_BODIES, *store.body_names(session)]))


class _Reader:
    """Turns rows into values for one person on one day."""

    def __init__(self, session: Session, clock: Clock, actor: Actor) -> None:
        self.actor, self.today = actor, local_date(clock.now())
        self.areas = actor.areas(Permission.SEE_AUDITS)
        self.points = {area: points_of(session, area) for area in self.areas}

    def audit(self, audit: store.ExternalAudit) -> AuditLine:
        return AuditLine(
            id=audit.id,
            body=audit.body.name,
            reference=audit.reference,
            reported_on=audit.reported_on,
            first_month=audit.first_month,
            last_month=audit.last_month,
            files_checked=audit.files_checked,
            files_objected=audit.files_objected,
            findings=tuple(self.finding(f) for f in audit.findings if f.area in self.areas),
        )

    def finding(self, finding: store.ExternalFinding) -> FindingLine:
        points = self.points[finding.area]
        linked = [link.check_point for link in finding.points]
        is_late = finding.deadline is not None and finding.deadline < self.today
        return FindingLine(
            id=finding.id,
            audit_id=finding.audit_id,
            body=finding.audit.body.name,
            reference=finding.audit.reference,
            reported_on=finding.audit.reported_on,
            position=finding.position,
            area=finding.area,
            kind=finding.kind,
            topic=points.topics.get(finding.topic, finding.topic),
            summary=finding.summary,
            amount_cents=finding.amount_cents,
            deadline=finding.deadline,
            reply=finding.reply,
            replied_on=finding.replied_on,
            state=finding.state,
            points=tuple((name, points.titles.get(name, "")) for name in linked),
            no_point_reason=finding.no_point_reason,
            is_unmatched=not finding.no_point_reason and not set(linked) & set(points.active),
            is_overdue=is_late and finding.replied_on is None and finding.state not in CLOSED,
            may_change=self.actor.may(Permission.RECORD_AUDIT, finding.area),
        )
