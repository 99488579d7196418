"""The pages on which controlling hands in and locks a list."""

import re
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import func, select

from iks.domain.values import Area, FrameStatus
from iks.store.frames import Frame, FrameRow, current_frame
from iks.store.organisation import Branch
from tests.house_under_test import MONTH, HouseUnderTest
from tests.month_under_test import (
    DRAW_MOMENT,
    FRAMES,
    SIZES,
    benefits_list,
    draw,
    drawn,
    lock,
    open_all_branches,
    small_list,
    upload,
)
from tests.page_client import Page, expect_good_page

ADDRESS = "/controlling/frames"
PAGE = "/controlling/frames/benefits/2026-12"


def _send(house: HouseUnderTest, content: bytes | None, *, status: int, **fields: str) -> Page:
    data: dict[str, Any] = {"area": "benefits", "month": "2026-12", **fields}
    if content is not None:
        data["file"] = (BytesIO(content), "Bestand.csv")
    response = house.signed_in("controller").post(ADDRESS, data)
    assert response.status_code == status, Page(response.text).text()
    if status == 303:
        assert response.location.endswith(f"/frames/{data['area']}/{data['month']}")
        return house.signed_in("controller").get(response.location)
    page = expect_good_page(response)
    assert page.text("title").startswith("Fehler:")
    return page


def _stored(house: HouseUnderTest, table: type) -> int:
    with house.runtime.transaction(writes=False) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize("area", Area)
def test_a_right_list_is_taken_over_and_shown_by_its_counts(sqlite_house: HouseUnderTest, area: Area) -> None:
    page = _send(sqlite_house, small_list(area), status=303, area=area.value)
    assert "Die Liste ist übernommen." in page.text()
    assert "Z06 Bad Cannstatt" in page.text("table")
    assert "82" in page.text("dl")
    assert "Bestandsliste sperren" in page.text("button")
    assert "20. November 2026" in page.text("dl")


def test_a_faulty_list_comes_back_with_every_fault_by_row_and_column(sqlite_house: HouseUnderTest) -> None:
    open_all_branches(sqlite_house)
    page = _send(sqlite_house, (FRAMES / "benefits-faulty.csv").read_bytes(), status=422)
    table = page.text("table")
    for row in (12, 22, 32, 42, 52, 62, 73, 82, 92, 102):
        assert f"Zeile {row} " in table
    assert "Meinten Sie „Bad Cannstatt“?" in table
    assert "Es wurde nichts übernommen." in page.text()
    assert page.attributes("a", href="#faults")
    assert page.attributes("h2", id="faults")
    assert page.attributes("input", name="area", value="benefits")[0].get("checked") == ""
    assert _stored(sqlite_house, Frame) == 0


def test_the_first_200_of_many_faults_are_shown_and_all_are_counted(sqlite_house: HouseUnderTest) -> None:
    rows = benefits_list({"Z06": 300}).replace(b"Bad Cannstatt", b"Nirgendwo")
    page = _send(sqlite_house, rows, status=422)
    assert "Die Liste hat 300 Fehler." in page.text()
    assert "die ersten 200 von 300 Fehlern" in page.text()


def test_the_faults_are_named_in_english_too(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    house.signed_in("controller").get(f"{ADDRESS}?lang=en")
    page = _send_raw(house, benefits_list().replace(b"Mitte", b"Nirgendwo", 1))
    assert "There is no branch “Nirgendwo”." in page.text("table")


def _send_raw(house: HouseUnderTest, content: bytes) -> Page:
    data = {"area": "benefits", "month": "2026-12", "file": (BytesIO(content), "Bestand.csv")}
    return Page(house.signed_in("controller").post(ADDRESS, data).text)


def test_a_much_shorter_list_asks_for_the_reason_and_names_the_branches(
    sqlite_house: HouseUnderTest,
) -> None:
    house = sqlite_house
    upload(house, Area.BENEFITS, month=MONTH.shift(-1))
    lock(house, Area.BENEFITS, month=MONTH.shift(-1))
    shorter = benefits_list({**SIZES, "Z06": 40})
    page = _send(house, shorter, status=422)
    assert "Z06 Bad Cannstatt" in page.text("table")
    assert "−11,1 %" in page.text("table")
    assert "wählen Sie die Datei noch einmal aus" in page.text()
    assert page.attributes("textarea", id="reason")[0]["aria-invalid"] == "true"
    page = _send(house, shorter, status=303, reason="Ein Bezirk ist umgezogen")
    assert "Ein Bezirk ist umgezogen" in page.text()
    assert "deutlich weniger" in page.text("table")


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"area": "both"}, "area", "Bitte wählen Sie den Bereich."),
        ({"month": "Dezember"}, "month", "Bitte wählen Sie den Prüfmonat."),
        ({"reference_date": "31.11.2026"}, "reference_date", "ist kein Tag"),
        ({"reference_date": "gestern"}, "reference_date", "ist kein Tag"),
        ({"reference_date": "2.12.2026"}, "reference_date", "in der Zukunft"),
        ({"reference_date": "2026-10-01"}, "reference_date", "mehr als 35 Tage"),
    ],
)
def test_a_wrong_entry_is_named_at_its_field_and_kept(
    sqlite_house: HouseUnderTest, fields: dict[str, str], field: str, said: str
) -> None:
    page = _send(sqlite_house, small_list(Area.BENEFITS), status=422, reason="mein Grund", **fields)
    assert said in page.text()
    assert page.attributes("a", href=f"#{field}")
    assert any(attrs.get("id") == field for _, attrs in page.tags)
    assert "mein Grund" in page.text("textarea")
    assert _stored(sqlite_house, Frame) == 0


def test_a_list_that_is_only_checked_is_shown_and_not_taken_over(sqlite_house: HouseUnderTest) -> None:
    house, client = sqlite_house, sqlite_house.signed_in("controller")
    upload(house, Area.INTEGRATION, month=MONTH.shift(-1))
    lock(house, Area.INTEGRATION, month=MONTH.shift(-1))
    data = small_list(Area.INTEGRATION, {**SIZES, "Z06": 48})
    sent = {"area": "integration", "month": "2026-12", "action": "check", "control_total": "85"}
    answer = client.post(ADDRESS, {**sent, "file": (BytesIO(data), "Bestand.csv")})
    assert answer.status_code == 200
    page = expect_good_page(answer)
    assert "Es wurde noch nichts übernommen." in page.text()
    assert "Z06 Bad Cannstatt 48 45 +3 +6,7 %" in page.text("table")
    assert "gefördert" in page.text("table")
    assert page.value("control_total") == "85"
    with house.runtime.transaction(writes=False) as session:
        assert current_frame(session, Area.INTEGRATION, MONTH) is None
    shorter = small_list(Area.INTEGRATION, {**SIZES, "Z06": 20})
    answer = client.post(ADDRESS, {**sent, "control_total": "", "file": (BytesIO(shorter), "Bestand.csv")})
    assert "deutlich kürzer" in expect_good_page(answer).text()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("81", "nennt 81 Akten, in der Liste stehen 82"),
        ("viele", "„viele“ ist keine Anzahl"),
        ("-82", "ist keine Anzahl"),
        ("9" * 30, "ist keine Anzahl"),
    ],
)
def test_a_control_total_that_does_not_fit_is_named_at_its_field(
    sqlite_house: HouseUnderTest, typed: str, said: str
) -> None:
    page = _send(sqlite_house, small_list(Area.BENEFITS), status=422, control_total=typed)
    assert said in page.text()
    assert page.attributes("a", href="#control_total")
    assert page.value("control_total") == typed
    assert _stored(sqlite_house, Frame) == 0


@pytest.mark.parametrize("typed", ["82", " 82 ", "0.082"])
def test_a_control_total_that_agrees_is_shown_with_the_list(sqlite_house: HouseUnderTest, typed: str) -> None:
    page = _send(sqlite_house, small_list(Area.BENEFITS), status=303, control_total=typed)
    assert "Laut Fachverfahren 82 stimmt überein" in page.text("dl")


def test_a_list_that_replaces_another_says_so_until_the_lock(sqlite_house: HouseUnderTest) -> None:
    _send(sqlite_house, small_list(Area.BENEFITS), status=303)
    page = _send(sqlite_house, benefits_list({**SIZES, "Z06": 46}), status=303)
    assert "Sie ersetzt eine mit 82 Akten." in page.text()
    assert "Durch eine andere Liste ersetzen" in page.text("a")
    lock(sqlite_house, Area.BENEFITS)
    assert "ersetzen" not in sqlite_house.signed_in("controller").get(PAGE).text("a")


def test_an_empty_branch_is_warned_of(sqlite_house: HouseUnderTest) -> None:
    data = benefits_list({"Z06": 45, "S13": 7})
    page = _send(sqlite_house, data, status=303, reason="Mitte ist geschlossen")
    assert "Ohne eine einzige Akte: Mitte" in page.text()
    assert "leer" in page.text("table")


def test_a_successor_is_shown_with_whom_it_is_compared(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    with house.runtime.transaction() as session:
        ended = session.get_one(Branch, "Z06")
        ended.valid_to, ended.successor_code = MONTH.shift(-1), "Z01"
        session.get_one(Branch, "S13").valid_to = MONTH
    upload(house, Area.BENEFITS, month=MONTH.shift(-1))
    lock(house, Area.BENEFITS, month=MONTH.shift(-1))
    page = _send(house, benefits_list({"Z01": 75, "S13": 7}), status=303)
    assert "übernimmt Z06 Bad Cannstatt, verglichen mit der Summe" in page.text("table")
    assert "endet mit Dezember 2026" in page.text("table")


def test_the_page_of_a_list_says_how_long_what_is_kept(sqlite_house: HouseUnderTest) -> None:
    page = _send(sqlite_house, small_list(Area.BENEFITS), status=303)
    assert "bis der Monat abgeschlossen ist" in page.text("dd")
    assert "12 bis 24 Monate nach dem Abschluss" in page.text("dd")
    assert "werden nie übernommen" in page.text("dd")


def test_after_the_lock_nothing_tells_how_many_files_were_drawn_lately(sqlite_house: HouseUnderTest) -> None:
    house, large = sqlite_house, benefits_list({"Z01": 30, "Z06": 300, "S13": 7})
    drawn(house, Area.BENEFITS, large)
    house.clock.set(datetime(2027, 1, 4, 5, tzinfo=UTC))
    upload(house, Area.BENEFITS, large, month=MONTH.shift(1))
    lock(house, Area.BENEFITS, month=MONTH.shift(1))
    with house.runtime.transaction(writes=False) as session:
        query = select(func.count()).where(FrameRow.status == FrameStatus.CHECKED_RECENTLY)
        assert session.scalar(query) == 10
    page = house.signed_in("controller").get(f"{ADDRESS}/benefits/2027-01")
    assert "337" in page.text("dl")
    assert "327" not in page.text()


def test_files_at_an_external_audit_are_counted_on_the_page(sqlite_house: HouseUnderTest) -> None:
    data = benefits_list(location="externe Prüfung")
    page = _send(sqlite_house, data, status=303)
    assert "davon 82 bei externer Prüfung, nicht ziehbar" in page.text("dl")
    with sqlite_house.runtime.transaction(writes=False) as session:
        assert set(session.scalars(select(FrameRow.status))) == {FrameStatus.AT_EXTERNAL_AUDIT}


def test_a_form_without_a_file_says_so(sqlite_house: HouseUnderTest) -> None:
    page = _send(sqlite_house, None, status=422)
    assert "Bitte wählen Sie die Datei aus." in page.text()


def test_an_entered_reference_date_is_taken(sqlite_house: HouseUnderTest) -> None:
    page = _send(sqlite_house, small_list(Area.BENEFITS), status=303, reference_date="19.11.2026")
    assert "19. November 2026" in page.text("dl")


def test_the_lock_shows_the_digest_and_takes_the_button_away(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    _send(house, small_list(Area.BENEFITS), status=303)
    client = house.signed_in("controller")
    assert client.post(f"{PAGE}/lock", {}, page=PAGE).status_code == 303
    page = client.get(PAGE)
    assert "Die Bestandsliste ist gesperrt." in page.text()
    assert "Bestandsliste sperren" not in page.text("button")
    with house.runtime.transaction(writes=False) as session:
        digest = session.scalars(select(Frame.digest)).one()
    assert digest is not None
    assert digest in re.sub(r"\s", "", page.text("dl"))


def test_a_lock_sent_twice_gives_the_first_result(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    upload(house, Area.BENEFITS)
    client = house.signed_in("controller")
    for _ in range(2):
        assert client.post(f"{PAGE}/lock", {}, page=PAGE).status_code == 303
    assert "schon gesperrt" in client.get(PAGE).text()


def test_after_the_lock_another_list_is_refused_with_a_sentence(sqlite_house: HouseUnderTest) -> None:
    upload(sqlite_house, Area.BENEFITS)
    lock(sqlite_house, Area.BENEFITS)
    page = _send(sqlite_house, benefits_list({**SIZES, "Z06": 46}), status=409)
    assert "Die Bestandsliste dieses Monats ist gesperrt." in page.text()


def test_no_page_of_controlling_holds_a_row_or_a_seed(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    upload(house, Area.BENEFITS)
    lock(house, Area.BENEFITS)
    house.clock.set(DRAW_MOMENT)
    draw(house, Area.BENEFITS)
    client = house.signed_in("controller")
    pages = " ".join(client.get(address).html for address in (ADDRESS, PAGE, "/controlling/draws"))
    with house.runtime.transaction(writes=False) as session:
        file_refs = list(session.scalars(select(FrameRow.file_ref)))
    assert len(file_refs) == 82
    assert not any(file_ref in pages for file_ref in file_refs)


def test_the_overview_says_which_list_is_missing_for_the_coming_draw(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    house.clock.set(DRAW_MOMENT)
    upload(house, Area.BENEFITS)
    page = house.signed_in("controller").get(ADDRESS)
    stands = page.text("dl")
    assert re.search(r"Leistung, Dezember 2026 hochgeladen", stands)
    assert re.search(r"Integration, Dezember 2026 fehlt noch Überfällig", stands)
    assert "Dezember 2026" in page.text("table")


@pytest.mark.parametrize("username", ["gur", "mui", "management", "admin", "z06", "staff-council"])
def test_nobody_but_controlling_sees_the_lists(sqlite_house: HouseUnderTest, username: str) -> None:
    upload(sqlite_house, Area.BENEFITS)
    client = sqlite_house.signed_in(username)
    for address in (ADDRESS, PAGE):
        assert client.fetch(address).status_code == 403
    for address in (ADDRESS, f"{PAGE}/lock"):
        assert client.post(address, {}, page="/display").status_code == 403


def test_a_month_without_a_list_looks_like_any_missing_page(sqlite_house: HouseUnderTest) -> None:
    assert sqlite_house.signed_in("controller").fetch(PAGE).status_code == 404
