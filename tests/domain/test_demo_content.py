"""The demo's invented sheets: the same from the same seed, allowed by the grid, near the assumed rates."""

from collections import Counter

import pytest

from checklists.load import load_builtin
from iks.domain.demo_content import DemoWriter, read_rates, redate_frame
from iks.domain.finding import missing_at
from iks.domain.month import Month
from iks.domain.values import AnswerValue, Area
from tests.house.source import ROOT

RATES = read_rates((ROOT / "iks/data/demo_rates.yaml").read_text(encoding="utf-8"))
MONTH = Month(2026, 6)


@pytest.mark.parametrize("area", Area)
def test_the_same_seed_writes_the_same_sheet_and_another_seed_another(area: Area) -> None:
    grid = load_builtin(area)
    sheets = [DemoWriter(RATES, seed).sheet(grid, "Z06", MONTH, 3) for seed in (1, 1, 2)]
    assert sheets[0] == sheets[1]
    assert sheets[0] != sheets[2]


@pytest.mark.parametrize("area", Area)
def test_every_invented_answer_is_complete_by_the_rules_of_the_form(area: Area) -> None:
    grid, writer = load_builtin(area), DemoWriter(RATES, 1)
    for number in range(60):
        sheet = writer.sheet(grid, "Z06", MONTH, number)
        for point in grid.check_points:
            assert missing_at(point, sheet[point.id]) == (), (point.id, sheet[point.id])


@pytest.mark.parametrize(("area", "point"), [(Area.BENEFITS, "L01"), (Area.INTEGRATION, "M03")])
def test_findings_come_about_as_often_as_assumed(area: Area, point: str) -> None:
    grid, writer = load_builtin(area), DemoWriter(RATES, 1)
    seen: Counter[AnswerValue] = Counter()
    for branch in range(100):
        for number in range(10):
            seen[writer.sheet(grid, f"Z{branch}", MONTH, number)[point].value] += 1
    rate = seen[AnswerValue.FINDING] / (seen[AnswerValue.FINDING] + seen[AnswerValue.OK])
    assert abs(rate - RATES.points[point].rate) < 0.05


def test_the_example_list_moves_by_months_over_the_end_of_a_year() -> None:
    text = "Nr;Monat;Beginn\r\n1;12.2026;01.02.2026\r\n"
    moved = redate_frame(text, {"Monat": "MM.YYYY", "Beginn": "DD.MM.YYYY"}, 1)
    assert moved == "Nr;Monat;Beginn\r\n1;01.2027;01.03.2026\r\n"
