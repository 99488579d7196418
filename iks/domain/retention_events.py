"""What the journal records about the end of a month's time; counts only."""

from dataclasses import dataclass

from iks.domain.journal import Event


@dataclass(frozen=True)
class MonthErased(Event):
    """The sheets of a month were destroyed, and with them its secrets, tickets and lists."""

    area: str
    month: str
    sheets: int
    draws: int
