"""What the journal records about evidence packages; never a file, never an answer."""

from dataclasses import dataclass

from iks.domain.journal import Event


@dataclass(frozen=True)
class EvidenceRequested(Event):
    """A member of the revision asked for the package of a month, of one branch or of all."""

    area: str
    month: str
    branch: str
    reason: str


@dataclass(frozen=True)
class EvidenceDecided(Event):
    """A second person approved or refused, or the first one withdrew; an approval ends with a day."""

    area: str
    month: str
    branch: str
    decision: str
    reason: str
    until: str


@dataclass(frozen=True)
class EvidenceTaken(Event):
    """A member of the revision took the package along; its manifest carries the same digest."""

    area: str
    month: str
    branch: str
    files: int
    digest: str
