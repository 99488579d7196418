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
    """A second person released a text or gave it back; the text itself is not recorded."""

    area: str
    month: str
    branch: str
    check_point: str
    decision: str
