"""Which three points and which money the management is shown, and that nothing hidden decides about it."""

from dataclasses import replace

from iks.domain.house_table import HouseAmount, HouseCompleteness, HousePoint, HouseTable
from iks.domain.period import Period
from iks.domain.risk import risks, stakes
from iks.domain.values import Area

COMPLETE = HouseCompleteness(420, 420, 22300, 42, 42, (), 0, {}, 0, 7560, 0, 0)


def point(name: str, findings: int, major: int, answered: int = 100) -> HousePoint:
    return HousePoint(name, answered, findings, severity={"major": major, "minor": findings - major})


def quarter(period: str, *points: HousePoint) -> HouseTable:
    return HouseTable(Area.BENEFITS, Period.parse(period), (), COMPLETE, (), None, False, None, tuple(points))


def test_major_findings_of_all_quarters_count_and_the_rate_is_that_of_the_newest():
    newest = quarter("2026-Q3", point("L01", 9, 1), point("L02", 20, 3))
    before = quarter("2026-Q2", point("L01", 12, 8), point("L02", 18, 1))
    first, second = risks([newest, before])
    assert (first.point, first.major, first.quarters) == ("L01", 9, 2)
    assert (first.findings, first.answered, first.before) == (9, 100, (12, 100))
    assert (second.point, second.major) == ("L02", 4)


def test_there_are_three_at_most_and_the_higher_rate_breaks_a_tie():
    points = [point(f"L{n:02}", 10 + n, 2) for n in range(1, 7)]
    assert [one.point for one in risks([quarter("2026-Q3", *points)])] == ["L06", "L05", "L04"]


def test_a_point_without_a_major_finding_is_no_risk():
    assert risks([quarter("2026-Q3", point("L01", 30, 0))]) == ()


def test_what_is_hidden_in_the_newest_quarter_is_left_out_whatever_the_others_say():
    newest = quarter("2026-Q3", HousePoint("L01"), point("L02", 5, 1))
    before = quarter("2026-Q2", point("L01", 50, 50), point("L02", 5, 1))
    assert [one.point for one in risks([newest, before])] == ["L02"]


def test_a_quarter_in_which_a_point_is_hidden_does_not_count_for_it():
    newest, hidden = quarter("2026-Q3", point("L01", 9, 2)), quarter("2026-Q2", HousePoint("L01"))
    (one,) = risks([newest, hidden, quarter("2026-Q1", point("L01", 9, 5))])
    assert (one.major, one.quarters, one.before) == (7, 2, None)


def test_a_fifth_quarter_is_not_looked_at():
    quarters = [quarter(f"2026-Q{n}", point("L01", 9, 1)) for n in (4, 3, 2, 1)]
    old = quarter("2025-Q4", point("L01", 90, 90))
    assert risks([*quarters, old])[0].major == 4


def test_money_of_all_bearers_is_added_up_and_one_that_is_hidden_hides_the_sum():
    def money(*amounts):
        return stakes(replace(quarter("2026-Q3"), amounts=amounts))

    federal, municipal = (
        HouseAmount("overpayment", "federal", 1200),
        HouseAmount("overpayment", "municipal", 300),
    )
    assert [(one.direction, one.euro) for one in money(federal, municipal)] == [("overpayment", 1500)]
    assert money(federal, HouseAmount("overpayment", "both", None))[0].euro is None
    assert money(HouseAmount("underpayment", "", None))[0].euro is None


def test_the_three_largest_extrapolations_of_a_direction_stand_with_their_limits():
    def with_amount(number, extrapolated, bearer=""):
        amounts = (HouseAmount("overpayment", bearer, 500, extrapolated),)
        return replace(point(f"L{number:02}", 9, 1), amounts=amounts)

    points = [with_amount(n, (n * 1000, 0, n * 2000)) for n in range(1, 6)]
    table = quarter("2026-Q3", *points, with_amount(6, None), with_amount(7, (99_000, 0, 99_000), "federal"))
    table = replace(table, amounts=(HouseAmount("overpayment", "", 2500),))
    assert stakes(table)[0].points == (
        ("L05", (5000, 0, 10_000)),
        ("L04", (4000, 0, 8000)),
        ("L03", (3000, 0, 6000)),
    )
