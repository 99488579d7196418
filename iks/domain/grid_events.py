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
class ChecklistDraftStarted(Event):
    """Somebody began to write a version, as a copy of another one or from a file."""

    area: str
    version: str
    from_file: bool


@dataclass(frozen=True)
class ChecklistDraftDiscarded(Event):
    """A version that was being written was put away; no month ever saw it."""

    area: str
    version: str


@dataclass(frozen=True)
class GuidanceCorrected(Event):
    """The guidance of a point was put right at once; question and scale stay, both texts are kept."""

    area: str
    check_point: str
    regime: str
    digest: str
    approved_as: str


@dataclass(frozen=True)
class GuidanceProposed(Event):
    """A corrected guidance waits for the head of the unit; nobody sees it in the form yet."""

    area: str
    check_point: str
    regime: str
    digest: str


@dataclass(frozen=True)
class GuidanceWithdrawn(Event):
    """A corrected guidance was taken back; from then on the version's own text is shown again."""

    area: str
    check_point: str
    regime: str
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
