"""How often pages ask the database: as often for many months as for few."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, event

from iks.domain.month import Month
from iks.domain.values import Area
from tests.house_under_test import HouseUnderTest
from tests.measure_under_test import FIRST, POINT, closed_months_of, span, with_branches

UNITS = {Area.BENEFITS: "gur", Area.INTEGRATION: "mui"}


def of_a_month_and_a_quarter(area: Area) -> list[tuple[str, str]]:
    """Give the pages about a period, each for one month and for three."""
    pages = ("analysis", f"points/{POINT[area]}")
    address = "/evaluation/{}/{}?period={}".format
    return [(address(area, page, "2026-03"), address(area, page, "2026-Q1")) for page in pages]


def pages_of(area: Area) -> tuple[tuple[str, str], ...]:
    """Give who looks at what of an area."""
    unit, evaluation = UNITS[area], f"/evaluation/{area}"
    return (
        (unit, "/"),
        *((unit, page) for pages in of_a_month_and_a_quarter(area) for page in pages),
        (unit, f"{evaluation}/takeaways"),
        ("management", "/"),
        ("management", "/management"),
        ("z06", "/"),
        ("z06", f"/branch/{area}/figures"),
        ("controller", "/"),
        ("controller", "/controlling/draws"),
        ("revision", "/"),
    )


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """Note what is said to the database."""
    said: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        said.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)


def number_of(house: HouseUnderTest, who: str, page: str) -> int:
    """Return how many statements a page costs once the process knows the grids."""
    client = house.signed_in(who)
    client.get(page)
    with statements(house.runtime.engine) as said:
        client.get(page)
    return len(said)


def close_months(house: HouseUnderTest, area: Area, first: Month, months: int, now: datetime) -> None:
    """Close some months after each other and go on to a day."""
    closed_months_of(house, area, span(first, months, 0.25))
    house.clock.set(now)
    # The clock has gone on by months, and sessions end.
    house.clients.clear()


@pytest.mark.parametrize("area", Area)
def test_no_page_asks_more_often_for_more_months(house: HouseUnderTest, area: Area) -> None:
    with house.runtime.transaction() as session:
        with_branches(session)
    close_months(house, area, FIRST, 6, datetime(2026, 4, 8, 9, 0, tzinfo=UTC))
    before = {(who, page): number_of(house, who, page) for who, page in pages_of(area)}
    close_months(house, area, FIRST.shift(6), 3, datetime(2026, 7, 8, 9, 0, tzinfo=UTC))
    after = {(who, page): number_of(house, who, page) for who, page in pages_of(area)}
    assert after == before
    for month, quarter in of_a_month_and_a_quarter(area):
        assert before[UNITS[area], month] == before[UNITS[area], quarter]
