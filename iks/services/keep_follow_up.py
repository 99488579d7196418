"""Keep the branch's own list of what is to be done with its findings; nothing of it leaves the branch."""

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from checklists.model import CheckPoint
from iks.domain.clock import Clock, local_date
from iks.domain.follow_up import FollowUpEntry, completed, faults_of, fingerprint, forget_before
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area, Relevance, Severity
from iks.errors import N_, FieldsRejected, NotThere, StaleVersion
from iks.services.read_checklist import grid_by_id
from iks.services.read_sheet import fetch
from iks.services.show_sample import own_branch
from iks.store.casework import Answer, FileCheck
from iks.store.follow_up import FollowUp, findings_to_follow, follow_up_at, forget_talks

# The mark of a form on which nothing was written down yet.
NOTHING_SEEN = fingerprint(FollowUpEntry())
_COLUMNS = tuple(field.name for field in dataclasses.fields(FollowUpEntry))


@dataclass(frozen=True)
class FollowUpItem:
    """One finding on the list."""

    sheet_id: str
    month: Month
    number: int
    file_ref: str
    point: str
    title: str
    pattern: str
    severity: Severity | None
    relevance: Relevance | None
    entry: FollowUpEntry
    overdue: bool

    @property
    def seen(self) -> str:
        """The mark of what the form shows, which comes back with it."""
        return fingerprint(self.entry)


@dataclass(frozen=True)
class TeamTopic:
    """A point and pattern to talk about in the team, without files."""

    point: str
    title: str
    pattern: str
    findings: int
    systemic: bool


@dataclass(frozen=True)
class FollowUpList:
    """The findings of a branch and area that were finished, with what was done about them."""

    area: Area
    branch: str
    open: tuple[FollowUpItem, ...]
    done: tuple[FollowUpItem, ...]
    topics: tuple[TeamTopic, ...]


class FollowUpChanged(StaleVersion):
    """Shown as both versions side by side: somebody else wrote down something since the form was fetched."""

    def __init__(self, stored: FollowUpEntry, typed: FollowUpEntry) -> None:
        self.stored, self.typed = stored, typed
        super().__init__(
            N_("Dieser Eintrag wurde inzwischen an anderer Stelle geändert."),
            kept=N_("Es ist nichts überschrieben."),
        )


def follow_up_list(
    session: Session, clock: Clock, actor: Actor, area: Area, branch: str | None = None
) -> FollowUpList:
    """Return the list of a branch, newest month first.

    Raises
    ------
    NotThere
        When the branch is somebody else's.
    """
    code = own_branch(actor, Permission.CHECK_FILES, area, branch)
    items = tuple(_items(session, clock, actor, area, code))
    waiting = tuple(item for item in items if not item.entry.done)
    return FollowUpList(
        area=area,
        branch=code,
        open=waiting,
        done=tuple(item for item in items if item.entry.done),
        topics=_topics([item for item in waiting if not item.entry.reflection_done]),
    )


def save_follow_up(
    session: Session,
    clock: Clock,
    actor: Actor,
    sheet_id: str,
    point: str,
    entry: FollowUpEntry,
    *,
    seen: str,
) -> None:
    """Write down what was done about a finding, before or after the submission.

    ``seen`` is the mark of what the form showed. The same form sent twice is saved once.

    Raises
    ------
    NotThere
        When there is no such finding in the person's branch.
    FieldsRejected
        When a day is missing or not possible.
    FollowUpChanged
        When something else is stored by now than the form showed.
    """
    sheet = fetch(session, actor, sheet_id, lock=True)
    if not any(answer.check_point == point and answer.value == "finding" for answer in sheet.answers):
        raise NotThere
    today = local_date(clock.now())
    stored = follow_up_at(session, sheet.id, point)
    # What was forgotten stays done: the form cannot show what is not kept any more.
    before = stored.reflection_done and not stored.reflection if stored else False
    wanted = completed(dataclasses.replace(entry, reflection_done=before), today)
    faults = faults_of(wanted, today)
    if faults:
        raise FieldsRejected(faults)
    now_stored = entry_of(stored)
    if now_stored == wanted:
        return
    if fingerprint(now_stored) != seen:
        raise FollowUpChanged(now_stored, wanted)
    if stored is None:
        stored = FollowUp(file_check_id=sheet.id, check_point=point)
        session.add(stored)
    for name in _COLUMNS:
        setattr(stored, name, getattr(wanted, name))


def open_follow_ups(session: Session, clock: Clock, actor: Actor, area: Area, branch: str) -> int:
    """Return how many findings of a branch wait for a talk or a remedy."""
    return sum(not item.entry.done for item in _items(session, clock, actor, area, branch))


def forget_old_talks(session: Session, clock: Clock) -> int:
    """Erase kind and day of talks that were held more than three months ago; return how many."""
    return forget_talks(session, forget_before(local_date(clock.now())))


def _items(session: Session, clock: Clock, actor: Actor, area: Area, branch: str) -> Iterator[FollowUpItem]:
    today = local_date(clock.now())
    for sheet, answer, stored in findings_to_follow(session, area, branch):
        # Whoever decided a case does not get to see what was found in it.
        if sheet.sample_file.conflict_declared_by == actor.user_id:
            continue
        point = grid_by_id(session, sheet.checklist_version_id).point(answer.check_point)
        yield _item(sheet, answer, point, entry_of(stored), today=today)


def _item(
    sheet: FileCheck, answer: Answer, point: CheckPoint, entry: FollowUpEntry, *, today: date
) -> FollowUpItem:
    labels = {pattern.id: pattern.label for pattern in point.patterns}
    return FollowUpItem(
        sheet_id=sheet.id,
        month=sheet.month,
        number=sheet.sample_file.position,
        file_ref=sheet.sample_file.file_ref,
        point=point.id,
        title=point.title,
        pattern=labels.get(answer.pattern or "", ""),
        severity=answer.severity,
        relevance=answer.relevance,
        entry=entry,
        overdue=entry.overdue(today),
    )


def entry_of(stored: FollowUp | None) -> FollowUpEntry:
    """Return what is stored as a value; nothing stored means nothing done."""
    if stored is None:
        return FollowUpEntry()
    return FollowUpEntry(**{name: getattr(stored, name) for name in _COLUMNS})


def _topics(items: Sequence[FollowUpItem]) -> tuple[TeamTopic, ...]:
    """Collect what concerns the whole team; single matters stay between two people."""
    wanted = [item for item in items if item.relevance in (Relevance.TEAM, Relevance.SYSTEMIC)]
    keys = sorted({(item.point, item.title, item.pattern) for item in wanted})
    return tuple(
        TeamTopic(
            *key,
            findings=sum((item.point, item.title, item.pattern) == key for item in wanted),
            systemic=any(
                item.relevance is Relevance.SYSTEMIC
                for item in wanted
                if (item.point, item.title, item.pattern) == key
            ),
        )
        for key in keys
    )
