"""Which measures stand on the first page of a report, and which behind it."""

from datetime import date

from iks.domain.report_measure import (
    ReportEffect,
    ReportMeasure,
    behind_it,
    first_page,
    room_for_measures,
)

ROOM = 4


def measure(number: int, *, overdue: bool = False, verdict: str = "") -> ReportMeasure:
    effect = (ReportEffect("L01", verdict),) if verdict else ()
    due = date(2027, 1, number)
    return ReportMeasure(f"Maßnahme {number}", ("L01",), "training", "running", "unit", due, overdue, effect)


def test_few_measures_all_stand_on_the_first_page_the_next_due_first() -> None:
    few = [measure(3), measure(1), measure(2)]
    assert [one.title for one in first_page(few, ROOM)] == ["Maßnahme 1", "Maßnahme 2", "Maßnahme 3"]
    assert behind_it(few, ROOM) == ()


def test_of_many_the_late_and_the_known_stay_in_front_and_none_is_lost() -> None:
    many = [measure(day) for day in range(1, 10)]
    many += [measure(20, overdue=True), measure(21, verdict="fell")]
    shown, others = first_page(many, ROOM), behind_it(many, ROOM)
    assert [one.title for one in shown[:3]] == ["Maßnahme 20", "Maßnahme 21", "Maßnahme 1"]
    assert len(shown) == ROOM
    assert sorted(one.title for one in (*shown, *others)) == sorted(one.title for one in many)


def test_a_report_of_the_first_months_whose_effect_is_an_empty_text_can_be_put_in_order() -> None:
    old = ReportMeasure("Alt", (), "training", "running", "unit", None, False, "")  # type: ignore[arg-type]
    assert first_page([old, measure(1)], ROOM)[1] is old


def test_what_else_stands_on_the_page_takes_room_from_the_measures_but_never_all_of_it() -> None:
    assert room_for_measures(0, "", ()) == ROOM
    assert room_for_measures(3, "", ()) == 1
    assert room_for_measures(0, "Ein langer Absatz. " * 20, ()) < ROOM
    assert room_for_measures(1, "", ["Wohnungslose und Selbstständige"] * 6) < room_for_measures(1, "", ())
    assert room_for_measures(3, "x" * 1000, ["Mitte"] * 14) == 1
