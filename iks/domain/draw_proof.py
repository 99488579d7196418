"""What it takes to believe a draw: the steps of its recomputation, and what each of them compares."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from iks.errors import N_
from sampling import Drawn, Frame, InputRejected, reserve


class DrawVerdict(StrEnum):
    """What the revision found when it recomputed a draw last."""

    AGREES = "agrees"
    DIFFERS = "differs"


class ProofStep(StrEnum):
    """The steps of a recomputation, in the order in which one follows from the other."""

    FRAME = "frame"
    COMMITMENT = "commitment"
    JOURNAL = "journal"
    RULES = "rules"
    SAMPLE = "sample"
    SUBSTITUTES = "substitutes"


@dataclass(frozen=True)
class StepResult:
    """What one step showed, as a sentence template with its values."""

    step: ProofStep
    holds: bool
    sentence: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Recomputation:
    """All steps of one recomputation."""

    steps: tuple[StepResult, ...]

    @property
    def verdict(self) -> DrawVerdict:
        """Whether every step holds."""
        return DrawVerdict.DIFFERS if self.failed else DrawVerdict.AGREES

    @property
    def failed(self) -> tuple[ProofStep, ...]:
        """The steps that do not hold."""
        return tuple(result.step for result in self.steps if not result.holds)

    @property
    def summary(self) -> str:
        """The verdict with the steps that failed, for the journal.

        >>> Recomputation((StepResult(ProofStep.FRAME, False, ""),)).summary
        'differs: frame'
        """
        return ": ".join(filter(None, (self.verdict, ", ".join(self.failed))))


@dataclass(frozen=True)
class SampledFile:
    """A drawn file as it is stored; a substitute names the file in whose place it stands."""

    branch: str
    # Place in the list of the branch; substitutes stand behind the files that were drawn first.
    position: int
    stratum: str
    rank: int
    file_ref: str
    ticket: str
    substitute_for: str | None = None


@dataclass(frozen=True)
class JournalTrace:
    """Where the journal holds the three acts that a draw rests on; ``None`` where it does not."""

    committed: int | None
    locked: int | None
    drawn: int | None
    # The first entry up to the draw at which the chain breaks.
    broken_at: int | None = None


def judge_frame(recorded: str | None, found: Frame | None) -> StepResult:
    """Compare the stored population list with the digest that was recorded at its lock.

    *Valid if* ``recorded`` is the digest of the lock's journal entry as well, which ``judge_journal`` shows.

    >>> judge_frame("ab", None).holds
    False
    """
    if found is None or found.digest != recorded:
        sentence = N_(
            "Die gespeicherte Bestandsliste ergibt nicht die Prüfsumme, die bei der Sperre entstand."
        )
        return StepResult(ProofStep.FRAME, False, sentence)
    sentence = N_("Die gespeicherte Bestandsliste (%(files)s Akten) ergibt die Prüfsumme der Sperre.")
    return StepResult(ProofStep.FRAME, True, sentence, {"files": len(found)})


def judge_commitment(*, reveals: bool) -> StepResult:
    """Say whether the revealed secret is the one that was committed to.

    >>> judge_commitment(reveals=True).holds
    True
    """
    sentence = (
        N_("Das Geheimnis ist das, das vor der Sperre zugesagt wurde.")
        if reveals
        else N_("Das Geheimnis ist nicht das, das zugesagt wurde.")
    )
    return StepResult(ProofStep.COMMITMENT, reveals, sentence)


def judge_journal(trace: JournalTrace) -> StepResult:
    """Say whether commitment, lock and draw stand in the journal in this order, in an unbroken chain.

    >>> judge_journal(JournalTrace(3, 8, 9)).holds, judge_journal(JournalTrace(8, 3, 9)).holds
    (True, False)
    """
    names = {
        N_("Im Protokoll fehlt die Zusage des Geheimnisses."): trace.committed,
        N_("Im Protokoll fehlt die Sperre dieser Bestandsliste."): trace.locked,
        N_("Im Protokoll fehlt die Ziehung."): trace.drawn,
    }
    missing = next((sentence for sentence, position in names.items() if position is None), None)
    if missing:
        return StepResult(ProofStep.JOURNAL, False, missing)
    if trace.broken_at is not None:
        sentence = N_("Das Protokoll ist bei Eintrag %(position)s nicht unversehrt.")
        return StepResult(ProofStep.JOURNAL, False, sentence, {"position": trace.broken_at})
    order = [trace.committed or 0, trace.locked or 0, trace.drawn or 0]
    places = dict(zip(("committed", "locked", "drawn"), order, strict=True))
    if order != sorted(set(order)):
        sentence = N_(
            "Im Protokoll stehen Zusage (%(committed)s), Sperre (%(locked)s) und Ziehung (%(drawn)s) "
            "nicht in dieser Reihenfolge."
        )
        return StepResult(ProofStep.JOURNAL, False, sentence, places)
    sentence = N_(
        "Im Protokoll folgen Zusage (Eintrag %(committed)s), Sperre (%(locked)s) und Ziehung (%(drawn)s) "
        "aufeinander, und bis dahin ist es unversehrt."
    )
    return StepResult(ProofStep.JOURNAL, True, sentence, places)


def judge_sample(stored: Iterable[SampledFile], computed: Mapping[str, Sequence[Drawn]] | None) -> StepResult:
    """Compare the files that were drawn first with those that frame and seed give now.

    *Valid if* ``computed`` comes from the recorded digest, secret and public value.

    Parameters
    ----------
    stored : iterable of SampledFile
        All files on record; substitutes are left to ``judge_substitutes``.
    computed : mapping of str to sequence of Drawn, optional
        The sample of every branch; nothing when it cannot be computed.

    Returns
    -------
    StepResult
        Holds when both name the same files with the same strata, ranks and tickets.
    """
    if computed is None:
        sentence = N_("Die Stichprobe lässt sich nicht nachrechnen.")
        return StepResult(ProofStep.SAMPLE, False, sentence)
    found = {_identity(file) for file in stored if file.substitute_for is None}
    wanted = {
        (branch, drawn.stratum, drawn.rank, drawn.file_ref, drawn.ticket)
        for branch, files in computed.items()
        for drawn in files
    }
    branches = sorted({identity[0] for identity in found ^ wanted})
    if branches:
        sentence = N_("Die Stichprobe weicht von der nachgerechneten ab: %(branches)s.")
        return StepResult(ProofStep.SAMPLE, False, sentence, {"branches": ", ".join(branches)})
    sentence = N_("Alle %(files)s Akten haben die kleinsten Lose ihrer Zweigstelle und Schicht.")
    return StepResult(ProofStep.SAMPLE, True, sentence, {"files": len(found)})


def judge_substitutes(
    stored: Iterable[SampledFile], frame: Frame | None, seed: str, allocation: Mapping[str, int]
) -> StepResult:
    """Follow every substitution in its order: each must be the next unused file, which nobody can choose.

    *Valid if* substitutes got their positions in the order in which they moved up.

    Parameters
    ----------
    stored : iterable of SampledFile
        All files on record.
    frame : Frame, optional
        The stored population list; nothing when its rows break the rules of a list.
    seed : str
        The recomputed seed, 64 lower-case hex digits.
    allocation : mapping of str to int
        Files per stratum.

    Returns
    -------
    StepResult
        Holds when every substitute is the one that the draw itself names.
    """
    files = sorted(stored, key=lambda file: (file.branch, file.position))
    substitutes = [file for file in files if file.substitute_for is not None]
    if not substitutes:
        return StepResult(ProofStep.SUBSTITUTES, True, N_("Es gibt keine Ersatzakten."))
    strata = {file.file_ref: file.stratum for file in files}
    used: dict[str, list[str]] = {}
    wrong: set[str] = set()
    for file in substitutes:
        taken = used.setdefault(file.branch, [])
        stratum = strata.get(file.substitute_for or "", "")
        if frame is None or not _is_next(file, frame, seed, allocation, stratum, taken):
            wrong.add(file.branch)
        taken.append(file.file_ref)
    if wrong:
        sentence = N_("Ersatzakten sind nicht die nächsten der Reihe: %(branches)s.")
        return StepResult(ProofStep.SUBSTITUTES, False, sentence, {"branches": ", ".join(sorted(wrong))})
    sentence = N_("Alle %(files)s Ersatzakten sind die jeweils nächsten der Reihe.")
    return StepResult(ProofStep.SUBSTITUTES, True, sentence, {"files": len(substitutes)})


def _is_next(
    file: SampledFile,
    frame: Frame,
    seed: str,
    allocation: Mapping[str, int],
    stratum: str,
    used: Sequence[str],
) -> bool:
    try:
        expected = reserve(frame, seed, allocation, file.branch, stratum, used)
    except InputRejected:
        return False
    return expected == Drawn(file.stratum, file.rank, file.file_ref, file.ticket)


def _identity(file: SampledFile) -> tuple[str, str, int, str, str]:
    return file.branch, file.stratum, file.rank, file.file_ref, file.ticket
