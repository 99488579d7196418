"""What is shown of measures: plain values for pages, the report and the agenda."""

from dataclasses import dataclass
from datetime import date

from iks.domain.effect import Verdict
from iks.domain.effect_figures import EffectFigures
from iks.domain.measure import Function, MeasureKind, MeasureScope, MeasureState
from iks.domain.period import Period
from iks.domain.takeaway import TakeawayKind
from iks.domain.values import Area
from iks.services.effect_of_house import HouseEffect
from iks.services.measure_choices import Named


@dataclass(frozen=True)
class EffectView:
    """The effect check of one point: waiting, never possible, or with what it found.

    ``expected_with`` is the quarter with whose close it is expected. ``figures`` are for the unit only;
    ``house`` is what of a measure for the whole house may go beyond it, or nothing.
    """

    point: str
    is_planned: bool
    expected_with: Period | None = None
    verdict: Verdict | None = None
    checked_on: date | None = None
    figures: EffectFigures | None = None
    house: HouseEffect | None = None


@dataclass(frozen=True)
class KnowledgeLine:
    """An entry of the knowledge system; ``url`` is its address where a browser can follow it."""

    id: str
    number: str
    title: str
    link: str
    url: str
    state: str


@dataclass(frozen=True)
class MeasureLine:
    """One measure as lists, reports and the page of a point show it.

    ``concerned`` names the set, or the branches where the reader may know them. ``days_late`` is 0 for
    whatever is not overdue.
    """

    id: str
    area: Area
    kind: MeasureKind
    title: str
    points: tuple[Named, ...]
    scope: MeasureScope
    concerned: tuple[str, ...]
    responsible: Function
    start: date
    due: date
    state: MeasureState
    days_late: int
    ended_on: date | None
    hoped: int
    effects: tuple[EffectView, ...]
    knowledge: tuple[KnowledgeLine, ...]

    @property
    def is_overdue(self) -> bool:
        """Whether it should be done by now."""
        return self.days_late > 0


@dataclass(frozen=True)
class MeasureView:
    """One measure with everything that is known of it, and what this person may do."""

    line: MeasureLine
    task: str
    end_note: str
    proposed_by: str
    proposed_on: date
    decided_by: str
    decided_on: date | None
    chosen_by: Period | None
    version: int
    sees_figures: bool
    may_decide: bool
    may_withdraw: bool
    may_change: bool


@dataclass(frozen=True)
class AgendaLine:
    """One item of the branch heads' round: no figures; ``agreed`` is empty while it is open."""

    id: str
    number: int
    title: str
    point: str
    kind: TakeawayKind | None
    added_on: date
    agreed: str = ""
    settled_on: date | None = None


@dataclass(frozen=True)
class Agenda:
    """What the branch heads will talk about, in order, and what they agreed lately."""

    area: Area
    items: tuple[AgendaLine, ...]
    agreed: tuple[AgendaLine, ...]
    may_keep: bool
