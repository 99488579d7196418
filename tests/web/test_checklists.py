"""The pages on the grids."""

from io import BytesIO
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from checklists.digest import to_yaml
from checklists.faults import ChecklistRejected
from checklists.load import builtin, load_builtin
from iks.domain.values import Area, MonthState, Severity
from iks.web.checklists.upload import uploaded_text
from tests.grid_under_test import (
    BUILTIN_LABEL,
    LABEL,
    NEXT,
    relabelled,
    revised,
    set_month,
    without_point,
)
from tests.house_under_test import MONTH, HouseUnderTest
from tests.page_client import Page, expect_good_page

LIST = "/checklists/benefits"
VERSION = f"{LIST}/{LABEL}"
HEADS = {Area.BENEFITS: "gur", Area.INTEGRATION: "mui"}


def uploaded(
    house: HouseUnderTest,
    content: str | bytes | None,
    person: str = "gur-staff",
    area: Area = Area.BENEFITS,
) -> TestResponse:
    data: dict[str, Any] = {}
    if content is not None:
        content = content.encode() if isinstance(content, str) else content
        data["file"] = (BytesIO(content), "raster.yaml")
    return house.signed_in(person).post(
        f"/checklists/{area}", data, page="/display", content_type="multipart/form-data"
    )


def decided(house: HouseUnderTest, person: str, act: str = "approve", **fields: str) -> TestResponse:
    """Send the decision as the page offers it; without an offer the digest is left out."""
    browser = house.signed_in(person)
    page = Page(browser.fetch(VERSION).text)
    digests = page.attributes("input", name="digest")
    data = {"digest": digests[0]["value"] if digests else "", **fields}
    return browser.post(f"{VERSION}/{act}", data, page="/display")


def refused(response: TestResponse, *, status: int = 422, word: str = "Fehler:") -> Page:
    assert response.status_code == status, Page(response.text).text()
    page = expect_good_page(response)
    assert page.text("title").startswith(word)
    return page


def test_the_menu_leads_to_the_grid_of_the_own_area(sqlite_house: HouseUnderTest) -> None:
    for person, address in (("gur", LIST), ("mui-staff", "/checklists/integration"), ("z06", LIST)):
        browser = sqlite_house.signed_in(person)
        assert "/checklists" in browser.get("/display").links()
        assert browser.fetch("/checklists").location == address


def test_the_list_names_the_version_in_force_and_marks_the_demo(sqlite_house: HouseUnderTest) -> None:
    page = sqlite_house.signed_in("gur").get(LIST)
    assert BUILTIN_LABEL in page.text("dl")
    assert "Demo, nicht freigegeben" in page.text("table")
    assert "/checklists/integration" in page.links()


def test_a_version_is_downloaded_as_it_came_in(sqlite_house: HouseUnderTest) -> None:
    response = sqlite_house.signed_in("z06").fetch(f"{LIST}/{BUILTIN_LABEL}/file")
    assert response.text == builtin("benefits")
    assert response.headers["Content-Disposition"] == f"attachment; filename=benefits-{BUILTIN_LABEL}.yaml"
    assert response.mimetype == "application/yaml"


@pytest.mark.parametrize("area", list(Area))
def test_a_file_becomes_a_proposal_and_an_approval_makes_it_valid(
    sqlite_house: HouseUnderTest, area: Area
) -> None:
    response = uploaded(sqlite_house, revised(area), f"{HEADS[area]}-staff", area)
    assert response.status_code == 303
    assert response.location == f"/checklists/{area}/{LABEL}"
    browser = sqlite_house.signed_in(HEADS[area])
    assert "wartet auf Ihre Freigabe" in browser.get(f"/checklists/{area}").text()
    page = browser.get(response.location)
    data = {"digest": page.value("digest")}
    approval = browser.post(
        f"{response.location}/approve", data, page=response.location, follow_redirects=True
    )
    assert "ist freigegeben" in expect_good_page(approval).text()
    assert "wartet auf Ihre Freigabe" not in browser.get(f"/checklists/{area}").text()
    assert "ab Januar 2027" in browser.get(f"/checklists/{area}").text("dl")


def test_the_comparison_shows_side_by_side_what_changes(sqlite_house: HouseUnderTest) -> None:
    content = revised(Area.BENEFITS).replace("Eingangsdatum, Antragsart", "Eingangsdatum, Art des Antrags")
    content = content.replace("label: Versehen", "label: Flüchtigkeit").replace(
        '{id: slip, label: "Versehen"}', '{id: slip, label: "Flüchtigkeit"}'
    )
    content = content.replace("report_period: month", "report_period: quarter", 1)
    uploaded(sqlite_house, content)
    page = sqlite_house.signed_in("gur").get(VERSION)
    text = page.text()
    for part in ("1 neu, 1 weggefallen, 1 geändert", "Kommt neu hinzu", "Fällt weg", "L19", "L13"):
        assert part in text, part
    assert "Prüfhinweis" in text
    assert "Art des Antrags" in page.text("ins")
    assert "Antragsart" in page.text("del")
    assert ("Quartal" in page.text("ins"), "Monat" in page.text("del")) == (True, True)
    assert ("Flüchtigkeit" in page.text("ins"), "Versehen" in page.text("del")) == (True, True)


def test_every_entry_that_can_change_is_said_in_words(sqlite_house: HouseUnderTest) -> None:
    grid = load_builtin("benefits")
    first, second, *rest = grid.check_points
    other = grid.point("L16")
    changed = first.model_copy(
        update={
            **{name: getattr(other, name) for name in ("topic", "group", "amount", "legal_basis")},
            "title": "Neuer Titel",
            "guidance_by_regime": {"from_2026_07": "Neues Recht."},
            "legal_note": "Eine Anmerkung.",
            "patterns": (
                first.patterns[0].model_copy(update={"severity": Severity.MAJOR}),
                *first.patterns[2:],
            ),
            "applies_when": grid.point("L06").applies_when,
            "applies_when_text": "Bei Miete",
        }
    )
    legal = grid.legal_status.model_copy(update={"note": "Anderer Stand."})
    new = grid.model_copy(
        update={
            "version": LABEL,
            "valid_from": str(NEXT),
            "valid_to": "2027-12",
            "legal_status": legal,
            "answer_rule": "Eine andere Regel.",
            "check_points": (second, changed, *rest),
            "causes": grid.causes[1:],
            "case_attributes": tuple(reversed(grid.case_attributes)),
        }
    )
    response = uploaded(sqlite_house, to_yaml(new))
    assert response.status_code == 303, Page(response.text).text("td")
    page = sqlite_house.signed_in("revision").get(VERSION)
    text = page.text()
    for name in ("Titel", "Thema", "Prüfpunktgruppe", "Betrag", "Rechtsgrundlagen", "Anmerkung zum Recht"):
        assert name in text, name
    for name in ("Prüfhinweis je Rechtsstand", "Bedingung", "Gilt für", "Fehlerbilder", "Letzter Monat"):
        assert name in text, name
    for name in ("Anmerkung zum Rechtsstand", "Antwortregel", "Ursachen", "Reihenfolge der Prüfpunkte"):
        assert name in text, name
    assert "Kein Betrag möglich" in text
    assert "erheblich" in page.text("ins")
    assert "mit Vorsicht" in text


def test_a_proposal_that_changes_nothing_says_so(sqlite_house: HouseUnderTest) -> None:
    uploaded(sqlite_house, relabelled(Area.BENEFITS))
    page = sqlite_house.signed_in("gur").get(VERSION)
    assert "Nichts außer Name und erstem Monat" in page.text()


def test_the_first_version_has_nothing_to_compare_with(sqlite_house: HouseUnderTest) -> None:
    page = sqlite_house.signed_in("z06").get(f"{LIST}/{BUILTIN_LABEL}")
    assert "erste Fassung" in page.text("dl")
    assert "Was sich ändert" not in page.text()
    assert page.text("ul").count("Hinweis, Rechtsgrundlagen, Fehlerbilder") == 18


def test_a_broken_grid_is_answered_with_every_place_and_reason_at_once(sqlite_house: HouseUnderTest) -> None:
    broken = revised(Area.BENEFITS).replace("group: A", "group: Z", 1).replace("language: de", "language: fr")
    broken = broken.replace("cost_bearer: federal", "cost_bearer: nobody", 1)
    page = refused(uploaded(sqlite_house, broken))
    text = page.text("table")
    for place in ("language", "check_points[0].group", "amount.cost_bearer", "Dieser Wert ist hier nicht"):
        assert place in text, place
    assert "In der Datei sind 4 Stellen zu ändern" in page.text()
    assert "raster.yaml" in page.text("caption")
    assert LABEL not in sqlite_house.signed_in("gur").get(LIST).text("table")


CHANGED = {
    "seventeen points": (
        without_point(relabelled(Area.BENEFITS), "L12"),
        "genau 18 aktive Prüfpunkte, dieses hat 17",
    ),
    "an id twice": (
        relabelled(Area.BENEFITS).replace("- id: L02", "- id: L01"),
        "Die Kennung L01 ist zweimal vergeben",
    ),
    "another question": (
        relabelled(Area.BENEFITS).replace("ein wirksamer Antrag", "ein Antrag"),
        "Eine geänderte Frage braucht eine neue Kennung (zum Beispiel L19)",
    ),
    "a label that exists": (
        relabelled(Area.BENEFITS, label=BUILTIN_LABEL),
        "Eine Fassung 2026.12 gibt es schon",
    ),
    "the other area": (relabelled(Area.INTEGRATION), "gehört zu einem anderen Bereich (integration)"),
    "no YAML": ("a: [1", "Das ist kein gültiges YAML"),
    "an empty file": ("", "Die Datei ist leer"),
    "another encoding": (relabelled(Area.BENEFITS).encode("latin-1"), "kein gültiges UTF-8"),
}


@pytest.mark.parametrize("name", sorted(CHANGED))
def test_each_fault_is_a_clear_sentence_and_nothing_is_stored(
    sqlite_house: HouseUnderTest, name: str
) -> None:
    content, sentence = CHANGED[name]
    page = refused(uploaded(sqlite_house, content))
    assert sentence in page.text("td")
    assert len(sqlite_house.signed_in("gur").get(LIST).attributes("a", href=VERSION)) == 0


def test_a_file_that_is_too_large_is_not_even_read() -> None:
    with pytest.raises(ChecklistRejected) as caught:
        uploaded_text(FileStorage(BytesIO(b"#" * (512 * 1024 + 1)), "raster.yaml"))
    assert [fault.code for fault in caught.value.faults] == ["file_too_large"]


def test_a_form_without_a_file_is_answered(sqlite_house: HouseUnderTest) -> None:
    assert "Die Datei ist leer" in refused(uploaded(sqlite_house, None)).text("td")


def test_a_month_that_is_drawn_keeps_its_grid(sqlite_house: HouseUnderTest) -> None:
    set_month(sqlite_house, Area.BENEFITS, MONTH, MonthState.DRAWN)
    page = refused(uploaded(sqlite_house, revised(Area.BENEFITS, valid_from=MONTH)))
    assert "2026-12 ist schon gesperrt oder gezogen" in page.text("td")
    assert "Frühestens geht 2027-01" in page.text("td")


def test_the_proposer_is_told_that_someone_else_approves(sqlite_house: HouseUnderTest) -> None:
    uploaded(sqlite_house, revised(Area.BENEFITS))
    page = sqlite_house.signed_in("gur-staff").get(VERSION)
    assert "Den eigenen Vorschlag gibt niemand selbst frei" in page.text()
    assert "freigeben" not in page.text("button")
    response = decided(sqlite_house, "gur-staff")
    assert "selbst vorgeschlagen" in refused(response, status=409).text()
    assert "Vorschlag" in sqlite_house.signed_in("gur").get(LIST).text("table")


def test_a_heads_own_proposal_is_approved_by_the_other_head(sqlite_house: HouseUnderTest) -> None:
    uploaded(sqlite_house, revised(Area.BENEFITS), "gur")
    assert (
        "die andere Bereichsleitung oder die Amtsleitung" in sqlite_house.signed_in("gur").get(VERSION).text()
    )
    assert "selbst vorgeschlagen" in refused(decided(sqlite_house, "gur"), status=409).text()
    assert decided(sqlite_house, "mui").status_code == 303
    page = sqlite_house.signed_in("gur").get(VERSION)
    assert "Bereichsleitung Markt und Integration" in page.text("dl")


def test_an_approval_of_content_that_was_not_shown_is_refused(sqlite_house: HouseUnderTest) -> None:
    uploaded(sqlite_house, revised(Area.BENEFITS))
    response = decided(sqlite_house, "gur", digest="0" * 64)
    assert "einen anderen Inhalt gesehen" in refused(response, status=409).text()
    assert "Vorschlag" in sqlite_house.signed_in("gur").get(LIST).text("table")


@pytest.mark.parametrize("person", ["z06", "controller", "admin"])
def test_those_who_neither_propose_nor_approve_are_refused(sqlite_house: HouseUnderTest, person: str) -> None:
    response = uploaded(sqlite_house, revised(Area.BENEFITS), person)
    assert response.status_code == 403
    assert "gehört nicht zu Ihren Aufgaben" in response.text
    uploaded(sqlite_house, revised(Area.BENEFITS))
    assert decided(sqlite_house, person).status_code == 403
    assert "Entwurf anlegen" not in sqlite_house.signed_in(person).fetch(LIST).text


def test_the_revision_sees_a_proposal_and_cannot_decide(sqlite_house: HouseUnderTest) -> None:
    uploaded(sqlite_house, revised(Area.BENEFITS))
    page = sqlite_house.signed_in("revision").get(VERSION)
    assert page.attributes("input", name="digest") == []
    response = decided(sqlite_house, "revision")
    assert "nur die zuständige Bereichsleitung" in refused(response, status=403).text()


def test_a_branch_head_sees_no_proposal(sqlite_house: HouseUnderTest) -> None:
    uploaded(sqlite_house, revised(Area.BENEFITS))
    browser = sqlite_house.signed_in("z06")
    assert LABEL not in browser.get(LIST).text()
    proposal, missing = browser.fetch(VERSION), browser.fetch(f"{LIST}/2099.99")
    assert proposal.status_code == missing.status_code == 404
    assert proposal.data == missing.data
    assert browser.fetch(f"{VERSION}/file").status_code == 404


def test_a_proposal_can_be_taken_back(sqlite_house: HouseUnderTest) -> None:
    uploaded(sqlite_house, revised(Area.BENEFITS))
    assert decided(sqlite_house, "gur-staff", "withdraw").status_code == 303
    assert "Zurückgezogen" in sqlite_house.signed_in("gur").get(LIST).text("table")
    assert "schon zurückgezogen" in refused(decided(sqlite_house, "gur", "withdraw"), status=409).text()


def test_the_faults_are_told_in_english_on_english_pages(sqlite_house: HouseUnderTest) -> None:
    sqlite_house.signed_in("gur-staff").fetch("/?lang=en")
    page = refused(uploaded(sqlite_house, "a: 1\n"), word="Error:")
    assert "This entry is missing." in page.text("td")
