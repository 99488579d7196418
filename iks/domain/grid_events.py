"""What the journal records about grids and external audits."""

from dataclasses import dataclass

from iks.domain.journal import Event


@dataclass(frozen=True)
class ChecklistProposed(Event):
    """A version of a grid was proposed; no month uses it before it is approved."""

    area: str
    version: str
    digest: str
    valid_from: str


@dataclass(frozen=True)
class ChecklistApproved(Event):
    """A second person approved exactly this content of a version."""

    area: str
    version: str
    digest: str
    valid_from: str
    approved_as: str


@dataclass(frozen=True)
class ChecklistWithdrawn(Event):
    """A version was taken back before any month used it."""

    area: str
    version: str
    digest: str


@dataclass(frozen=True)
class ExternalAuditRecorded(Event):
    """The report of an external audit was entered."""

    body: str
    reference: str
    reported_on: str


@dataclass(frozen=True)
class ExternalFindingRecorded(Event):
    """A finding of an external audit was entered."""

    body: str
    reference: str
    position: int
    area: str


@dataclass(frozen=True)
class ExternalFindingLinked(Event):
    """It was decided which check points cover an external finding, or that none has to."""

    body: str
    reference: str
    position: int
    check_points: tuple[str, ...]
    no_point_needed: bool


@dataclass(frozen=True)
class ExternalFindingAnswered(Event):
    """The state of an external finding, or the house's reply to it, was recorded."""

    body: str
    reference: str
    position: int
    state: str
