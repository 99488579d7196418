"""What happens with a finding in the branch: when it is settled, and when the talk about it is forgotten."""

import hashlib
from collections.abc import Mapping
from dataclasses import astuple, dataclass, replace
from datetime import date

from iks.domain.month import Month
from iks.domain.values import Reflection, Remedy
from iks.errors import N_, FieldFault

MONTHS_OF_MEMORY = 3


@dataclass(frozen=True)
class FollowUpEntry:
    """Reflection and remedy of one finding; says nothing about who worked on the file."""

    reflection: Reflection | None = None
    reflected_on: date | None = None
    # Held, or not needed; stays when kind and day are forgotten.
    reflection_done: bool = False
    remedy: Remedy | None = None
    remedy_due_on: date | None = None
    remedied_on: date | None = None

    @property
    def remedy_done(self) -> bool:
        """Whether nothing more is to be done in the file itself.

        >>> FollowUpEntry(remedy=Remedy.ORDERED, remedy_due_on=date(2027, 1, 8)).remedy_done
        False
        """
        return self.remedy is not None and (self.remedy is not Remedy.ORDERED or self.remedied_on is not None)

    @property
    def done(self) -> bool:
        """Whether the finding is off the branch's list."""
        return self.reflection_done and self.remedy_done

    def overdue(self, today: date) -> bool:
        """Return whether a remedy was ordered until a day that has passed."""
        return not self.remedy_done and self.remedy_due_on is not None and self.remedy_due_on < today


def fingerprint(entry: FollowUpEntry) -> str:
    """Return a mark of what a form showed, so that a later save tells whether it is still so.

    Parameters
    ----------
    entry : FollowUpEntry
        What was shown.

    Returns
    -------
    str
        Sixteen hexadecimal digits; equal entries have equal marks.

    Examples
    --------
    >>> fingerprint(FollowUpEntry()) == fingerprint(FollowUpEntry(remedy=Remedy.CORRECTED))
    False
    >>> len(fingerprint(FollowUpEntry()))
    16
    """
    shown = "|".join("" if value is None else str(value) for value in astuple(entry))
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


def faults_of(entry: FollowUpEntry, today: date) -> tuple[FieldFault, ...]:
    """Return what is not possible, each sentence at its field.

    >>> [fault.name for fault in faults_of(FollowUpEntry(remedy=Remedy.ORDERED), date(2026, 12, 9))]
    ['remedy_due_on']
    """
    conditions: Mapping[str, tuple[bool, str]] = {
        "reflected_on": (
            entry.reflected_on is not None and entry.reflected_on > today,
            N_("Dieser Tag liegt in der Zukunft. Bitte tragen Sie das Gespräch ein, wenn es geführt ist."),
        ),
        "remedy_due_on": (
            entry.remedy is Remedy.ORDERED and entry.remedy_due_on is None,
            N_("Bitte geben Sie an, bis wann es erledigt sein soll."),
        ),
    }
    return tuple(FieldFault(name, sentence) for name, (wrong, sentence) in conditions.items() if wrong)


def completed(entry: FollowUpEntry, today: date) -> FollowUpEntry:
    """Return an entry with the days that follow from what was chosen.

    >>> completed(FollowUpEntry(reflection=Reflection.TALK), date(2026, 12, 9)).reflected_on
    datetime.date(2026, 12, 9)
    """
    reflected_on = (entry.reflected_on or today) if entry.reflection else None
    ordered = entry.remedy is Remedy.ORDERED
    remedied_on = entry.remedied_on if ordered else (entry.remedied_on or today if entry.remedy else None)
    return replace(
        entry,
        reflected_on=reflected_on,
        reflection_done=entry.reflection is not None or entry.reflection_done,
        remedy_due_on=entry.remedy_due_on if ordered else None,
        remedied_on=remedied_on,
    )


def forget_before(today: date) -> date:
    """Return the day before which talks are forgotten: three months ago.

    >>> forget_before(date(2027, 3, 31))
    datetime.date(2026, 12, 31)
    >>> forget_before(date(2027, 5, 31))
    datetime.date(2027, 2, 28)
    """
    month = Month.of(today).shift(-MONTHS_OF_MEMORY)
    return month.day(min(today.day, month.last_day.day))
