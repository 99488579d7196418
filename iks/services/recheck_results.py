"""Say what the re-checks showed: overlooked findings with exact limits, the reverse, agreement by point."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from iks.domain.month import Month
from iks.domain.recheck import FEWEST_PAIRS, PairCounts, RecheckResult, added_up
from iks.domain.values import Area
from iks.errors import IntegrityError
from iks.services.estimates import Figure, figure
from iks.store.recheck_results import MonthRecheck, recheck_of, rechecks_between
from sampling.change import newcombe_paired_difference


@dataclass(frozen=True)
class Overlooked:
    """What the re-checks of a span of months showed over the house, all points together.

    ``overlooked`` are findings of the revision alone, of all that the revision found; ``not_confirmed``
    findings of the branches alone, of all that the branches found. Both carry exact two-sided limits.
    """

    months: int
    sheets: int
    pairs: int
    overlooked: Figure
    not_confirmed: Figure
    kappa: float | None

    @property
    def out_of_ten(self) -> int | None:
        """Of ten findings so many stay overlooked; nothing as long as the revision found none."""
        return None if self.overlooked.rate is None else round(10 * self.overlooked.rate)


@dataclass(frozen=True)
class PointAgreement:
    """How well first and second check agree at one point with enough pairs."""

    point: str
    counts: PairCounts
    # Both said the same, of all pairs.
    agreement: Figure
    kappa: float | None
    # Rate of the branches less rate of the revision, with its 95 % limits.
    lower: float
    upper: float


def overlooked_of(session: Session, area: Area, first: Month, last: Month) -> Overlooked | None:
    """Return what the re-checks of a span of months showed; nothing while none is finished."""
    rows = rechecks_between(session, area, first, last)
    return _overlooked(added_up(map(_read, rows)), len(rows)) if rows else None


def overlooked_in(session: Session, area: Area, month: Month) -> Overlooked | None:
    """Return what the re-check of one month showed; nothing while it is not finished."""
    return overlooked_of(session, area, month, month)


def result_in(session: Session, area: Area, month: Month) -> RecheckResult | None:
    """Return the counts of one month by point."""
    row = recheck_of(session, area, month)
    return _read(row) if row else None


def agreement_by_point(session: Session, area: Area, first: Month, last: Month) -> tuple[PointAgreement, ...]:
    """Return the points with at least 60 pairs, in the order of their ids."""
    points = added_up(map(_read, rechecks_between(session, area, first, last))).points
    enough = [(point, counts) for point, counts in sorted(points.items()) if counts.pairs >= FEWEST_PAIRS]
    return tuple(_agreement(point, counts) for point, counts in enough)


def _read(row: MonthRecheck) -> RecheckResult:
    result = RecheckResult.from_json(row.content)
    if result.digest != row.digest:
        raise IntegrityError("the comparison of a re-check does not fit its digest")
    return result


def _overlooked(result: RecheckResult, months: int) -> Overlooked:
    total = result.total
    return Overlooked(
        months,
        result.sheets,
        total.pairs,
        figure(total.second_only, total.by_revision),
        figure(total.first_only, total.by_branch),
        total.kappa,
    )


def _agreement(point: str, counts: PairCounts) -> PointAgreement:
    lower, upper = newcombe_paired_difference(
        counts.both, counts.first_only, counts.second_only, counts.neither
    )
    same = figure(counts.both + counts.neither, counts.pairs)
    return PointAgreement(point, counts, same, counts.kappa, float(lower), float(upper))
