"""What the journal records about time given to branches, persons who stand in, corrections and texts."""

from dataclasses import dataclass

from iks.domain.journal import Event


@dataclass(frozen=True)
class MonthExtended(Event):
    """A branch was given more time for a month."""

    area: str
    month: str
    branch: str
    until: str
    reason: str


@dataclass(frozen=True)
class ClosePostponed(Event):
    """The day on which a month closes whoever is missing was put off."""

    area: str
    month: str
    until: str
    reason: str


@dataclass(frozen=True)
class DeputyGranted(Event):
    """A person may stand in for a branch and area from a day to a day."""

    account: str
    area: str
    branch: str
    first_day: str
    last_day: str


@dataclass(frozen=True)
class DeputyEnded(Event):
    """A person stands in no longer."""

    account: str
    area: str
    branch: str
    last_day: str


@dataclass(frozen=True)
class SheetTakenOver(Event):
    """A person went on with a sheet that somebody else had begun."""

    area: str
    month: str
    branch: str


@dataclass(frozen=True)
class MonthCorrected(Event):
    """A branch changed answers after its submission; the reason stands at the new version, not here."""

    area: str
    month: str
    branch: str
    version: int
    answers: int
    after_close: bool


@dataclass(frozen=True)
class ModelCaseDecided(Event):
    """A second person released a text or gave it back.

    Neither text nor branch nor point is recorded: with them the journal would say whose a delivered text is.
    """

    area: str
    month: str
    decision: str


@dataclass(frozen=True)
class ModelCasesDelivered(Event):
    """A pool of so many texts went to the unit of an area with the close of a month."""

    area: str
    month: str
    texts: int


@dataclass(frozen=True)
class ModelCaseTakenBack(Event):
    """A writer took a text back that had been delivered; its copy is erased."""

    area: str
