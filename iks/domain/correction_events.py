"""What the journal records about looks at corrected values; never a value, never a file."""

from dataclasses import dataclass

from iks.domain.journal import Event


@dataclass(frozen=True)
class CorrectedValuesRequested(Event):
    """A member of the revision asked to see the corrected values of a branch and month."""

    area: str
    month: str
    branch: str
    # The newest version of the submission that the request covers, and how many answers it corrected.
    version: int
    answers: int
    reason: str


@dataclass(frozen=True)
class CorrectedValuesDecided(Event):
    """A second person approved or refused, or the first one withdrew; approved values end with a day."""

    area: str
    month: str
    branch: str
    decision: str
    reason: str
    until: str


@dataclass(frozen=True)
class CorrectedValuesOpened(Event):
    """A member of the revision looked at corrected values."""

    area: str
    month: str
    branch: str
    answers: int
