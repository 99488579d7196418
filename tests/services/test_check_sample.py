"""What a branch sees of its sample."""

from datetime import UTC, datetime

import pytest

from iks.domain.month import Month
from iks.domain.values import Area
from iks.errors import NotThere
from iks.services import check_file, list_samples
from tests.house_under_test import MONTH, HouseUnderTest
from tests.services.branch_factory import (
    all_ok,
    check_all,
    drawn_house,
    drawn_without_s13,
    finish,
    sample,
    save,
    submit,
)


@pytest.mark.parametrize("area", list(Area))
def test_the_own_files_come_with_rank_ticket_and_facts(house: HouseUnderTest, area: Area) -> None:
    drawn_house(house, area)
    view = sample(house, area=area)
    assert [line.number for line in view.files] == list(range(1, 11))
    assert view.branch_name == "Bad Cannstatt"
    assert (view.draw.population if view.draw else 0) == 45
    strata = {line.stratum for line in view.files}
    assert strata == ({"-"} if area is Area.BENEFITS else {"funded", "unfunded"})
    for line in view.files:
        assert len(line.ticket) == 64
        assert line.attributes
    for stratum in strata:
        ranks = [line.rank for line in view.files if line.stratum == stratum]
        assert ranks == list(range(1, len(ranks) + 1))


def test_the_due_date_and_the_working_days_left_are_counted_from_today(
    house_with_files: HouseUnderTest,
) -> None:
    house_with_files.clock.set(datetime(2026, 12, 9, 9, 42, tzinfo=UTC))
    view = sample(house_with_files)
    assert str(view.due_on) == "2026-12-21"
    assert view.working_days_left == 8


def test_the_work_goes_on_where_it_was_saved_last(house_with_files: HouseUnderTest) -> None:
    lines = sample(house_with_files).files
    resume = sample(house_with_files).resume
    assert resume is not None
    assert (resume.number, resume.started, resume.point) == (1, False, "L01")
    save(house_with_files, lines[6].sheet_id, {"L01": {"answer": "ok"}})
    save(house_with_files, lines[4].sheet_id, {"L01": {"answer": "ok"}, "L02": {"answer": "ok"}})
    resume = sample(house_with_files).resume
    assert resume is not None
    assert (resume.number, resume.point, resume.started) == (5, "L03", True)
    finish(house_with_files, lines[4].sheet_id, all_ok(Area.BENEFITS))
    resume = sample(house_with_files).resume
    assert resume is not None
    assert (resume.number, resume.point) == (7, "L02")


def test_when_all_files_are_checked_nothing_is_left_to_resume(house_with_files: HouseUnderTest) -> None:
    check_all(house_with_files)
    view = sample(house_with_files)
    assert view.resume is None
    assert len(view.finished) == 10


def test_a_small_branch_is_checked_whole(house_with_files: HouseUnderTest) -> None:
    assert (len(sample(house_with_files, "s13").files), sample(house_with_files, "s13").expected) == (7, 7)


def test_a_branch_without_files_has_an_empty_sample_and_nothing_to_do(sqlite_house: HouseUnderTest) -> None:
    drawn_without_s13(sqlite_house)
    view = sample(sqlite_house, "s13", Area.INTEGRATION)
    assert (view.files, view.expected, view.resume) == ((), 0, None)
    with sqlite_house.runtime.transaction(writes=False) as session:
        (place,) = list_samples.samples_of(session, sqlite_house.actor("s13"))
    assert place.to_do is False


def test_a_month_that_does_not_exist_or_a_foreign_branch_answers_like_missing(
    house_with_files: HouseUnderTest,
) -> None:
    actor = house_with_files.actor("z06")
    for month, branch in ((Month(2031, 1), None), (MONTH, "Z01"), (MONTH, "Z99")):
        with house_with_files.runtime.transaction(writes=False) as session, pytest.raises(NotThere):
            check_file.sample_view(session, house_with_files.clock, actor, Area.BENEFITS, month, branch)


def test_before_the_first_draw_there_is_no_sample(sqlite_house: HouseUnderTest) -> None:
    actor = sqlite_house.actor("z06")
    with sqlite_house.runtime.transaction(writes=False) as session:
        assert list_samples.current_sample(session, actor) is None


def test_a_person_is_led_to_the_sample_with_something_to_do(house_with_files: HouseUnderTest) -> None:
    actor = house_with_files.actor("z06")
    check_all(house_with_files)
    submit(house_with_files)
    with house_with_files.runtime.transaction(writes=False) as session:
        place = list_samples.current_sample(session, actor)
        places = list_samples.samples_of(session, actor)
    assert place is not None
    assert (place.area, place.branch, place.checked) == (Area.INTEGRATION, "Z06", 0)
    assert [(p.area, p.submitted, p.checked) for p in places] == [
        (Area.BENEFITS, True, 10),
        (Area.INTEGRATION, False, 0),
    ]


def test_a_house_role_has_no_samples(house_with_files: HouseUnderTest) -> None:
    with house_with_files.runtime.transaction(writes=False) as session:
        assert list_samples.samples_of(session, house_with_files.actor("gur")) == ()
