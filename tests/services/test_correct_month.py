"""Corrections after the submission: versions with reason and person, the closed month untouched."""

import pytest
from sqlalchemy import select

from iks.domain.values import Area
from iks.errors import NotThere, Refused
from iks.services.close_month import close
from iks.services.correct_month import Corrected, NotCorrected, correct_sheet
from iks.store import journal
from iks.store.casework import Submission
from iks.store.corrections import Correction
from iks.store.releases import Release, ReleasedPoint, releases_in_time, result_of
from tests.house_under_test import MONTH, HouseUnderTest
from tests.services.branch_factory import (
    ENTRIES,
    FINDING_WITH_MONEY,
    check_all,
    drawn_house,
    first_sheet,
    look,
    submit,
)

REASON = "Der Freibetrag galt erst ab dem Folgemonat."
FINDING: ENTRIES = {"L08": FINDING_WITH_MONEY}


@pytest.fixture
def handed_in(house: HouseUnderTest) -> HouseUnderTest:
    """Z06 has checked its files without a finding and submitted."""
    drawn_house(house, Area.BENEFITS)
    check_all(house)
    submit(house)
    return house


def correct(
    house: HouseUnderTest,
    entries: ENTRIES,
    *,
    reason: str = REASON,
    who: str = "z06",
    version: int | None = None,
) -> Corrected:
    sheet = first_sheet(house)
    at = look(house, sheet).version if version is None else version
    with house.runtime.transaction() as session:
        return correct_sheet(session, house.clock, house.actor(who), sheet, at, entries, reason=reason)


def findings(house: HouseUnderTest, version: int) -> int:
    with house.runtime.transaction(writes=False) as session:
        rows = session.scalars(select(ReleasedPoint).where(ReleasedPoint.version == version))
        return sum(row.finding for row in rows)


def end_month(house: HouseUnderTest) -> str:
    with house.runtime.transaction() as session:
        return close(session, house.clock, house.actor("gur"), Area.BENEFITS, MONTH, "Test").digest


def test_before_the_close_the_new_version_takes_the_place_of_the_old_one(handed_in: HouseUnderTest) -> None:
    done = correct(handed_in, FINDING)
    assert (done.version, done.answers, done.after_close) == (2, 1, False)
    assert (findings(handed_in, 1), findings(handed_in, 2)) == (0, 1)
    with handed_in.runtime.transaction(writes=False) as session:
        rows = releases_in_time(session, Area.BENEFITS, MONTH)
        assert [release.version for release in rows.releases] == [2]
        assert sum(point.finding for point in rows.points) == 1


def test_old_and_new_value_reason_person_and_time_are_on_record(handed_in: HouseUnderTest) -> None:
    correct(handed_in, FINDING)
    with handed_in.runtime.transaction(writes=False) as session:
        (kept,) = session.scalars(select(Correction))
        assert (kept.check_point, kept.before["value"], kept.after["value"]) == ("L08", "ok", "finding")
        assert kept.after["amount_cents"] == 8500
        version = session.get_one(Submission, kept.submission_id)
        assert (version.version, version.reason) == (2, REASON)
        assert version.submitted_by == handed_in.actor("z06").user_id
        (entry,) = journal.latest(session, 1)
    assert entry.event == "month_corrected"
    assert REASON not in entry.data


def test_a_closed_month_keeps_its_figures_and_the_correction_waits_for_the_year(
    handed_in: HouseUnderTest,
) -> None:
    digest = end_month(handed_in)
    done = correct(handed_in, FINDING)
    assert (done.version, done.after_close) == (2, True)
    with handed_in.runtime.transaction(writes=False) as session:
        result = result_of(session, Area.BENEFITS, MONTH)
        assert result is not None
        assert result.digest == digest
        assert [release.version for release in releases_in_time(session, Area.BENEFITS, MONTH).releases] == [
            1
        ]
        late = session.scalars(select(Release.version).where(Release.late)).all()
        assert late == [2]


def test_a_correction_that_is_not_complete_changes_nothing_and_names_the_place(
    handed_in: HouseUnderTest,
) -> None:
    with pytest.raises(NotCorrected) as rejected:
        correct(handed_in, {"L08": {"answer": "finding"}})
    assert {problem.point for problem in rejected.value.problems} == {"L08"}
    assert rejected.value.sheet.entries["L08"].value == "finding"
    assert look(handed_in, first_sheet(handed_in)).sheet.entries["L08"].value == "ok"


@pytest.mark.parametrize(
    ("entries", "reason", "error"),
    [
        (FINDING, "  ", NotCorrected),
        (FINDING, "x" * 301, NotCorrected),
        ({"L08": {"answer": "ok"}}, REASON, Refused),
    ],
)
def test_no_reason_and_no_change_are_refused(
    handed_in: HouseUnderTest, entries: ENTRIES, reason: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        correct(handed_in, entries, reason=reason)


def test_the_second_of_two_corrections_from_one_page_is_told(handed_in: HouseUnderTest) -> None:
    version = look(handed_in, first_sheet(handed_in)).version
    correct(handed_in, FINDING, version=version)
    with pytest.raises(Refused, match="inzwischen an anderer Stelle"):
        correct(handed_in, {"L01": {"answer": "not_assessable", "reason": "Seite fehlt"}}, version=version)


def test_the_same_correction_sent_twice_gives_the_first_result(handed_in: HouseUnderTest) -> None:
    version = look(handed_in, first_sheet(handed_in)).version
    first = correct(handed_in, FINDING, version=version)
    assert correct(handed_in, FINDING, version=version) == first
    with handed_in.runtime.transaction(writes=False) as session:
        assert session.scalars(select(Submission.version).order_by(Submission.version)).all() == [1, 2]


def test_a_missing_reason_and_a_missing_cause_are_named_together(handed_in: HouseUnderTest) -> None:
    with pytest.raises(NotCorrected) as rejected:
        correct(handed_in, {"L08": {"answer": "finding"}}, reason="")
    assert rejected.value.reason is not None
    assert "cause" in {problem.field for problem in rejected.value.problems}


def test_nobody_else_corrects_and_nothing_before_the_submission(house: HouseUnderTest) -> None:
    drawn_house(house, Area.BENEFITS)
    check_all(house)
    with pytest.raises(Refused, match="noch nicht abgegeben"):
        correct(house, FINDING)
    submit(house)
    for person in ("z01", "gur", "revision"):
        with pytest.raises(NotThere):
            correct(house, FINDING, who=person)
