"""Whatever is shown of a year: no two persons can force a finding in a third branch from all of it."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iks.domain.disclosure import crowd_rule, late_block_enters
from iks.domain.fixed_tables import Table, kind_of, reports_in
from iks.domain.gaps import Answers, Series, is_shown
from iks.domain.house_figures import CameLate, YearSoFar, house_table
from iks.domain.month import Month
from iks.domain.period import Period
from iks.domain.values import ReportPeriod
from sampling.elsewhere import could_lie_elsewhere
from tests.domain.disclosure_world import (
    GRID,
    POINTS,
    YEAR,
    Attack,
    World,
    files_are_forced,
    holders_of,
    invented,
    persons,
    shown_periods,
)

CALM = settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.too_slow])
DENSITIES = st.sampled_from((0.05, 0.2, 0.3, 0.45, 1.0))
RATES = st.sampled_from((0.0, 0.01, 0.1, 0.4, 0.75, 0.95))


@CALM
@given(
    st.integers(0, 10_000),
    st.integers(8, 14),
    st.fixed_dictionaries(dict.fromkeys(POINTS, DENSITIES)),
    st.fixed_dictionaries(dict.fromkeys(POINTS, RATES)),
    st.lists(st.tuples(st.integers(0, 13), st.integers(0, 13)), max_size=2),
    st.randoms(use_true_random=False),
)
def test_no_two_persons_force_a_finding_in_a_third_branch_from_all_tables_of_a_year(
    seed, branches, density, rate, held, chance
) -> None:
    world = invented(seed, branches, density, rate)
    world.holders = holders_of(world.branches, held)
    tables = world.tables()
    pairs = list(combinations(persons(world), 2))
    for one, two in chance.sample(pairs, 4):
        gone = one | two
        third = chance.choice([b for b in world.branches if b not in gone])
        assert not Attack(world, tables, gone, third).is_forced
        assert not files_are_forced(world, tables, gone, third)


def even(n: int = 10, x: int = 1) -> World:
    """Fourteen branches in which everything is alike."""
    codes = tuple(f"Z{number:02}" for number in range(1, 15))
    keys = [(m, b, p) for m in YEAR for b in codes for p in POINTS]
    return World(
        codes,
        dict.fromkeys(codes, 1000),
        dict.fromkeys(keys, n),
        dict.fromkeys(keys, x),
        {(m, b): x for m in YEAR for b in codes},
    )


def thinned(world: World, point: str, month: Month, per_branch: int = 2) -> World:
    """Let a point apply in so few files of a month that it is hidden there, though everybody submitted."""
    for branch in world.branches:
        key = (month, branch, point)
        world.answers = {**world.answers, key: per_branch}
        world.findings = {**world.findings, key: min(per_branch, world.findings[key])}
    return world


def test_the_same_attack_opens_a_hidden_month_where_a_quarter_is_shown_without_thought() -> None:
    world = thinned(even(), "L01", Month(2026, 2))
    world.answers = {**world.answers, **{(Month(2026, 2), b, "L01"): 0 for b in world.branches[:13]}}
    world.findings = {**world.findings, **{(Month(2026, 2), b, "L01"): 0 for b in world.branches[:13]}}
    attack = Attack(world, world.tables(), {"Z01", "Z02"}, "Z14")
    assert not attack.is_forced
    attack.know_sum(Period.quarter(2026, 1).months, "L01")
    for month in (Month(2026, 1), Month(2026, 3)):
        attack.know_sum([month], "L01")
    assert attack.is_forced


def test_a_hidden_month_at_the_end_of_a_quarter_hides_the_quarter_as_well() -> None:
    tables = thinned(even(), "L01", Month(2026, 3)).tables()
    shown = shown_periods(tables, "L01")
    assert Period.of(Month(2026, 3)) not in shown
    assert Period.quarter(2026, 1) not in shown
    assert {Period.of(Month(2026, 1)), Period.of(Month(2026, 2)), Period.quarter(2026, 2)} <= shown


def test_the_last_month_of_a_quarter_joins_a_hidden_one_so_that_the_quarter_is_shown() -> None:
    tables = thinned(even(), "L01", Month(2026, 1)).tables()
    shown = shown_periods(tables, "L01")
    assert Period.of(Month(2026, 1)) not in shown
    assert Period.of(Month(2026, 3)) not in shown
    assert {Period.quarter(2026, 1), Period.year(2026)} <= shown


def test_the_last_quarter_joins_a_hidden_one_so_that_the_year_is_shown() -> None:
    shown = shown_periods(thinned(even(), "L01", Month(2026, 3)).tables(), "L01")
    assert Period.year(2026) in shown
    assert {Period.of(Month(2026, 12)), Period.quarter(2026, 4)}.isdisjoint(shown)
    assert {Period.of(Month(2026, 11)), Period.quarter(2026, 3)} <= shown


def test_november_waits_for_december_where_the_point_was_thin_before() -> None:
    tables = thinned(thinned(even(), "L01", Month(2026, 1)), "L01", Month(2026, 12)).tables()
    shown = shown_periods(tables, "L01")
    assert {Period.of(Month(2026, 11)), Period.of(Month(2026, 12))}.isdisjoint(shown)
    assert {Period.quarter(2026, 4), Period.year(2026)} <= shown


def test_no_month_is_kept_back_for_one_in_which_hardly_anybody_submitted() -> None:
    november = Month(2026, 11)
    whole = {m: Answers(Counter({f"Z{n:02}": 10 for n in range(1, 15)})) for m in YEAR}
    months = whole | {november: Answers(Counter({f"Z{n:02}": 10 for n in range(1, 7)}))}
    shown = tuple(Period.of(m) for m in YEAR[:10])
    kept_back = Series(months, ReportPeriod.MONTH, shown)
    assert not is_shown(kept_back, Period.of(YEAR[11]))
    thin = Series(months, ReportPeriod.MONTH, shown, thin=frozenset({november}))
    assert is_shown(thin, Period.of(YEAR[11]))


@settings(deadline=None, max_examples=8)
@given(st.integers(0, 10_000), st.sampled_from((0.2, 0.25, 0.3)))
def test_what_a_longer_table_adds_is_a_crowd_of_its_own(seed: int, density: float) -> None:
    world = invented(seed, 14, dict.fromkeys(POINTS, density), dict.fromkeys(POINTS, 0.1))
    tables = world.tables()
    for point in POINTS:
        covered: set[Month] = set()
        for table in tables:
            if not table.point(point).shown:
                continue
            new = [m for m in table.period.months if m not in covered]
            covered |= set(new)
            answered = {b: sum(world.answers[m, b, point] for m in new) for b in world.branches}
            findings = {b: sum(world.findings[m, b, point] for m in new) for b in world.branches}
            assert not new or crowd_rule(answered, findings)


def test_lists_of_findings_stand_in_quarters_and_years_only_and_never_beside_a_blank() -> None:
    for table in thinned(even(), "L01", Month(2026, 3)).tables():
        for point in table.points:
            has_lists = point.severity is not None
            assert has_lists == (point.shown and not table.period.is_month)
            if has_lists:
                assert sum(point.pattern.values()) == point.findings
            if not point.shown:
                assert (point.findings, point.weighted, point.unknown, point.amounts) == (
                    None,
                    None,
                    None,
                    (),
                )


def test_a_group_adds_up_the_points_that_are_shown_and_names_the_others() -> None:
    tables = thinned(even(), "L01", Month(2026, 3)).tables()
    march = next(table for table in tables if table.period == Period.of(Month(2026, 3)))
    groups = {group.id: group for group in march.groups}
    assert (groups["A"].points, groups["A"].left_out, groups["A"].findings) == ((), ("L01",), None)
    assert (groups["C"].points, groups["C"].left_out) == (("L10",), ("L08",))
    assert groups["C"].answered == march.point("L10").answered
    assert all(not table.groups for table in tables if not table.period.is_month)


def test_a_weighted_rate_that_names_the_only_large_branch_is_not_shown() -> None:
    world = even(x=0)
    month = Month(2026, 1)
    world.population = {**world.population, "Z14": 9000}
    world.findings = {**world.findings, (month, "Z14", "L01"): 6}
    world.faulty = {**world.faulty, (month, "Z14"): 6}
    point = world.tables()[0].point("L01")
    assert (point.findings, point.weighted) == (6, None)
    evenly = even(x=1).tables()[0].point("L01")
    assert evenly.weighted is not None
    assert evenly.weighted.per_mille == 100


def test_few_findings_that_remain_to_two_persons_give_no_weighted_rate() -> None:
    branches, alike = list("ABCDEFG"), [10] * 7
    each = [{code} for code in branches]
    assert could_lie_elsewhere([9, 9, 5, 0, 0, 0, 0], alike, alike, branches, each, 5)
    assert not could_lie_elsewhere([9, 9, 4, 0, 0, 0, 0], alike, alike, branches, each, 5)
    assert could_lie_elsewhere([0] * 7, alike, alike, branches, each, 5)


def test_findings_that_are_known_by_quarter_leave_less_room_than_their_sum() -> None:
    branches, weights = list("ABCDEF") * 2, [90, 10, 10, 10, 10, 10, 10, 90, 90, 90, 90, 90]
    found, answers = [6, 0, 0, 0, 0, 0] * 2, [10] * 12
    parts = ["Q1"] * 6 + ["Q2"] * 6
    assert could_lie_elsewhere(found, answers, weights, branches, [{"F"}], 5)
    # In the first quarter alone only the large branch is heavy enough.
    assert not could_lie_elsewhere(found, answers, [90, *[10] * 11], branches, [{"F"}], 5, parts)


@pytest.mark.parametrize("seed", [7, 408])
def test_every_pair_and_every_third_branch_of_two_worlds_is_tried(seed: int) -> None:
    density = {"L01": 0.2, "L10": 0.2, "L08": 1.0, "L15": 0.45}
    world = invented(seed, 8, density, {"L01": 0.0, "L10": 0.0, "L08": 0.75, "L15": 0.4})
    tables = world.tables()
    for one, two in combinations(persons(world), 2):
        for third in set(world.branches) - one - two:
            assert not Attack(world, tables, one | two, third).is_forced


def with_money(world: World, point: str, months: tuple[Month, ...], branches: int, cents: int) -> World:
    world.cents = {
        **world.cents,
        **{(m, b, point): cents for m in months for b in world.branches[:branches]},
    }
    return world


def euro(tables, period: Period, point: str = "") -> int | None:
    table = next(table for table in tables if table.period == period)
    amounts = table.point(point).amounts if point else table.amounts
    return next((amount.euro for amount in amounts if amount.direction == "overpayment"), None)


def test_amounts_of_a_point_stand_in_quarters_and_over_all_points_in_months() -> None:
    tables = with_money(even(), "L10", YEAR, 6, 45_000).tables()
    assert euro(tables, Period.of(YEAR[0])) == 2700
    assert euro(tables, Period.of(YEAR[0]), "L10") is None
    assert euro(tables, Period.quarter(2026, 1), "L10") == 8100
    assert euro(tables, Period.year(2026), "L10") == 32_400


def test_an_amount_that_the_sum_over_all_points_would_open_stays_hidden_with_another() -> None:
    world = with_money(even(), "L10", YEAR[:3], 6, 45_000)
    # Three files of another point would be the difference between all points and this one.
    tables = with_money(world, "L08", YEAR[:1], 3, 30_000).tables()
    quarter = Period.quarter(2026, 1)
    assert euro(tables, quarter) == 9000
    assert (euro(tables, quarter, "L10"), euro(tables, quarter, "L08")) == (None, None)


def test_a_year_does_not_open_the_amount_of_a_quarter_that_was_too_small() -> None:
    world = with_money(even(), "L08", YEAR[3:], 6, 45_000)
    tables = with_money(world, "L08", YEAR[:1], 2, 45_000).tables()
    assert euro(tables, Period.quarter(2026, 1), "L08") is None
    assert euro(tables, Period.year(2026), "L08") is None


@pytest.mark.parametrize(
    ("table", "period", "exists"),
    [
        (Table.HOUSE_POINT, "2026-12", True),
        (Table.HOUSE_GROUP, "2026-Q4", False),
        (Table.HOUSE_FINDING_LISTS, "2026-12", False),
        (Table.HOUSE_AMOUNT_POINT, "2026-12", False),
        (Table.BRANCH_GROUP, "2026-12", False),
        (Table.BRANCH_GROUP, "2026-Q4", True),
        (Table.BRANCH_POINT, "2026-Q4", False),
        (Table.BRANCH_POINT, "2026", True),
    ],
)
def test_each_table_exists_for_its_own_periods_only(table: Table, period: str, exists: bool) -> None:  # noqa: FBT001
    assert table.exists_in(Period.parse(period)) is exists


@pytest.mark.parametrize(
    ("first", "last"), [((2026, 2), (2026, 4)), ((2025, 7), (2026, 6)), ((2026, 1), (2026, 2))]
)
def test_no_window_rolls(first: tuple[int, int], last: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="calendar"):
        kind_of(Period(Month(*first), Month(*last)))


def test_a_point_is_reported_in_its_own_period_and_in_longer_ones() -> None:
    kinds = [reports_in(kind, Period.parse("2026-Q4")) for kind in ReportPeriod]
    assert kinds == [True, True, False]


def came_late(world: World, months: tuple[Month, ...], branches: int) -> tuple[YearSoFar, CameLate]:
    """A year without some branch-months, and the same year with them."""
    whole = tuple(world.figures(month) for month in YEAR)
    absent = {(m, b) for m in months for b in world.branches[:branches]}
    keys = {key for key in world.answers if key[:2] in absent}
    world.answers = {**world.answers, **dict.fromkeys(keys, 0)}
    world.findings = {**world.findings, **dict.fromkeys(keys, 0)}
    closed = tuple(world.figures(month) for month in YEAR)
    year = YearSoFar(closed, [GRID] * 12, tuple(world.tables()[:-1]))
    late = CameLate(whole, len(absent), 0, frozenset(world.branches[:branches]))
    return year, late


def test_what_came_late_from_many_branches_enters_the_year_in_one_block() -> None:
    year, late = came_late(even(), YEAR[:2], 9)
    table = house_table(year, Period.year(2026), late)
    assert table.late is not None
    assert (table.late.contained, table.late.submissions) == (True, 18)
    assert table.point("L01").answered == 14 * 12 * 10


def test_what_came_late_from_few_branches_is_counted_and_not_contained() -> None:
    year, late = came_late(even(), YEAR[:2], 5)
    table = house_table(year, Period.year(2026), late)
    assert table.late is not None
    assert (table.late.contained, table.late.branches) == (False, 5)
    assert table.point("L01").answered == 14 * 12 * 10 - 2 * 5 * 10
    assert not late_block_enters(late.branches)
