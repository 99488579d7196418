"""What the unit is shown of closed months, against a slow count over the sheets that were handed in."""

from collections import Counter

import pytest
from sqlalchemy import update

from iks.domain.month import Month
from iks.domain.period import Period
from iks.domain.roles import Actor
from iks.domain.values import AnswerValue, Area, ExclusionReason
from iks.errors import IntegrityError, NotPermitted, NotThere, Refused
from iks.services import evaluate
from iks.services.close_month import close
from iks.services.evaluation_views import Analysis, Cockpit
from iks.store.releases import MonthResult
from sampling.change import exact_change
from sampling.rates import binomial_interval, binomial_upper
from sampling.strata import weighted_rate
from tests.house_under_test import HouseUnderTest
from tests.services.release_factory import (
    BranchSheets,
    Invented,
    add_branches,
    drawn_month,
    submit,
    submitted_month,
)

BENEFITS, INTEGRATION = Area.BENEFITS, Area.INTEGRATION
BRANCHES = ("Z01", "Z06", "S13")
MORE = tuple(f"Z{n}" for n in range(21, 28))
QUARTER = Period.quarter(2026, 4)
DECEMBER = Month(2026, 12)
HEADS = {BENEFITS: "gur", INTEGRATION: "mui"}


def close_months(
    house: HouseUnderTest,
    invented: Invented,
    months: list[Month],
    branches: tuple[str, ...] = BRANCHES,
    missing: tuple[str, ...] = (),
) -> dict[Month, dict[str, BranchSheets]]:
    actor = house.actor(HEADS[invented.area])
    came = {}
    with house.runtime.transaction() as session:
        for month in months:
            came[month] = submitted_month(session, invented, month, branches, missing)
            close(session, house.clock, actor, invented.area, month, "Für den Test")
    return came


def quarter(house: HouseUnderTest, invented: Invented, **options: tuple[str, ...]) -> list[BranchSheets]:
    came = close_months(house, invented, list(QUARTER.months), **options)
    return [sheets for month in came.values() for sheets in month.values()]


def analysis(house: HouseUnderTest, area: Area, period: Period, point: str = "") -> Analysis:
    with house.runtime.transaction(writes=False) as session:
        return evaluate.analysis(session, house.actor(HEADS[area]), area, period, point)


def cockpit(house: HouseUnderTest, person: str, area: Area = BENEFITS, month: Month = DECEMBER) -> Cockpit:
    with house.runtime.transaction(writes=False) as session:
        return evaluate.cockpit(session, house.actor(person), area, month)


def answers_at(came: list[BranchSheets], point: str) -> Counter[AnswerValue]:
    return Counter(sheet.answers[point].value for branch in came for sheet in branch.sheets)


def test_each_point_shows_what_was_answered_with_exact_limits(house: HouseUnderTest) -> None:
    came = quarter(house, Invented(BENEFITS))
    for line in analysis(house, BENEFITS, QUARTER).points:
        values = answers_at(came, line.id)
        x = values[AnswerValue.FINDING]
        n = x + values[AnswerValue.OK]
        lower, upper = binomial_interval(x, n, 0.95)
        assert (line.figure.findings, line.figure.n) == (x, n)
        assert line.figure.rate == x / n
        assert (line.figure.lower, line.figure.upper) == (float(lower), float(upper))
        assert line.figure.at_most == float(binomial_upper(x, n, 0.95))
        assert line.not_assessable == values[AnswerValue.NOT_ASSESSABLE]


def test_points_stand_in_the_order_of_major_findings_of_closed_quarters(house: HouseUnderTest) -> None:
    came = quarter(house, Invented(BENEFITS))
    shown = analysis(house, BENEFITS, QUARTER)
    sheets = [sheet for branch in came for sheet in branch.sheets]
    major = {
        line.id: sum(sheet.answers[line.id].severity == "major" for sheet in sheets) for line in shown.points
    }
    assert {line.id: line.major for line in shown.points} == major
    assert [line.major for line in shown.points] == sorted(major.values(), reverse=True)
    assert shown.looked_back == (QUARTER,)


def test_a_month_before_the_first_closed_quarter_has_no_major_findings_to_rank_by(
    sqlite_house: HouseUnderTest,
) -> None:
    close_months(sqlite_house, Invented(BENEFITS), [DECEMBER])
    shown = analysis(sqlite_house, BENEFITS, Period.of(DECEMBER))
    assert {line.major for line in shown.points} == {None}
    rates = [line.figure.rate for line in shown.points if line.figure.rate is not None]
    assert rates == sorted(rates, reverse=True)


@pytest.mark.parametrize("area", list(Area))
def test_the_weighted_rate_uses_branch_and_stratum_and_leaves_rounded(
    house: HouseUnderTest, area: Area
) -> None:
    came = quarter(house, Invented(area))
    line = analysis(house, area, QUARTER).points[0]
    cells = []
    for number, branch in enumerate(came):
        for stratum, counts in branch.strata.items():
            inside = [sheet for sheet in branch.sheets if sheet.stratum == stratum]
            values = Counter(sheet.answers[line.id].value for sheet in inside)
            found = values[AnswerValue.FINDING]
            answered = found + values[AnswerValue.OK]
            cells.append((found, answered, counts.population, len(inside), number))
    x, n, population, m, cluster = zip(*cells, strict=True)
    exact = weighted_rate(x, n, population, 0.95, m=m, branch=cluster)
    assert line.weighted is not None
    assert line.weighted.rate == round(float(exact.rate), 3)
    assert line.weighted.lower == round(float(exact.lower), 3)
    assert line.weighted.upper == round(float(exact.upper), 3)


def test_only_the_draw_with_strata_says_that_the_sample_is_not_the_house(
    sqlite_house: HouseUnderTest,
) -> None:
    close_months(sqlite_house, Invented(BENEFITS), [DECEMBER])
    close_months(sqlite_house, Invented(INTEGRATION), [DECEMBER])
    benefits = analysis(sqlite_house, BENEFITS, Period.of(DECEMBER))
    integration = analysis(sqlite_house, INTEGRATION, Period.of(DECEMBER))
    assert not benefits.has_strata
    assert benefits.files_weighted is not None
    assert integration.has_strata
    assert integration.files_weighted is None


def test_missing_and_unassessable_and_substituted_files_widen_the_bounds(
    sqlite_house: HouseUnderTest,
) -> None:
    invented = Invented(BENEFITS)
    with sqlite_house.runtime.transaction() as session:
        drawn_month(session, BENEFITS, DECEMBER, dict.fromkeys(BRANCHES, 10))
        for code in ("Z01", "S13"):
            handed_in = invented.branch(code, DECEMBER, **{"-": {ExclusionReason.AT_COURT: 1}})
            submit(session, BENEFITS, DECEMBER, code, handed_in)
        actor = sqlite_house.actor("gur")
        close(session, sqlite_house.clock, actor, BENEFITS, DECEMBER, "Z06 fehlt")
    shown = analysis(sqlite_house, BENEFITS, Period.of(DECEMBER))
    line = next(line for line in shown.points if line.not_assessable)
    unknown = 10 + 2 + line.not_assessable
    assert line.best == line.figure.findings / (line.figure.n + unknown)
    assert line.worst == (line.figure.findings + unknown) / (line.figure.n + unknown)
    assert shown.completeness.missing == (("Bad Cannstatt", (DECEMBER,)),)
    assert (shown.completeness.checked, shown.completeness.expected) == (20, 30)
    assert shown.completeness.substituted == {"at_court": 2}


def test_patterns_and_causes_are_those_of_the_house_with_the_unspecific_last(house: HouseUnderTest) -> None:
    came = quarter(house, Invented(BENEFITS))
    detail = analysis(house, BENEFITS, QUARTER, "L06").detail
    answers = [sheet.answers["L06"] for branch in came for sheet in branch.sheets]
    assert sum(count.count for count in detail.patterns) == sum(a.pattern is not None for a in answers)
    assert sum(count.count for count in detail.causes) == sum(a.cause is not None for a in answers)
    assert detail.patterns[-1].label == "anderes"
    assert detail.causes[-1].label == "nicht erkennbar"
    named = [count.count for count in detail.patterns[:-1]]
    assert named == sorted(named, reverse=True)
    assert detail.major == sum(a.severity == "major" for a in answers)
    assert detail.formal == sum(a.kind == "formal" for a in answers)
    assert detail.trend is not None
    assert [one.period.first for one in detail.trend.periods] == list(QUARTER.months)


def test_branches_are_shown_by_group_and_quarter_only_and_small_counts_not_at_all(
    house: HouseUnderTest,
) -> None:
    came = close_months(house, Invented(BENEFITS), list(QUARTER.months))
    table = analysis(house, BENEFITS, QUARTER).groups
    assert table is not None
    assert [row.name for row in table.rows] == ["Mitte", "Bad Cannstatt", "U25"]
    counts = Counter(
        point
        for month in came.values()
        for sheet in month["Z06"].sheets
        for point, answer in sheet.answers.items()
        if answer.value is AnswerValue.FINDING
    )
    of_groups = [sum(counts[point] for point in points) for _, _, points in table.groups]
    assert table.rows[1].counts == tuple(count if count >= 3 else None for count in of_groups)
    assert analysis(house, BENEFITS, Period.of(DECEMBER)).groups is None


def test_a_group_with_two_findings_reads_under_three(sqlite_house: HouseUnderTest) -> None:
    quarter(sqlite_house, Invented(BENEFITS, rate=0.02))
    table = analysis(sqlite_house, BENEFITS, QUARTER).groups
    assert table is not None
    shown = [count for row in table.rows for count in row.counts]
    assert None in shown
    assert all(count is None or count >= 3 for count in shown)


def test_a_branch_with_one_month_in_the_quarter_is_not_shown_as_a_quarter(
    sqlite_house: HouseUnderTest,
) -> None:
    invented = Invented(BENEFITS)
    close_months(sqlite_house, invented, [Month(2026, 10)])
    close_months(
        sqlite_house, invented, [Month(2026, 11), DECEMBER], branches=("Z01", "S13"), missing=("Z06",)
    )
    table = analysis(sqlite_house, BENEFITS, QUARTER).groups
    assert table is not None
    assert [(row.name, row.months, bool(row.counts)) for row in table.rows] == [
        ("Mitte", 3, True),
        ("Bad Cannstatt", 1, False),
        ("U25", 3, True),
    ]


def test_amounts_from_three_branches_are_too_few(sqlite_house: HouseUnderTest) -> None:
    quarter(sqlite_house, Invented(BENEFITS))
    shown = analysis(sqlite_house, BENEFITS, QUARTER)
    assert [(a.direction, a.euro) for a in shown.amounts] == [("overpayment", None), ("underpayment", None)]
    assert {amount.euro for amount in shown.detail.amounts} == {None}


def test_amounts_from_enough_branches_are_rounded_and_by_bearer(sqlite_house: HouseUnderTest) -> None:
    with sqlite_house.runtime.transaction() as session:
        add_branches(session, *MORE)
    came = quarter(sqlite_house, Invented(BENEFITS), branches=(*BRANCHES, *MORE))
    shown = analysis(sqlite_house, BENEFITS, QUARTER, "L06")
    answers = [a for branch in came for sheet in branch.sheets for a in sheet.answers.values()]
    for amount in shown.amounts:
        cents = sum(
            a.cents or 0 for a in answers if (a.direction, a.bearer) == (amount.direction, amount.bearer)
        )
        assert amount.euro == round(cents / 10_000) * 100
    assert {amount.bearer for amount in shown.amounts} == {"federal", "municipal"}
    over = shown.detail.amounts[0]
    at_point = [sheet.answers["L06"] for branch in came for sheet in branch.sheets]
    cents = sum(a.cents or 0 for a in at_point if a.direction == "overpayment")
    assert over.euro == round(cents / 10_000) * 100
    assert over.extrapolated is not None
    assert all(value % 1000 == 0 for value in over.extrapolated)


def test_amounts_of_one_point_are_not_shown_for_one_month(sqlite_house: HouseUnderTest) -> None:
    with sqlite_house.runtime.transaction() as session:
        add_branches(session, *MORE)
    close_months(sqlite_house, Invented(BENEFITS), [DECEMBER], branches=(*BRANCHES, *MORE))
    shown = analysis(sqlite_house, BENEFITS, Period.of(DECEMBER), "L06")
    assert shown.detail.amounts == ()
    assert any(amount.euro is not None for amount in shown.amounts)


def test_a_point_without_a_finding_has_only_an_upper_limit(sqlite_house: HouseUnderTest) -> None:
    close_months(sqlite_house, Invented(BENEFITS, rate=0.0), [DECEMBER])
    figure = analysis(sqlite_house, BENEFITS, Period.of(DECEMBER)).points[0].figure
    assert (figure.findings, figure.rate) == (0, 0)
    assert figure.at_most == pytest.approx(1 - 0.05 ** (1 / figure.n))


def test_a_month_without_answers_makes_no_statement(sqlite_house: HouseUnderTest) -> None:
    with sqlite_house.runtime.transaction() as session:
        drawn_month(session, BENEFITS, DECEMBER, {"Z01": 10})
        close(session, sqlite_house.clock, sqlite_house.actor("gur"), BENEFITS, DECEMBER, "Niemand da")
    line = analysis(sqlite_house, BENEFITS, Period.of(DECEMBER)).points[0]
    assert (line.figure.n, line.figure.rate, line.figure.at_most) == (0, None, None)
    assert (line.weighted, line.before) == (None, None)
    assert (line.best, line.worst) == (0, 1)


def test_before_the_close_the_unit_sees_who_submitted_and_nothing_else(house: HouseUnderTest) -> None:
    with house.runtime.transaction() as session:
        submitted_month(session, Invented(BENEFITS), DECEMBER, ("Z01", "S13"), missing=("Z06",))
    seen = cockpit(house, "gur")
    assert [(b.name, b.submitted) for b in seen.branches] == [
        ("Mitte", True),
        ("Bad Cannstatt", False),
        ("U25", True),
    ]
    assert (seen.result_digest, seen.closed_on, seen.may_close) == ("", None, True)
    with pytest.raises(Refused, match="noch nicht abgeschlossen"):
        analysis(house, BENEFITS, Period.of(DECEMBER))


def test_a_quarter_with_an_open_month_is_not_shown(sqlite_house: HouseUnderTest) -> None:
    close_months(sqlite_house, Invented(BENEFITS), [Month(2026, 10), Month(2026, 11)])
    with pytest.raises(Refused, match="noch nicht abgeschlossen"):
        analysis(sqlite_house, BENEFITS, QUARTER)


def test_figures_changed_after_the_close_are_not_shown(house: HouseUnderTest) -> None:
    close_months(house, Invented(BENEFITS), [DECEMBER])
    with house.runtime.transaction() as session:
        row = session.get_one(MonthResult, (BENEFITS, DECEMBER))
        forged = row.content.replace('"systemic":0', '"systemic":1', 1)
        session.execute(update(MonthResult).values(content=forged))
    with pytest.raises(IntegrityError, match="digest"):
        analysis(house, BENEFITS, Period.of(DECEMBER))


def test_a_late_branch_is_named_after_the_close_and_changes_no_figure(sqlite_house: HouseUnderTest) -> None:
    close_months(sqlite_house, Invented(BENEFITS), [DECEMBER], branches=("Z01", "S13"), missing=("Z06",))
    before = analysis(sqlite_house, BENEFITS, Period.of(DECEMBER))
    late = Invented(BENEFITS).branch("Z06", DECEMBER)
    late.late = True
    with sqlite_house.runtime.transaction() as session:
        submit(session, BENEFITS, DECEMBER, "Z06", late)
    after = analysis(sqlite_house, BENEFITS, Period.of(DECEMBER))
    assert after.completeness.late == ("Bad Cannstatt",)
    assert after.points == before.points
    assert [branch.name for branch in cockpit(sqlite_house, "gur").open] == ["Bad Cannstatt"]


def test_the_rate_of_the_four_quarters_before_needs_all_four(sqlite_house: HouseUnderTest) -> None:
    invented = Invented(BENEFITS, files=2)
    close_months(sqlite_house, invented, [Month(2025, 10).shift(n) for n in range(15)], branches=("Z01",))
    assert analysis(sqlite_house, BENEFITS, QUARTER).points[0].before is not None
    assert analysis(sqlite_house, BENEFITS, Period.quarter(2026, 3)).points[0].before is None


@pytest.mark.parametrize(
    ("person", "error"), [("mui", NotThere), ("mui-staff", NotThere), ("z06", NotPermitted)]
)
def test_nobody_else_evaluates_the_area(
    sqlite_house: HouseUnderTest, person: str, error: type[Exception]
) -> None:
    with sqlite_house.runtime.transaction() as session:
        submitted_month(session, Invented(BENEFITS), DECEMBER, BRANCHES)
    with pytest.raises(error):
        cockpit(sqlite_house, person)


def test_the_revision_looks_at_both_areas_and_closes_none(sqlite_house: HouseUnderTest) -> None:
    with sqlite_house.runtime.transaction() as session:
        submitted_month(session, Invented(BENEFITS), DECEMBER, BRANCHES)
    assert not cockpit(sqlite_house, "revision").may_close
    assert evaluate.areas_to_evaluate(sqlite_house.actor("revision")) == tuple(Area)


def overall(house: HouseUnderTest, actor: Actor) -> evaluate.OverallResult:
    with house.runtime.transaction(writes=False) as session:
        result = evaluate.overall_result(session, actor, BENEFITS)
    assert result is not None
    return result


def test_the_overall_result_of_three_branches_shows_no_point(sqlite_house: HouseUnderTest) -> None:
    close_months(sqlite_house, Invented(BENEFITS, files=20), [DECEMBER])
    result = overall(sqlite_house, sqlite_house.actor("management"))
    assert {point.figure for point in result.points} == {None}
    assert result.files is None


def test_the_overall_result_of_a_full_house_shows_points_by_their_own_period(
    sqlite_house: HouseUnderTest,
) -> None:
    with sqlite_house.runtime.transaction() as session:
        add_branches(session, *MORE)
    close_months(sqlite_house, Invented(BENEFITS), [DECEMBER], branches=(*BRANCHES, *MORE))
    points = {point.id: point for point in overall(sqlite_house, sqlite_house.actor("management")).points}
    assert points["L06"].figure is not None
    assert points["L06"].period == Period.of(DECEMBER)
    assert (points["L08"].period, points["L08"].figure) == (None, None)


def test_the_overall_result_is_not_for_branches(sqlite_house: HouseUnderTest) -> None:
    close_months(sqlite_house, Invented(BENEFITS), [DECEMBER])
    with pytest.raises(NotPermitted):
        overall(sqlite_house, sqlite_house.actor("z06"))


def five_quarters(house: HouseUnderTest, last_rate: float, until: Month = DECEMBER) -> None:
    """Four quarters of one rate, then months of another; five branches of six files."""
    with house.runtime.transaction() as session:
        add_branches(session, "Z21", "Z22")
    branches = (*BRANCHES, "Z21", "Z22")
    months = [Month(2025, 10).shift(n) for n in range(12)]
    close_months(house, Invented(BENEFITS, files=6, rate=0.1), months, branches)
    later = [month for month in QUARTER.months if month <= until]
    close_months(house, Invented(BENEFITS, files=6, rate=last_rate), later, branches)


def test_points_that_rise_far_stand_out_with_how_rarely_that_happens(sqlite_house: HouseUnderTest) -> None:
    five_quarters(sqlite_house, 0.25)
    shown = analysis(sqlite_house, BENEFITS, QUARTER)
    assert shown.changes.tested == 18
    assert len(shown.changes.standing_out) + len(shown.changes.usual) == 18
    assert {change.line.change for change in shown.changes.standing_out} == {"up"}
    assert {line.change for line in shown.points} <= {"", "up"}
    for change in shown.changes.standing_out:
        figure, before = change.line.figure, change.line.before
        assert before is not None
        p = float(exact_change(figure.findings, figure.n, before.findings, before.n))
        assert change.months == round(3 / (18 * p))
        assert 0 < change.lower < change.upper


def test_the_same_rate_as_before_leaves_every_point_in_the_usual_range(sqlite_house: HouseUnderTest) -> None:
    five_quarters(sqlite_house, 0.1, until=Month(2026, 10))
    shown = analysis(sqlite_house, BENEFITS, Period.of(Month(2026, 10)))
    assert shown.changes.standing_out == ()
    assert len(shown.changes.usual) == 18
    pairs = [(line.figure, line.before) for line in shown.changes.usual]
    distances = [abs((now.rate or 0) - (before.rate or 0)) for now, before in pairs if before]
    assert len(distances) == 18
    assert distances == sorted(distances, reverse=True)


def test_a_fall_is_named_as_one(sqlite_house: HouseUnderTest) -> None:
    with sqlite_house.runtime.transaction() as session:
        add_branches(session, "Z21", "Z22")
    branches = (*BRANCHES, "Z21", "Z22")
    earlier = [Month(2025, 10).shift(n) for n in range(12)]
    close_months(sqlite_house, Invented(BENEFITS, files=6, rate=0.5), earlier, branches)
    close_months(sqlite_house, Invented(BENEFITS, files=6, rate=0.02), list(QUARTER.months), branches)
    changes = analysis(sqlite_house, BENEFITS, QUARTER).changes
    assert {change.line.change for change in changes.standing_out} == {"down"}
    assert all(change.lower < change.upper < 0 for change in changes.standing_out)


def test_without_four_quarters_before_nothing_is_compared(sqlite_house: HouseUnderTest) -> None:
    quarter(sqlite_house, Invented(BENEFITS))
    changes = analysis(sqlite_house, BENEFITS, QUARTER).changes
    assert (changes.tested, changes.standing_out, changes.usual) == (0, (), ())
