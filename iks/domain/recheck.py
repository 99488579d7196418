"""The second, blind check of a sheet: what is entered, and what two checks of the same files say together."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from checklists.model import Checklist
from iks.domain.finding import MISSING, Problem
from iks.domain.typed_answer import LONGEST_REASON, plain_text
from iks.domain.values import AnswerValue
from iks.errors import N_

# Below so many pairs at one point nothing is said about it alone.
FEWEST_PAIRS = 60
_NO_SUCH_CHOICE = N_("Bitte wählen Sie eine der angebotenen Möglichkeiten.")
_TOO_LONG = N_("Bitte kürzen Sie den Text auf %(limit)s Zeichen.")


@dataclass(frozen=True)
class SecondAnswer:
    """What the revision answered at one point: a pattern with a fault, a reason where it could not say."""

    value: AnswerValue
    pattern: str = ""
    reason: str = ""


Answers = Mapping[str, SecondAnswer]


def read_answers(grid: Checklist, typed: Mapping[str, str]) -> tuple[dict[str, SecondAnswer], list[Problem]]:
    """Read a whole form; what cannot be read is reported, all other answers are taken.

    *Valid if* the form was made from the same version of the grid.

    Parameters
    ----------
    grid : Checklist
        The grid of the month.
    typed : mapping of str to str
        Fields ``L01.answer``, ``L01.pattern``, ``L01.reason`` and so on.

    Returns
    -------
    answers : dict of str to SecondAnswer
        By point, in the order of the grid; points without an answer are left out.
    problems : list of Problem
        What could not be read.

    Examples
    --------
    >>> from checklists.load import load_builtin
    >>> found, problems = read_answers(load_builtin("benefits"), {"L01.answer": "ok", "L02.answer": "maybe"})
    >>> list(found), [problem.key for problem in problems]
    (['L01'], ['L02.answer'])
    """
    found: dict[str, SecondAnswer] = {}
    problems: list[Problem] = []
    for point in grid.points:
        value = typed.get(f"{point.id}.answer", "")
        if not value:
            continue
        if value not in set(AnswerValue):
            problems.append(Problem(point.id, "answer", _NO_SUCH_CHOICE))
            continue
        pattern = typed.get(f"{point.id}.pattern", "") if value == AnswerValue.FINDING else ""
        if pattern and pattern not in {known.id for known in point.patterns}:
            problems.append(Problem(point.id, "pattern", _NO_SUCH_CHOICE))
            pattern = ""
        reason = plain_text(typed.get(f"{point.id}.reason", ""))
        if len(reason) > LONGEST_REASON:
            problems.append(Problem(point.id, "reason", _TOO_LONG, {"limit": LONGEST_REASON}))
        kept = reason[:LONGEST_REASON] if value == AnswerValue.NOT_ASSESSABLE else ""
        found[point.id] = SecondAnswer(AnswerValue(value), pattern, kept)
    return found, problems


def still_missing(grid: Checklist, answers: Answers) -> list[Problem]:
    """Return what a sheet lacks before it can be finished, in the order of the form.

    *Valid if* the answers were read with the same grid.

    Parameters
    ----------
    grid : Checklist
        The grid of the month.
    answers : mapping of str to SecondAnswer
        What was answered so far.

    Returns
    -------
    list of Problem
        Empty when the sheet is complete.

    Examples
    --------
    >>> from checklists.load import load_builtin
    >>> grid = load_builtin("benefits")
    >>> ok = {point.id: SecondAnswer(AnswerValue.OK) for point in grid.points}
    >>> still_missing(grid, ok)
    []
    >>> [p.key for p in still_missing(grid, ok | {"L04": SecondAnswer(AnswerValue.FINDING)})]
    ['L04.pattern']
    """
    found = []
    for point in grid.points:
        answer = answers.get(point.id)
        if answer is None:
            found.append(Problem(point.id, "answer", MISSING["answer"]))
        elif answer.value is AnswerValue.FINDING and not answer.pattern:
            found.append(Problem(point.id, "pattern", MISSING["pattern"]))
        elif answer.value is AnswerValue.NOT_ASSESSABLE and not answer.reason:
            found.append(Problem(point.id, "reason", MISSING["reason"]))
    return found


class Pair(StrEnum):
    """What two checks of the same point of the same file say together."""

    BOTH = "both"
    # Only the branch found a fault.
    FIRST_ONLY = "first_only"
    # Only the revision found a fault: overlooked by the branch.
    SECOND_ONLY = "second_only"
    NEITHER = "neither"
    # One of the two could not assess the point.
    NOT_COMPARED = "not_compared"


def pair_of(first: AnswerValue | None, second: AnswerValue) -> Pair:
    """Return what the two answers say together.

    *Valid if* the second answer was given without knowing the first.

    Parameters
    ----------
    first : AnswerValue or None
        What the branch answered at the close; None where nothing is left of it.
    second : AnswerValue
        What the revision answered.

    Returns
    -------
    Pair
        Whether both, one or neither found a fault.

    Examples
    --------
    >>> pair_of(AnswerValue.NOT_APPLICABLE, AnswerValue.FINDING).value
    'second_only'
    >>> pair_of(AnswerValue.NOT_ASSESSABLE, AnswerValue.FINDING).value
    'not_compared'
    """
    if first is None or AnswerValue.NOT_ASSESSABLE in (first, second):
        return Pair.NOT_COMPARED
    found = (first is AnswerValue.FINDING, second is AnswerValue.FINDING)
    return {
        (True, True): Pair.BOTH,
        (True, False): Pair.FIRST_ONLY,
        (False, True): Pair.SECOND_ONLY,
        (False, False): Pair.NEITHER,
    }[found]


@dataclass(frozen=True)
class PairCounts:
    """How often two checks said the same and how often not."""

    both: int = 0
    first_only: int = 0
    second_only: int = 0
    neither: int = 0
    not_compared: int = 0

    def __add__(self, other: "PairCounts") -> "PairCounts":
        """Return the sum of two counts."""
        mine, theirs = asdict(self), asdict(other)
        return PairCounts(**{name: mine[name] + theirs[name] for name in mine})

    @property
    def pairs(self) -> int:
        """Points that both could assess."""
        return self.both + self.first_only + self.second_only + self.neither

    @property
    def by_branch(self) -> int:
        """Faults that the branch found."""
        return self.both + self.first_only

    @property
    def by_revision(self) -> int:
        """Faults that the revision found."""
        return self.both + self.second_only

    @property
    def kappa(self) -> float | None:
        """Agreement beyond chance by Cohen, from -1 to 1; None where one of the two never differs.

        >>> PairCounts(both=20, first_only=5, second_only=10, neither=15).kappa
        0.4
        """
        n = self.pairs
        if not n:
            return None
        agreed = (self.both + self.neither) / n
        none_by_both = (n - self.by_branch) * (n - self.by_revision)
        chance = (self.by_branch * self.by_revision + none_by_both) / n**2
        return None if chance == 1 else round((agreed - chance) / (1 - chance), 4)


@dataclass(frozen=True)
class RecheckResult:
    """What the re-check of one month showed over the house: counts by point, no branch and no file."""

    sheets: int
    points: Mapping[str, PairCounts]

    @property
    def total(self) -> PairCounts:
        """All points together."""
        return sum(self.points.values(), PairCounts())

    def to_json(self) -> str:
        """Return the canonical form in which it is frozen."""
        points = {point: asdict(counts) for point, counts in self.points.items()}
        return json.dumps({"sheets": self.sheets, "points": points}, sort_keys=True, separators=(",", ":"))

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical form; it stands in the journal."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    @classmethod
    def from_json(cls, content: str) -> "RecheckResult":
        """Read what was frozen."""
        data = json.loads(content)
        return cls(data["sheets"], {point: PairCounts(**counts) for point, counts in data["points"].items()})


def count_pairs(sheets: int, pairs: Iterable[tuple[str, Pair]]) -> RecheckResult:
    """Count the pairs of a month by point.

    *Valid if* every re-checked sheet of the month is finished.

    Parameters
    ----------
    sheets : int
        How many sheets were checked twice.
    pairs : iterable of (str, Pair)
        The point and what the two checks said there.

    Returns
    -------
    RecheckResult
        Counts by point.

    Examples
    --------
    >>> count_pairs(1, [("L01", Pair.BOTH), ("L02", Pair.SECOND_ONLY)]).total.by_revision
    2
    """
    points: dict[str, PairCounts] = {}
    for point, pair in pairs:
        points[point] = points.get(point, PairCounts()) + PairCounts(**{pair.value: 1})
    return RecheckResult(sheets, points)


def added_up(results: Iterable[RecheckResult]) -> RecheckResult:
    """Return several months as one.

    *Valid if* a point kept its meaning over these months.

    Parameters
    ----------
    results : iterable of RecheckResult
        The months.

    Returns
    -------
    RecheckResult
        Their sum.

    Examples
    --------
    >>> one = count_pairs(1, [("L01", Pair.BOTH)])
    >>> added_up([one, one]).points["L01"].both
    2
    """
    sheets = 0
    points: dict[str, PairCounts] = {}
    for result in results:
        sheets += result.sheets
        for point, counts in result.points.items():
            points[point] = points.get(point, PairCounts()) + counts
    return RecheckResult(sheets, points)
