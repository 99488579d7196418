"""What the journal records about the rules of a draw, files that cannot be checked, and void draws."""

from dataclasses import dataclass

from iks.domain.journal import Event


@dataclass(frozen=True)
class DrawRulesFixed(Event):
    """With the lock of a list: how many files will be drawn, and which public value will be mixed in."""

    area: str
    month: str
    draw_id: str
    attempt: int
    frame_digest: str
    allocation: str
    public_source: str


@dataclass(frozen=True)
class SampleSizeSet(Event):
    """How many files a branch checks from a month on; without numbers it follows the grid again."""

    area: str
    branch: str
    allocation: str
    valid_from: str
    reason: str


@dataclass(frozen=True)
class FileExcluded(Event):
    """A drawn file cannot be checked; whether the next one of the order moved up."""

    area: str
    month: str
    branch: str
    reason: str
    replaced: bool


@dataclass(frozen=True)
class ConflictDeclared(Event):
    """A person decided a drawn case and leaves it to somebody else of the branch."""

    area: str
    month: str
    branch: str


@dataclass(frozen=True)
class MissingFileSettled(Event):
    """A missing file turned up, was reconstructed, or was given up."""

    area: str
    month: str
    branch: str
    outcome: str


@dataclass(frozen=True)
class VoidRequested(Event):
    """A unit head asked the revision to void a draw."""

    area: str
    month: str
    draw_id: str
    attempt: int
    reason: str


@dataclass(frozen=True)
class VoidRefused(Event):
    """The wish to void a draw was refused by the revision or withdrawn by the unit head."""

    area: str
    month: str
    draw_id: str
    attempt: int
    decision: str
    reason: str


@dataclass(frozen=True)
class DrawVoided(Event):
    """A draw was voided with the consent of two persons; it stays on record."""

    area: str
    month: str
    draw_id: str
    attempt: int
    frame_digest: str
    reason: str


@dataclass(frozen=True)
class FocusOrdered(Event):
    """A focus topic with a draw of its own was ordered."""

    area: str
    draw_id: str
    first_month: str
    last_month: str
    allocation: str
    # The filter as canonical JSON: what was ordered is what the lists are derived by.
    condition: str


@dataclass(frozen=True)
class FocusProposed(Event):
    """A focus topic was proposed; nothing is drawn for it yet."""

    area: str
    draw_id: str
    first_month: str
    last_month: str
    allocation: str
    condition: str


@dataclass(frozen=True)
class FocusWithdrawn(Event):
    """The proposal of a focus topic was taken back."""

    area: str
    draw_id: str


@dataclass(frozen=True)
class FocusEnded(Event):
    """A focus topic was ended before its last month."""

    area: str
    draw_id: str
    month: str


@dataclass(frozen=True)
class RecheckOrdered(Event):
    """The revision will draw checked sheets for a second check, from a month on."""

    area: str
    draw_id: str
    valid_from: str


@dataclass(frozen=True)
class FrameRefused(Event):
    """A list from the inbox folder was faulty; nothing of it was taken over."""

    area: str
    month: str
    faults: int
    source_digest: str


@dataclass(frozen=True)
class MappingChanged(Event):
    """How the headers and values of an area's list are read was changed."""

    area: str
    digest: str


@dataclass(frozen=True)
class PublicSourceNamed(Event):
    """The revision named, before the lock, which public value will be mixed in; empty takes it back."""

    area: str
    month: str
    attempt: int
    public_source: str


@dataclass(frozen=True)
class SecretsSettled(Event):
    """After a restore: the draws since the backup, as chain and position; empty when there were none."""

    draws: str
