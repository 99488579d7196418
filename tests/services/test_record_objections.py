"""Recording counts of objections: whole or not at all, once, with versions and a reason."""

from datetime import UTC, datetime

import pytest

from iks.domain.frame_fault import FrameFileRejected
from iks.domain.month import Month
from iks.domain.objections import ObjectionKind
from iks.errors import FieldsRejected, NotPermitted, Refused, StaleVersion
from iks.services.record_objections import (
    CountsRejected,
    ReasonMissing,
    check_objections,
    record_month,
    state_of,
)
from iks.store import journal
from iks.store.objections import counts_between, rows_between, versions_of
from tests.house_under_test import HouseUnderTest
from tests.objections_under_test import OCTOBER, all_topics, as_csv, counts, taken_over


def stored(house: HouseUnderTest, month: Month = OCTOBER) -> dict[object, object]:
    with house.runtime.transaction(writes=False) as session:
        return dict(counts_between(session, month, month))


def events(house: HouseUnderTest) -> list[str]:
    with house.runtime.transaction(writes=False) as session:
        return [e.data for e in journal.entries(session) if e.event == "objections_recorded"]


def test_a_file_is_taken_over_once(house: HouseUnderTest) -> None:
    rows = [*all_topics(OCTOBER), *all_topics(OCTOBER, ObjectionKind.COURT_CASE)]
    first = taken_over(house, rows)
    assert (first.new, first.corrected, first.unchanged) == (20, 0, False)
    assert list(stored(house).values()) == sorted(rows, key=lambda row: (row.kind, row.topic))
    again = taken_over(house, rows)
    assert again.unchanged
    assert len(events(house)) == 1
    assert '"rows":20' in events(house)[0]


def test_a_faulty_row_keeps_everything_out(house: HouseUnderTest) -> None:
    data = as_csv(all_topics(OCTOBER)).replace(b";40\r\n", b";41\r\n", 1)
    with house.runtime.transaction() as session, pytest.raises(FrameFileRejected) as rejected:
        check_objections(session, house.clock, house.actor("controller"), data)
    assert [fault.code for fault in rejected.value.faults] == ["balance"]
    assert stored(house) == {}


def test_a_correction_is_a_new_version_with_its_reason(house: HouseUnderTest) -> None:
    taken_over(house, all_topics(OCTOBER))
    changed = all_topics(OCTOBER, housing=counts(OCTOBER, received=80))
    with pytest.raises(ReasonMissing, match="1 schon eingetragene"):
        taken_over(house, changed)
    done = taken_over(house, changed, reason="Nachmeldung  der Poststelle")
    assert (done.new, done.corrected) == (0, 1)
    with house.runtime.transaction(writes=False) as session:
        rows = rows_between(session, OCTOBER, OCTOBER)
        assert len(rows) == 10
        assert rows[OCTOBER, ObjectionKind.OBJECTION, "housing"].received == 80
        assert [
            (row.topic, row.version, row.reason) for row in versions_of(session, OCTOBER, "objection")
        ] == [("housing", 2, "Nachmeldung der Poststelle")]
    assert '"corrected":1' in events(house)[1]
    with pytest.raises(FieldsRejected):
        taken_over(house, all_topics(OCTOBER), reason="x" * 501)


def test_stock_must_follow_on_from_what_is_recorded(house: HouseUnderTest) -> None:
    taken_over(house, all_topics(OCTOBER))
    wrong = all_topics(OCTOBER.shift(-1), access=counts(OCTOBER.shift(-1), "access", stock=3))
    with pytest.raises(FrameFileRejected) as rejected:
        taken_over(house, wrong)
    assert [fault.code for fault in rejected.value.faults] == ["next_month_differs"]
    assert taken_over(house, all_topics(OCTOBER.shift(-1))).new == 10


def test_a_file_is_previewed_before_it_is_taken_over(sqlite_house: HouseUnderTest) -> None:
    taken_over(sqlite_house, all_topics(OCTOBER)[:4])
    rows = all_topics(OCTOBER, housing=counts(OCTOBER, received=80))[:8]
    with sqlite_house.runtime.transaction(writes=False) as session:
        actor = sqlite_house.actor("gur-staff")
        preview = check_objections(session, sqlite_house.clock, actor, as_csv(rows))
    month = preview.months[0]
    assert (month.month, month.kind, month.new, month.changed) == (OCTOBER, "objection", 4, 1)
    assert month.missing == ("procedure", "other")
    assert (preview.new, preview.changed) == (4, 1)
    assert len(stored(sqlite_house)) == 4


def test_a_month_is_typed(house: HouseUnderTest) -> None:
    rows = all_topics(OCTOBER)
    with house.runtime.transaction() as session:
        seen = state_of(session, OCTOBER, ObjectionKind.OBJECTION)
        done = record_month(session, house.clock, house.actor("mui-staff"), rows, seen=seen)
    assert done.new == 10
    # The same page sent twice finds everything done.
    with house.runtime.transaction() as session:
        assert record_month(session, house.clock, house.actor("mui-staff"), rows, seen=seen).unchanged
    other = [counts(OCTOBER, received=80)]
    with house.runtime.transaction() as session, pytest.raises(StaleVersion, match="jemand anderes"):
        record_month(session, house.clock, house.actor("controller"), other, seen=seen, reason="später")
    with house.runtime.transaction() as session:
        now = state_of(session, OCTOBER, ObjectionKind.OBJECTION)
        assert now != seen
        done = record_month(
            session, house.clock, house.actor("controller"), other, seen=now, reason="Nachmeldung"
        )
    assert done.corrected == 1


def test_typed_counts_that_contradict_each_other_are_named_by_their_fields(
    sqlite_house: HouseUnderTest,
) -> None:
    taken_over(sqlite_house, all_topics(OCTOBER.shift(-1)))
    rows = [counts(OCTOBER, stock=39), counts(OCTOBER, "access")]
    actor = sqlite_house.actor("controller")
    with sqlite_house.runtime.transaction() as session, pytest.raises(CountsRejected) as rejected:
        record_month(session, sqlite_house.clock, actor, rows, seen="")
    assert [fault.name for fault in rejected.value.faults] == ["housing.stock_begin"]


def test_a_month_that_is_not_over_cannot_be_typed(sqlite_house: HouseUnderTest) -> None:
    actor = sqlite_house.actor("controller")
    with sqlite_house.runtime.transaction() as session, pytest.raises(Refused, match="noch nicht zu Ende"):
        record_month(session, sqlite_house.clock, actor, [counts(Month(2026, 11))], seen="")
    sqlite_house.clock.set(datetime(2026, 12, 1, 8, 0, tzinfo=UTC))
    with sqlite_house.runtime.transaction() as session:
        seen = state_of(session, Month(2026, 11), ObjectionKind.OBJECTION)
        record_month(session, sqlite_house.clock, actor, [counts(Month(2026, 11))], seen=seen)


@pytest.mark.parametrize("person", ["z06", "revision", "management", "admin", "staff-council"])
def test_others_record_nothing(sqlite_house: HouseUnderTest, person: str) -> None:
    with pytest.raises(NotPermitted):
        taken_over(sqlite_house, all_topics(OCTOBER), person=person)


@pytest.mark.parametrize("person", ["controller", "gur", "gur-staff", "mui", "mui-staff"])
def test_controlling_and_both_units_record(sqlite_house: HouseUnderTest, person: str) -> None:
    assert taken_over(sqlite_house, all_topics(OCTOBER), person=person).new == 10
