"""Measures: proposed by the unit, decided by its head, changed and ended; each person sees what is theirs."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from iks.domain.measure import Function, MeasureScope, MeasureState
from iks.domain.values import Area
from iks.errors import FieldsRejected, NotPermitted, NotThere, Refused, StaleVersion
from iks.services import steer_measures, view_measures
from iks.services.measure_choices import fix_branch_set
from iks.services.steer_measures import Change
from iks.store.journal import all_of
from iks.store.measures import get_measure
from tests.house_under_test import HouseUnderTest
from tests.measure_under_test import CODES, UNITS, proposed, wish, with_branches


def seen(
    house: HouseUnderTest, username: str, measure: str, area: Area = Area.BENEFITS
) -> view_measures.MeasureView:
    with house.runtime.transaction(writes=False) as session:
        return view_measures.measure_view(session, house.clock, house.actor(username), area, measure)


def version_of(house: HouseUnderTest, measure: str) -> int:
    with house.runtime.transaction(writes=False) as session:
        found = get_measure(session, measure)
        assert found is not None
        return found.version


def decided(house: HouseUnderTest, username: str, measure: str) -> None:
    version = version_of(house, measure)
    with house.runtime.transaction() as session:
        steer_measures.decide(session, house.clock, house.actor(username), measure, version)


@pytest.mark.parametrize("area", list(Area))
def test_staff_proposes_and_the_head_decides(house: HouseUnderTest, area: Area) -> None:
    measure = proposed(house, area, by=f"{UNITS[area]}-staff")
    staff = seen(house, f"{UNITS[area]}-staff", measure, area)
    assert (staff.line.state, staff.may_decide, staff.may_withdraw) == (MeasureState.PROPOSED, False, True)
    with pytest.raises(NotPermitted):
        decided(house, f"{UNITS[area]}-staff", measure)
    decided(house, UNITS[area], measure)
    assert seen(house, "z06", measure, area).line.state is MeasureState.DECIDED
    with house.runtime.transaction(writes=False) as session:
        assert [len(all_of(session, name)) for name in ("measure_proposed", "measure_decided")] == [1, 1]


def test_a_head_decides_in_the_same_act(house: HouseUnderTest) -> None:
    measure = proposed(house)
    shown = seen(house, "z06", measure)
    assert shown.decided_by == "Konto gur"
    assert not shown.may_change
    assert not shown.sees_figures


def test_whoever_stands_in_decides_the_proposal_of_a_head_and_no_other(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    by_staff = proposed(house, by="gur-staff")
    for stranger in ("mui", "management"):
        with pytest.raises((NotPermitted, NotThere)):
            decided(house, stranger, by_staff)
    with house.runtime.transaction() as session:
        row = get_measure(session, by_staff)
        assert row is not None
        row.proposed_by_head = True
    decided(house, "mui", by_staff)
    assert seen(house, "z06", by_staff).decided_by == "Konto mui"


@pytest.mark.parametrize("username", ["z06", "controller", "revision", "management", "mui", "admin"])
def test_nobody_else_proposes(sqlite_house: HouseUnderTest, username: str) -> None:
    with pytest.raises((NotPermitted, NotThere)):
        proposed(sqlite_house, by=username)


def test_proposals_are_the_units_own(sqlite_house: HouseUnderTest) -> None:
    measure = proposed(sqlite_house, by="gur-staff")
    for username in ("z06", "management", "mui"):
        with pytest.raises(NotThere):
            seen(sqlite_house, username, measure)
    assert seen(sqlite_house, "revision", measure).line.title == "Schulung Unterhalt"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"points": ()}, "points"),
        ({"points": ("L99",)}, "points"),
        ({"points": ("L01", "L02", "L03", "L04")}, "points"),
        ({"kind": None}, "kind"),
        ({"title": ""}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"task": "Frau Yilmaz schult die Zweigstellen"}, "task"),
        ({"task": "siehe Akte 67502BG0012345"}, "task"),
        ({"responsible": None}, "responsible"),
        ({"start": None}, "start"),
        ({"start": date(2026, 11, 19)}, "start"),
        ({"due": date(2027, 1, 10)}, "due"),
        ({"scope": MeasureScope.BRANCH_SET, "branch_set": "unknown"}, "scope"),
        ({"scope": MeasureScope.BRANCHES}, "branches"),
        ({"scope": MeasureScope.BRANCHES, "branches": ("Z99",)}, "branches"),
        ({"hoped": 33}, "hoped"),
        ({"knowledge": ("unknown",)}, "knowledge"),
    ],
)
def test_what_does_not_fit_is_told_at_its_field(
    sqlite_house: HouseUnderTest, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(FieldsRejected) as rejected:
        proposed(sqlite_house, **changes)
    assert [fault.name for fault in rejected.value.faults] == [field]


def test_a_measure_for_named_branches_looks_for_no_effect_and_names_them_to_the_unit_only(
    sqlite_house: HouseUnderTest,
) -> None:
    house = sqlite_house
    measure = proposed(house, scope=MeasureScope.BRANCHES, branches=("Z01", "Z06"))
    assert seen(house, "gur", measure).line.concerned == ("Bad Cannstatt", "Mitte") or seen(
        house, "gur", measure
    ).line.concerned == ("Mitte", "Bad Cannstatt")
    assert seen(house, "z06", measure).line.concerned == ("Bad Cannstatt",)
    for username in ("s13", "management", "mui"):
        assert seen(house, username, measure).line.concerned == ()
    assert seen(house, "gur", measure).line.effects == ()


def test_a_change_keeps_what_the_effect_is_measured_by_and_its_reason(house: HouseUnderTest) -> None:
    measure = proposed(house)
    wanted = Change(Function.UNIT_STAFF, date(2027, 6, 30), (), "Die Fortbildung ist ausgebucht.")
    head = house.actor("gur")
    with house.runtime.transaction() as session:
        steer_measures.change(session, house.clock, head, measure, 2, wanted)
    line = seen(house, "gur", measure).line
    assert (line.responsible, line.due) == (Function.UNIT_STAFF, date(2027, 6, 30))
    with house.runtime.transaction() as session, pytest.raises(StaleVersion):
        steer_measures.change(session, house.clock, head, measure, 2, wanted)
    wrong = replace(wanted, reason="", due=date(2027, 1, 1), responsible=None)
    with house.runtime.transaction() as session, pytest.raises(FieldsRejected) as rejected:
        steer_measures.change(session, house.clock, head, measure, 3, wrong)
    assert {fault.name for fault in rejected.value.faults} == {"reason", "due", "responsible"}


def test_a_measure_is_overdue_after_its_last_day_and_ends_with_a_word(house: HouseUnderTest) -> None:
    measure = proposed(house)
    house.clock.set(datetime(2027, 3, 31, 20, 0, tzinfo=UTC))
    assert not seen(house, "z06", measure).line.is_overdue
    house.clock.set(datetime(2027, 4, 2, 8, 0, tzinfo=UTC))
    assert seen(house, "z06", measure).line.days_late == 2
    head = house.actor("gur")
    with house.runtime.transaction() as session, pytest.raises(FieldsRejected):
        steer_measures.finish(session, house.clock, head, measure, 2, done=True, note="")
    with house.runtime.transaction() as session:
        steer_measures.finish(session, house.clock, head, measure, 2, done=True, note="12 Termine gehalten.")
    shown = seen(house, "z06", measure)
    assert (shown.line.state, shown.line.is_overdue) == (MeasureState.DONE, False)
    assert shown.end_note == "12 Termine gehalten."
    with house.runtime.transaction() as session, pytest.raises(Refused):
        steer_measures.finish(session, house.clock, head, measure, 3, done=False, note="Doch nicht.")


def test_a_withdrawn_proposal_cannot_be_decided_and_a_late_one_begins_later(house: HouseUnderTest) -> None:
    first, second = proposed(house, by="gur-staff"), proposed(house, by="gur-staff")
    with house.runtime.transaction() as session:
        steer_measures.withdraw(session, house.clock, house.actor("gur-staff"), first, 1)
    with pytest.raises(Refused):
        decided(house, "gur", first)
    house.clock.set(datetime(2027, 2, 1, 8, 0, tzinfo=UTC))
    decided(house, "gur", second)
    assert seen(house, "gur", second).line.start == date(2027, 2, 1)
    third = proposed(house, by="gur-staff", start=date(2027, 2, 1), due=date(2027, 2, 2))
    house.clock.set(datetime(2027, 2, 3, 8, 0, tzinfo=UTC))
    with pytest.raises(Refused):
        decided(house, "gur", third)


def test_the_unit_of_the_other_area_changes_nothing(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    measure = proposed(house)
    with house.runtime.transaction() as session, pytest.raises(NotThere):
        steer_measures.finish(
            session, house.clock, house.actor("mui"), measure, 2, done=True, note="Erledigt."
        )


def test_sets_of_branches_are_fixed_once_and_tell_no_few_branches_apart(house: HouseUnderTest) -> None:
    with house.runtime.transaction() as session:
        with_branches(session)
    head, four = house.actor("gur"), tuple(sorted(CODES)[:4])
    with house.runtime.transaction() as session:
        fix_branch_set(session, house.clock, head, Area.BENEFITS, "Hälfte", four)
    with house.runtime.transaction() as session, pytest.raises(FieldsRejected) as rejected:
        fix_branch_set(session, house.clock, head, Area.BENEFITS, "Hälfte", tuple(sorted(CODES)[:5]))
    assert {fault.name for fault in rejected.value.faults} == {"name", "branches"}
    with house.runtime.transaction() as session, pytest.raises(NotPermitted):
        fix_branch_set(session, house.clock, house.actor("gur-staff"), Area.BENEFITS, "Neu", four)
    with house.runtime.transaction() as session:
        fix_branch_set(session, house.clock, house.actor("mui"), Area.INTEGRATION, "Hälfte", four)


def test_the_list_begins_with_what_is_overdue_and_ends_with_what_has_ended(
    sqlite_house: HouseUnderTest,
) -> None:
    house = sqlite_house
    done = proposed(house, title="Erledigt", due=date(2027, 1, 31))
    proposed(house, title="Läuft", due=date(2027, 12, 31))
    proposed(house, title="Überfällig", due=date(2027, 2, 28))
    proposed(house, title="Vorschlag", by="gur-staff", due=date(2027, 12, 31))
    house.clock.set(datetime(2027, 3, 1, 8, 0, tzinfo=UTC))
    with house.runtime.transaction() as session:
        steer_measures.finish(session, house.clock, house.actor("gur"), done, 2, done=True, note="Gut.")
    with house.runtime.transaction(writes=False) as session:
        lines = view_measures.measure_list(session, house.clock, house.actor("gur"), Area.BENEFITS)
        of_branch = view_measures.measure_list(session, house.clock, house.actor("z06"), Area.BENEFITS)
    assert [line.title for line in lines] == ["Überfällig", "Vorschlag", "Läuft", "Erledigt"]
    assert [line.title for line in of_branch] == ["Überfällig", "Läuft", "Erledigt"]


def test_a_wish_that_fits_has_no_field_left_empty() -> None:
    assert all(value is not None for value in vars(wish()).values())
