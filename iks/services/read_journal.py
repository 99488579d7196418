"""Read, verify and export the journal; note tries to open what is not one's own."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from iks.domain.clock import Clock
from iks.domain.journal import ChainFault, Entry, ForeignAddressTried, JournalExported, first_fault
from iks.domain.journal_file import journal_lines
from iks.domain.roles import Actor, Permission
from iks.store import journal

PAGE_LENGTH = 50


@dataclass(frozen=True)
class JournalHeadView:
    """The last entry: what reports print and the revision gets by mail."""

    position: int
    hash: str


@dataclass(frozen=True)
class JournalPage:
    """A page of the journal, the newest entry first."""

    entries: tuple[Entry, ...]
    head: JournalHeadView
    # The kinds of acts that can be asked for.
    events: tuple[str, ...]
    # The page with older entries begins before this position; nothing when there are none.
    older_before: int | None


@dataclass(frozen=True)
class JournalVerdict:
    """What a walk along the whole chain found."""

    head: JournalHeadView
    # The first entry that does not fit, and why; nothing when all of them do.
    fault: ChainFault | None

    @property
    def holds(self) -> bool:
        """Whether every entry follows from the one before and the head agrees."""
        return self.fault is None


def note_foreign_address(session: Session, clock: Clock, actor: Actor, page: str) -> None:
    """Note that somebody asked for a missing or foreign object; only the kind of page is kept."""
    journal.record(session, actor, ForeignAddressTried(page), clock.now())


def head(session: Session) -> JournalHeadView:
    """Return position and hash of the last entry; these two are no secret."""
    return JournalHeadView(*journal.head(session))


def page(session: Session, actor: Actor, *, event_name: str = "", before: int | None = None) -> JournalPage:
    """Return the newest entries, or the newest before a position, all or of one kind."""
    actor.require(Permission.READ_JOURNAL)
    found = journal.latest(session, PAGE_LENGTH + 1, event_name=event_name, before=before)
    shown = tuple(found[:PAGE_LENGTH])
    return JournalPage(
        shown,
        head(session),
        tuple(journal.events_seen(session)),
        shown[-1].position if len(found) > PAGE_LENGTH else None,
    )


def verify(session: Session, actor: Actor) -> JournalVerdict:
    """Walk the chain from its first entry; the verdict names the first bad one."""
    actor.require(Permission.READ_JOURNAL)
    with journal.chain(session) as chain:
        return JournalVerdict(JournalHeadView(*chain.head), first_fault(chain.entries, chain.head))


def export(session: Session, clock: Clock, actor: Actor) -> bytes:
    """Return all entries as lines of JSON, with which the chain can be checked offline."""
    actor.require(Permission.READ_JOURNAL)
    lines = list(journal_lines(journal.entries(session)))
    journal.record(session, actor, JournalExported(len(lines)), clock.now())
    return "".join(lines).encode()
