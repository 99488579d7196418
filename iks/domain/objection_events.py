"""What the journal records about objections and court cases."""

from dataclasses import dataclass

from iks.domain.journal import Event


@dataclass(frozen=True)
class ObjectionsRecorded(Event):
    """Counts of objections were recorded; ``corrected`` rows replace what was there, for a reason."""

    first_month: str
    last_month: str
    rows: int
    corrected: int
    content_digest: str
    reason: str


@dataclass(frozen=True)
class TopicPointsChanged(Event):
    """It was decided which check points of an area touch a topic, from a month on."""

    area: str
    topic: str
    check_points: tuple[str, ...]
    valid_from: str
