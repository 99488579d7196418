"""Releases from pure sheets, as many months at once as a demo needs."""

from iks.domain.month import Month
from iks.domain.values import AnswerValue, Area, ExclusionReason, MonthState
from iks.services.release_findings import (
    BranchRelease,
    CheckedAnswer,
    CheckedSheet,
    StratumCounts,
    counts_of,
    release,
    release_all,
)
from iks.store.months import plan_month
from iks.store.releases import ReleasedFinding, releases_in_time
from tests.house_under_test import HouseUnderTest

POINTS = ("L01", "L02")
FAULTY = CheckedAnswer(AnswerValue.FINDING, pattern="other", cause="slip")
SHEETS = (
    CheckedSheet("-", ("from_2026_07",), {"L01": FAULTY, "L02": CheckedAnswer(AnswerValue.OK)}),
    CheckedSheet("-", ("from_2026_07",), dict.fromkeys(POINTS, CheckedAnswer(AnswerValue.NOT_APPLICABLE))),
)
STRATA = {"-": StratumCounts(100, 3, {ExclusionReason.MISSING: 1})}


def handed_in(month: Month, branch: str, version: int = 1, *, late: bool = False) -> BranchRelease:
    return BranchRelease(Area.BENEFITS, month, branch, version, late, POINTS, SHEETS, STRATA)


def plan(house: HouseUnderTest, *months: Month) -> None:
    with house.runtime.transaction() as session:
        for month in months:
            plan_month(session, Area.BENEFITS, month).state = MonthState.DRAWN


def test_a_release_writes_every_count_of_its_branch(house: HouseUnderTest) -> None:
    month = Month(2026, 12)
    plan(house, month)
    with house.runtime.transaction() as session:
        left = release(session, handed_in(month, "Z01"))
    assert left == counts_of(handed_in(month, "Z01"))
    with house.runtime.transaction(writes=False) as session:
        rows = releases_in_time(session, Area.BENEFITS, month)
        assert [(row.branch_code, row.version) for row in rows.releases] == [("Z01", 1)]
        assert [(row.reason, row.count) for row in rows.substitutions] == [("missing", 1)]
        assert {(row.dimension, row.code, row.count) for row in rows.findings} == {
            ("pattern", "other", 1),
            ("cause", "slip", 1),
        }


def test_a_newer_version_replaces_the_older_one_and_a_late_one_does_not(house: HouseUnderTest) -> None:
    month = Month(2026, 12)
    plan(house, month)
    with house.runtime.transaction() as session:
        release(session, handed_in(month, "Z01"))
        release(session, handed_in(month, "Z01", 2))
        release(session, handed_in(month, "Z06", late=True))
    with house.runtime.transaction(writes=False) as session:
        rows = releases_in_time(session, Area.BENEFITS, month)
        assert [(row.branch_code, row.version) for row in rows.releases] == [("Z01", 2)]
        assert {row.version for row in rows.findings} == {2}


def test_two_years_are_released_in_one_go(sqlite_house: HouseUnderTest) -> None:
    months = [Month(2025, 1).shift(n) for n in range(24)]
    plan(sqlite_house, *months)
    with sqlite_house.runtime.transaction() as session:
        release_all(
            session, (handed_in(month, branch) for month in months for branch in ("Z01", "Z06", "S13"))
        )
    with sqlite_house.runtime.transaction(writes=False) as session:
        assert session.query(ReleasedFinding).count() == 24 * 3 * 2
