"""The points of an analysis as the chart of ranked points draws them."""

from dataclasses import dataclass

from flask import url_for

from iks.services.evaluation_views import Analysis, PointLine


@dataclass(frozen=True)
class ChartPoint:
    """One line of the chart; shares in 0..1, ``before`` the share of the four quarters before."""

    id: str
    title: str
    url: str
    major: int | None
    findings: int
    n: int
    rate: float | None
    lower: float | None
    upper: float | None
    at_most: float | None
    before: float | None
    change: str


def chart_points(analysis: Analysis) -> list[ChartPoint]:
    """Return the points in their order, each with the address that shows it closely."""
    return [_chart_point(analysis, line) for line in analysis.points]


def _chart_point(analysis: Analysis, line: PointLine) -> ChartPoint:
    figure = line.figure
    return ChartPoint(
        id=line.id,
        title=line.title,
        url=url_for(
            "evaluation.analysis",
            area=analysis.area,
            period=analysis.period,
            point=line.id,
            _anchor="punkt",
        ),
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
