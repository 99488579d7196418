"""Handing in a month: exactly what was shown leaves, and it leaves once."""

import json
import threading

import pytest
from sqlalchemy import func, select

from iks.domain.values import Area, BranchState, MonthState
from iks.errors import NotThere, Refused
from iks.services import submit_month
from iks.services.submit_month import Preview, Submitted
from iks.store import journal
from iks.store.casework import Submission
from iks.store.months import get_branch_month, get_month
from iks.store.releases import Release, ReleasedAmount, ReleasedPoint, releases_in_time
from iks.store.session import open_session
from tests.house_under_test import MONTH, HouseUnderTest
from tests.services.branch_factory import (
    FINDING_WITH_MONEY,
    check_all,
    drawn_house,
    drawn_without_s13,
    finish,
    sample,
    save,
    submit,
)

NOTED = {"answer": "finding", "pattern": "identity_check_not_filed", "cause": "slip", "direction": "none"}
SECRET_NOTE = "Frau Beispiel hat nachgefragt"


def preview(house: HouseUnderTest, username: str = "z06", area: Area = Area.BENEFITS) -> Preview:
    with house.runtime.transaction(writes=False) as session:
        return submit_month.preview(session, house.actor(username), area, MONTH)


@pytest.fixture
def checked(house: HouseUnderTest) -> HouseUnderTest:
    """Z06 has checked its ten files: L08 costs 340 euro in file 1, L01 is faulty in files 1 and 2."""
    drawn_house(house, Area.BENEFITS)
    first = {"L08": FINDING_WITH_MONEY, "L01": {**NOTED, "relevance": "systemic", "note": SECRET_NOTE}}
    check_all(house, but={1: first, 2: {"L01": NOTED}})
    return house


def close(house: HouseUnderTest) -> None:
    with house.runtime.transaction() as session:
        audit = get_month(session, Area.BENEFITS, MONTH)
        assert audit is not None
        audit.state = MonthState.CLOSED


def test_the_preview_is_exactly_what_is_released(checked: HouseUnderTest) -> None:
    shown = preview(checked)
    submit(checked)
    with checked.runtime.transaction(writes=False) as session:
        rows = releases_in_time(session, Area.BENEFITS, MONTH)
        for name in ("strata", "points", "findings", "regimes", "amounts", "file_counts", "substitutions"):
            left = [vars(row) for row in getattr(shown.counts, name)]
            keys = list(left[0]) if left else []
            stored = [{key: getattr(row, key) for key in keys} for row in getattr(rows, name)]
            assert sorted(map(str, left)) == sorted(map(str, stored)), name
    after = preview(checked)
    assert after.counts == shown.counts
    assert after.submitted is not None


def test_the_340_euro_and_the_population_arrive_in_the_house_room(checked: HouseUnderTest) -> None:
    submit(checked)
    with checked.runtime.transaction(writes=False) as session:
        rows = releases_in_time(session, Area.BENEFITS, MONTH)
        (amount,) = rows.amounts
        assert (amount.check_point, amount.direction, amount.bearer) == ("L08", "overpayment", "federal")
        assert (amount.files, amount.sum_cents, amount.sum_squared_cents) == (1, 34000, 34000**2)
        (stratum,) = rows.strata
        assert (stratum.population, stratum.drawn, stratum.checked) == (45, 10, 10)
        l01 = next(row for row in rows.points if row.check_point == "L01")
        assert (l01.ok, l01.finding, l01.systemic) == (8, 2, 1)
        l08 = next(row for row in rows.points if row.check_point == "L08")
        assert (l08.finding, l08.list_was_wrong) == (1, 10)
        assert {(row.findings, row.count) for row in rows.file_counts} == {(0, 8), (1, 1), (2, 1), (3, 0)}
        assert {row.regime for row in rows.regimes} == {"until_2026_06,from_2026_07"}


def test_no_file_number_and_no_note_is_in_the_house_room(checked: HouseUnderTest) -> None:
    refs = [line.file_ref for line in sample(checked).files]
    submit(checked)
    with checked.runtime.transaction(writes=False) as session:
        rows = releases_in_time(session, Area.BENEFITS, MONTH)
        content = repr([vars(row) for name in vars(rows) for row in getattr(rows, name)])
    assert SECRET_NOTE not in content
    assert not [ref for ref in refs if ref in content]


def test_the_preview_counts_the_notes_that_stay(checked: HouseUnderTest) -> None:
    assert preview(checked).notes == 1


def test_open_files_are_named_by_their_place_in_the_list(house: HouseUnderTest) -> None:
    drawn_house(house, Area.BENEFITS)
    lines = sample(house).files
    with pytest.raises(Refused, match="Akten 1, 2, 3, 4, 5, 6, 7, 8, 9 und 10"):
        submit(house)
    check_all(house)
    save(house, lines[2].sheet_id, {"L01": {"answer": "finding"}})
    with pytest.raises(Refused, match="Akte 3 ist noch nicht fertig"):
        submit(house)
    assert [(file.number, file.sheet_id) for file in preview(house).unfinished] == [(3, lines[2].sheet_id)]
    save(house, lines[2].sheet_id, {"L01": {"answer": "ok"}})
    finish(house, lines[2].sheet_id)
    assert submit(house).first is True


def test_a_second_submission_gives_the_first_result(checked: HouseUnderTest) -> None:
    first, second = submit(checked), submit(checked, "z06-deputy")
    assert (first.first, second.first) == (True, False)
    assert (second.version, second.at) == (first.version, first.at)
    expect_one(checked)


def expect_one(house: HouseUnderTest) -> None:
    with house.runtime.transaction(writes=False) as session:
        for table in (Submission, Release):
            assert session.scalar(select(func.count()).select_from(table)) == 1
        entries = [e for e in journal.entries(session) if e.event == "month_submitted"]
        assert [json.loads(e.data) for e in entries] == [
            {"area": "benefits", "branch": "Z06", "late": False, "month": "2026-12", "version": 1}
        ]


def test_two_submissions_at_the_same_instant_hand_in_once(checked: HouseUnderTest) -> None:
    results: list[Submitted] = []
    actors = [checked.actor("z06"), checked.actor("z06-deputy")]
    start = threading.Barrier(len(actors))

    def hand_in(number: int) -> None:
        start.wait()
        with checked.runtime.transaction() as session:
            found = submit_month.submit(session, checked.clock, actors[number], Area.BENEFITS, MONTH)
        results.append(found)

    threads = [threading.Thread(target=hand_in, args=(n,)) for n in range(len(actors))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(result.first for result in results) == [False, True]
    expect_one(checked)


def test_after_the_close_a_submission_is_late_and_outside_the_month(checked: HouseUnderTest) -> None:
    close(checked)
    assert preview(checked).late is True
    assert submit(checked).late is True
    with checked.runtime.transaction(writes=False) as session:
        of_branch = get_branch_month(session, Area.BENEFITS, MONTH, "Z06")
        assert of_branch is not None
        assert (of_branch.state, of_branch.submitted_late) == (BranchState.SUBMITTED, True)
        assert releases_in_time(session, Area.BENEFITS, MONTH).releases == ()
        assert session.scalar(select(func.count()).select_from(ReleasedPoint)) == 18


def test_a_submission_that_fails_leaves_nothing_behind(checked: HouseUnderTest) -> None:
    session = open_session(checked.runtime.engine)
    submit_month.submit(session, checked.clock, checked.actor("z06"), Area.BENEFITS, MONTH)
    session.rollback()
    session.close()
    with checked.runtime.transaction(writes=False) as session:
        for table in (Submission, Release, ReleasedAmount):
            assert session.scalar(select(func.count()).select_from(table)) == 0
    assert submit(checked).first is True


def test_a_branch_without_files_has_nothing_to_submit(sqlite_house: HouseUnderTest) -> None:
    drawn_without_s13(sqlite_house)
    with pytest.raises(Refused, match="keine Akten"):
        submit(sqlite_house, "s13", Area.INTEGRATION)


def test_nobody_submits_a_foreign_branch(checked: HouseUnderTest) -> None:
    with checked.runtime.transaction() as session, pytest.raises(NotThere):
        submit_month.submit(session, checked.clock, checked.actor("z01"), Area.BENEFITS, MONTH, "Z06")


def test_the_strata_of_integration_leave_apart(house: HouseUnderTest) -> None:
    drawn_house(house, Area.INTEGRATION)
    check_all(house, area=Area.INTEGRATION)
    submit(house, area=Area.INTEGRATION)
    with house.runtime.transaction(writes=False) as session:
        rows = releases_in_time(session, Area.INTEGRATION, MONTH)
        strata = [(row.stratum, row.population, row.drawn, row.checked) for row in rows.strata]
    assert sorted(strata) == [("funded", 15, 5, 5), ("unfunded", 30, 5, 5)]
