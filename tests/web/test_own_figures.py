"""The page of a branch's own figures: honest words, no percentages of its own, nobody else's figures."""

import re

from iks.domain.values import Area
from tests.house_under_test import HouseUnderTest
from tests.services.test_own_figures import closed_quarter
from tests.web.branch_pages import SAMPLE

PAGE = "/branch/benefits/figures"


def test_the_page_names_own_counts_beside_limits_of_the_house(sqlite_house: HouseUnderTest) -> None:
    closed_quarter(sqlite_house)
    page = sqlite_house.signed_in("z06").get(PAGE)
    assert "4. Quartal 2026" in page.text("h1") + page.text("p")
    assert "zwischen 0,3 % und 44,5 % liegen" in page.text().replace("\N{NO-BREAK SPACE}", " ")
    assert "Im üblichen Schwankungsbereich" in page.text("table")
    assert "von 30" in page.text("table").replace("\N{NO-BREAK SPACE}", " ")
    assert "Enthalten: Oktober 2026, November 2026, Dezember 2026." in page.text()
    assert "In beiden Spalten nicht gezählt: L15." in page.text()
    assert "etwa einmal in 3 Quartalen" in page.text()


def test_a_rate_stands_only_at_the_house_and_always_with_its_limits(sqlite_house: HouseUnderTest) -> None:
    closed_quarter(sqlite_house)
    table = sqlite_house.signed_in("z06").get(PAGE).text("tbody")
    rates = re.findall(r"von ([\d.]+) · ([\d,]+)\s%", table)
    assert len(rates) == len(re.findall(r"[\d,]+ bis [\d,]+\s%", table)) == 6
    assert all(int(n.replace(".", "")) > 300 for n, _ in rates)


def test_nothing_of_another_branch_stands_on_the_page(sqlite_house: HouseUnderTest) -> None:
    closed_quarter(sqlite_house)
    client = sqlite_house.signed_in("z06")
    page = client.get(PAGE).text("main")
    assert "Bad Cannstatt" in page
    assert [name for name in ("Mitte", "U25", "Ort Z2") if name in page] == []
    for address in (f"{PAGE}?branch=Z01", f"{PAGE}?period=2026-12", f"{PAGE}?period=2026-Q3"):
        client.get(address, status=404)
    client.get(f"{PAGE}?period=egal", status=422)


def test_before_the_first_quarter_the_page_says_so(sqlite_house: HouseUnderTest) -> None:
    assert "Noch ist kein Quartal abgeschlossen" in sqlite_house.signed_in("z06").get(PAGE).text()


def test_the_sample_leads_to_list_figures_draw_and_only_a_head_to_deputies(
    house_with_files: HouseUnderTest,
) -> None:
    links = {name: house_with_files.signed_in(name).get(SAMPLE).links() for name in ("z06", "z06-deputy")}
    for found in links.values():
        assert f"/branch/{Area.BENEFITS}/follow-up?branch=Z06" in found
        assert f"{PAGE}?branch=Z06" in found
        assert found.count("/draw-explained") >= 2
    assert "/branch/deputies" in links["z06"]
    assert "/branch/deputies" not in links["z06-deputy"]
