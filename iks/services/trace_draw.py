"""Find in the journal what a draw rests on: commitment, lock, rules and the draw itself."""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

from sqlalchemy.orm import Session

from iks.domain.draw_events import DrawRulesFixed
from iks.domain.draw_proof import JournalTrace
from iks.domain.draw_rules import FixedRules, UsedRules
from iks.domain.journal import Entry, Event, MonthDrawn, canonical_data, first_fault
from iks.services.commit_seed import committed
from iks.services.lock_frame import locked
from iks.store import journal
from iks.store.draws import Draw
from sampling import Allocation


def trace_of(session: Session, found: Draw) -> JournalTrace:
    """Return where the journal holds what the draw rests on."""
    drawn = next(_of_draw(session, MonthDrawn, found), None)
    return JournalTrace(
        _position(session, committed(found.secret)),
        _position(session, locked(found.frame)),
        drawn.position if drawn else None,
    )


def walked(session: Session, trace: JournalTrace) -> JournalTrace:
    """Walk the chain from its first entry up to the draw."""
    last = trace.drawn or 0
    with journal.chain(session) as chain:
        fault = first_fault(takewhile(lambda entry: entry.position <= last, chain.entries))
    return replace(trace, broken_at=fault.position if fault else None)


def recorded_rules(session: Session, found: Draw) -> list[FixedRules]:
    """Return what the journal says of the rules of a draw; one entry, or none of an older version."""
    entries = [(entry, json.loads(entry.data)) for entry in _of_draw(session, DrawRulesFixed, found)]
    return [FixedRules(data["allocation"], data["public_source"], e.position) for e, data in entries]


def used_rules(found: Draw) -> UsedRules:
    """Return the rules that are stored with a draw."""
    return UsedRules(
        Allocation(found.allocation).text,
        found.public_source,
        has_value=bool(found.public_value),
        are_written_down=found.frame.allocation is not None,
    )


def _of_draw(session: Session, event: type[Event], found: Draw) -> Iterator[Entry]:
    wanted = {"draw_id": found.draw_code, "month": str(found.month), "attempt": found.attempt}
    entries = journal.all_of(session, event.name)
    return (entry for entry in entries if wanted.items() <= json.loads(entry.data).items())


def _position(session: Session, event: Event) -> int | None:
    entry = journal.find(session, event.name, canonical_data(event))
    return entry.position if entry else None
