"""Trip 3: what three branches enter reaches the unit head as counts, after the close (A03, A10, A12)."""

import csv
import io
import re
from collections import Counter
from datetime import UTC, datetime

import pytest

from checklists.load import load_builtin
from iks.domain.month import Month
from iks.domain.typed_answer import Typed
from iks.domain.values import Area
from tests.house_under_test import HouseUnderTest
from tests.page_client import Page
from tests.services.branch_factory import FINDING_WITH_MONEY, drawn_house, sample
from tests.web.branch_pages import flat, send

GRID = load_builtin("benefits")
POINTS = [point.id for point in GRID.points]
DECEMBER = Month(2026, 12)
COCKPIT = f"/evaluation/benefits/{DECEMBER}"
HEADS = {"Z01": "z01", "Z06": "z06", "S13": "s13"}
NAMES = {"Z01": "Mitte", "Z06": "Bad Cannstatt", "S13": "U25"}
SECRET_NOTE = "Der Bescheid vom Sommer war gemeint"


def planned(number: int, point: str) -> Typed:
    """What is entered for a file at a point: a pattern of answers that differs from point to point."""
    turn = (number * 7 + POINTS.index(point) * 3) % 11
    if point == "L08" and turn < 3:
        return {**FINDING_WITH_MONEY, "note": SECRET_NOTE}
    if turn == 0:
        return {"answer": "not_applicable"}
    if turn == 1:
        return {"answer": "not_assessable", "reason": "Ein Band liegt beim Gericht."}
    if turn in {2, 5}:
        chosen = GRID.point(point)
        money = {"direction": "none"} if chosen.amount.possible else {}
        pattern = chosen.patterns[turn % len(chosen.patterns)].id
        return {"answer": "finding", "pattern": pattern, "cause": "slip", **money}
    return {"answer": "ok"}


def check_everything(house: HouseUnderTest, branch: str) -> list[dict[str, Typed]]:
    """Check every file of a branch over HTTP, one form each."""
    client = house.signed_in(HEADS[branch])
    entered = []
    for line in sample(house, HEADS[branch]).files:
        entries = {point: planned(line.number, point) for point in POINTS}
        for action in ("confirm-list", "finish"):
            done = send(client, f"/branch/check/{line.sheet_id}", action, **flat(entries))
            assert done.status_code == 303, (line.number, action)
        entered.append(entries)
    return entered


def hand_in(house: HouseUnderTest, branch: str) -> list[dict[str, Typed]]:
    entered = check_everything(house, branch)
    done = house.signed_in(HEADS[branch]).post(f"/branch/benefits/{DECEMBER}/submit", {})
    assert done.status_code == 303
    return entered


def counted(entered: list[dict[str, Typed]]) -> dict[str, Counter[str]]:
    return {point: Counter(str(sheet[point]["answer"]) for sheet in entered) for point in POINTS}


def shown_in_analysis(page: Page) -> dict[str, tuple[int, int]]:
    """Return findings and answers by point from the table behind the chart."""
    row = r'<span>(L\d\d)</span>.*?data-label="Beanstandet"><span>(\d+) von (\d+)</span>'
    return {point: (int(x), int(n)) for point, x, n in re.findall(row, page.html, re.DOTALL)}


def exported(house: HouseUnderTest) -> list[dict[str, str]]:
    address = f"/evaluation/benefits/export?from={DECEMBER}&to={DECEMBER}"
    content = house.signed_in("gur").fetch(address).data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content), delimiter=";"))


@pytest.fixture
def drawn(sqlite_house: HouseUnderTest) -> HouseUnderTest:
    return drawn_house(sqlite_house, Area.BENEFITS)


def test_what_three_branches_enter_is_what_the_unit_head_and_the_export_show(house: HouseUnderTest) -> None:
    drawn = drawn_house(house, Area.BENEFITS)
    head = drawn.signed_in("gur")
    entered = []
    for number, branch in enumerate(HEADS):
        entered += hand_in(drawn, branch)
        before = head.get(COCKPIT).text("main")
        assert f"{number + 1} von 3" in before
        assert "Beanstand" not in before
    head.get(f"/evaluation/benefits/analysis?period={DECEMBER}", status=409)

    closed = head.post(COCKPIT, {"reason": "Die Runde ist schon am Freitag"})
    assert closed.status_code == 303
    after = head.get(closed.location)
    analysis = next(link for link in after.links() if "/analysis?" in link)
    expected = counted(entered)
    table = {p: (c["finding"], c["finding"] + c["ok"]) for p, c in expected.items()}
    page = head.get(analysis)
    assert shown_in_analysis(page) == table
    assert f"{len(entered)} von {len(entered)}" in page.text("main")

    rows = exported(drawn)
    points = [row for row in rows if not row["pattern"] and not row["cause"]]
    assert {row["check_point"]: (int(row["findings"]), int(row["answered"])) for row in points} == table
    assert {r["check_point"]: int(r["not_assessable"]) for r in points} == {
        point: counts["not_assessable"] for point, counts in expected.items()
    }
    patterns = {(r["check_point"], r["pattern"]): int(r["findings"]) for r in rows if r["pattern"]}
    assert patterns == Counter(
        (point, str(sheet[point]["pattern"]))
        for sheet in entered
        for point in POINTS
        if "pattern" in sheet[point]
    )


def test_no_file_number_note_or_branch_figure_reaches_the_unit(drawn: HouseUnderTest) -> None:
    for branch in HEADS:
        hand_in(drawn, branch)
    head = drawn.signed_in("gur")
    head.post(COCKPIT, {"reason": "Die Runde ist schon am Freitag"})
    numbers = [line.file_ref for person in HEADS.values() for line in sample(drawn, person).files]
    addresses = [COCKPIT, f"/evaluation/benefits/analysis?period={DECEMBER}&point=L08", "/"]
    address = f"/evaluation/benefits/export?from={DECEMBER}&to={DECEMBER}"
    pages = [head.get(address).html for address in addresses] + [head.fetch(address).text]
    assert len(numbers) == 27
    for page in pages:
        assert not [number for number in numbers if number in page]
        assert SECRET_NOTE not in page
        assert "beim Gericht" not in page
    analysis_and_export = pages[1] + pages[3]
    assert not [name for name in (*NAMES, *NAMES.values()) if f">{name}<" in analysis_and_export]
    assert "340" not in Page(pages[1]).text("main")


def test_a_month_with_a_branch_missing_is_closed_with_its_name_and_stays_so(drawn: HouseUnderTest) -> None:
    head = drawn.signed_in("gur")
    entered = hand_in(drawn, "Z01") + hand_in(drawn, "S13")
    refused = head.post(COCKPIT, {"reason": " "})
    assert refused.status_code == 422
    head.post(COCKPIT, {"reason": "Bad Cannstatt zieht um"})
    cockpit = head.get(COCKPIT).text("main")
    assert "Bad Cannstatt fehlt" in cockpit
    analysis = f"/evaluation/benefits/analysis?period={DECEMBER}"
    before = shown_in_analysis(head.get(analysis))
    assert before == {p: (c["finding"], c["finding"] + c["ok"]) for p, c in counted(entered).items()}

    drawn.clock.set(datetime(2027, 1, 8, 9, 0, tzinfo=UTC))
    for person in ("gur", "z06"):
        drawn.clients.pop(person, None)
    hand_in(drawn, "Z06")
    head = drawn.signed_in("gur")
    page = head.get(analysis)
    assert shown_in_analysis(page) == before
    assert "Nachgereicht und nicht enthalten: Bad Cannstatt" in page.text("main")
    assert "17 von 27" in page.text("main")
