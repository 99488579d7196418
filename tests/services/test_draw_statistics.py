"""The long run of the draws: what the register says, beside what equal chance gives."""

from collections import Counter
from datetime import datetime, time

import pytest
from sqlalchemy import event, select

from iks.domain.clock import BERLIN
from iks.domain.month import Month, draw_time
from iks.domain.values import Area, ExclusionReason, MonthState
from iks.errors import NotPermitted, NotThere
from iks.services.draw_statistics import DrawStatistics, draw_statistics
from iks.store.draws import Draw, SampleFile, current_draw, sample_of
from iks.store.months import AuditMonth
from tests.house_under_test import MONTH, HouseUnderTest
from tests.month_under_test import draw, drawn, lock, small_list, upload
from tests.services.void_factory import drawn_again, voided

SIZES = {"Z01": 30, "Z06": 300, "S13": 7}


def play(house: HouseUnderTest, area: Area, months: int, first: Month = MONTH) -> list[Month]:
    """Draw so many months in a row from the same files."""
    played = [first.shift(n) for n in range(months)]
    for month in played:
        house.clock.set(max(house.clock.moment, _eve(month)))
        upload(house, area, small_list(area, SIZES), month=month)
        lock(house, area, month=month)
        house.clock.set(draw_time(month))
        draw(house, area, month=month)
    return played


def _eve(month: Month) -> datetime:
    return datetime.combine(month.shift(-1).last_day, time(9), BERLIN)


def statistics(house: HouseUnderTest, span: int = 12, username: str = "revision") -> list[DrawStatistics]:
    with house.runtime.transaction(writes=False) as session:
        return list(draw_statistics(session, house.actor(username), span))


@pytest.mark.parametrize("area", list(Area))
def test_the_counts_are_those_of_the_register(house: HouseUnderTest, area: Area) -> None:
    months = play(house, area, 4)
    (found,) = statistics(house)
    with house.runtime.transaction(writes=False) as session:
        drawn_files = Counter(session.scalars(select(SampleFile.file_ref)))
    assert (found.area, found.drawn) == (area, tuple(months))
    assert found.files == sum(SIZES.values())
    observed = {line.times: line.observed for line in found.times}
    assert observed[0] == found.files - len(drawn_files)
    assert {n: observed[n] for n in observed if n and observed[n]} == Counter(drawn_files.values())
    assert found.house.draws == drawn_files.total() == 4 * 27
    assert found.house.observed == drawn_files.total() - len(drawn_files)
    assert sum(line.expected for line in found.times) == pytest.approx(found.files)


def test_small_branches_repeat_and_resting_files_cannot(house: HouseUnderTest) -> None:
    play(house, Area.BENEFITS, 3)
    (found,) = statistics(house)
    lines = {line.code: line.test for line in found.branches}
    # Seven of seven every month: all of it is repeated, and nothing else could be.
    assert (lines["S13"].observed, lines["S13"].expected, lines["S13"].p_value) == (14, 14.0, 1.0)
    # Three hundred files rest for twelve months after a draw.
    assert (lines["Z06"].draws, lines["Z06"].observed, lines["Z06"].p_value) == (30, 0, None)
    # Thirty files, ten a month: the second draw expects ten thirds, the third more.
    assert lines["Z01"].expected > 10 / 3
    assert found.judged == 2
    assert found.standing_out == ()


def test_a_draw_that_always_hits_the_same_files_stands_out(house: HouseUnderTest) -> None:
    months = play(house, Area.BENEFITS, 4)
    with house.runtime.transaction() as session:
        first = current_draw(session, "benefits", months[0])
        same = [file.file_ref for file in sample_of(session, first, "Z01")]
        for month in months[1:]:
            rows = sample_of(session, current_draw(session, "benefits", month), "Z01")
            for row in rows:
                row.file_ref = f"aside {row.id}"
            session.flush()
            for row, file_ref in zip(rows, same, strict=True):
                row.file_ref = file_ref
    (found,) = statistics(house)
    assert [line.code for line in found.standing_out] == ["Z01"]
    assert found.standing_out[0].test.observed == 30
    assert found.house.stands_out


def test_substitutes_and_void_draws_are_left_out(house: HouseUnderTest) -> None:
    drawn(house, Area.BENEFITS)
    voided(house)
    drawn_again(house)
    with house.runtime.transaction() as session:
        found = current_draw(session, "benefits", MONTH)
        rows = sample_of(session, found, "Z06")
        rows[0].exclusion_reason, rows[0].excluded_at = ExclusionReason.AT_COURT, house.clock.now()
        moved_up = SampleFile(
            draw=found,
            branch_code="Z06",
            stratum="-",
            rank=11,
            position=11,
            file_ref="moved up",
            ticket="ff" * 32,
            substitute_for_id=rows[0].id,
        )
        session.add(moved_up)
    (after,) = statistics(house)
    assert (after.house.draws, after.house.observed) == (27, 0)


def test_months_without_a_draw_and_erased_ones_are_named(house: HouseUnderTest) -> None:
    play(house, Area.BENEFITS, 2)
    with house.runtime.transaction() as session:
        for back in (1, 2, 30):
            month = MONTH.shift(-back)
            session.add(AuditMonth(area=Area.BENEFITS, month=month, state=MonthState.CLOSED))
        first = current_draw(session, "benefits", MONTH)
        first.secret.sealed, first.secret.state = None, "destroyed"
    (found,) = statistics(house)
    assert found.without_draw == (MONTH.shift(-2), MONTH.shift(-1))
    assert (found.erased, found.drawn) == ((MONTH,), (MONTH.shift(1),))
    assert found.house.draws == 27


def test_the_span_ends_with_the_newest_draw(house: HouseUnderTest) -> None:
    play(house, Area.INTEGRATION, 2)
    (short,), (long,) = statistics(house, 12), statistics(house, 24)
    assert (short.first, short.last) == (MONTH.shift(-10), MONTH.shift(1))
    assert (long.first, long.last) == (MONTH.shift(-22), MONTH.shift(1))


def test_only_the_revision_looks_and_only_at_the_spans_offered(sqlite_house: HouseUnderTest) -> None:
    assert statistics(sqlite_house) == []
    for username in ("gur", "controller", "management", "z06", "admin"):
        with pytest.raises(NotPermitted):
            statistics(sqlite_house, username=username)
    with pytest.raises(NotThere):
        statistics(sqlite_house, 6)


def test_no_sheet_and_no_answer_is_read(sqlite_house: HouseUnderTest) -> None:
    drawn(sqlite_house, Area.BENEFITS)
    said: list[str] = []
    engine = sqlite_house.runtime.engine

    def note(_connection, _cursor, statement, *_rest) -> None:
        said.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    with sqlite_house.runtime.transaction(writes=False) as session:
        revision = sqlite_house.actor("revision")
        said.clear()
        draw_statistics(session, revision, 12)
    event.remove(engine, "before_cursor_execute", note)
    assert said
    assert not any(table in text for text in said for table in ("file_check", "answer", "released_"))
    assert session.scalars(select(Draw)).first()
