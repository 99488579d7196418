"""The page on which controlling says what the columns and words of a list mean."""

from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter

from iks.domain.frame_mapping import builtin_mapping, load_mapping
from iks.domain.values import Area
from iks.services.set_up_house import install_mapping
from iks.store import journal
from iks.store.frames import FrameMapping, current_frame, mapping_text
from tests.house_under_test import MONTH, HouseUnderTest
from tests.month_under_test import benefits_list, small_list
from tests.page_client import Page, expect_good_page

FRAMES = "/controlling/frames"
ADDRESS = f"{FRAMES}/benefits/mapping"


class Form(HTMLParser):
    """What a browser would send of the form that has a file in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self._name = ""
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        attrs = {name: value or "" for name, value in pairs}
        if tag == "form":
            self._inside = attrs.get("enctype") == "multipart/form-data"
        if not self._inside:
            return
        if tag == "select":
            self._name = attrs["name"]
            self.fields.append((self._name, ""))
        if tag == "option" and "selected" in attrs:
            self.fields[-1] = (self._name, attrs["value"])
        if tag == "input" and attrs["type"] in {"hidden", "text"}:
            self.fields.append((attrs["name"], attrs["value"]))
        if tag == "input" and attrs["type"] == "radio" and "checked" in attrs:
            self.fields.append((attrs["name"], attrs["value"]))

    def sent(self, **changed: str) -> dict[str, Any]:
        """Return the fields as a request takes them, some of them changed by hand."""
        data: dict[str, Any] = {}
        for name, value in self.fields:
            data.setdefault(name, []).append(value)
        data.pop("csrf_token")
        return {**data, **changed}


def renamed_list(area: Area = Area.BENEFITS) -> bytes:
    """Return a list whose headings and words are not the remembered ones."""
    if area is Area.BENEFITS:
        text = small_list(area).decode("cp1252")
        text = text.replace("BG-Nummer", "Aktenzeichen der BG").replace("Zweigstelle;", "Dienststelle;", 1)
        return text.replace("Mitte;", "ZwSt Mitte;").replace("Erstantrag", "Erstbewilligung").encode("cp1252")
    text = small_list(area).decode("utf-8-sig").replace("kundennummer", "Kunden-Nr.")
    return text.replace("foerderung_12m", "Förderung letzte 12 Monate").encode()


def _read(house: HouseUnderTest, data: bytes, area: Area = Area.BENEFITS) -> Page:
    address = f"{FRAMES}/{area}/mapping"
    sent = {"action": "read", "month": str(MONTH), "file": (BytesIO(data), "Liste.csv")}
    return expect_good_page(house.signed_in("controller").post(address, sent))


def _stored(house: HouseUnderTest, area: Area = Area.BENEFITS) -> str:
    with house.runtime.transaction(writes=False) as session:
        return mapping_text(session, area) or ""


def _events(house: HouseUnderTest) -> int:
    with house.runtime.transaction(writes=False) as session:
        return len(journal.latest(session, 100, event_name="mapping_changed"))


@pytest.mark.parametrize("area", Area)
def test_columns_with_other_names_are_proposed_remembered_and_taken_over_in_one_step(
    house: HouseUnderTest, area: Area
) -> None:
    data, client = renamed_list(area), house.signed_in("controller")
    sent = {"area": area.value, "month": str(MONTH), "file": (BytesIO(data), "Liste.csv")}
    answer = client.post(FRAMES, sent | {"reason": "mein Grund"})
    assert answer.status_code == 422
    page = expect_good_page(answer)
    assert "passen nicht zur gemerkten Zuordnung" in page.text()
    assert "mein Grund" in page.text("textarea")
    assert page.text("title").startswith("Fehler:")
    form = Form(answer.text).sent(action="import")
    if area is Area.BENEFITS:
        assert form["branch.column"] == ["Dienststelle"]
        assert form["decision_kind.means"] == [""]
        form["decision_kind.means"] = ["initial"]
    done = client.post(f"{FRAMES}/{area}/mapping", form | {"file": (BytesIO(data), "Liste.csv")}, page=FRAMES)
    assert done.status_code == 303, Page(done.text).text()
    page = client.get(done.location)
    assert "Die Spaltenzuordnung ist gemerkt." in page.text()
    assert "82" in page.text("dl")
    assert _events(house) == 1
    # From now on nobody is asked.
    again = client.post(FRAMES, sent | {"file": (BytesIO(data), "Liste.csv")})
    assert again.status_code == 303


def test_the_mapping_alone_can_be_remembered_without_the_file(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    page = _read(house, renamed_list())
    form = Form(page.html).sent(action="save")
    form["decision_kind.means"] = ["initial"]
    done = house.signed_in("controller").post(ADDRESS, form)
    assert done.status_code == 303
    mapping = load_mapping(_stored(house))
    assert mapping.branch.values == {"ZwSt Mitte": "Z01"}
    assert mapping.file_ref.column == "Aktenzeichen der BG"
    assert mapping.attributes["decision_kind"].values == {"Erstbewilligung": "initial"}
    shown = house.signed_in("controller").get(done.location).text("table")
    assert "Aktenzeichen der BG" in shown
    assert "Erstbewilligung = Erstantrag" in shown


def test_the_remembered_mapping_is_the_file_that_the_command_line_takes(sqlite_house: HouseUnderTest) -> None:
    answer = sqlite_house.signed_in("controller").fetch(f"{FRAMES}/benefits/mapping.yaml")
    assert answer.mimetype == "application/yaml"
    assert "mapping-benefits.yaml" in answer.headers["Content-Disposition"]
    assert load_mapping(answer.text) == builtin_mapping("benefits")


def test_a_proposal_for_the_known_list_is_the_known_mapping(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    form = Form(_read(house, small_list(Area.INTEGRATION), Area.INTEGRATION).html).sent(action="save")
    house.signed_in("controller").post(f"{FRAMES}/integration/mapping", form)
    saved, known = load_mapping(_stored(house, Area.INTEGRATION)), builtin_mapping("integration")
    assert saved.columns == known.columns
    assert (saved.branch.column, saved.branch.by, saved.file_ref) == (
        "zweigstelle_id",
        "code",
        known.file_ref,
    )


def test_a_missing_column_is_asked_for_at_its_field_and_the_rest_is_kept(
    sqlite_house: HouseUnderTest,
) -> None:
    house = sqlite_house
    form = Form(_read(house, renamed_list()).html).sent(action="import", control_total="99")
    form |= {"provisional.column": "", "housing_kind.column": "Unterkunft", "file_ref.pattern": "[0-9]{5}"}
    answer = house.signed_in("controller").post(ADDRESS, form)
    assert answer.status_code == 422
    page = expect_good_page(answer)
    # The file comes first: without one nothing is looked at.
    assert page.attributes("a", href="#file")
    kept = Form(answer.text).sent()
    assert (kept["file_ref.pattern"], kept["control_total"]) == (["[0-9]{5}"], ["99"])
    answer = house.signed_in("controller").post(ADDRESS, form | {"action": "save"})
    page = expect_good_page(answer)
    assert "Bitte wählen Sie die Spalte für „Vorläufige Bewilligung“." in page.text()
    assert page.attributes("a", href="#provisional-column")
    assert page.attributes("select", id="provisional-column")[0]["aria-invalid"] == "true"
    assert _stored(house).count("Zweigstelle") >= 1
    assert _events(house) == 0


def test_a_form_of_file_numbers_that_cannot_be_checked_is_refused_at_its_field(
    sqlite_house: HouseUnderTest,
) -> None:
    house = sqlite_house
    form = Form(_read(house, renamed_list()).html).sent(action="save") | {"file_ref.pattern": "(a+)+"}
    answer = house.signed_in("controller").post(ADDRESS, form)
    assert answer.status_code == 422
    page = expect_good_page(answer)
    assert page.attributes("a", href="#file_ref-pattern")
    assert _events(house) == 0


def test_faulty_rows_stop_the_list_but_not_the_mapping(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    data = renamed_list().replace(b"08.2026", b"13.2026", 1)
    form = Form(_read(house, data).html).sent(action="import")
    form["decision_kind.means"] = ["initial"]
    form["file"] = (BytesIO(data), "Liste.csv")
    answer = house.signed_in("controller").post(ADDRESS, form)
    assert answer.status_code == 422
    page = expect_good_page(answer)
    assert "13.2026" in page.text("table")
    assert "Die Spaltenzuordnung ist gemerkt." in page.text()
    assert _events(house) == 1
    with house.runtime.transaction(writes=False) as session:
        assert current_frame(session, Area.BENEFITS, MONTH) is None


def test_values_are_read_anew_for_another_column_and_keep_what_was_chosen(
    sqlite_house: HouseUnderTest,
) -> None:
    house = sqlite_house
    data = renamed_list()
    form = Form(_read(house, data).html).sent(action="read") | {"decision_kind.column": "Unterkunft"}
    form["branch.means"] = ["S13", "Z01", "Z06"]
    form["file"] = (BytesIO(data), "Liste.csv")
    page = expect_good_page(house.signed_in("controller").post(ADDRESS, form))
    kept = Form(page.html).sent()
    assert kept["decision_kind.word"] == ["Miete"]
    assert kept["branch.means"] == ["S13", "Z01", "Z06"]


def test_a_house_without_a_mapping_is_asked_at_the_first_upload(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    with house.runtime.transaction() as session:
        session.delete(session.get_one(FrameMapping, Area.BENEFITS))
    sent = {"area": "benefits", "month": str(MONTH), "file": (BytesIO(benefits_list()), "Liste.csv")}
    answer = house.signed_in("controller").post(FRAMES, sent)
    assert answer.status_code == 409
    page = expect_good_page(answer)
    assert "noch nicht festgelegt" in page.text()
    assert Form(answer.text).sent()["file_ref.column"] == ["BG-Nummer"]
    assert house.signed_in("controller").fetch(f"{FRAMES}/benefits/mapping.yaml").status_code == 404


def test_a_remembered_mapping_that_cannot_be_read_does_not_lock_anybody_out(
    sqlite_house: HouseUnderTest,
) -> None:
    with sqlite_house.runtime.transaction() as session:
        install_mapping(session, Area.BENEFITS, "nonsense: [")
    sqlite_house.signed_in("controller").get(ADDRESS)
    assert Form(_read(sqlite_house, benefits_list()).html).sent()["branch.column"] == ["Zweigstelle"]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"ein Brief\nohne Tabelle\n"])
def test_a_file_without_a_table_is_named_at_its_field(sqlite_house: HouseUnderTest, data: bytes) -> None:
    sent = {"action": "read", "month": str(MONTH), "file": (BytesIO(data), "Brief.pdf")}
    answer = sqlite_house.signed_in("controller").post(ADDRESS, sent)
    page = expect_good_page(answer)
    assert page.attributes("a", href="#file")
    assert answer.status_code == 422


def test_without_a_file_there_is_nothing_to_read(sqlite_house: HouseUnderTest) -> None:
    answer = sqlite_house.signed_in("controller").post(ADDRESS, {"action": "read"})
    assert answer.status_code == 422
    assert "Bitte wählen Sie die Datei aus." in expect_good_page(answer).text()


@pytest.mark.parametrize("username", ["gur", "admin", "z06", "revision"])
def test_nobody_but_controlling_sees_or_changes_the_mapping(
    sqlite_house: HouseUnderTest, username: str
) -> None:
    client = sqlite_house.signed_in(username)
    for address in (ADDRESS, f"{FRAMES}/benefits/mapping.yaml"):
        assert client.fetch(address).status_code == 403
    assert client.post(ADDRESS, {"action": "save"}, page="/display").status_code == 403


def _workbook(rows: list[list[str]]) -> bytes:
    target = BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet("Bestand")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return target.getvalue()


def test_the_columns_of_a_workbook_are_read_even_where_no_heading_is_known(
    sqlite_house: HouseUnderTest,
) -> None:
    house = sqlite_house
    lines = [line.split(";") for line in benefits_list().decode("cp1252").split("\r\n")]
    heads = ["Dienstort", "Nummer BG", "Letzter Bescheid", "Bescheidmonat", "BWZ ab", "Personen", "Arbeit"]
    strange = [*heads, "Schwankung", "Gewerbe", "Vorl.", "Wohnen", "Lagerort"]
    page = _read(house, _workbook([["Auszug"], [], strange, *lines[1:]]))
    shown = Form(page.html).sent()
    assert shown["heading"] == strange
    assert shown["branch.column"] == ["Dienstort"]
    assert shown["branch.means"] == ["Z06", "Z01", "S13"]
    assert "Erstantrag" in page.text("table")
