"""The table of the house as a value: what is frozen comes back as it was, and a blank says nothing."""

import json
from dataclasses import replace

import pytest

from iks.domain.house_table import (
    HouseAmount,
    HouseCompleteness,
    HouseFiles,
    HouseGroup,
    HousePoint,
    HouseTable,
    LateBlock,
    WeightedShare,
)
from iks.domain.month import Month
from iks.domain.month_figures import VoidDraw, digest
from iks.domain.period import Period
from iks.domain.values import Area

DECEMBER = Month(2026, 12)
SHOWN = HousePoint(
    "L06",
    answered=350,
    findings=54,
    weighted=WeightedShare(151, 118, 190),
    unknown=12,
    severity={"major": 20, "minor": 34},
    kind={"formal": 10, "material": 44},
    pattern={"rent": 54},
    cause={"other": 54},
    amounts=(HouseAmount("overpayment", "", 6200, (410_000, 300_000, 520_000)),),
)


def table(period: Period) -> HouseTable:
    return HouseTable(
        area=Area.BENEFITS,
        period=period,
        checklist_versions=("2026-12",),
        completeness=HouseCompleteness(
            expected=140,
            checked=130,
            population=22_300,
            branches=14,
            submitted=13,
            missing=(("Z09", DECEMBER),),
            missing_files=10,
            substituted={"at_court": 1, "missing": 1},
            not_found=1,
            answers=2340,
            not_assessable=3,
            list_was_wrong=4,
        ),
        void_draws=((DECEMBER, VoidDraw(1, "2026-12-02", "falsche Liste")),),
        files=HouseFiles(130, 91, WeightedShare(701, 607, 784)),
        has_strata=False,
        effective_files=114,
        points=(SHOWN, HousePoint("L08")),
        groups=(
            HouseGroup("housing", ("L06",), ("L08",), 350, 54),
            HouseGroup("law", (), ("L16",), None, None),
        ),
        amounts=(HouseAmount("overpayment", "federal", 1200), HouseAmount("underpayment", "", None)),
        late=LateBlock(submissions=7, corrections=1, branches=6, contained=True),
    )


@pytest.mark.parametrize("period", [Period.of(DECEMBER), Period.quarter(2026, 4), Period.year(2026)])
def test_a_frozen_table_comes_back_as_it_was(period: Period) -> None:
    frozen = table(period).to_json()
    assert HouseTable.from_json(frozen) == table(period)
    assert HouseTable.from_json(frozen).to_json() == frozen


def test_the_canonical_form_holds_whole_numbers_and_sorted_keys_only() -> None:
    frozen = table(Period.of(DECEMBER)).to_json()
    json.loads(frozen, parse_float=lambda text: pytest.fail(f"{text} is no whole number"))
    assert frozen == json.dumps(json.loads(frozen), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def test_a_changed_figure_changes_the_digest() -> None:
    before = table(Period.of(DECEMBER))
    after = replace(before, points=(replace(SHOWN, findings=55), *before.points[1:]))
    assert digest(before.to_json()) != digest(after.to_json())


def test_figures_of_another_format_are_refused() -> None:
    with pytest.raises(ValueError, match=r"iks\.house-table/1"):
        HouseTable.from_json('{"format":"iks.month-figures/1"}')


def test_a_hidden_point_and_an_unknown_point_read_the_same() -> None:
    hidden, unknown = table(Period.of(DECEMBER)).point("L08"), table(Period.of(DECEMBER)).point("L99")
    assert (hidden.shown, hidden.major, hidden.bounds) == (unknown.shown, unknown.major, unknown.bounds)
    assert (hidden.shown, hidden.major, hidden.bounds) == (False, None, None)


def test_the_bounds_take_everything_unknown_once_as_in_order_and_once_as_faulty() -> None:
    assert SHOWN.bounds == ((54, 362), (66, 362))
    assert SHOWN.major == 20
    assert SHOWN.weighted is not None
    assert (SHOWN.weighted.rate, SHOWN.weighted.lower, SHOWN.weighted.upper) == (0.151, 0.118, 0.19)
