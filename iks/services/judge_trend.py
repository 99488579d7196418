"""Judge a rate over its periods: centre, limits, what lies beyond; anew for each version of the grid."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from iks.domain.period import Period
from iks.services.estimates import Figure, figures
from sampling.control import ControlChart, laney_p_chart, p_chart, run_rules
from sampling.false_alarms import chance_beyond

# Centre and limits of fewer periods say little about the next ones.
FEWEST_PERIODS = 8
# Whether periods differ more than chance explains is known from so many on (the validity of Laney's chart).
FEWEST_FOR_SPREAD = 20
# Share of a normal distribution beyond three standard deviations; exact limits are known for chance alone.
BEYOND_THREE_SIGMA = 0.0027


@dataclass(frozen=True)
class TrendPeriod:
    """One period of the series with its figure and the limits it should stay within."""

    period: Period
    figure: Figure
    lower: float | None = None
    upper: float | None = None
    # "up" or "down" where the rate lies outside the limits.
    outside: str = ""


@dataclass(frozen=True)
class Stretch:
    """The periods of one version of the grid, by their places in the series; both ends belong to it.

    ``until`` is the last period that made centre and limits, where later ones are only judged by them.
    """

    first: int
    last: int
    centre: float | None = None
    until: Period | None = None
    # The newest periods that all lie on one side of the centre, and on which.
    newest_run: int = 0
    side: str = ""
    # Whether the series stays on one side longer, or crosses less often, than is usual.
    unusual_run: bool = False
    spread: float = 1.0
    false_alarms: float = 0.0

    @property
    def places(self) -> range:
        """The places of its periods."""
        return range(self.first, self.last + 1)


@dataclass(frozen=True)
class Trend:
    """A judged series, the oldest period first."""

    periods: tuple[TrendPeriod, ...]
    stretches: tuple[Stretch, ...]

    @property
    def newest(self) -> Stretch:
        """The stretch that still goes on."""
        return self.stretches[-1]

    @property
    def false_alarms(self) -> float:
        """How many periods are expected outside the limits although nothing has changed."""
        return sum(stretch.false_alarms for stretch in self.stretches)


def judge(
    counts: Sequence[tuple[Period, int, int]], *, breaks: Sequence[int] = (), event: int | None = None
) -> Trend | None:
    """Judge a series of periods with findings and answers, the oldest first; nothing without a period.

    Parameters
    ----------
    counts : sequence of (Period, int, int)
        Findings and applicable answers of each period.
    breaks : sequence of int
        Places at which a new version of the grid begins; each stretch has its own centre.
    event : int, optional
        Place of the first period after a change that everybody knows of, such as a new law. Where enough
        periods lie before it, they alone make centre and limits.
    """
    if not counts:
        return None
    known = figures([(findings, answers) for _, findings, answers in counts])
    edges = sorted({0, len(counts), *(place for place in breaks if 0 < place < len(counts))})
    periods: list[TrendPeriod] = []
    stretches: list[Stretch] = []
    for first, end in pairwise(edges):
        part = [TrendPeriod(counts[n][0], known[n]) for n in range(first, end)]
        stretch, judged = _judge_stretch(first, part, event)
        stretches.append(stretch)
        periods += judged
    return Trend(tuple(periods), tuple(stretches))


def _judge_stretch(
    first: int, part: list[TrendPeriod], event: int | None
) -> tuple[Stretch, list[TrendPeriod]]:
    last = first + len(part) - 1
    if sum(one.figure.n > 0 for one in part) < FEWEST_PERIODS:
        return Stretch(first, last), part
    baseline = None if event is None else event - first
    if baseline is not None and not FEWEST_PERIODS <= baseline < len(part):
        baseline = None
    x, n = [one.figure.findings for one in part], [one.figure.n for one in part]
    chart = _chart(x, n, baseline)
    centre = float(chart.centre)
    if not 0 < centre < 1:
        return Stretch(first, last), part
    judged = [
        _within(one, lower, upper, beyond=beyond)
        for one, lower, upper, beyond in zip(
            part, chart.lower.tolist(), chart.upper.tolist(), chart.beyond.tolist(), strict=True
        )
    ]
    run, side = _newest_run(judged, centre)
    spread = max(float(chart.sigma_z), 1.0)
    stretch = Stretch(
        first,
        last,
        centre=centre,
        until=part[baseline - 1].period if baseline else None,
        newest_run=run,
        side=side,
        unusual_run=bool(run_rules(chart.rate, centre).signal),
        spread=spread,
        false_alarms=_false_alarms(n, chart, centre) if spread == 1 else BEYOND_THREE_SIGMA * len(part),
    )
    return stretch, judged


def _chart(x: list[int], n: list[int], baseline: int | None) -> ControlChart:
    phase1 = slice(baseline) if baseline else None
    if (baseline or len(n)) >= FEWEST_FOR_SPREAD:
        wide = laney_p_chart(x, n, phase1=phase1)
        if float(wide.sigma_z) > 1:
            return wide
    return p_chart(x, n, phase1=phase1)


def _false_alarms(n: list[int], chart: ControlChart, centre: float) -> float:
    chances = chance_beyond(n, centre, chart.lower, chart.upper).tolist()
    return float(sum(chance for chance, answers in zip(chances, n, strict=True) if answers))


def _within(one: TrendPeriod, lower: float, upper: float, *, beyond: bool) -> TrendPeriod:
    if not one.figure.n:
        return one
    side = "up" if (one.figure.rate or 0.0) > upper else "down"
    return TrendPeriod(one.period, one.figure, lower, upper, side if beyond else "")


def _newest_run(judged: Sequence[TrendPeriod], centre: float) -> tuple[int, str]:
    side, run = "", 0
    for one in reversed(judged):
        rate = one.figure.rate
        if rate is None or rate == centre:
            continue
        here = "up" if rate > centre else "down"
        if side and here != side:
            break
        side, run = here, run + 1
    return run, side
