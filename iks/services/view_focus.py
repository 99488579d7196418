"""Show focus topics: to units and management with figures of the house, to a branch its own files."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from checklists.model import CaseAttribute
from iks.domain.clock import Clock, local_date
from iks.domain.focus import LEAST_BRANCHES, LEAST_FILES, Term, askable, earliest_month, terms_of
from iks.domain.frame_mapping import FrameMapping
from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area
from iks.errors import NotThere
from iks.services.count_focus import count_matches, grid_to_ask, imported_attributes, mapping_of
from iks.store.accounts import Account
from iks.store.draws import Draw
from iks.store.focus import (
    FocusProposal,
    FocusTopic,
    draws_of_code,
    get_proposal,
    get_topic,
    open_proposals,
    topics_of,
)
from iks.store.recheck import drawn_files
from sampling import Allocation


class FocusState(StrEnum):
    """Where a topic stands."""

    PROPOSED = "proposed"
    ORDERED = "ordered"
    RUNNING = "running"
    OVER = "over"
    ENDED = "ended"


@dataclass(frozen=True)
class Condition:
    """One choice of a filter in the words of the list; several values are joined by "or"."""

    label: str
    operator: str
    values: tuple[bool | str, ...]


@dataclass(frozen=True)
class FocusLine:
    """One topic, or one proposal, as the list shows it."""

    id: str
    area: Area
    code: str
    title: str
    first_month: Month
    last_month: Month
    state: FocusState


@dataclass(frozen=True)
class FocusDrawLine:
    """One draw of a topic: figures of the house, no branch."""

    month: Month
    drawn_at: datetime
    files: int


@dataclass(frozen=True)
class Matches:
    """How many files of the house fulfil a filter; a small number is told from none, and no more."""

    month: Month
    # To the full ten; nothing where they are too few to be told.
    files: int | None
    is_enough: bool


@dataclass(frozen=True)
class FocusView:
    """One topic, or one proposal, with everything that is known of it."""

    line: FocusLine
    reason: str
    conditions: tuple[Condition, ...]
    files: int
    has_grid: bool
    # Who proposed or ordered it, and on which day.
    person: str
    day: date
    ended_on: date | None
    # Only for a proposal; nothing where nobody can count now.
    matches: Matches | None
    least_files: int
    least_branches: int
    # The first month it can have when it is ordered now; none when its last month is too near.
    begin: Month | None
    draws: tuple[FocusDrawLine, ...]
    may_order: bool
    may_withdraw: bool


@dataclass(frozen=True)
class AttributeChoice:
    """One attribute of the list that a filter may ask, with its values in the words of the list."""

    name: str
    label: str
    kind: str
    # Value, and how the list writes it; empty for yes and no.
    values: tuple[tuple[str, str], ...]


def focus_lines(session: Session, clock: Clock, actor: Actor, area: Area) -> tuple[FocusLine, ...]:
    """Return open proposals, then all topics of an area, those that begin last first."""
    actor.require(Permission.PROPOSE_FOCUS, area)
    this = Month.of(local_date(clock.now()))
    proposals = [_line(proposal, FocusState.PROPOSED) for proposal in open_proposals(session, area)]
    return (*proposals, *(_line(topic, _state(topic, this)) for topic in topics_of(session, area)))


def focus_view(session: Session, clock: Clock, actor: Actor, area: Area, focus_id: str) -> FocusView:
    """Return one topic or open proposal.

    Raises
    ------
    NotThere
        When there is none of this id in the area.
    """
    actor.require(Permission.PROPOSE_FOCUS, area)
    topic = get_topic(session, focus_id)
    if topic is not None and topic.area is area:
        return _topic_view(session, clock, actor, topic)
    proposal = get_proposal(session, focus_id)
    if proposal is None or proposal.area is not area or proposal.decision is not None:
        raise NotThere
    return _proposal_view(session, clock, actor, proposal)


def filter_choices(session: Session, clock: Clock, actor: Actor, area: Area) -> tuple[AttributeChoice, ...]:
    """Return what a filter may ask: attributes that the list holds and that may be drawn by."""
    actor.require(Permission.PROPOSE_FOCUS, area)
    grid = grid_to_ask(session, area, Month.of(local_date(clock.now())))
    words = _words(mapping_of(session, area))
    return tuple(
        AttributeChoice(
            attribute.id,
            attribute.label,
            attribute.type.value,
            tuple((value, words.get((attribute.id, value), value)) for value in attribute.values),
        )
        for attribute in askable(grid, imported_attributes(session, area))
    )


def months_to_begin(clock: Clock, months: int = 12) -> tuple[Month, ...]:
    """Return the months with which a topic can begin that is ordered today."""
    first = earliest_month(local_date(clock.now()))
    return tuple(first.shift(number) for number in range(months))


def _topic_view(session: Session, clock: Clock, actor: Actor, topic: FocusTopic) -> FocusView:
    state = _state(topic, Month.of(local_date(clock.now())))
    may_end = state in {FocusState.ORDERED, FocusState.RUNNING}
    return FocusView(
        line=_line(topic, state),
        reason=topic.reason,
        conditions=_conditions(session, clock, topic.area, terms_of(topic.filter)),
        files=Allocation(topic.allocation).total,
        has_grid=topic.checklist_version_id is not None,
        person=session.get_one(Account, topic.ordered_by).display_name,
        day=local_date(topic.ordered_at),
        ended_on=local_date(topic.ended_at) if topic.ended_at else None,
        matches=None,
        least_files=LEAST_FILES,
        least_branches=LEAST_BRANCHES,
        begin=None,
        draws=tuple(_draw_line(session, draw) for draw in draws_of_code(session, topic.draw_code)),
        may_order=may_end and actor.may(Permission.ORDER_FOCUS, topic.area),
        may_withdraw=False,
    )


def _proposal_view(session: Session, clock: Clock, actor: Actor, proposal: FocusProposal) -> FocusView:
    begin = max(proposal.first_month, earliest_month(local_date(clock.now())))
    may_order = actor.may(Permission.ORDER_FOCUS, proposal.area)
    return FocusView(
        line=_line(proposal, FocusState.PROPOSED),
        reason=proposal.reason,
        conditions=_conditions(session, clock, proposal.area, terms_of(proposal.filter)),
        files=Allocation(proposal.allocation).total,
        has_grid=False,
        person=session.get_one(Account, proposal.proposed_by).display_name,
        day=local_date(proposal.proposed_at),
        ended_on=None,
        matches=_matches(session, proposal.area, proposal.filter),
        least_files=LEAST_FILES,
        least_branches=LEAST_BRANCHES,
        begin=begin if begin <= proposal.last_month else None,
        draws=(),
        may_order=may_order,
        may_withdraw=may_order or proposal.proposed_by == actor.user_id,
    )


def _matches(session: Session, area: Area, stored: Mapping[str, object]) -> Matches | None:
    counted = count_matches(session, area, stored)
    if counted is None:
        return None
    enough = counted.crowd.is_enough
    return Matches(counted.month, counted.crowd.shown_files if enough else None, enough)


def _line(of: FocusTopic | FocusProposal, state: FocusState) -> FocusLine:
    return FocusLine(of.id, of.area, of.code, of.title, of.first_month, of.last_month, state)


def _state(topic: FocusTopic, this: Month) -> FocusState:
    if topic.ended_at is not None:
        return FocusState.ENDED
    if this < topic.first_month:
        return FocusState.ORDERED
    return FocusState.RUNNING if this <= topic.last_month else FocusState.OVER


def _draw_line(session: Session, draw: Draw) -> FocusDrawLine:
    return FocusDrawLine(draw.month, draw.drawn_at, len(drawn_files(session, draw)))


def _conditions(session: Session, clock: Clock, area: Area, terms: tuple[Term, ...]) -> tuple[Condition, ...]:
    grid = grid_to_ask(session, area, Month.of(local_date(clock.now())))
    known: dict[str, CaseAttribute] = {attribute.id: attribute for attribute in grid.case_attributes}
    words = _words(mapping_of(session, area))
    return tuple(
        Condition(
            known[term.attribute].label if term.attribute in known else term.attribute,
            term.operator,
            tuple(words.get((term.attribute, value), value) for value in term.values),
        )
        for term in terms
    )


def _words(mapping: FrameMapping | None) -> dict[tuple[str, bool | str], str]:
    """Return how the list writes the values of its attributes; yes and no stay truth values."""
    columns = mapping.attributes.items() if mapping else ()
    return {
        (name, value): word
        for name, column in columns
        for word, value in column.values.items()
        if isinstance(value, str)
    }
