"""The pages on which controlling and the units record counts of objections."""

from io import BytesIO

import pytest

from iks.domain.month import Month
from iks.domain.objection_file import read_objections
from iks.domain.objections import ObjectionKind, TopicCounts
from iks.services.objection_topics import topics
from tests.house_under_test import HouseUnderTest
from tests.objections_under_test import OCTOBER, all_topics, as_csv, counts, taken_over
from tests.page_client import Page, PageClient, expect_good_page

DESK = "/controlling/objections"
TYPED = f"{DESK}/{OCTOBER}/objection"


def hand_in(browser: PageClient, data: bytes, *, status: int = 200) -> Page:
    """Choose a file and press the button."""
    response = browser.post(DESK, {"file": (BytesIO(data), "zahlen.csv")}, content_type="multipart/form-data")
    assert response.status_code == status, Page(response.text).text()
    return expect_good_page(response)


def fields(rows: list[TopicCounts]) -> dict[str, str]:
    """Return what a person types."""
    return {
        f"{row.topic}.{name}": str(number) for row in rows for name, number in row.numbers.items() if number
    }


def test_a_file_is_looked_at_and_then_taken_over(sqlite_house: HouseUnderTest) -> None:
    browser = sqlite_house.signed_in("controller")
    page = browser.get(DESK)
    assert "älteste: Widersprüche, Oktober 2026" in page.text("dl")
    preview = hand_in(browser, as_csv(all_topics(OCTOBER), encoding="cp1252"))
    assert "10 Zeilen sind neu. Noch ist nichts übernommen." in preview.text()
    assert "fehlt" in browser.get(DESK).text("table")
    form = {"content": preview.value("content")}
    response = browser.post(f"{DESK}/import", form, page=DESK)
    assert response.status_code == 303
    page = browser.get(response.location)
    assert "Übernommen: 10 Zeilen." in page.text()
    assert "älteste: Klagen, Oktober 2026" in page.text("dl")
    again = hand_in(browser, as_csv(all_topics(OCTOBER)))
    assert "Alle Zeilen sind schon so eingetragen." in again.text()
    assert "Zahlen übernehmen" not in again.text()
    # The button of a page that is still open elsewhere.
    response = browser.post(f"{DESK}/import", form, page=DESK)
    assert "Es wurde nichts geändert." in browser.get(response.location).text()


def test_faulty_rows_are_named_and_nothing_is_taken_over(sqlite_house: HouseUnderTest) -> None:
    browser = sqlite_house.signed_in("controller")
    data = as_csv(all_topics(OCTOBER)).replace(b";40\r\n", b";41\r\n", 2).replace(b"10/2026", b"14/2026", 1)
    page = hand_in(browser, data, status=422)
    assert page.text("title").startswith("Fehler:")
    assert "Zeile 2" in page.text("table")
    assert "„14/2026“ ist kein Monat" in page.text("table")
    assert "am Anfang + 61 Eingänge − 61 Erledigungen = 40, nicht 41." in page.text("table")
    assert "Es wurde nichts übernommen" in page.text()
    assert "älteste: Widersprüche" in browser.get(DESK).text("dl")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\x00\x01", b"a" * 400_001])
def test_what_is_no_list_of_counts_is_refused(sqlite_house: HouseUnderTest, data: bytes) -> None:
    browser = sqlite_house.signed_in("controller")
    before = browser.get(DESK).text("dl")
    page = hand_in(browser, data, status=422)
    assert page.text("title").startswith("Fehler:")
    assert not page.attributes("input", name="content")
    assert browser.get(DESK).text("dl") == before


def test_without_a_file_the_page_asks_for_one(sqlite_house: HouseUnderTest) -> None:
    response = sqlite_house.signed_in("controller").post(DESK, {})
    assert response.status_code == 422
    assert "Bitte wählen Sie die Datei aus." in expect_good_page(response).text()


def test_a_correction_asks_for_its_reason(sqlite_house: HouseUnderTest) -> None:
    taken_over(sqlite_house, all_topics(OCTOBER))
    browser = sqlite_house.signed_in("gur-staff")
    data = as_csv(all_topics(OCTOBER, housing=counts(OCTOBER, received=80)))
    preview = hand_in(browser, data)
    assert "1 ändert, was eingetragen ist" in preview.text()
    form = {"content": preview.value("content"), "reason": " "}
    refused = browser.post(f"{DESK}/import", form, page=DESK)
    assert refused.status_code == 422
    page = expect_good_page(refused)
    assert "Bitte nennen Sie den Grund der Berichtigung." in page.text()
    assert page.value("content") == preview.value("content")
    response = browser.post(f"{DESK}/import", {**form, "reason": "Nachmeldung"}, page=DESK)
    assert "0 Zeilen neu, 1 berichtigt" in browser.get(response.location).text()
    assert "Nachmeldung" in browser.get(TYPED).text("details")


def test_the_blank_file_comes_back_filled_in(sqlite_house: HouseUnderTest) -> None:
    taken_over(sqlite_house, all_topics(OCTOBER.shift(-1)))
    browser = sqlite_house.signed_in("controller")
    response = browser.fetch(f"{DESK}/{OCTOBER}/vorlage.csv")
    assert response.headers["Content-Disposition"].endswith('"widersprueche-2026-10.csv"')
    lines = response.data.decode("utf-8-sig").splitlines()
    assert len(lines) == 21
    filled = [line.replace(";;;;;;;;;;;", f"{';0' * 10};40") for line in lines[:11]]
    rows = read_objections("\n".join(filled).encode(), topics(), {}, OCTOBER)
    assert {row.stock_begin for row in rows} == {40}
    assert browser.fetch(f"{DESK}/2027-01/vorlage.csv").status_code == 404


def test_a_month_is_typed_on_one_page(sqlite_house: HouseUnderTest) -> None:
    taken_over(sqlite_house, all_topics(OCTOBER.shift(-1)))
    browser = sqlite_house.signed_in("controller")
    page = browser.get(TYPED)
    assert page.value("housing.stock_begin") == "40"
    rows = all_topics(OCTOBER)
    added = browser.post(TYPED, {**fields(rows), "action": "check"})
    assert added.status_code == 200
    page = expect_good_page(added)
    assert str(sum(row.received for row in rows)) in page.text("tfoot")
    assert page.value("housing.received") == "64"
    response = browser.post(TYPED, {**fields(rows), "seen": page.value("seen")})
    assert response.status_code == 303
    assert "Übernommen: 10 Zeilen." in browser.get(response.location).text()
    assert browser.get(TYPED).value("other.closed_rejected") == "35"


def test_nothing_typed_is_lost_when_the_balance_breaks(sqlite_house: HouseUnderTest) -> None:
    browser = sqlite_house.signed_in("controller")
    typed = fields(all_topics(OCTOBER)) | {
        "housing.stock_end": "41",
        "access.received": "viele",
        "needs.x": "1",
    }
    response = browser.post(TYPED, typed)
    assert response.status_code == 422
    page = expect_good_page(response)
    assert page.text("title").startswith("Fehler:")
    assert page.attributes("a", href="#housing-stock_end")
    assert page.attributes("input", id="housing-stock_end", **{"aria-invalid": "true"})
    assert "Eingänge − 64 Erledigungen = 40, nicht 41." in page.text("p")
    assert "Bitte eine Zahl von 0 bis 100.000." in page.text("p")
    assert page.value("access.received") == "viele"
    assert page.value("other.received") == "70"
    assert "fehlt" in browser.get(DESK).text("table")


def test_an_empty_form_and_an_empty_topic(sqlite_house: HouseUnderTest) -> None:
    browser = sqlite_house.signed_in("controller")
    response = browser.post(TYPED, {})
    assert response.status_code == 422
    assert "mindestens ein Sachgebiet" in expect_good_page(response).text()
    rows = all_topics(OCTOBER)[:9]
    seen = browser.get(TYPED).value("seen")
    typed = {**fields(rows), "other.stock_begin": "40", "seen": seen}
    assert browser.post(TYPED, typed).status_code == 303
    assert "9 von 10 Sachgebieten" in browser.get(DESK).text("table")


def test_two_people_at_one_month_do_not_overwrite_each_other(sqlite_house: HouseUnderTest) -> None:
    browser = sqlite_house.signed_in("controller")
    seen = browser.get(TYPED).value("seen")
    taken_over(sqlite_house, all_topics(OCTOBER), person="gur-staff")
    mine = fields(all_topics(OCTOBER, housing=counts(OCTOBER, received=80)))
    response = browser.post(TYPED, {**mine, "seen": seen, "reason": "Nachmeldung"})
    assert response.status_code == 409
    page = expect_good_page(response)
    assert "Inzwischen hat jemand anderes" in page.text()
    assert page.value("housing.received") == "80"
    again = browser.post(TYPED, {**mine, "seen": page.value("seen"), "reason": "Nachmeldung"})
    assert again.status_code == 303
    without = browser.post(TYPED, {**fields(all_topics(OCTOBER)), "seen": browser.get(TYPED).value("seen")})
    assert without.status_code == 422
    assert "Grund der Berichtigung" in expect_good_page(without).text()


@pytest.mark.parametrize("address", [f"{DESK}/2026-11/objection", f"{DESK}/2026-10/appeal"])
def test_a_month_that_is_not_over_or_a_kind_that_does_not_exist_is_no_page(
    sqlite_house: HouseUnderTest, address: str
) -> None:
    assert sqlite_house.signed_in("controller").fetch(address).status_code == 404


@pytest.mark.parametrize("person", ["z06", "revision", "management", "admin", "staff-council"])
def test_others_do_not_get_in(sqlite_house: HouseUnderTest, person: str) -> None:
    browser = sqlite_house.signed_in(person)
    for address in (DESK, TYPED, f"{DESK}/{OCTOBER}/vorlage.csv"):
        assert browser.fetch(address).status_code == 403, address


def test_both_kinds_of_proceedings_are_asked_for_and_the_third_where_it_is_counted(
    sqlite_house: HouseUnderTest,
) -> None:
    browser = sqlite_house.signed_in("controller")
    assert "2 Listen" in browser.get(DESK).text("dl")
    taken_over(sqlite_house, [counts(OCTOBER.shift(-1), kind=ObjectionKind.INTERIM_RELIEF)])
    assert "6 Listen" in browser.get(DESK).text("dl")
    assert Month(2026, 11) > OCTOBER


def test_the_start_page_of_controlling_names_months_without_counts(sqlite_house: HouseUnderTest) -> None:
    browser = sqlite_house.signed_in("controller")
    start = browser.get("/")
    assert "1 Monat fehlt" in start.text()
    assert "ältester Monat: Oktober 2026" in start.text()
    assert DESK in start.links()
    assert "Monat fehlt" not in sqlite_house.signed_in("gur").get("/").text()
    taken_over(sqlite_house, [*all_topics(OCTOBER), *all_topics(OCTOBER, ObjectionKind.COURT_CASE)])
    assert "fehlt" not in browser.get("/").text().replace("Bestandsliste fehlt", "")
