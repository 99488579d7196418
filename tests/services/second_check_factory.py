"""How tests check sheets a second time."""

from collections.abc import Mapping

from checklists.load import load_builtin
from iks.domain.finding import Problem
from iks.domain.values import Area
from iks.services.recheck_file import SecondSheet, open_second, save_second
from iks.services.view_recheck import RecheckList, recheck_list
from iks.store.draws import current_draw
from iks.store.recheck import RecheckFile, rechecked_files
from tests.house_under_test import MONTH, HouseUnderTest


def form(area: Area, but: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return a form that finds every point in order, but for the fields that are given."""
    return {f"{point.id}.answer": "ok" for point in load_builtin(area).points} | dict(but or {})


def fault(point: str, pattern: str) -> dict[str, str]:
    """Return the fields of a fault at a point."""
    return {f"{point}.answer": "finding", f"{point}.pattern": pattern}


def look(house: HouseUnderTest, area: Area, number: int, username: str = "revision") -> SecondSheet:
    """Open a sheet for its second check."""
    with house.runtime.transaction(writes=False) as session:
        return open_second(session, house.actor(username), area, MONTH, number)


def save(
    house: HouseUnderTest,
    area: Area,
    number: int,
    typed: Mapping[str, str],
    *,
    version: int | None = None,
    finish: bool = True,
    username: str = "revision",
) -> tuple[SecondSheet, list[Problem]]:
    """Save a second check on the version that stands, or on the one that is given."""
    at = look(house, area, number).version if version is None else version
    with house.runtime.transaction() as session:
        actor, place = house.actor(username), (area, MONTH, number)
        return save_second(session, house.clock, actor, place, at, typed, finish=finish)


def check_all_again(
    house: HouseUnderTest, area: Area, but: Mapping[int, Mapping[str, str]] | None = None
) -> None:
    """Finish the second check of every sheet; ``but`` gives fields for sheets by number."""
    for number in range(1, len(listed(house, area).lines) + 1):
        _, problems = save(house, area, number, form(area, (but or {}).get(number)))
        assert not problems


def listed(house: HouseUnderTest, area: Area) -> RecheckList:
    """Return the list of the month's second checks."""
    with house.runtime.transaction() as session:
        return recheck_list(session, house.clock, house.actor("revision"), area, MONTH)


def drawn(house: HouseUnderTest, area: Area) -> list[RecheckFile]:
    """Return the sheets that are drawn, by rank."""
    with house.runtime.transaction(writes=False) as session:
        found = current_draw(session, f"{area}/recheck", MONTH)
        assert found is not None
        return rechecked_files(session, found)
