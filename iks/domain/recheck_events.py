"""What the journal records about second checks; never a file, never a branch."""

from dataclasses import dataclass

from iks.domain.journal import Event


@dataclass(frozen=True)
class SecondCheckFinished(Event):
    """A member of the revision finished the second check of one sheet."""

    area: str
    month: str
    number: int


@dataclass(frozen=True)
class RecheckCompared(Event):
    """All second checks of a month are finished; first and second answers were compared and frozen."""

    area: str
    month: str
    sheets: int
    content_digest: str
