"""What may go beyond the unit is frozen with each close, once, and cannot be changed unseen."""

from collections.abc import Sequence

import pytest
from sqlalchemy import delete, update

from iks.domain.disclosure_events import HouseTableFrozen
from iks.domain.journal import canonical_data
from iks.domain.month import Month
from iks.domain.month_figures import digest
from iks.domain.period import Period
from iks.domain.roles import Actor, Role
from iks.domain.values import Area
from iks.errors import IntegrityError
from iks.jobs.due import run_due
from iks.services.close_month import close
from iks.services.count_overview import count_overview, freeze_missing_matrices, months_without_matrix
from iks.services.freeze_disclosure import freeze_year, years_to_freeze
from iks.services.read_house_table import house_table, tables_of_year
from iks.services.read_results import totals_of
from iks.store import journal
from iks.store.accounts import BranchGrant, by_username
from iks.store.house_tables import CountMatrix, HouseTableRow, house_table_of
from iks.store.releases import ReleasedPoint
from tests.house_under_test import HouseUnderTest
from tests.services.release_factory import Invented, add_branches, submit, submitted_month

BENEFITS = Area.BENEFITS
BRANCHES = ("Z01", "Z06", "S13", *(f"Z{n}" for n in range(21, 28)))
QUARTER = Period.quarter(2026, 4)
DECEMBER = Month(2026, 12)


def close_months(
    house: HouseUnderTest, months: Sequence[Month], area: Area = BENEFITS, branches: Sequence[str] = BRANCHES
) -> None:
    actor = house.actor("gur" if area is BENEFITS else "mui")
    with house.runtime.transaction() as session:
        if branches == BRANCHES:
            add_branches(session, *BRANCHES[3:])
        for month in months:
            submitted_month(session, Invented(area), month, branches)
            close(session, house.clock, actor, area, month, "Für den Test")


def test_a_close_freezes_the_month_and_the_quarter_it_completes(house: HouseUnderTest) -> None:
    close_months(house, QUARTER.months)
    with house.runtime.transaction(writes=False) as session:
        tables = tables_of_year(session, BENEFITS, 2026)
        assert [str(table.period) for table in tables] == ["2026-10", "2026-11", "2026-12", "2026-Q4"]
        row = house_table_of(session, BENEFITS, "2026-Q4")
        assert row is not None
        assert digest(row.content) == row.digest
        event = HouseTableFrozen("benefits", "2026-Q4", row.digest)
        assert journal.find(session, event.name, canonical_data(event)) is not None
        quarter = house_table(session, BENEFITS, QUARTER)
        assert quarter is not None
        months = [table.point("L06") for table in tables[:3]]
        assert quarter.point("L06").answered == sum(month.answered or 0 for month in months)
        assert house_table(session, BENEFITS, Period.year(2026)) is None


def test_both_areas_are_frozen_alike(sqlite_house: HouseUnderTest) -> None:
    close_months(sqlite_house, [DECEMBER], Area.INTEGRATION)
    with sqlite_house.runtime.transaction(writes=False) as session:
        table = house_table(session, Area.INTEGRATION, Period.of(DECEMBER))
        assert table is not None
        assert table.has_strata
        assert table.point("M02").shown


def test_a_changed_table_is_not_read(house: HouseUnderTest) -> None:
    close_months(house, [DECEMBER])
    with house.runtime.transaction() as session:
        row = session.get_one(HouseTableRow, (BENEFITS, "2026-12"))
        forged = row.content.replace('"has_strata":false', '"has_strata":true')
        assert forged != row.content
        session.execute(update(HouseTableRow).values(content=forged))
    with house.runtime.transaction(writes=False) as session, pytest.raises(IntegrityError, match="digest"):
        house_table(session, BENEFITS, Period.of(DECEMBER))


def test_the_job_freezes_what_was_closed_before_and_goes_on_where_it_stopped(house: HouseUnderTest) -> None:
    close_months(house, [Month(2025, 12), *QUARTER.months])
    with house.runtime.transaction(writes=False) as session:
        before = {t.period: t.to_json() for y in (2025, 2026) for t in tables_of_year(session, BENEFITS, y)}
    with house.runtime.transaction() as session:
        session.execute(delete(HouseTableRow))
    # A restart in the middle: one year is there, the other is not.
    with house.runtime.transaction() as session:
        assert years_to_freeze(session, BENEFITS) == (2025, 2026)
        assert freeze_year(session, house.clock, Actor.job(), BENEFITS, 2026)[-1] == QUARTER
        assert years_to_freeze(session, BENEFITS) == (2025,)
    done = [str(one) for one in run_due(house.runtime)]
    assert [one for one in done if one.startswith("froze")] == ["froze benefits 2025-12"]
    assert not [one for one in done if one.startswith("counted")]
    assert not [one for one in map(str, run_due(house.runtime)) if one.startswith("froze")]
    with house.runtime.transaction(writes=False) as session:
        after = {t.period: t.to_json() for y in (2025, 2026) for t in tables_of_year(session, BENEFITS, y)}
    assert after == before


def test_a_late_branch_changes_no_frozen_table(sqlite_house: HouseUnderTest) -> None:
    close_months(sqlite_house, [DECEMBER])
    with sqlite_house.runtime.transaction(writes=False) as session:
        row = house_table_of(session, BENEFITS, "2026-12")
        assert row is not None
        kept = row.content
    late = Invented(BENEFITS, seed=2).branch("Z06", DECEMBER)
    late.version, late.late = 2, True
    with sqlite_house.runtime.transaction() as session:
        submit(session, BENEFITS, DECEMBER, "Z06", late)
        freeze_year(session, sqlite_house.clock, Actor.job(), BENEFITS, 2026)
    with sqlite_house.runtime.transaction(writes=False) as session:
        row = house_table_of(session, BENEFITS, "2026-12")
        assert row is not None
        assert row.content == kept


def test_who_changed_the_branch_within_the_quarter_is_one_person(sqlite_house: HouseUnderTest) -> None:
    """Eight branches are enough; two persons with three branches each, one after the other, are not."""
    eight = BRANCHES[:8]
    with sqlite_house.runtime.transaction() as session:
        add_branches(session, *BRANCHES[3:])
    with sqlite_house.runtime.transaction() as session:
        for person, codes in (("z06", eight[:3]), ("z01", eight[3:6])):
            account = by_username(session, person)
            assert account is not None
            for number, code in enumerate(codes):
                month = QUARTER.months[number]
                session.add(
                    BranchGrant(
                        account_id=account.id,
                        branch_code=code,
                        area=BENEFITS,
                        role=Role.BRANCH_HEAD,
                        starts_on=month.first_day,
                        ends_on=month.last_day,
                    )
                )
    close_months(sqlite_house, QUARTER.months, branches=eight)
    with sqlite_house.runtime.transaction(writes=False) as session:
        months = [house_table(session, BENEFITS, Period.of(month)) for month in QUARTER.months]
        quarter = house_table(session, BENEFITS, QUARTER)
        assert quarter is not None
        assert any(table and table.point("L06").shown for table in months)
        assert not quarter.point("L06").shown


def test_a_closed_month_has_its_counts_by_branch_and_point_as_one_row(house: HouseUnderTest) -> None:
    close_months(house, QUARTER.months)
    with house.runtime.transaction(writes=False) as session:
        table = count_overview(session, BENEFITS, QUARTER)
        totals = totals_of(session, BENEFITS, [QUARTER])
    assert set(table.branches) == set(BRANCHES)
    assert len(table.points) == 18
    for row, branch in enumerate(table.branches):
        for column, point in enumerate(table.points):
            assert table.answered[row, column] == totals.points[point].answered_by_branch[branch]
            assert table.findings[row, column] == totals.points[point].findings_by_branch[branch]


def test_the_job_counts_months_that_were_closed_before(house: HouseUnderTest) -> None:
    close_months(house, QUARTER.months)
    with house.runtime.transaction() as session:
        session.execute(delete(CountMatrix).where(CountMatrix.month < DECEMBER))
    done = [str(one) for one in run_due(house.runtime)]
    assert [one for one in done if one.startswith("counted")] == [
        "counted benefits 2026-10",
        "counted benefits 2026-11",
    ]
    with house.runtime.transaction(writes=False) as session:
        assert months_without_matrix(session, BENEFITS) == ()


def test_counts_that_do_not_fit_the_figures_stop_the_close(sqlite_house: HouseUnderTest) -> None:
    close_months(sqlite_house, [DECEMBER])
    with sqlite_house.runtime.transaction() as session:
        session.execute(delete(CountMatrix))
        session.execute(update(ReleasedPoint).values(ok=ReleasedPoint.ok + 1))
    with sqlite_house.runtime.transaction() as session, pytest.raises(IntegrityError, match="fit"):
        freeze_missing_matrices(session, BENEFITS)
