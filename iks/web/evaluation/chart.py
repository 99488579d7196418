"""The charts of the desk: its figures as the drawings of output/charts take them."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from iks.domain.period import Period
from iks.domain.values import Area
from iks.errors import N_
from iks.output.chart_bars import RankedPoint, ranked
from iks.output.chart_events import placed, start_events
from iks.output.chart_files import draw_files
from iks.output.chart_funnel import draw_funnel
from iks.output.chart_groups import draw_groups
from iks.output.chart_trend import TrendEvent, draw_trend
from iks.output.chart_words import files_finding, funnel_finding, trend_finding
from iks.output.charts import Drawing, Said
from iks.output.numbers import long_date
from iks.services.evaluation_views import Analysis, PointDetail, PointLine
from iks.services.measure_starts import MeasureStart
from iks.web.page_context import page_language

POINT_CHANGED = N_("Prüfpunkt geändert")
NEW_LAW = N_("Neues Recht, %(day)s")
Drawings = tuple[Drawing, ...]
TrendCharts = tuple[Drawings, Said | None, tuple[MeasureStart, ...]]


@dataclass(frozen=True)
class Charts:
    """All drawings of one page, each with the sentence that stands above it where it is computed."""

    points: tuple[RankedPoint, ...]
    bars: Drawings
    files: Drawings
    files_finding: Said
    groups: Drawings = ()
    funnel: Drawings = ()
    funnel_finding: Said | None = None
    trend: Drawings = ()
    trend_finding: Said | None = None
    # The measures whose start the trend shows.
    started: tuple[MeasureStart, ...] = ()


def charts_of(analysis: Analysis, begun: Sequence[MeasureStart] = ()) -> Charts:
    """Return the charts of an analysis; measures that began at its point stand in the trend."""
    language = page_language()
    points = tuple(_ranked_point(analysis, line) for line in analysis.points)
    trend, finding, started = trend_charts(analysis.detail, begun)
    funnel = analysis.funnel
    return Charts(
        points=points,
        bars=ranked(points, len(analysis.looked_back), language=language),
        files=draw_files(analysis.files_by_findings, language=language),
        files_finding=files_finding(analysis.files_by_findings, language),
        groups=draw_groups(analysis.groups, language=language) if analysis.groups else (),
        funnel=draw_funnel(funnel, language=language) if funnel else (),
        funnel_finding=funnel_finding(funnel, language) if funnel else None,
        trend=trend,
        trend_finding=finding,
        started=started,
    )


def trend_charts(detail: PointDetail, begun: Sequence[MeasureStart] = ()) -> TrendCharts:
    """Return the trend of a point with the new law and the measures that began, what it says, and which."""
    if detail.trend is None:
        return (), None, ()
    language = page_language()
    found = placed([one.period for one in detail.trend.periods], begun)
    events = start_events(found, language)
    if detail.new_law:
        place, day = detail.new_law
        events = (TrendEvent(place, NEW_LAW, {"day": long_date(day, language)}), *events)
    # The start of a new question the chart marks by itself; here the changes that a series runs through.
    turns = (turn for turn in detail.turns if not turn.is_break)
    events = (*events, *(TrendEvent(turn.place, POINT_CHANGED, {}) for turn in turns))
    drawn = draw_trend(detail.trend, events, language=language)
    return drawn, trend_finding(detail.trend, language), tuple(start for _, start in found)


def point_address(area: Area, point: str, period: Period) -> str:
    """Return the address that shows a point closely."""
    return url_for("points.page", area=area, point=point, period=period)


def _ranked_point(analysis: Analysis, line: PointLine) -> RankedPoint:
    figure = line.figure
    return RankedPoint(
        id=line.id,
        title=line.title,
        url=point_address(analysis.area, line.id, analysis.period),
        major=line.major,
        findings=figure.findings,
        n=figure.n,
        rate=figure.rate,
        lower=figure.lower,
        upper=figure.upper,
        at_most=figure.at_most,
        before=line.before.rate if line.before else None,
        change=line.change,
    )
