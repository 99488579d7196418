"""What of a measure's effect may go beyond the unit: its windows, from the frozen tables of the house."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from iks.domain.effect import Count
from iks.domain.effect_figures import EffectFigures, Limits
from iks.domain.period import Period
from iks.domain.values import Area
from iks.services.read_house_table import house_table
from sampling.change import newcombe_difference


@dataclass(frozen=True)
class HouseEffect:
    """Counts of both windows, each nothing where a quarter of it is hidden, and the limits of the change."""

    before: Count | None = None
    after: Count | None = None
    difference: Limits | None = None


def house_effect(session: Session, area: Area, point: str, checked: EffectFigures) -> HouseEffect:
    """Return the effect at a point of the whole house, as far as each of its quarters is shown there.

    The sums add up cells that everybody may read already, so they tell nothing that these do not.
    """
    before = _window(session, area, point, checked.quarters_before)
    after = _window(session, area, point, checked.quarters_after)
    if before is None or after is None or not (before.answers and after.answers):
        return HouseEffect(before, after)
    lower, upper = newcombe_difference(
        after.findings, after.answers, before.findings, before.answers, checked.confidence
    )
    return HouseEffect(before, after, Limits(float(lower), float(upper)).rounded())


def _window(session: Session, area: Area, point: str, quarters: Iterable[Period]) -> Count | None:
    total = Count()
    for quarter in quarters:
        table = house_table(session, area, quarter)
        found = table.point(point) if table else None
        if found is None or found.answered is None or found.findings is None:
            return None
        total += Count(found.findings, found.answered)
    return total
