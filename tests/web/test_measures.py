"""Measures, agenda and registry over HTTP: made without script, read by those who may, nothing is lost."""

from datetime import UTC, datetime

import pytest

from iks.domain.measure import MeasureScope
from iks.domain.month import Month
from iks.domain.values import Area
from tests.house_under_test import HouseUnderTest
from tests.measure_under_test import POINT, UNITS, closed_months_of, five_quarters, proposed, span
from tests.page_client import Page, expect_own_address

ITEM = "iks-agenda__do iks-noprint"
TYPED = {
    "scope": "house",
    "hoped": "50",
    "kind": "training",
    "title": "Schulung Unterhalt",
    "task": "Zwei Termine",
    "responsible": "training_office",
    "start": "11.1.2027",
    "due": "31.3.2027",
}


def sent(house: HouseUnderTest, area: Area, username: str, **changes: object) -> tuple[int, Page | str]:
    """Send the form of a new measure; return the page, or the address it leads to."""
    address = f"/evaluation/{area}/measures/new"
    typed = TYPED | {"points": POINT[area]} | changes
    response = house.signed_in(username).post(address, typed)
    if response.status_code == 303:
        expect_own_address(response.location)
        return 303, response.location
    return response.status_code, Page(response.text)


@pytest.mark.parametrize("area", list(Area))
def test_what_could_be_seen_stands_before_the_decision(sqlite_house: HouseUnderTest, area: Area) -> None:
    five_quarters(sqlite_house, area)
    head = sqlite_house.signed_in(UNITS[area])
    empty = head.get(f"/evaluation/{area}/measures")
    assert "noch keine Maßnahme" in empty.text()
    head.get(f"/evaluation/{area}/measures/new")
    other = "L01" if area is Area.BENEFITS else "M01"
    step = head.get(f"/evaluation/{area}/measures/new?points={POINT[area]}&points={other}&scope=house")
    assert "frühestens zu erkennen nach dem Abschluss: 2. Quartal 2027" in step.text()
    assert "Das wird bei diesem Punkt voraussichtlich nie sichtbar" in step.text()
    status, address = sent(sqlite_house, area, UNITS[area])
    assert status == 303
    page = head.get(str(address))
    assert "Schulung Unterhalt" in page.text("h1")
    assert "noch keine Aussage" in page.text()
    branch = sqlite_house.signed_in("z06").get(str(address))
    assert "Fortbildung" in branch.text()
    assert not branch.attributes("textarea")


def test_staff_proposes_and_the_head_sees_it_at_once(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    _, address = sent(house, Area.BENEFITS, "gur-staff")
    assert "1 wartet auf Ihre Entscheidung" in house.signed_in("gur").get("/").text()
    house.signed_in("z06").get(str(address), status=404)
    response = house.signed_in("gur").post(f"{address}/decide", {"version": "1"}, page=str(address))
    assert response.status_code == 303
    # Whoever sends the button of a page that is out of date is told.
    again = house.signed_in("gur").post(f"{address}/decide", {"version": "1"}, page=str(address))
    assert again.status_code == 409
    house.signed_in("z06").get(str(address))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"kind": "party"}, "kind"),
        ({"responsible": "Frau Müller"}, "responsible"),
        ({"start": "bald"}, "start"),
        ({"due": "1.1.2027"}, "due"),
        ({"task": "mit Frau Yilmaz"}, "task"),
        ({"hoped": "99"}, "hoped"),
    ],
)
def test_what_does_not_fit_is_told_at_its_field_and_kept(
    sqlite_house: HouseUnderTest, changes: dict[str, str], field: str
) -> None:
    five_quarters(sqlite_house)
    status, page = sent(sqlite_house, Area.BENEFITS, "gur", **changes)
    assert status == 422
    assert isinstance(page, Page)
    assert page.text("title").startswith("Fehler:")
    assert page.attributes("a", href=f"#{field}")
    assert page.value("title") == changes.get("title", TYPED["title"])
    assert page.value("points") == "L12"


def test_named_branches_are_asked_for_in_the_first_step(sqlite_house: HouseUnderTest) -> None:
    head = sqlite_house.signed_in("gur")
    asked = head.get("/evaluation/benefits/measures/new?points=L12&scope=branches")
    assert asked.attributes("a", href="#branches")
    step = head.get("/evaluation/benefits/measures/new?points=L12&scope=branches&branches=Z06")
    assert "Keine Zahlen zur Wirkung" in step.text()
    foreign = head.get("/evaluation/benefits/measures/new?points=M05&scope=house")
    assert foreign.attributes("a", href="#points")


def test_an_overdue_measure_says_so_in_words_and_can_be_put_off_or_ended(
    sqlite_house: HouseUnderTest,
) -> None:
    house = sqlite_house
    measure = proposed(house)
    house.clock.set(datetime(2027, 4, 3, 9, 0, tzinfo=UTC))
    head, address = house.signed_in("gur"), f"/evaluation/benefits/measures/{measure}"
    assert "überfällig seit 3 Tagen" in house.signed_in("z06").get("/evaluation/benefits/measures").text()
    assert "1 überfällig" in head.get("/").text()
    head.get(f"{address}/change")
    typed = {"version": "2", "responsible": "unit_staff", "due": "30.6.2027"}
    refused = head.post(f"{address}/change", typed)
    assert refused.status_code == 422
    assert Page(refused.text).attributes("a", href="#reason")
    changed = head.post(f"{address}/change", typed | {"reason": "Die Fortbildung ist ausgebucht."})
    assert changed.status_code == 303
    assert "überfällig" not in head.get("/evaluation/benefits/measures").text().replace("Überfällig", "")
    ended = head.post(f"{address}/finish", {"version": "3", "note": "", "action": "done"}, page=address)
    assert ended.status_code == 422
    ended = head.post(
        f"{address}/finish", {"version": "3", "note": "Gehalten.", "action": "done"}, page=address
    )
    assert ended.status_code == 303
    assert "erledigt" in head.get(address).text()


@pytest.mark.parametrize("area", list(Area))
def test_a_proposal_becomes_a_measure_an_item_or_waits(sqlite_house: HouseUnderTest, area: Area) -> None:
    house = sqlite_house
    five_quarters(house, area, rate=0.05)
    closed_months_of(house, area, span(Month(2027, 1), 3, 0.4))
    house.clock.set(datetime(2027, 4, 1, 9, 0, tzinfo=UTC))
    head, address = house.signed_in(UNITS[area]), f"/evaluation/{area}/takeaways"
    assert "1 Vorschlag offen" in head.get("/").text()
    assert "Das nehme ich mit" in head.get(f"/evaluation/{area}/analysis").text("h2")
    proposal = {"kind": "new", "point": POINT[area]}
    refused = head.post(address, proposal | {"action": "not_now", "reason": ""})
    assert refused.status_code == 422
    assert Page(refused.text).attributes("a", href="#reason-new")
    measure = head.post(address, proposal | {"action": "measure"})
    assert f"points={POINT[area]}" in measure.location
    head.get(measure.location)
    put = head.post(address, proposal | {"action": "agenda"})
    assert put.status_code == 303
    assert "Auf der Tagesordnung" in head.get(address).text()
    assert head.post(address, proposal | {"action": "agenda"}).status_code == 409
    assert head.post(address, {"kind": "worst", "point": "L12", "action": "agenda"}).status_code == 404
    seen = house.signed_in("revision").get(address)
    assert not seen.attributes("button", value="agenda")


def test_the_agenda_is_kept_in_order_and_remembers_what_was_agreed(sqlite_house: HouseUnderTest) -> None:
    head, address = sqlite_house.signed_in("gur-staff"), "/evaluation/benefits/agenda"
    for title in ("Neue Dienstanweisung", "Termine 2027"):
        assert head.post(address, {"title": title, "point": ""}).status_code == 303
    assert head.post(address, {"title": "Akte 67502BG0012345", "point": ""}).status_code == 422
    assert head.post(address, {"title": "Punkt", "point": "L99"}).status_code == 422
    items = [form["action"] for form in head.get(address).attributes("form", **{"class": ITEM})]
    second = items[1]
    assert head.post(second, {"action": "up"}, page=address).status_code == 303
    assert head.get(address).text("h3").startswith("Termine 2027")
    assert head.post(second, {"action": "agree", "agreed": ""}, page=address).status_code == 422
    agreed = {"action": "agree", "agreed": "Erster Montag im Monat."}
    assert head.post(second, agreed, page=address).status_code == 303
    assert head.post(second, {"action": "down"}, page=address).status_code == 409
    branch = sqlite_house.signed_in("z06").get(address)
    assert "Erster Montag im Monat." in branch.text()
    assert not branch.attributes("form", **{"class": ITEM})
    foreign = sqlite_house.signed_in("mui").post(
        second, {"action": "remove"}, page="/evaluation/integration/agenda"
    )
    assert foreign.status_code == 404


@pytest.mark.parametrize("area", list(Area))
def test_the_agenda_is_taken_along_with_one_click_as_it_was_in_its_month(
    sqlite_house: HouseUnderTest, area: Area
) -> None:
    house, address = sqlite_house, f"/evaluation/{area}/agenda"
    proposed(house, area)
    head = house.signed_in(UNITS[area])
    for title in ("Neue Dienstanweisung", "Termine 2027"):
        head.get(address)
        assert head.post(address, {"title": title, "point": POINT[area]}).status_code == 303
    assert f"{address}/2026-11.pdf" in head.get(address).links()
    made = head.client.get(f"{address}/2026-11.pdf")
    assert made.data.startswith(b"%PDF-1.7")
    assert "tagesordnung-" in made.headers["Content-Disposition"]
    items = [form["action"] for form in head.get(address).attributes("form", **{"class": ITEM})]
    house.clock.set(datetime(2026, 12, 2, 9, 0, tzinfo=UTC))
    house.clients.clear()
    head = house.signed_in(UNITS[area])
    agreed = {"action": "agree", "agreed": "Erster Montag."}
    assert head.post(items[1], agreed, page=address).status_code == 303
    branch = house.signed_in("z06")
    november, december, january = (
        branch.client.get(f"{address}/{month}.html").get_data(as_text=True)
        for month in ("2026-11", "2026-12", "2027-01")
    )
    assert f"{POINT[area]} Termine 2027" in november
    assert "Erster Montag." not in november
    assert "Erster Montag." in december
    # What was agreed before a month does not come up in it again.
    assert "Termine 2027" not in january
    assert "Schulung Unterhalt" in january
    stranger = house.signed_in("mui-staff" if area is Area.BENEFITS else "gur-staff")
    assert stranger.client.get(f"{address}/2026-12.pdf").status_code == 404


def test_the_registry_is_kept_by_the_units_and_read_by_branch_heads(sqlite_house: HouseUnderTest) -> None:
    staff = sqlite_house.signed_in("mui-staff")
    typed = {"number": "2.11", "title": "Unterhalt", "link": "https://wis.example/2-11", "state": "valid"}
    refused = staff.post("/knowledge/new", typed | {"link": "javascript:alert(1)"})
    assert refused.status_code == 422
    assert {a["href"] for a in Page(refused.text).attributes("a")} >= {"#link", "#points"}
    assert staff.post("/knowledge/new", typed | {"points": "L12"}).status_code == 303
    assert staff.post("/knowledge/new", typed | {"points": "M05"}).status_code == 422
    page = sqlite_house.signed_in("z06").get("/knowledge")
    assert "Unterhalt" in page.text()
    assert page.attributes("a", href="https://wis.example/2-11")
    assert not [link for link in page.links() if link.startswith("/knowledge/")]
    links = staff.get("/knowledge").links()
    [address] = [link for link in links if link.startswith("/knowledge/") and link != "/knowledge/new"]
    changed = typed | {"points": "L12", "state": "withdrawn", "version": "1"}
    assert staff.post(address, changed).status_code == 303
    assert staff.post(address, changed).status_code == 409
    sqlite_house.signed_in("z06").get("/knowledge/new", status=403)


def test_a_set_of_branches_is_fixed_by_the_head(sqlite_house: HouseUnderTest) -> None:
    address = "/evaluation/benefits/measures/sets"
    head = sqlite_house.signed_in("gur")
    refused = head.post(address, {"name": "Klein", "branches": "Z01"})
    assert refused.status_code == 422
    assert Page(refused.text).attributes("a", href="#branches")
    sqlite_house.signed_in("gur-staff").get(address, status=403)
    sqlite_house.signed_in("mui").get(address, status=404)


@pytest.mark.parametrize("area", list(Area))
def test_the_page_of_a_point_leads_to_its_measures_and_entries_and_to_a_new_measure(
    sqlite_house: HouseUnderTest, area: Area
) -> None:
    five_quarters(sqlite_house, area)
    head, point = sqlite_house.signed_in(UNITS[area]), POINT[area]
    address = f"/evaluation/{area}/points/{point}"
    assert "noch keine Maßnahme" in head.get(address).text()
    measure = proposed(sqlite_house, area)
    entry = {"number": "2.11", "title": "Unterhalt", "link": "https://wis.example/2-11", "state": "valid"}
    head.get("/knowledge/new")
    assert head.post("/knowledge/new", entry | {"points": point}).status_code == 303
    page = head.get(address)
    assert f"/evaluation/{area}/measures/{measure}" in page.links()
    assert page.attributes("a", href="https://wis.example/2-11")
    assert f"/evaluation/{area}/measures/new?points={point}" in page.links()
    other = "L01" if area is Area.BENEFITS else "M01"
    elsewhere = head.get(f"/evaluation/{area}/points/{other}")
    assert f"/evaluation/{area}/measures/{measure}" not in elsewhere.links()
    seen = sqlite_house.signed_in("revision").get(address)
    assert not [link for link in seen.links() if "measures/new" in link]


@pytest.mark.parametrize("area", list(Area))
def test_the_start_of_a_measure_stands_in_the_trend_of_its_point(
    sqlite_house: HouseUnderTest, area: Area
) -> None:
    house, point = sqlite_house, POINT[area]
    five_quarters(house, area)
    measure = proposed(house, area, scope=MeasureScope.BRANCHES, branches=("Z06",), hoped=0)
    proposed(house, area, by=f"{UNITS[area]}-staff", title="Noch nicht beschlossen")
    closed_months_of(house, area, span(Month(2027, 1), 3, 0.25))
    for username in (UNITS[area], "revision"):
        for address in (f"/evaluation/{area}/points/{point}", f"/evaluation/{area}/analysis?point={point}"):
            page = house.signed_in(username).get(address)
            assert "Maßnahme, Jan. 2027" in page.text("svg")
            assert (
                "Im Verlauf eingezeichnet: Schulung „Schulung Unterhalt“ ab 11. Januar 2027." in page.text()
            )
            assert f"/evaluation/{area}/measures/{measure}" in page.links()
            assert "Noch nicht beschlossen" not in page.text("svg")
