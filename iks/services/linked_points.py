"""The check points that a topic of objections touches, each with what the checks of a year found there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from iks.domain.month import Month
from iks.domain.period import Period, last_closed_quarters
from iks.domain.values import Area
from iks.services.estimates import Figure, figure, figures
from iks.services.read_external_audits import points_of
from iks.services.read_house_table import house_table
from iks.services.read_results import closed_months, totals_of


@dataclass(frozen=True)
class LinkedPoint:
    """One check point; no figure where it must not be shown to this reader, or nothing is closed."""

    id: str
    title: str
    figure: Figure | None


@dataclass(frozen=True)
class Checks:
    """What the checks of some closed periods found, point by point, for one kind of reader."""

    periods: tuple[Period, ...]
    titles: Mapping[str, str]
    figures: Mapping[str, Figure]

    def linked(self, points: Iterable[str]) -> tuple[LinkedPoint, ...]:
        """Return points with their figures, in the order given."""
        return tuple(LinkedPoint(one, self.titles.get(one, ""), self.figures.get(one)) for one in points)

    def together(self, points: Iterable[str] | None = None) -> Figure | None:
        """Return the findings of some points added up, or of all; nothing where none can be shown."""
        wanted = self.figures if points is None else [one for one in points if one in self.figures]
        of_points = [self.figures[one] for one in wanted]
        if not of_points:
            return None
        return figure(sum(one.findings for one in of_points), sum(one.n for one in of_points))


def checks_of_unit(session: Session, area: Area, until: Month) -> Checks:
    """Return the exact figures of the last four closed quarters, for the desk of the unit only."""
    quarters = last_closed_quarters(closed_months(session, area), until)
    of_points = totals_of(session, area, quarters).points if quarters else {}
    counted = figures([(point.findings, point.answered) for point in of_points.values()])
    named = dict(zip(of_points, counted, strict=True))
    return Checks(quarters, points_of(session, area).titles, named)


def checks_beyond_unit(session: Session, area: Area, until: Month) -> Checks:
    """Return what may go beyond the unit: points shown in the house's table of the newest closed quarter."""
    quarters = last_closed_quarters(closed_months(session, area), until)[:1]
    tables = [house_table(session, area, quarter) for quarter in quarters]
    shown = [point for table in tables if table for point in table.points]
    counts = {
        p.id: (p.findings, p.answered) for p in shown if p.findings is not None and p.answered is not None
    }
    counted = dict(zip(counts, figures(list(counts.values())), strict=True))
    return Checks(quarters if counted else (), points_of(session, area).titles, counted)
