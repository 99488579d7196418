"""Record the monthly counts of objections and court cases, from a file or typed: all of it, or nothing."""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import exc
from sqlalchemy.orm import Session

from iks.domain.clock import Clock, local_date
from iks.domain.month import Month
from iks.domain.objection_events import ObjectionsRecorded
from iks.domain.objection_file import read_objections
from iks.domain.objections import CountFault, ObjectionKind, TopicCounts, count_faults
from iks.domain.roles import Actor, Permission
from iks.errors import N_, FieldFault, FieldsRejected, Refused, StaleVersion
from iks.services.objection_topics import topics
from iks.store import journal
from iks.store import objections as store

LONGEST_REASON = 500
EARLIEST, LATEST = Month(2005, 1), Month(2099, 12)


@dataclass(frozen=True)
class MonthPreview:
    """What a file says of one month and kind, and how it differs from what is recorded."""

    month: Month
    kind: ObjectionKind
    rows: tuple[TopicCounts, ...]
    new: int
    changed: int
    # Topics that the file does not name and nobody recorded.
    missing: tuple[str, ...]


@dataclass(frozen=True)
class ObjectionPreview:
    """What a file holds, before it is taken over."""

    months: tuple[MonthPreview, ...]

    @property
    def rows(self) -> tuple[TopicCounts, ...]:
        """All rows of the file."""
        return tuple(row for month in self.months for row in month.rows)

    @property
    def new(self) -> int:
        """Rows for which nothing was recorded."""
        return sum(month.new for month in self.months)

    @property
    def changed(self) -> int:
        """Rows that correct what is recorded."""
        return sum(month.changed for month in self.months)


@dataclass(frozen=True)
class Recorded:
    """What was written: nothing when everything was recorded just so before."""

    months: tuple[Month, ...]
    new: int
    corrected: int

    @property
    def unchanged(self) -> bool:
        """Whether nothing had to be written."""
        return not self.new and not self.corrected


class ReasonMissing(Refused):
    """Shown at the field for the reason: recorded counts would change without one."""

    status = 422

    def __init__(self, changed: int) -> None:
        super().__init__(
            N_("Diese Angaben ändern %(n)s schon eingetragene Zeilen."),
            kept=N_("Es wurde nichts übernommen."),
            todo=N_("Bitte nennen Sie den Grund der Berichtigung."),
            n=changed,
        )


class CountsRejected(FieldsRejected):
    """Shown at the table: counts that contradict each other, each with the key of its row."""

    def __init__(self, contradictions: Sequence[CountFault]) -> None:
        self.contradictions = tuple(contradictions)
        super().__init__(FieldFault(f"{fault.key[2]}.{fault.column}", fault.code) for fault in contradictions)


def last_month_over(clock: Clock) -> Month:
    """Return the newest month that is over."""
    return Month.of(local_date(clock.now())).shift(-1)


def check_objections(session: Session, clock: Clock, actor: Actor, data: bytes) -> ObjectionPreview:
    """Say what a file holds without taking it over.

    Raises
    ------
    FrameFileRejected
        With every fault of the file.
    """
    actor.require(Permission.RECORD_OBJECTIONS)
    stored = store.counts_between(session, EARLIEST, LATEST)
    rows = read_objections(data, topics(), stored, last_month_over(clock))
    groups: dict[tuple[Month, ObjectionKind], list[TopicCounts]] = {}
    for row in rows:
        groups.setdefault((row.month, row.kind), []).append(row)
    months = []
    for (month, kind), of_month in sorted(groups.items(), key=lambda item: (item[0][0], _order(item[0][1]))):
        named = {row.topic for row in of_month} | {key[2] for key in stored if key[:2] == (month, kind)}
        months.append(
            MonthPreview(
                month,
                kind,
                tuple(of_month),
                new=sum(row.key not in stored for row in of_month),
                changed=sum(stored.get(row.key, row) != row for row in of_month),
                missing=tuple(topic.id for topic in topics() if topic.id not in named),
            )
        )
    return ObjectionPreview(tuple(months))


def import_objections(
    session: Session, clock: Clock, actor: Actor, data: bytes, reason: str = ""
) -> Recorded:
    """Take the counts of a file over; the same file twice is done once, other counts are a new version.

    Raises
    ------
    FrameFileRejected
        With every fault of the file; nothing was taken over.
    ReasonMissing
        When recorded counts would change and nobody says why.
    """
    preview = check_objections(session, clock, actor, data)
    return _record(session, clock, actor, preview.rows, reason)


def record_month(
    session: Session,
    clock: Clock,
    actor: Actor,
    rows: Sequence[TopicCounts],
    *,
    seen: str,
    reason: str = "",
) -> Recorded:
    """Record the counts of one month and kind as they were typed.

    ``seen`` is what ``state_of`` said when the page was made, so that nobody overwrites what another
    person typed meanwhile.

    Raises
    ------
    CountsRejected
        With every count that contradicts another one.
    ReasonMissing
        When recorded counts would change and nobody says why.
    StaleVersion
        When somebody recorded counts of this month in between.
    """
    actor.require(Permission.RECORD_OBJECTIONS)
    month, kind = rows[0].month, rows[0].kind
    if month > last_month_over(clock):
        raise Refused(N_("Dieser Monat ist noch nicht zu Ende."), kept=N_("Es wurde nichts übernommen."))
    faults = contradictions(session, rows)
    if faults:
        raise CountsRejected(faults)
    stored = store.counts_between(session, month, month)
    if seen != state_of(session, month, kind) and any(stored.get(row.key) != row for row in rows):
        raise StaleVersion(
            N_("Inzwischen hat jemand anderes Zahlen dieses Monats eingetragen."),
            kept=N_("Ihre Angaben stehen noch im Formular, es wurde nichts überschrieben."),
            todo=N_("Bitte vergleichen Sie und speichern Sie dann noch einmal."),
        )
    return _record(session, clock, actor, rows, reason)


def contradictions(session: Session, rows: Sequence[TopicCounts]) -> list[CountFault]:
    """Return every count of a month that contradicts another one or those of the months beside it."""
    months = [row.month for row in rows]
    stored = store.counts_between(session, min(months).shift(-1), max(months).shift(1)) if rows else {}
    return count_faults(rows, stored)


def state_of(session: Session, month: Month, kind: ObjectionKind) -> str:
    """Return a mark of what is recorded of a month, which changes with every version."""
    rows = store.rows_between(session, month, month)
    return _digest([(row.topic, row.version) for key, row in rows.items() if key[1] is kind])


def _order(kind: ObjectionKind) -> int:
    return list(ObjectionKind).index(kind)


def _digest(content: object) -> str:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _record(
    session: Session, clock: Clock, actor: Actor, rows: Collection[TopicCounts], reason: str
) -> Recorded:
    months = tuple(sorted({row.month for row in rows}))
    held = store.rows_between(session, months[0], months[-1])
    fresh = [row for row in rows if row.key not in held]
    changed = [row for row in rows if row.key in held and held[row.key].counts != row]
    reason = " ".join(reason.split())
    if changed and not reason:
        raise ReasonMissing(len(changed))
    if len(reason) > LONGEST_REASON:
        fault = FieldFault(
            "reason", N_("Bitte kürzen Sie den Grund auf %(n)s Zeichen."), {"n": LONGEST_REASON}
        )
        raise FieldsRejected([fault])
    if fresh or changed:
        versions = {row.key: held[row.key].version + 1 for row in changed}
        _write(session, clock, [*fresh, *changed], versions, reason)
        event = ObjectionsRecorded(
            first_month=str(months[0]),
            last_month=str(months[-1]),
            rows=len(fresh) + len(changed),
            corrected=len(changed),
            content_digest=_digest(
                [[str(part) for part in row.key] + [*row.numbers.values()] for row in rows]
            ),
            reason=reason if changed else "",
        )
        journal.record(session, actor, event, clock.now())
    return Recorded(months, len(fresh), len(changed))


def _write(
    session: Session,
    clock: Clock,
    rows: Sequence[TopicCounts],
    versions: dict[tuple[Month, ObjectionKind, str], int],
    reason: str,
) -> None:
    day = local_date(clock.now())
    try:
        with session.begin_nested():
            session.add_all(
                store.ObjectionCount(
                    month=row.month,
                    kind=row.kind,
                    topic=row.topic,
                    version=versions.get(row.key, 1),
                    reason=reason if row.key in versions else "",
                    recorded_on=day,
                    **row.numbers,
                )
                for row in rows
            )
    except exc.IntegrityError as error:
        # Two people recorded the same month at the same moment; the first one was faster.
        raise Refused(
            N_("Im selben Moment hat jemand anderes Zahlen dieses Monats eingetragen."),
            kept=N_("Es wurde nichts übernommen."),
            todo=N_("Bitte sehen Sie sich den Monat an und versuchen Sie es dann noch einmal."),
        ) from error
