"""What a missing file counts as, and how a period counts files that could not be checked."""

import pytest

from checklists.load import load_builtin
from iks.domain.file_check import Sheet, missing
from iks.domain.finding import to_count
from iks.domain.month import Month
from iks.domain.month_figures import AnswerCell, BranchFigures, MonthFigures, PointFigures, StratumFigures
from iks.domain.substitution import (
    FILE_MISSING,
    entries_of_missing,
    pattern_labels,
    point_of_missing,
    what_followed,
    why_left_out,
)
from iks.domain.totals import add_up
from iks.domain.values import AmountDirection, AnswerValue, Area, ExclusionReason

AREAS = pytest.mark.parametrize(("area", "point"), [(Area.BENEFITS, "L18"), (Area.INTEGRATION, "M06")])


@AREAS
def test_the_sheet_of_a_missing_file_lacks_nothing(area: Area, point: str) -> None:
    grid = load_builtin(area)
    entries = entries_of_missing(grid)
    assert missing(Sheet(grid, entries=entries)) == ()
    findings = {name for name, entry in entries.items() if entry.value is AnswerValue.FINDING}
    assert findings == {point}


@AREAS
def test_it_is_one_major_formal_finding_without_money(area: Area, point: str) -> None:
    counted = to_count(entries_of_missing(load_builtin(area))[point])
    assert (counted.pattern, counted.severity, counted.kind) == (FILE_MISSING, "major", "formal")
    assert (counted.cents, counted.bearer) == (None, None)
    money_is_asked = load_builtin(area).point(point).amount.possible
    assert counted.direction == (AmountDirection.UNKNOWN if money_is_asked else None)


def test_a_grid_without_the_usual_point_takes_its_last_one() -> None:
    grid = load_builtin("benefits")
    kept = tuple(p.model_copy(update={"active": p.id != "L18"}) for p in grid.check_points)
    short = grid.model_copy(update={"check_points": kept})
    assert point_of_missing(short).id == "L17"
    assert "L18" not in entries_of_missing(short)


def test_a_grid_may_name_the_reserved_pattern_itself() -> None:
    point = load_builtin("benefits").point("L18")
    own = point.patterns[0].model_copy(update={"id": FILE_MISSING, "label": "Akte weg"})
    named = point.model_copy(update={"patterns": (own, *point.patterns)})
    assert pattern_labels(named)[FILE_MISSING] == "Akte weg"


def test_every_reason_has_its_sentence() -> None:
    assert len({why_left_out(reason) for reason in ExclusionReason}) == 5
    assert what_followed(replaced=True) != what_followed(replaced=False)


def a_month(**substituted: int) -> MonthFigures:
    """Return ten files expected of one branch; what nobody finds is checked besides."""
    lost = substituted.get("missing", 0)
    at = {"at_other": AnswerCell(0, 10, 0, 0, lost, 0, 0), "at_l18": AnswerCell(0, 10, lost, 0, 0, 0, 0)}
    return MonthFigures(
        Area.BENEFITS,
        Month(2026, 12),
        "2026-12",
        (BranchFigures("Z06", 10, submitted=True, files_by_findings=(10, lost, 0, 0)),),
        (StratumFigures("Z06", "-", 100, 10 + sum(substituted.values()), 10 + lost, substituted),),
        tuple(PointFigures(name, (cell,), {}, {}, ()) for name, cell in at.items()),
    )


def test_what_nobody_finds_is_counted_beside_the_files_expected() -> None:
    totals = add_up([a_month(missing=1, at_court=2)])
    assert (totals.completed, totals.expected, totals.checked) == (10, 10, 11)
    assert totals.not_found == 1
    assert sum(totals.files_by_findings.values()) == totals.checked


def test_the_bounds_of_each_point_hold_every_file_that_dropped_out_once() -> None:
    totals = add_up([a_month(missing=1, at_court=2)])
    unknown = totals.unknown_files
    # 10 checked, 2 at court, 1 missing: 13 files of which 3 are unknown here, 2 where the loss is a finding.
    assert totals.points["at_other"].bounds(unknown) == ((0, 13), (3, 13))
    assert totals.points["at_l18"].bounds(unknown) == ((1, 13), (3, 13))
