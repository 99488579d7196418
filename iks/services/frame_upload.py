"""What is handed in with a list of active files, and the checks that need only this and the clock."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from iks.domain.clock import Clock, local_date
from iks.domain.frame_file import IN_THE_BROWSER, FrameLimits
from iks.domain.month import Month
from iks.domain.values import Area
from iks.errors import N_, InvalidInput, Refused

OLDEST_REFERENCE_DATE = timedelta(days=35)


@dataclass(frozen=True)
class FrameUpload:
    """What is handed in for one area and month."""

    area: Area
    month: Month
    data: bytes = field(repr=False)
    # Why the list is much shorter than the one before.
    reason: str = ""
    # The day on which the files were active, where the file itself does not name it.
    reference_date: date | None = None
    # A new mapping of headers and values, remembered when the list is taken over with it.
    mapping: str | None = None
    limits: FrameLimits = IN_THE_BROWSER
    # How many files the case-work system says there are.
    control_total: int | None = None


class UploadRefused(InvalidInput):
    """Shown at one field of the upload form."""

    def __init__(self, field_name: str, happened: str, *, todo: str = "", **params: object) -> None:
        self.field = field_name
        super().__init__(happened, kept=N_("Es wurde nichts übernommen."), todo=todo, **params)


class MappingNeeded(Refused):
    """Shown with the columns of the list: nobody has said yet what they mean."""

    def __init__(self) -> None:
        super().__init__(
            N_("Für diesen Bereich ist noch nicht festgelegt, welche Spalte was bedeutet."),
            kept=N_("Es wurde nichts übernommen."),
            todo=N_("Bitte ordnen Sie die Spalten einmal zu."),
        )


def reference_date(clock: Clock, upload: FrameUpload, written: date | None) -> date:
    """Return the day on which the files were active.

    Raises
    ------
    UploadRefused
        When the day does not fit the month, or the form says another one than the file.
    """
    today, first = local_date(clock.now()), upload.month.first_day
    entered = upload.reference_date
    if entered and written and entered != written:
        raise UploadRefused(
            "reference_date",
            N_("In der Datei steht der Stichtag %(written)s, eingetragen ist der %(entered)s."),
            written=_day(written),
            entered=_day(entered),
        )
    day = entered or written or min(first - timedelta(days=1), today)
    if day > today:
        raise UploadRefused("reference_date", N_("Der Stichtag %(day)s liegt in der Zukunft."), day=_day(day))
    if first - day > OLDEST_REFERENCE_DATE:
        raise UploadRefused(
            "reference_date",
            N_("Der Stichtag %(day)s liegt mehr als 35 Tage vor dem Prüfmonat."),
            todo=N_("Bitte nehmen Sie eine neuere Liste, oder prüfen Sie den Monat."),
            day=_day(day),
        )
    return day


def refuse_other_total(upload: FrameUpload, found: int) -> None:
    """Refuse a list that holds more or fewer files than the case-work system says there are.

    Raises
    ------
    UploadRefused
        With both numbers.
    """
    if upload.control_total is not None and upload.control_total != found:
        raise UploadRefused(
            "control_total",
            N_("Das Fachverfahren nennt %(said)s Akten, in der Liste stehen %(found)s."),
            todo=N_("Bitte prüfen Sie, ob die Liste vollständig ist und die Zahl zum selben Tag gehört."),
            said=_number(upload.control_total),
            found=_number(found),
        )


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def _day(day: date) -> str:
    return day.strftime("%d.%m.%Y")
