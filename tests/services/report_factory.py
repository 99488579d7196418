"""A house of fourteen branches with closed months, whose reports can be written."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from iks.domain.month import Month, at_six
from iks.domain.roles import Actor
from iks.domain.values import Area, ExclusionReason
from iks.services import write_report
from iks.services.close_month import close
from iks.services.write_annual_report import release_year
from tests.house_under_test import HouseUnderTest
from tests.kept_houses import kept, known
from tests.services.release_factory import Invented, add_branches, drawn_month, submit

OWN = ("S13", "Z01", "Z06")
MORE = tuple(f"Z{number}" for number in range(21, 32))
FOURTEEN = (*OWN, *MORE)
HEADS = {Area.BENEFITS: "gur", Area.INTEGRATION: "mui"}
STAFF = {Area.BENEFITS: "gur-staff", Area.INTEGRATION: "mui-staff"}
DECEMBER = Month(2026, 12)


@known
def open_fourteen(house: HouseUnderTest) -> None:
    """Add the branches that the small house lacks."""
    with house.runtime.transaction() as session:
        add_branches(session, *MORE)


@kept
def closed_month(
    house: HouseUnderTest,
    area: Area = Area.BENEFITS,
    month: Month = DECEMBER,
    *,
    missing: tuple[str, ...] = (),
    rate: float = 0.06,
    substituted: bool = False,
) -> datetime:
    """Let a month be handed in and closed by its unit head; return the moment of the close."""
    invented = Invented(area, rate=rate)
    moment = at_six(month.day(18)) + timedelta(hours=4)
    house.clock.set(max(moment, house.clock.moment))
    actor = house.actor(HEADS[area])
    with house.runtime.transaction() as session:
        drawn_month(session, area, month, dict.fromkeys(FOURTEEN, invented.files))
        for code in (code for code in FOURTEEN if code not in missing):
            gone = {next(iter(invented.grid.draw.allocation)): {ExclusionReason.AT_COURT: 1}}
            sheets = invented.branch(code, month, **(gone if substituted and code == "Z01" else {}))
            submit(session, area, month, code, sheets)
        close(session, house.clock, actor, area, month, "Für den Test")
    return house.clock.moment


def whole_year(
    house: HouseUnderTest,
    area: Area,
    *,
    rate: float = 0.06,
    missing: Mapping[Month, tuple[str, ...]] | None = None,
    late: tuple[str, ...] = (),
) -> None:
    """Close all months of 2026; those ``late`` submit their January just before December closes."""
    january = DECEMBER.shift(-11)
    gone = dict(missing or {}) | ({january: late} if late else {})
    open_fourteen(house)
    for month in (january.shift(number) for number in range(12)):
        if month == DECEMBER:
            come_late(house, area, late, rate=rate)
        closed_month(house, area, month, missing=gone.get(month, ()), rate=rate)


def come_late(house: HouseUnderTest, area: Area, branches: tuple[str, ...], *, rate: float = 0.06) -> None:
    """Hand in January after its close."""
    january = DECEMBER.shift(-11)
    for code in branches:
        sheets = Invented(area, rate=rate).branch(code, january)
        sheets.late = True
        with house.runtime.transaction() as session:
            submit(session, area, january, code, sheets)


def report_december(house: HouseUnderTest, area: Area) -> None:
    """Send out the report of December."""
    actor = house.actor(HEADS[area])
    with house.runtime.transaction() as session:
        seen = write_report.preview_digest(write_report.due_report(session, area, DECEMBER))
        write_report.release(session, house.clock, actor, area, DECEMBER, seen=seen)


@kept
def reported_year(
    house: HouseUnderTest,
    area: Area,
    *,
    rate: float = 0.06,
    missing: Mapping[Month, tuple[str, ...]] | None = None,
) -> None:
    """Close all months of 2026 and send out the report of the year."""
    whole_year(house, area, rate=rate, missing=missing)
    report_december(house, area)
    with house.runtime.transaction() as session:
        assert release_year(session, house.clock, Actor.job(), area, DECEMBER.year)
