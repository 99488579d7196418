"""What the journal records about settings that are looser only with consent."""

from dataclasses import dataclass

from iks.domain.journal import Event


@dataclass(frozen=True)
class ConsentAsked(Event):
    """Somebody asked the staff council to consent to a looser setting."""

    area: str
    setting: str
    value: str
    document: str
    reason: str


@dataclass(frozen=True)
class ConsentDecided(Event):
    """A request was decided or taken back; ``valid_from`` is empty unless consent was given."""

    area: str
    setting: str
    value: str
    decision: str
    valid_from: str
    reason: str


@dataclass(frozen=True)
class SettingTightened(Event):
    """A setting was made stricter, at once."""

    area: str
    setting: str
    value: str
    valid_from: str
    reason: str
