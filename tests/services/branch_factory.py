"""What a branch does with its files, in a house whose month is drawn."""

from collections.abc import Mapping

from checklists.load import load_builtin
from iks.domain.finding import Problem
from iks.domain.typed_answer import Typed
from iks.domain.values import Area
from iks.services import check_file, submit_month
from iks.services.check_file import OpenSheet, SampleView, Saved
from tests.house_under_test import MONTH, HouseUnderTest
from tests.month_under_test import DRAW_MOMENT, draw, drawn, integration_list, lock, upload

FINDING_WITH_MONEY: Typed = {
    "answer": "finding",
    "pattern": "allowance_wrong",
    "cause": "software",
    "direction": "overpayment",
    "amount": "85",
    "months": "4",
    "bearer": "federal",
}
ENTRIES = dict[str, Typed]


def drawn_house(house: HouseUnderTest, *areas: Area) -> HouseUnderTest:
    """Draw December in both areas, or in those that are named."""
    for area in areas or tuple(Area):
        drawn(house, area)
    return house


def drawn_without_s13(house: HouseUnderTest) -> None:
    """Draw integration from a list in which one branch has no files."""
    data = integration_list({"Z01": 30, "Z06": 45})
    upload(house, Area.INTEGRATION, data, reason="U25 hat diesen Monat keine Akten")
    lock(house, Area.INTEGRATION)
    house.clock.set(DRAW_MOMENT)
    draw(house, Area.INTEGRATION)


def all_ok(area: Area, but: Mapping[str, Typed] | None = None) -> ENTRIES:
    """Return entries that answer every point of an area with yes, but for those that are given."""
    return {point.id: {"answer": "ok"} for point in load_builtin(area).points} | dict(but or {})


def sample(house: HouseUnderTest, username: str = "z06", area: Area = Area.BENEFITS) -> SampleView:
    """Return the sample that a person sees."""
    with house.runtime.transaction(writes=False) as session:
        return check_file.sample_view(session, house.clock, house.actor(username), area, MONTH)


def first_sheet(house: HouseUnderTest, username: str = "z06", area: Area = Area.BENEFITS) -> str:
    """Return the id of the person's first sheet."""
    return sample(house, username, area).files[0].sheet_id


def look(house: HouseUnderTest, sheet_id: str, username: str = "z06") -> OpenSheet:
    """Return a sheet as a person opens it."""
    with house.runtime.transaction(writes=False) as session:
        return check_file.open_sheet(session, house.actor(username), sheet_id)


def save(
    house: HouseUnderTest,
    sheet_id: str,
    entries: ENTRIES,
    *,
    version: int | None = None,
    username: str = "z06",
    whole_page: bool = False,
) -> Saved:
    """Save answers on the version that stands, or on the one that is given."""
    at = look(house, sheet_id, username).version if version is None else version
    with house.runtime.transaction() as session:
        actor = house.actor(username)
        return check_file.save_answers(
            session, house.clock, actor, sheet_id, at, entries, whole_page=whole_page
        )


def confirm(house: HouseUnderTest, sheet_id: str, username: str = "z06") -> Saved:
    """Confirm what the population list rules out."""
    version = look(house, sheet_id, username).version
    with house.runtime.transaction() as session:
        return check_file.confirm_list(session, house.clock, house.actor(username), sheet_id, version, {})


def finish(
    house: HouseUnderTest, sheet_id: str, entries: ENTRIES | None = None, username: str = "z06"
) -> Saved:
    """Finish a sheet, with last answers."""
    version = look(house, sheet_id, username).version
    with house.runtime.transaction() as session:
        actor = house.actor(username)
        return check_file.finish(session, house.clock, actor, sheet_id, version, entries or {})


def check_all(
    house: HouseUnderTest,
    username: str = "z06",
    area: Area = Area.BENEFITS,
    but: Mapping[int, Mapping[str, Typed]] | None = None,
) -> None:
    """Check every file of a branch; ``but`` gives answers for files by their number."""
    actor = house.actor(username)
    for line in sample(house, username, area).files:
        with house.runtime.transaction() as session:
            entries = all_ok(area, (but or {}).get(line.number))
            check_file.finish(session, house.clock, actor, line.sheet_id, 0, entries)


def submit(
    house: HouseUnderTest, username: str = "z06", area: Area = Area.BENEFITS
) -> submit_month.Submitted:
    """Hand in the month."""
    with house.runtime.transaction() as session:
        return submit_month.submit(session, house.clock, house.actor(username), area, MONTH)


def fields(problems: tuple[Problem, ...]) -> list[str]:
    """Return the names of the fields that problems point to."""
    return [problem.key for problem in problems]
