"""What the journal records about measures, their effect, the knowledge system and the agenda."""

from dataclasses import dataclass

from iks.domain.journal import Event


@dataclass(frozen=True)
class MeasureProposed(Event):
    """A measure was proposed; it holds once a head has decided it."""

    area: str
    measure: str
    kind: str
    check_points: tuple[str, ...]
    scope: str
    start: str
    due: str


@dataclass(frozen=True)
class MeasureDecided(Event):
    """A measure was decided, or its proposal was withdrawn."""

    area: str
    measure: str
    decision: str


@dataclass(frozen=True)
class MeasureChanged(Event):
    """Function, due day or entries of a measure were changed; what its effect is measured by stays."""

    area: str
    measure: str
    responsible: str
    due: str
    reason: str


@dataclass(frozen=True)
class MeasureFinished(Event):
    """A measure was done or given up."""

    area: str
    measure: str
    outcome: str
    reason: str


@dataclass(frozen=True)
class EffectChecked(Event):
    """The effect of a measure at one point was computed once; it does not change again."""

    area: str
    measure: str
    check_point: str
    verdict: str
    result_digest: str


@dataclass(frozen=True)
class BranchSetFixed(Event):
    """A set of branches for measures was fixed for a year."""

    area: str
    year: int
    group: str
    branches: tuple[str, ...]


@dataclass(frozen=True)
class TakeawayDecided(Event):
    """What was made of a proposal after the close of a quarter."""

    area: str
    quarter: str
    kind: str
    check_point: str
    decision: str
    reason: str


@dataclass(frozen=True)
class KnowledgeKept(Event):
    """An entry of the knowledge system was entered or changed."""

    number: str
    check_points: tuple[str, ...]
    state: str


@dataclass(frozen=True)
class AgendaItemSettled(Event):
    """What the branch heads agreed about an item of their agenda, or that it was taken off."""

    area: str
    item: str
    outcome: str
