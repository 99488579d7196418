"""The blind second check: without the first answers, compared once all are finished, never overwriting."""

import json

import pytest

from checklists.load import load_builtin
from iks.domain.recheck import FEWEST_PAIRS, Pair, PairCounts, RecheckResult, count_pairs
from iks.domain.values import Area
from iks.errors import NotPermitted, NotThere, Refused, StaleVersion
from iks.services.correct_month import correct_sheet
from iks.services.recheck_results import agreement_by_point, overlooked_in, overlooked_of
from iks.services.view_recheck import differences
from iks.store import journal
from iks.store.casework import FileCheck, current_sheet_id
from iks.store.recheck_results import MonthRecheck
from sampling.rates import binomial_interval
from tests.house_under_test import MONTH, HouseUnderTest
from tests.services import branch_factory
from tests.services.branch_factory import FINDING_WITH_MONEY, check_all, drawn_house, submit
from tests.services.second_check_factory import check_all_again, drawn, fault, form, listed, look, save
from tests.services.test_recheck import ORDER_MOMENT, closed, order, rechecked

AREAS = pytest.mark.parametrize("area", list(Area))


def pattern_of(area: Area, point: str) -> str:
    return load_builtin(area).point(point).patterns[0].id


def with_findings(house: HouseUnderTest) -> list[int]:
    """Let Z06 find a fault at L08 in all its files; return the places of its sheets in the re-check."""
    drawn_house(house, Area.BENEFITS)
    house.clock.set(ORDER_MOMENT)
    check_all(house, "z01")
    check_all(house, "z06", but={number: {"L08": FINDING_WITH_MONEY} for number in range(1, 11)})
    for branch in ("z01", "z06"):
        submit(house, branch)
    order(house, Area.BENEFITS)
    closed(house)
    return [file.rank for file in drawn(house, Area.BENEFITS) if file.sample_file.branch_code == "Z06"]


def frozen(house: HouseUnderTest, area: Area) -> RecheckResult | None:
    with house.runtime.transaction(writes=False) as session:
        row = session.get(MonthRecheck, (area, MONTH))
        return RecheckResult.from_json(row.content) if row else None


@AREAS
def test_the_last_sheet_of_a_month_freezes_the_comparison(house: HouseUnderTest, area: Area) -> None:
    rechecked(house, area)
    point = load_builtin(area).points[0].id
    faults = {1: fault(point, pattern_of(area, point)), 2: fault(point, pattern_of(area, point))}
    for number in range(1, 10):
        save(house, area, number, form(area, faults.get(number)))
        assert frozen(house, area) is None
    save(house, area, 10, form(area))
    result = frozen(house, area)
    assert result is not None
    assert result.points[point] == PairCounts(second_only=2, neither=8)
    with house.runtime.transaction(writes=False) as session:
        found = overlooked_in(session, area, MONTH)
        last = journal.all_of(session, "recheck_compared")[-1]
    assert found is not None
    assert (found.overlooked.findings, found.overlooked.n, found.out_of_ten) == (2, 2, 10)
    limits = tuple(float(limit) for limit in binomial_interval(2, 2))
    assert (found.overlooked.lower, found.overlooked.upper) == pytest.approx(limits)
    assert json.loads(last.data)["content_digest"] == result.digest


def test_overlooked_findings_and_the_reverse_are_counted_apart(sqlite_house: HouseUnderTest) -> None:
    mine = with_findings(sqlite_house)
    same = fault("L08", pattern_of(Area.BENEFITS, "L08"))
    other = fault("L01", pattern_of(Area.BENEFITS, "L01"))
    agrees, overlooks = mine[0], next(n for n in range(1, 11) if n not in mine)
    check_all_again(sqlite_house, Area.BENEFITS, {agrees: same, overlooks: other})
    with sqlite_house.runtime.transaction(writes=False) as session:
        actor = sqlite_house.actor("revision")
        found = overlooked_of(session, Area.BENEFITS, MONTH.shift(-3), MONTH)
        differ = differences(session, actor, Area.BENEFITS, MONTH)
        assert agreement_by_point(session, Area.BENEFITS, MONTH, MONTH) == ()
    assert found is not None
    assert (found.overlooked.findings, found.overlooked.n) == (1, 2)
    assert (found.not_confirmed.findings, found.not_confirmed.n) == (len(mine) - 1, len(mine))
    assert {(one.number, one.point, one.overlooked) for one in differ} == {
        (overlooks, "L01", True),
        *((number, "L08", False) for number in mine[1:]),
    }


def test_what_the_branch_corrects_later_is_compared_as_it_was_at_the_close(
    sqlite_house: HouseUnderTest,
) -> None:
    house = sqlite_house
    mine = with_findings(house)
    with house.runtime.transaction(writes=False) as session:
        file = next(file for file in drawn(house, Area.BENEFITS) if file.rank == mine[0])
        sheet = current_sheet_id(session, file.sample_file_id) or ""
    version = branch_factory.look(house, sheet).version
    with house.runtime.transaction() as session:
        actor, fine = house.actor("z06"), {"L08": {"answer": "ok"}}
        correct_sheet(session, house.clock, actor, sheet, version, fine, reason="War doch in Ordnung")
    check_all_again(house, Area.BENEFITS, {mine[0]: fault("L08", pattern_of(Area.BENEFITS, "L08"))})
    result = frozen(house, Area.BENEFITS)
    assert result is not None
    assert (result.points["L08"].both, result.points["L08"].second_only) == (1, 0)


@AREAS
def test_nothing_of_the_first_check_is_changed_or_shown(sqlite_house: HouseUnderTest, area: Area) -> None:
    house = sqlite_house
    rechecked(house, area)
    with house.runtime.transaction(writes=False) as session:
        before = [(sheet.id, sheet.version, sheet.saved_at) for sheet in session.query(FileCheck)]
    opened = look(house, area, 1)
    assert opened.answers == {}
    assert not {"entries", "listed", "attributes"} & set(vars(opened))
    check_all_again(house, area)
    with house.runtime.transaction(writes=False) as session:
        assert [(sheet.id, sheet.version, sheet.saved_at) for sheet in session.query(FileCheck)] == before


def test_a_sheet_is_saved_half_done_and_goes_on_anywhere(sqlite_house: HouseUnderTest) -> None:
    house, area = sqlite_house, Area.BENEFITS
    rechecked(house, area)
    save(house, area, 3, {"L01.answer": "ok", "L02.answer": "finding"}, finish=False)
    assert look(house, area, 3, "revision-2").answers.keys() == {"L01", "L02"}
    _, problems = save(house, area, 3, {"L01.answer": "ok", "L02.answer": "finding"})
    assert [problem.key for problem in problems][:2] == ["L02.pattern", "L03.answer"]
    overview = listed(house, area)
    assert (overview.finished, overview.next_open and overview.next_open.number) == (0, 3)


def test_two_people_do_not_overwrite_each_other_and_a_finished_sheet_stays(
    sqlite_house: HouseUnderTest,
) -> None:
    house, area = sqlite_house, Area.BENEFITS
    rechecked(house, area)
    save(house, area, 1, {"L01.answer": "ok"}, finish=False)
    with pytest.raises(StaleVersion):
        save(house, area, 1, {"L02.answer": "ok"}, version=0, finish=False, username="revision-2")
    # The same form sent twice is no conflict.
    save(house, area, 1, {"L01.answer": "ok"}, version=0, finish=False)
    save(house, area, 1, form(area))
    with pytest.raises(Refused, match="abgeschlossen"):
        save(house, area, 1, form(area))
    with pytest.raises(NotThere):
        look(house, area, 11)


def test_nobody_but_the_revision_checks_again(sqlite_house: HouseUnderTest) -> None:
    rechecked(sqlite_house, Area.BENEFITS)
    for username in ("gur", "management", "controller", "admin", "z06"):
        with pytest.raises(NotPermitted):
            look(sqlite_house, Area.BENEFITS, 1, username)
        with pytest.raises(NotPermitted):
            save(sqlite_house, Area.BENEFITS, 1, form(Area.BENEFITS), username=username, version=0)


def test_agreement_at_a_point_is_told_from_sixty_pairs_on(sqlite_house: HouseUnderTest) -> None:
    rechecked(sqlite_house, Area.BENEFITS)
    pairs = [("L01", Pair.BOTH)] * 5 + [("L01", Pair.SECOND_ONLY)] * 5 + [("L01", Pair.NEITHER)] * 50
    result = count_pairs(60, [*pairs, *[("L02", Pair.NEITHER)] * (FEWEST_PAIRS - 1)])
    with sqlite_house.runtime.transaction() as session:
        session.add(
            MonthRecheck(area=Area.BENEFITS, month=MONTH, content=result.to_json(), digest=result.digest)
        )
        session.flush()
        found = agreement_by_point(session, Area.BENEFITS, MONTH, MONTH)
    assert [one.point for one in found] == ["L01"]
    assert (found[0].agreement.findings, found[0].agreement.n) == (55, 60)
    assert found[0].lower < found[0].upper < 0
    assert found[0].kappa == pytest.approx(0.6250, abs=1e-4)
