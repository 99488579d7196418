"""Read the model cases that reached the house: what went wrong, without branch, file or person."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area
from iks.services.read_checklist import grid_of
from iks.store.catalogue import usable_versions
from iks.store.house_cases import house_cases


@dataclass(frozen=True)
class HouseCase:
    """One text of a pool that was delivered with the close of a month."""

    month: Month
    point: str
    title: str
    text: str


def model_cases(session: Session, actor: Actor, area: Area, point: str = "") -> tuple[HouseCase, ...]:
    """Return the texts of an area, or those about one point, the newest pool first.

    Raises
    ------
    NotThere
        When it is not the person's area.
    """
    actor.require(Permission.SEE_RELEASED, area)
    titles = {p.id: p.title for v in usable_versions(session, area) for p in grid_of(v).check_points}
    return tuple(
        HouseCase(case.month, case.check_point, titles.get(case.check_point, ""), case.text)
        for case in house_cases(session, area)
        if point in ("", case.check_point)
    )
