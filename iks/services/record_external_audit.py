"""Record what auditors from outside found, link it to check points, note the reply."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local_date
from iks.domain.external import (
    AuditEntry,
    ExternalFindingState,
    FindingEntry,
    audit_faults,
    finding_faults,
    text_faults,
)
from iks.domain.grid_events import (
    ExternalAuditRecorded,
    ExternalFindingAnswered,
    ExternalFindingLinked,
    ExternalFindingRecorded,
)
from iks.domain.roles import Actor, Permission
from iks.errors import N_, FieldFault, FieldsRejected, NotThere
from iks.services.read_external_audits import points_of
from iks.store import journal
from iks.store.external import (
    ExternalAudit,
    ExternalFinding,
    ExternalFindingPoint,
    audit_by_reference,
    body_named,
)


@dataclass(frozen=True)
class Reply:
    """What has become of a finding, and what the house answered."""

    state: ExternalFindingState
    text: str = ""
    replied_on: date | None = None


def record_audit(
    session: Session,
    clock: Clock,
    actor: Actor,
    audit: AuditEntry,
    finding: FindingEntry,
    unread: Iterable[FieldFault] = (),
) -> str:
    """Record an audit together with its first finding; return the id of the finding.

    ``unread`` names the fields of the form that could not be read, so that all faults come at once.

    Raises
    ------
    FieldsRejected
        With every field that does not fit.
    """
    actor.require(Permission.RECORD_AUDIT, area=finding.area)
    faults = audit_faults(audit, local_date(clock.now()))
    if audit_by_reference(session, audit.body, audit.reference):
        faults.append(
            FieldFault(
                "reference",
                N_("Diese Prüfung ist schon eingetragen. Ergänzen Sie die Feststellung bitte dort."),
            )
        )
    faults += finding_faults(finding, audit.reported_on, points_of(session, finding.area).topics)
    _refuse(faults, unread)
    row = ExternalAudit(
        body=body_named(session, audit.body),
        reference=audit.reference,
        reported_on=audit.reported_on,
        first_month=audit.first_month,
        last_month=audit.last_month or audit.first_month,
        files_checked=audit.files_checked,
        files_objected=audit.files_objected,
    )
    session.add(row)
    event = ExternalAuditRecorded(audit.body, audit.reference, audit.reported_on.isoformat())
    journal.record(session, actor, event, clock.now())
    return _add(session, clock, actor, row, finding)


def add_finding(
    session: Session,
    clock: Clock,
    actor: Actor,
    audit_id: str,
    finding: FindingEntry,
    unread: Iterable[FieldFault] = (),
) -> str:
    """Record a further finding of an audit; return its id. ``unread`` as in ``record_audit``.

    Raises
    ------
    FieldsRejected
        With every field that does not fit.
    """
    actor.require(Permission.RECORD_AUDIT, area=finding.area)
    audit = session.get(ExternalAudit, audit_id, with_for_update=True)
    if audit is None:
        raise NotThere
    topics = points_of(session, finding.area).topics
    _refuse(finding_faults(finding, audit.reported_on, topics), unread)
    return _add(session, clock, actor, audit, finding)


def link_finding(
    session: Session,
    clock: Clock,
    actor: Actor,
    finding_id: str,
    *,
    points: Collection[str],
    no_point_reason: str = "",
) -> None:
    """Say which check points cover a finding, or why none has to; neither puts it back into the inbox.

    Raises
    ------
    FieldsRejected
        When a point does not exist in the newest grid, or when points and a reason are both given.
    """
    finding = _own(session, actor, finding_id)
    held = {link.check_point for link in finding.points}
    known = held | set(points_of(session, finding.area).active)
    faults = text_faults("no_point_reason", no_point_reason)
    if not set(points) <= known:
        faults.append(FieldFault("points", N_("Diesen Prüfpunkt gibt es im neuesten Raster nicht.")))
    if points and no_point_reason:
        sentence = N_("Wählen Sie Prüfpunkte, oder sagen Sie, warum keiner nötig ist. Beides geht nicht.")
        faults.append(FieldFault("no_point_reason", sentence))
    _refuse(faults)
    chosen = tuple(sorted(set(points)))
    kept = [link for link in finding.points if link.check_point in chosen]
    finding.points = kept + [ExternalFindingPoint(check_point=p) for p in chosen if p not in held]
    finding.no_point_reason = no_point_reason
    event = ExternalFindingLinked(*_reference(finding), chosen, bool(no_point_reason))
    journal.record(session, actor, event, clock.now())


def answer_finding(session: Session, clock: Clock, actor: Actor, finding_id: str, reply: Reply) -> None:
    """Note what has become of a finding and what the house answered.

    Raises
    ------
    FieldsRejected
        When the day of the reply does not fit, or the text holds a file number.
    """
    finding = _own(session, actor, finding_id)
    faults = text_faults("reply", reply.text)
    if reply.replied_on and reply.replied_on > local_date(clock.now()):
        faults.append(FieldFault("replied_on", N_("Die Stellungnahme liegt in der Zukunft.")))
    elif reply.replied_on and reply.replied_on < finding.audit.reported_on:
        faults.append(FieldFault("replied_on", N_("Die Stellungnahme liegt vor dem Bericht.")))
    _refuse(faults)
    finding.state, finding.reply, finding.replied_on = reply.state, reply.text, reply.replied_on
    event = ExternalFindingAnswered(*_reference(finding), reply.state.value)
    journal.record(session, actor, event, clock.now())


def _add(session: Session, clock: Clock, actor: Actor, audit: ExternalAudit, entry: FindingEntry) -> str:
    last = max((finding.position for finding in audit.findings), default=0)
    finding = ExternalFinding(
        audit=audit,
        position=last + 1,
        area=entry.area,
        kind=entry.kind,
        topic=entry.topic,
        summary=entry.summary,
        amount_cents=entry.amount_cents,
        deadline=entry.deadline,
    )
    session.add(finding)
    session.flush()
    event = ExternalFindingRecorded(*_reference(finding), entry.area.value)
    journal.record(session, actor, event, clock.now())
    return finding.id


def _own(session: Session, actor: Actor, finding_id: str) -> ExternalFinding:
    actor.require(Permission.RECORD_AUDIT)
    finding = session.get(ExternalFinding, finding_id, with_for_update=True)
    if finding is None:
        raise NotThere
    actor.require(Permission.RECORD_AUDIT, area=finding.area)
    return finding


def _reference(finding: ExternalFinding) -> tuple[str, str, int]:
    return finding.audit.body.name, finding.audit.reference, finding.position


def _refuse(faults: Iterable[FieldFault], unread: Iterable[FieldFault] = ()) -> None:
    """Raise what is wrong, one sentence a field; of a field that could not be read no more is said."""
    first: dict[str, FieldFault] = {}
    for fault in (*unread, *faults):
        first.setdefault(fault.name, fault)
    if first:
        raise FieldsRejected(first.values())
