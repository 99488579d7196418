"""What the journal records about reports."""

from dataclasses import dataclass

from iks.domain.journal import Event


@dataclass(frozen=True)
class ReportDraftSaved(Event):
    """Somebody of the unit changed what the next report says beside its figures."""

    area: str
    month: str
    left_out: int
    with_paragraph: bool


@dataclass(frozen=True)
class MonthReported(Event):
    """The report of a month is frozen under this digest and went out."""

    area: str
    month: str
    digest: str


@dataclass(frozen=True)
class YearReported(Event):
    """The report of a year is frozen under this digest and went out."""

    area: str
    year: str
    digest: str


@dataclass(frozen=True)
class AnnexFrozen(Event):
    """The annex of a year's report that names branches is frozen under this digest."""

    area: str
    year: str
    digest: str
