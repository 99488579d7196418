"""A missing file on its way: on the watch list, in the release, in the figures of a closed month."""

from datetime import UTC, datetime

import pytest

from iks.domain.month_figures import MonthFigures
from iks.domain.period import Period
from iks.domain.substitution import MissingOutcome
from iks.domain.values import Area, ExclusionReason
from iks.errors import InvalidInput, NotThere
from iks.services import submit_month
from iks.services.close_month import close
from iks.services.evaluate import analysis
from iks.services.evaluation_views import Analysis
from iks.services.house_task import HouseTask, TaskKind
from iks.services.list_tasks import tasks_of
from iks.services.overall_result import overall_result
from iks.services.settle_missing import settle_missing
from iks.store import releases
from iks.store.missing import watch_list
from tests.house_under_test import MONTH, HouseUnderTest
from tests.services.branch_factory import check_all, drawn_house, first_sheet, sample, submit
from tests.services.substitution_factory import COURT, MISSING, place, replace, settle, stored

HEADS = {Area.BENEFITS: "gur", Area.INTEGRATION: "mui"}
POINTS = {Area.BENEFITS: "L18", Area.INTEGRATION: "M06"}
BOTH = pytest.mark.parametrize("area", list(Area))


def lose(house: HouseUnderTest, area: Area, username: str = "z06") -> None:
    replace(house, first_sheet(house, username, area), MISSING, username=username)


def close_all(house: HouseUnderTest, area: Area) -> Analysis:
    """Let every branch check and submit, close the month and look at it."""
    for username in ("z01", "z06", "s13"):
        check_all(house, username, area)
        submit(house, username, area)
    return close_month(house, area)


def close_month(house: HouseUnderTest, area: Area) -> Analysis:
    with house.runtime.transaction() as session:
        close(session, house.clock, house.actor(HEADS[area]), area, MONTH, "Vorgezogen")
    with house.runtime.transaction(writes=False) as session:
        return analysis(session, house.actor(HEADS[area]), area, Period.of(MONTH), POINTS[area])


def frozen(house: HouseUnderTest, area: Area) -> MonthFigures:
    with house.runtime.transaction(writes=False) as session:
        result = releases.result_of(session, area, MONTH)
        assert result is not None
        return MonthFigures.from_json(result.content)


def tasks(house: HouseUnderTest, username: str) -> list[HouseTask]:
    with house.runtime.transaction(writes=False) as session:
        found = tasks_of(session, house.clock, house.actor(username)).house
    return [task for task in found if task.kind in {TaskKind.FILE_MISSING, TaskKind.FILES_MISSING}]


@BOTH
def test_it_counts_as_checked_and_found_beside_its_substitute(house: HouseUnderTest, area: Area) -> None:
    drawn_house(house, area)
    lose(house, area)
    replace(house, first_sheet(house, area=area), COURT)
    shown = close_all(house, area)
    assert (shown.completeness.checked, shown.completeness.expected) == (27, 27)
    assert shown.completeness.substituted == {"at_court": 1, "missing": 1}
    assert (shown.completeness.not_found, shown.completeness.not_found_at) == (1, POINTS[area])
    assert (shown.files.findings, shown.files.n) == (1, 28)
    line = shown.detail.line
    assert (line.figure.findings, line.figure.n, shown.detail.major) == (1, 28, 1)
    assert shown.detail.patterns[0].label == "Akte nicht auffindbar"
    assert (line.best, line.worst) == (1 / 29, 2 / 29)
    other = next(one for one in shown.points if one.id != POINTS[area] and one.figure.n == 27)
    assert (other.best, other.worst) == (0, 2 / 29)


def test_the_frozen_result_shows_substitutions_by_reason(house: HouseUnderTest) -> None:
    drawn_house(house, Area.BENEFITS)
    lose(house, Area.BENEFITS)
    close_all(house, Area.BENEFITS)
    z06 = next(s for s in frozen(house, Area.BENEFITS).strata if s.branch == "Z06")
    assert (z06.population, z06.drawn, z06.checked, z06.substituted) == (45, 11, 11, {"missing": 1})
    with house.runtime.transaction(writes=False) as session:
        told = overall_result(session, house.actor("management"), Area.BENEFITS)
    assert told is not None
    assert (told.checked, told.expected) == (27, 27)


def test_the_preview_shows_exactly_what_is_released(house: HouseUnderTest) -> None:
    drawn_house(house, Area.BENEFITS)
    lose(house, Area.BENEFITS)
    check_all(house)
    with house.runtime.transaction(writes=False) as session:
        shown = submit_month.preview(session, house.actor("z06"), Area.BENEFITS, MONTH)
    assert (shown.not_found, shown.expected, shown.unfinished) == (1, 10, ())
    assert [(row.reason, row.count) for row in shown.counts.substitutions] == [(ExclusionReason.MISSING, 1)]
    submit(house)
    with house.runtime.transaction(writes=False) as session:
        released = releases.releases_in_time(session, Area.BENEFITS, MONTH)
        (pattern,) = [row for row in released.findings if row.dimension == "pattern"]
    assert (pattern.check_point, pattern.code, pattern.count) == ("L18", "file_missing", 1)


def test_a_branch_all_of_whose_files_are_missing_still_hands_its_findings_in(house: HouseUnderTest) -> None:
    drawn_house(house, Area.BENEFITS)
    for _ in range(7):
        lose(house, Area.BENEFITS, "s13")
    assert place(house, branch="S13").expected == 0
    assert sample(house, "s13").files == ()
    assert submit(house, "s13").first
    for username in ("z01", "z06"):
        check_all(house, username)
        submit(house, username)
    shown = close_month(house, Area.BENEFITS)
    assert (shown.completeness.checked, shown.completeness.expected) == (20, 20)
    assert shown.completeness.not_found == 7


def test_branch_and_revision_get_the_number_and_the_unit_head_does_not(house: HouseUnderTest) -> None:
    drawn_house(house, Area.BENEFITS)
    lose(house, Area.BENEFITS)
    number = stored(house)[0].file_ref
    for username in ("z06", "z06-deputy", "revision"):
        (task,) = tasks(house, username)
        assert (task.kind, task.file_ref) == (TaskKind.FILE_MISSING, number)
    (task,) = tasks(house, "gur")
    assert (task.kind, task.branch, task.total, task.file_ref) == (TaskKind.FILES_MISSING, "Z06", 1, "")
    for username in ("z01", "mui", "gur-staff", "controller", "management", "admin"):
        assert tasks(house, username) == [], username


@pytest.mark.parametrize("username", ["z06", "revision"])
def test_it_stays_on_the_watch_list_until_somebody_settles_it(house: HouseUnderTest, username: str) -> None:
    drawn_house(house, Area.BENEFITS)
    lose(house, Area.BENEFITS)
    done = settle(house, "found", username)
    assert (done.first, done.file.outcome) == (True, MissingOutcome.FOUND)
    assert place(house).missing_files == 0
    for person in ("z06", "revision", "gur"):
        assert tasks(house, person) == []


def test_the_first_outcome_stands(house: HouseUnderTest) -> None:
    drawn_house(house, Area.BENEFITS)
    lose(house, Area.BENEFITS)
    done = settle(house, "reconstructed")
    with house.runtime.transaction() as session:
        again = settle_missing(session, house.clock, house.actor("revision"), done.file.id, "lost")
    assert (again.first, again.file.outcome) == (False, MissingOutcome.RECONSTRUCTED)


def test_only_branch_and_revision_settle_and_only_with_one_of_three_outcomes(house: HouseUnderTest) -> None:
    drawn_house(house, Area.BENEFITS)
    lose(house, Area.BENEFITS)
    for username in ("z01", "gur", "controller", "admin"):
        with pytest.raises(NotThere):
            settle(house, "found", username)
    with pytest.raises(InvalidInput):
        settle(house, "sold")
    with house.runtime.transaction(writes=False) as session:
        assert len(watch_list(session, Area)) == 1


def test_what_turns_up_after_the_close_changes_no_figure(house: HouseUnderTest) -> None:
    drawn_house(house, Area.BENEFITS)
    lose(house, Area.BENEFITS)
    close_all(house, Area.BENEFITS)
    before = frozen(house, Area.BENEFITS)
    house.clock.set(datetime(2027, 1, 20, 9, tzinfo=UTC))
    settle(house, "found")
    assert frozen(house, Area.BENEFITS) == before
    assert tasks(house, "gur") == []


def test_two_missing_files_are_counted_down_one_by_one(house: HouseUnderTest) -> None:
    drawn_house(house, Area.BENEFITS)
    lose(house, Area.BENEFITS)
    lose(house, Area.BENEFITS)
    assert tasks(house, "gur")[0].total == 2
    settle(house, "lost")
    assert tasks(house, "gur")[0].total == 1
