"""What the journal records about figures that go beyond the unit."""

from dataclasses import dataclass

from iks.domain.journal import Event


@dataclass(frozen=True)
class HouseTableFrozen(Event):
    """What of a closed period may go beyond the unit is frozen under this digest."""

    area: str
    period: str
    result_digest: str
