"""The re-check over HTTP: ordered by the revision, its list for the revision alone."""

from sqlalchemy import select

from checklists.load import load_builtin
from iks.domain.values import Area
from iks.store.recheck import RecheckFile
from tests.house_under_test import HouseUnderTest
from tests.page_client import expect_good_page
from tests.services.second_check_factory import check_all_again, fault, form
from tests.services.test_recheck import order, rechecked

DESK = "/revision/recheck"


def test_the_revision_orders_it_and_changes_the_number(sqlite_house: HouseUnderTest) -> None:
    revision = sqlite_house.signed_in("revision")
    assert DESK in revision.get("/revision").links()
    refused = revision.post(f"{DESK}/benefits", {"sheets": "5"}, page=DESK)
    assert (refused.status_code, "10 bis 50" in refused.text) == (422, True)
    assert revision.post(f"{DESK}/benefits", {"sheets": "12"}, page=DESK).status_code == 303
    assert "Je Monat werden 12 Akten gezogen." in revision.get(DESK).text()
    assert revision.post(f"{DESK}/benefits", {"sheets": "12"}, page=DESK).status_code == 409
    assert revision.post(f"{DESK}/benefits/sheets", {"sheets": "20"}, page=DESK).status_code == 303
    assert "Ab dem nächsten Monat sind es 20." in revision.get(DESK).text()
    refused = revision.post(f"{DESK}/benefits/sheets", {"sheets": "x"}, page=DESK)
    assert refused.status_code == 422


def test_the_list_names_files_and_branches_and_leads_to_the_proof(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    draw_id = rechecked(house, Area.BENEFITS).id
    revision = house.signed_in("revision")
    assert f"{DESK}/benefits/2026-12" in revision.get(DESK).links()
    page = revision.get(f"{DESK}/benefits/2026-12")
    with house.runtime.transaction(writes=False) as session:
        numbers = [file.file_ref for file in session.scalars(select(RecheckFile))]
    assert len(numbers) == 10
    assert all(number in page.text() for number in numbers)
    assert f"/revision/draws/{draw_id}" in page.links()
    proof = revision.get(f"/revision/draws/{draw_id}")
    assert all(number in proof.text() for number in numbers)
    recomputed = revision.post(f"/revision/draws/{draw_id}/recompute", {}, page=f"/revision/draws/{draw_id}")
    assert recomputed.status_code == 200
    assert "Alle 10 Akten" in recomputed.text
    assert revision.fetch(f"/revision/draws/{draw_id}/bundle").mimetype == "application/zip"


def test_nobody_but_the_revision_comes_near(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    rechecked(house, Area.BENEFITS)
    for username in ("gur", "mui", "management", "controller", "admin", "z06", "staff-council"):
        client = house.signed_in(username)
        client.get(DESK, status=403)
        client.get(f"{DESK}/benefits/2026-12", status=403)


def test_a_month_without_a_draw_is_not_there(sqlite_house: HouseUnderTest) -> None:
    order(sqlite_house, Area.BENEFITS)
    revision = sqlite_house.signed_in("revision")
    revision.get(f"{DESK}/benefits/2026-12", status=404)
    assert "sobald ein Monat abgeschlossen ist" in revision.get(DESK).text()


def test_a_second_check_is_saved_finished_and_compared_at_the_end(sqlite_house: HouseUnderTest) -> None:
    house, area = sqlite_house, Area.INTEGRATION
    rechecked(house, area)
    revision, month = house.signed_in("revision"), f"{DESK}/{area}/2026-12"
    first = f"{month}/1"
    assert first in revision.get(month).links()
    page = revision.get(first)
    assert not [field for field in page.attributes("input", type="radio") if "checked" in field]
    refused = revision.post(first, {"version": "0", "action": "finish", "M01.answer": "finding"})
    page = expect_good_page(refused)
    assert (refused.status_code, page.text("title")[:7]) == (422, "Fehler:")
    assert "#M01-pattern" in {link["href"] for link in page.attributes("a")}
    assert page.value("version") == "1"
    assert revision.post(first, {**form(area), "version": "1", "action": "save"}).status_code == 303
    stale = revision.post(first, {"version": "0", "action": "save", "M01.answer": "finding"})
    page = expect_good_page(stale)
    assert stale.status_code == 409
    assert "inzwischen an anderer Stelle geändert" in page.text()
    assert [field["value"] for field in page.attributes("input", type="radio") if "checked" in field] == [
        "finding"
    ]
    assert "Vergleich mit der ersten Prüfung" not in revision.get(month).text()
    check_all_again(house, area, {1: fault("M01", load_builtin(area).point("M01").patterns[0].id)})
    page = revision.get(month)
    assert "Von zehn Beanstandungen bleiben etwa 10 unentdeckt." in page.text()
    assert "nur von der Innenrevision" in page.text("table")
    assert "Übersehen" in revision.get(DESK).text("table")
    assert "abgeschlossen" in revision.get(first).text()
    revision.get(f"{month}/11", status=404)


def test_nobody_else_opens_a_second_check(sqlite_house: HouseUnderTest) -> None:
    rechecked(sqlite_house, Area.BENEFITS)
    for username in ("gur", "management", "controller", "admin", "z06"):
        sqlite_house.signed_in(username).get(f"{DESK}/benefits/2026-12/1", status=403)
