"""What the demo's branches find: invented answers that follow assumed rates, from a seed alone."""

import hashlib
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import yaml

from checklists.model import Checklist, CheckPoint
from checklists.rules import Applicability, Attributes, applicability
from iks.domain.finding import AnswerEntry
from iks.domain.month import Month
from iks.domain.values import AmountDirection, AnswerValue, CostBearer, Relevance

T = TypeVar("T")

# The demo's history ends in the month whose reform the rates file describes relative to this one.
REFORM = Month(2026, 7)
FADES_AFTER = 6
LIST_IS_WRONG = 0.01
SYSTEMIC = 0.05
LONGEST_EFFECT = 6
REASON = "Aktenteile liegen beim Gericht."


@dataclass(frozen=True)
class PointRates:
    """Assumed probabilities at one check point."""

    rate: float
    na: float
    amt: float
    over: float
    median: int
    patterns: tuple[float, ...]


@dataclass(frozen=True)
class DemoRates:
    """All assumptions of ``demo_rates.yaml``."""

    points: Mapping[str, PointRates]
    causes: Mapping[str, float]
    not_assessable: float
    branch_spread: float
    trend: float
    bump: Mapping[str, float]


def read_rates(text: str) -> DemoRates:
    """Read an ``iks.demo_rates/1`` file."""
    raw: dict[str, Any] = yaml.safe_load(text)
    points = {
        name: PointRates(
            values["rate"],
            values["na"],
            values["amt"],
            values["over"],
            values["median"],
            tuple(raw["patterns"][name]),
        )
        for name, values in raw["points"].items()
    }
    return DemoRates(
        points,
        raw["causes"],
        raw["not_assessable"],
        raw["branch_effect_sd"],
        raw["month_trend"],
        raw["reform_bump"],
    )


def generator(*parts: object) -> random.Random:
    """Return a source of chance that depends on the seed and on what it is for, and on nothing else.

    >>> generator(1, "Z06").random() == generator(1, "Z06").random()
    True
    """
    text = "\n".join(map(str, parts))
    return random.Random(hashlib.sha256(text.encode()).digest())  # noqa: S311 - invented data, no secret.


class DemoWriter:
    """Invents the sheets of one seed; *valid if* the grid's points are those of the rates."""

    def __init__(self, rates: DemoRates, seed: int) -> None:
        self._rates, self._seed = rates, seed

    def sheet(
        self, grid: Checklist, branch: str, month: Month, number: int, attributes: Attributes | None = None
    ) -> dict[str, AnswerEntry]:
        """Return one sheet: an answer for each point of the grid."""
        chance = generator(self._seed, grid.area, branch, month, number)
        return {
            point.id: self._answer(chance, grid, point, self._odds(point.id, branch, month), attributes)
            for point in grid.check_points
        }

    def _odds(self, point: str, branch: str, month: Month) -> float:
        rates = self._rates.points[point]
        effect = generator(self._seed, branch, point).gauss(0, self._rates.branch_spread)
        since = month - REFORM
        fading = max(0.0, 1 - since / FADES_AFTER) if since >= 0 else 0.0
        logit = math.log(rates.rate / (1 - rates.rate)) + effect
        logit += self._rates.trend * since + self._rates.bump.get(point, 0.0) * fading
        return 1 / (1 + math.exp(-logit))

    def _answer(
        self,
        chance: random.Random,
        grid: Checklist,
        point: CheckPoint,
        rate: float,
        attributes: Attributes | None,
    ) -> AnswerEntry:
        applies = Applicability.UNKNOWN if attributes is None else applicability(point, attributes)
        if applies is Applicability.NOT and chance.random() >= LIST_IS_WRONG:
            return AnswerEntry(AnswerValue.NOT_APPLICABLE, preselected=True)
        unknown = applies is Applicability.UNKNOWN
        if unknown and chance.random() < self._rates.points[point.id].na:
            return AnswerEntry(AnswerValue.NOT_APPLICABLE)
        wrong = applies is Applicability.NOT
        if chance.random() < self._rates.not_assessable:
            return AnswerEntry(AnswerValue.NOT_ASSESSABLE, reason=REASON)
        if chance.random() >= rate:
            return AnswerEntry(AnswerValue.OK, list_was_wrong=wrong)
        return AnswerEntry(AnswerValue.FINDING, list_was_wrong=wrong, **self._finding(chance, grid, point))

    def _finding(self, chance: random.Random, grid: Checklist, point: CheckPoint) -> dict[str, Any]:
        rates = self._rates.points[point.id]
        pattern = _pick(chance, point.patterns, rates.patterns)
        cause = _pick(chance, grid.causes, [self._rates.causes[c.id] for c in grid.causes])
        details: dict[str, Any] = {
            "pattern": pattern.id,
            "cause": cause.id,
            "kind": pattern.kind,
            "severity": pattern.severity,
            "relevance": Relevance.SYSTEMIC if chance.random() < SYSTEMIC else None,
        }
        return details | (_money(chance, point, rates) if point.amount.possible else {})


def _money(chance: random.Random, point: CheckPoint, rates: PointRates) -> dict[str, Any]:
    if chance.random() >= rates.amt:
        return {"direction": AmountDirection.NONE}
    over = chance.random() < rates.over
    wanted = AmountDirection.OVERPAYMENT if over else AmountDirection.UNDERPAYMENT
    euro = max(1, round(rates.median * math.exp(chance.gauss(0, 0.6))))
    bearer = point.amount.cost_bearer
    if point.amount.bearer_choice:
        bearer = chance.choice((CostBearer.FEDERAL, CostBearer.MUNICIPAL, CostBearer.BOTH))
    return {
        "direction": wanted if wanted in point.amount.directions else point.amount.directions[0],
        "amount_cents": euro * 100,
        "months": chance.randint(1, LONGEST_EFFECT),
        "bearer": bearer,
    }


def _pick(chance: random.Random, choices: Sequence[T], weights: Sequence[float]) -> T:
    return chance.choices(choices, weights)[0]


def redate_frame(text: str, area_columns: Mapping[str, str], months: int) -> str:
    """Return an example list with its month and date columns moved by so many months.

    Parameters
    ----------
    text : str
        The list, with ``;`` between cells and its header in the first line.
    area_columns : mapping of str to str
        Column name to its form, ``MM.YYYY`` or ``DD.MM.YYYY``.
    months : int
        How far to move; may be negative.
    """
    lines = text.splitlines()
    header = lines[0].split(";")
    places = [(header.index(column), form) for column, form in area_columns.items()]
    return "\r\n".join([lines[0], *(_moved(line, places, months) for line in lines[1:])]) + "\r\n"


def _moved(line: str, places: Sequence[tuple[int, str]], months: int) -> str:
    cells = line.split(";")
    for place, form in places:
        day, rest = (cells[place][:3], cells[place][3:]) if form == "DD.MM.YYYY" else ("", cells[place])
        moved = Month(int(rest[3:]), int(rest[:2])).shift(months)
        cells[place] = f"{day}{moved.number:02d}.{moved.year:04d}"
    return ";".join(cells)
