"""The rules of a draw: what its lock has fixed, compared with what it was made by."""

from collections.abc import Sequence
from dataclasses import dataclass

from iks.domain.draw_proof import JournalTrace, ProofStep, StepResult
from iks.errors import N_


@dataclass(frozen=True)
class FixedRules:
    """What governs a draw beside list and secret, as the journal has it from the lock."""

    allocation: str
    public_source: str
    # Place of the entry in the journal.
    position: int


@dataclass(frozen=True)
class UsedRules:
    """What a draw was made by, as it is stored."""

    allocation: str
    public_source: str
    has_value: bool
    # Versions before this one locked a list without writing its rules down.
    are_written_down: bool


def judge_rules(used: UsedRules, recorded: Sequence[FixedRules], trace: JournalTrace) -> StepResult:
    """Compare the rules by which a draw was made with those that the journal has from its lock.

    *Valid if* ``recorded`` are all entries of the journal for this draw id, month and attempt, and
    ``judge_journal`` shows the places of lock and draw.

    >>> trace, fixed = JournalTrace(3, 8, 10), FixedRules("-=10", "", 9)
    >>> judge_rules(UsedRules("-=10", "", False, True), [fixed], trace).holds
    True
    >>> judge_rules(UsedRules("-=10,Z05:-=1", "", False, True), [fixed], trace).holds
    False
    """
    if not recorded and not used.are_written_down:
        sentence = N_("Diese Liste wurde gesperrt, bevor die Regeln der Ziehung ins Protokoll kamen.")
        return StepResult(ProofStep.RULES, True, sentence)
    fault = _fault(used, recorded, trace)
    sentence = fault or N_("Zahlen und öffentlicher Wert sind die, die bei der Sperre festgelegt wurden.")
    return StepResult(ProofStep.RULES, not fault, sentence)


def _fault(used: UsedRules, recorded: Sequence[FixedRules], trace: JournalTrace) -> str:
    if len(recorded) != 1 or not _is_between(recorded[0].position, trace):
        return N_("Im Protokoll stehen die Regeln dieser Ziehung nicht genau einmal, gleich nach der Sperre.")
    fixed = recorded[0]
    if fixed.allocation != used.allocation:
        return N_("Die Zahlen der Ziehung sind nicht die, die bei der Sperre festgelegt wurden.")
    if fixed.public_source != used.public_source or used.has_value != bool(fixed.public_source):
        return N_("Der öffentliche Wert ist nicht der, der bei der Sperre angekündigt wurde.")
    return ""


def _is_between(position: int, trace: JournalTrace) -> bool:
    # Where lock or draw cannot be found, another step says so.
    after_lock = trace.locked is None or trace.locked < position
    return after_lock and (trace.drawn is None or position < trace.drawn)
