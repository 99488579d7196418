"""A wrong list, over HTTP: the unit head asks, the revision decides, a new list is drawn late."""

import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from iks.domain.journal import first_fault
from iks.domain.values import Area
from iks.store import journal
from iks.store.draws import Draw
from sampling import verify_bundle
from tests.house_under_test import HouseUnderTest
from tests.month_under_test import SIZES, drawn, small_list
from tests.page_client import Page, PageClient, expect_good_page
from tests.services.branch_factory import check_all, first_sheet, submit
from tests.services.void_factory import LATER, REASON, UNIT_HEADS, approve, ask

AREAS = pytest.mark.parametrize("area", list(Area))
FIRST_POINT = {Area.BENEFITS: "L01", Area.INTEGRATION: "M01"}
REQUESTS = "/revision/void-requests"


def wish_page(area: Area) -> str:
    return f"/evaluation/{area}/2026-12/void"


def follow(client: PageClient, response: Any) -> Page:
    """Go where a redirect leads, and check the page."""
    assert response.status_code == 303, response.text[:3000]
    return client.get(response.location)


def asked_for(house: HouseUnderTest, area: Area) -> None:
    unit = house.signed_in(UNIT_HEADS[area])
    cockpit = unit.get(f"/evaluation/{area}/2026-12")
    assert wish_page(area) in cockpit.links()
    response = unit.post(wish_page(area), {"reason": ""})
    assert response.status_code == 422
    page = expect_good_page(response)
    assert "Bitte schreiben Sie, was an der Liste falsch ist." in page.text("p")
    assert "Fehler:" in page.text("title")
    page = follow(unit, unit.post(wish_page(area), {"reason": REASON}))
    assert "Ihr Wunsch liegt der Innenrevision vor" in page.text("h2")


def decided(house: HouseUnderTest, area: Area) -> None:
    revision = house.signed_in("revision")
    start = revision.get("/")
    assert "Ziehung für ungültig erklären?" in start.text()
    assert REQUESTS in start.links()
    (link,) = [link for link in revision.get(REQUESTS).links() if link.startswith(f"{REQUESTS}/")]
    page = revision.get(link)
    assert REASON in page.text()
    assert f"Konto {UNIT_HEADS[area]}" in page.text()
    assert "Z06 Bad Cannstatt" in page.text("th")
    response = revision.post(link, {"decision": "refuse", "answer": ""})
    assert response.status_code == 422
    assert "warum die Ziehung gültig bleibt" in expect_good_page(response).text("p")
    page = follow(revision, revision.post(link, {"decision": "approve"}))
    assert "Die Ziehung ist ungültig." in page.text()
    assert "Für ungültig erklärt" in page.text("td")
    again = follow(revision, revision.post(link, {"decision": "approve"}))
    assert "schon entschieden" in again.text()


def handed_in_anew(house: HouseUnderTest, area: Area) -> None:
    controller = house.signed_in("controller")
    start = controller.get("/")
    assert "neue Bestandsliste nötig" in start.text()
    data = {"area": area.value, "month": "2026-12"}
    content = small_list(area, {**SIZES, "Z06": 60})
    upload = {**data, "file": (BytesIO(content), "Bestand-neu.csv")}
    response = controller.post("/controlling/frames", upload)
    assert response.status_code == 303, Page(response.text).text()
    page = f"/controlling/frames/{area}/2026-12"
    assert controller.post(f"{page}/lock", {}, page=page).status_code == 303
    house.clock.set(LATER)
    # Eight days later nobody is signed in any more.
    house.clients.clear()
    controller, draws = house.signed_in("controller"), "/controlling/draws"
    assert controller.post(f"{draws}/{area}/2026-12", {}, page=draws).status_code == 303
    table = controller.get(draws).text("table")
    assert "1 Ziehung für ungültig erklärt" in table
    assert REASON in table
    assert "verspätet" in table
    assert "30. Dezember 2026" in table


@AREAS
def test_from_the_wish_to_the_second_draw(house: HouseUnderTest, area: Area, tmp_path: Path) -> None:
    drawn(house, area)
    branch = house.signed_in("z06")
    sheet = f"/branch/check/{first_sheet(house, area=area)}"
    saved = {"action": "save", "version": "0", f"{FIRST_POINT[area]}.answer": "ok"}
    assert branch.post(sheet, saved).status_code == 303
    asked_for(house, area)
    decided(house, area)
    told_to_wait(branch, area, sheet)
    handed_in_anew(house, area)
    told_of_new_files(house.signed_in("z06"), area, sheet)
    proved(house, area, tmp_path)
    printed(house, area)


def told_to_wait(branch: PageClient, area: Area, sheet: str) -> None:
    assert "Ziehung ungültig" in branch.get("/").text()
    page = branch.get(f"/branch/{area}/2026-12")
    assert REASON in page.text()
    assert "Bitte prüfen Sie nicht weiter." in page.text()
    assert sheet in page.links()
    assert "(Ziehung ungültig, begonnen)" in page.text("li")
    assert "Die Ziehung zu diesem Bogen ist ungültig." in branch.get(sheet).text()
    refused = branch.client.get(f"/branch/{area}/2026-12/submit")
    assert refused.status_code == 409
    assert "für ungültig erklärt" in refused.text


def told_of_new_files(branch: PageClient, area: Area, sheet: str) -> None:
    page = branch.get(f"/branch/{area}/2026-12")
    assert "Ihre zehn Akten" in page.text("h2")
    assert "0 von 10 Akten" in page.text()
    assert sheet in page.links()
    assert "Die Ziehung zu diesem Bogen ist ungültig." in branch.get(sheet).text()
    assert "Ziehung ungültig" not in branch.get("/").text()


def proved(house: HouseUnderTest, area: Area, folder: Path) -> None:
    """Both draws recompute; the second bundle names the first list."""
    revision = house.signed_in("revision")
    desk = revision.get("/revision")
    assert "ungültig" in desk.text("td")
    links = [link for link in desk.links() if link.endswith("/bundle")]
    manifests = []
    for number, link in enumerate(links):
        response = revision.post(link.replace("/bundle", "/recompute"), {}, page="/revision")
        assert "Die Ziehung stimmt" in expect_good_page(response).text("h2")
        file = folder / f"{number}.zip"
        file.write_bytes(revision.fetch(link).data)
        assert verify_bundle(file).ok
        with zipfile.ZipFile(file) as archive:
            manifests.append(json.loads(archive.read("manifest.json")))
    second, first = manifests
    assert (first["attempt"], first["voided_draws"]) == (1, [])
    assert (second["attempt"], second["voided_draws"]) == (2, [first["frame_digest"]])
    with house.runtime.transaction(writes=False) as session:
        entries = list(journal.entries(session))
        assert {draw.secret.position for draw in session.query(Draw)} == {1, 2}
    assert first_fault(entries) is None
    acts = [(e.event, e.actor) for e in entries if e.event in {"void_requested", "draw_voided"}]
    assert acts == [("void_requested", UNIT_HEADS[area]), ("draw_voided", "revision")]
    order = [e.event for e in entries if e.event in {"draw_voided", "frame_locked", "month_drawn"}]
    assert order == ["frame_locked", "month_drawn", "draw_voided", "frame_locked", "month_drawn"]


def printed(house: HouseUnderTest, area: Area) -> None:
    """The frozen result names the void draw; the analysis shows it."""
    check_all(house, "z06", area)
    submit(house, "z06", area)
    unit = house.signed_in(UNIT_HEADS[area])
    cockpit = f"/evaluation/{area}/2026-12"
    assert "1 Ziehung für ungültig erklärt" in unit.get(cockpit).text()
    unit.post(cockpit, {"reason": "Zum Jahresende"})
    page = unit.get(f"/evaluation/{area}/analysis")
    assert f"1 Ziehung für ungültig erklärt: {REASON}" in page.text("section")


def test_the_unit_head_takes_a_wish_back_and_reads_the_answer_to_another(
    sqlite_house: HouseUnderTest,
) -> None:
    house, page = sqlite_house, wish_page(Area.BENEFITS)
    drawn(house, Area.BENEFITS)
    unit, revision = house.signed_in("gur"), house.signed_in("revision")
    first = ask(house)
    response = unit.post(f"{page}/{first}/withdraw", {}, page=page)
    assert "zurückgezogen" in follow(unit, response).text()
    second = ask(house, reason="Es ist die Liste vom November")
    link = f"{REQUESTS}/{second}"
    follow(revision, revision.post(link, {"decision": "refuse", "answer": "Der Stichtag stimmt."}))
    shown = unit.get(page)
    assert "Antwort der Innenrevision: Der Stichtag stimmt." in shown.text()
    assert shown.text("h3").startswith("Abgelehnt")
    assert "Zurückgezogen" in shown.text("h3")


def test_the_pages_say_when_it_is_too_late(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    drawn(house, Area.BENEFITS)
    wish = ask(house)
    check_all(house)
    submit(house)
    unit, revision = house.signed_in("gur"), house.signed_in("revision")
    assert "Z06 hat schon abgegeben." in unit.get(wish_page(Area.BENEFITS)).text()
    page = revision.get(f"{REQUESTS}/{wish}")
    assert "Zustimmen geht nicht mehr" in page.text()
    assert "Ziehung für ungültig erklären" not in page.text("button")
    after = follow(revision, revision.post(f"{REQUESTS}/{wish}", {"decision": "approve"}))
    assert "Z06 hat schon abgegeben." in after.text()


@pytest.mark.parametrize("username", ["z06", "controller", "mui", "management", "admin", "gur-staff"])
def test_others_neither_ask_nor_decide_over_http(sqlite_house: HouseUnderTest, username: str) -> None:
    house = sqlite_house
    drawn(house, Area.BENEFITS)
    wish = ask(house)
    client = house.signed_in(username)
    page = wish_page(Area.BENEFITS)
    for address in (page, f"{page}/{wish}/withdraw", f"{REQUESTS}/{wish}"):
        sent = client.post(address, {"reason": "x", "decision": "approve"}, page="/display")
        assert sent.status_code in {403, 404}, address
    assert client.fetch(REQUESTS).status_code == 403
    if username != "gur-staff":
        assert client.fetch(page).status_code in {403, 404}
    else:
        assert "zurückziehen" not in client.get(page).text("button")


def test_the_revision_reads_the_unit_s_page_and_finds_no_form(sqlite_house: HouseUnderTest) -> None:
    drawn(sqlite_house, Area.BENEFITS)
    page = sqlite_house.signed_in("revision").get(wish_page(Area.BENEFITS))
    assert page.attributes("textarea") == []
    approve(sqlite_house, ask(sqlite_house))
    assert REASON in sqlite_house.signed_in("revision").get(wish_page(Area.BENEFITS)).text()
