"""The annex of a year that names branches: groups by quarter, frozen with the report, for the unit only."""

import pytest
from sqlalchemy import update

from iks.domain.branch_annex import BranchAnnex
from iks.domain.disclosure import FEWEST_SHOWN
from iks.domain.month import Month
from iks.domain.period import Period
from iks.domain.roles import Actor
from iks.domain.values import Area
from iks.errors import IntegrityError, NotPermitted, NotThere
from iks.services import view_annex
from iks.services.read_results import totals_of
from iks.services.write_annex import freeze_annex, years_without_annex
from iks.services.write_annual_report import release_year
from iks.store import journal
from iks.store.annexes import ReportAnnex
from tests.house_under_test import HouseUnderTest
from tests.services.report_factory import DECEMBER, HEADS, reported_year

YEAR = Period.year(2026)
# Two months of the first quarter lack in one branch, so this quarter and its year are not shown.
WITH_A_GAP = {"rate": 0.12, "missing": {Month(2026, 1): ("Z31",), Month(2026, 2): ("Z31",)}}


def annex(house: HouseUnderTest, area: Area, person: str = "") -> BranchAnnex:
    with house.runtime.transaction(writes=False) as session:
        return view_annex.annex(session, house.actor(person or HEADS[area]), area, YEAR).content


@pytest.mark.parametrize("area", Area)
def test_it_holds_every_branch_by_group_and_quarter_and_the_year_where_all_quarters_stand(
    house: HouseUnderTest, area: Area
) -> None:
    reported_year(house, area, **WITH_A_GAP)
    found = annex(house, area)
    assert BranchAnnex.from_json(found.to_json()) == found
    names = [branch.name for branch in found.branches]
    assert names.index("Mitte") < names.index("Ort Z31")
    assert found.branches[names.index("Ort Z31")].months == (1, 3, 3, 3)
    with house.runtime.transaction(writes=False) as session:
        quarters = [totals_of(session, area, [Period.quarter(2026, n)]) for n in (1, 2, 3, 4)]
        assert journal.latest(session, 1)[0].event == "annex_frozen"
    shown = 0
    for group in found.groups:
        assert len(group.rows) == len(found.branches) == 14
        row = group.rows[names.index("Mitte")]
        for count, quarter in zip(row.counts, quarters, strict=True):
            of_group = [quarter.points[p] for p in group.points]
            exact = sum(point.findings_by_branch["Z01"] for point in of_group)
            assert count == (exact if exact >= FEWEST_SHOWN else None)
        assert (row.year is not None) == (None not in row.counts)
        if row.year:
            assert row.year.findings == sum(filter(None, row.counts))
        late = group.rows[names.index("Ort Z31")]
        assert (late.counts[0], late.year) == (None, None)
        shown += sum(one.year is not None for one in group.rows)
    assert found.shown == shown > 0


def test_it_is_frozen_once_and_a_year_reported_earlier_gets_its_own(sqlite_house: HouseUnderTest) -> None:
    reported_year(sqlite_house, Area.BENEFITS, **WITH_A_GAP)
    first = annex(sqlite_house, Area.BENEFITS)
    with sqlite_house.runtime.transaction() as session:
        assert years_without_annex(session, Area.BENEFITS) == []
        assert not freeze_annex(session, sqlite_house.clock, Actor.job(), Area.BENEFITS, 2026)
        session.delete(session.get_one(ReportAnnex, (Area.BENEFITS, "2026")))
    with sqlite_house.runtime.transaction() as session:
        assert years_without_annex(session, Area.BENEFITS) == [2026]
        assert freeze_annex(session, sqlite_house.clock, Actor.job(), Area.BENEFITS, 2026)
    assert annex(sqlite_house, Area.BENEFITS) == first


def test_nobody_beyond_unit_and_revision_reads_it(sqlite_house: HouseUnderTest) -> None:
    reported_year(sqlite_house, Area.BENEFITS, **WITH_A_GAP)
    assert annex(sqlite_house, Area.BENEFITS, "gur-staff") == annex(sqlite_house, Area.BENEFITS, "revision")
    for person in ("z06", "management", "controller", "admin"):
        with pytest.raises(NotPermitted):
            annex(sqlite_house, Area.BENEFITS, person)
    with pytest.raises(NotThere):
        annex(sqlite_house, Area.BENEFITS, "mui")
    with pytest.raises(NotThere):
        annex(sqlite_house, Area.INTEGRATION)


def test_content_that_was_changed_is_not_shown(house: HouseUnderTest) -> None:
    reported_year(house, Area.BENEFITS, **WITH_A_GAP)
    with house.runtime.transaction() as session:
        changed = annex_text(session).replace("Mitte", "Nord")
        session.execute(update(ReportAnnex).values(content=changed))
    with pytest.raises(IntegrityError):
        annex(house, Area.BENEFITS)


def annex_text(session: object) -> str:
    return str(session.get_one(ReportAnnex, (Area.BENEFITS, "2026")).content)  # type: ignore[attr-defined]


def test_a_year_whose_december_is_not_reported_gets_none(sqlite_house: HouseUnderTest) -> None:
    with sqlite_house.runtime.transaction() as session:
        assert not release_year(session, sqlite_house.clock, Actor.job(), Area.BENEFITS, DECEMBER.year)
        assert not freeze_annex(session, sqlite_house.clock, Actor.job(), Area.BENEFITS, DECEMBER.year)
