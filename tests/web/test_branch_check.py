"""The check form over HTTP, without script."""

import re

import pytest

from checklists.load import load_builtin
from checklists.model import Checklist
from iks.domain.values import Area
from tests.house_under_test import HouseUnderTest
from tests.page_client import Page, expect_good_page, expect_own_address
from tests.services.branch_factory import (
    FINDING_WITH_MONEY,
    all_ok,
    check_all,
    first_sheet,
    look,
    sample,
    save,
    submit,
)
from tests.web.branch_pages import SAMPLE, first_form, flat, send

LARGEST_PAGE = 60 * 1024


def texts_of(grid: Checklist) -> list[str]:
    texts = [grid.answer_rule, grid.legal_status.note, *(answer.label for answer in grid.answer_scale)]
    for point in grid.points:
        texts += [point.title, point.question, point.guidance, *point.guidance_by_regime.values()]
        texts += [*point.legal_basis, point.legal_note or "", point.applies_when_text]
        texts += [point.error_minor, point.error_major, point.example_formal]
    return [" ".join(text.split()) for text in texts]


@pytest.mark.parametrize("area", list(Area))
def test_the_form_shows_every_text_of_its_grid(house_with_files: HouseUnderTest, area: Area) -> None:
    shown = house_with_files.signed_in("z06").get(first_form(house_with_files, area)).text()
    assert [text for text in texts_of(load_builtin(area)) if text not in shown] == []


@pytest.mark.parametrize("area", list(Area))
def test_a_panel_shows_every_choice_of_its_point(house_with_files: HouseUnderTest, area: Area) -> None:
    client, form = house_with_files.signed_in("z06"), first_form(house_with_files, area)
    grid = load_builtin(area)
    for point in grid.points:
        panel = Page(client.fetch(f"{form}/points/{point.id}?answer=finding").text)
        expected = [p.label for p in point.patterns] + [c.label for c in grid.causes]
        expected += [r.label for r in grid.relevance_scale] + [s.label for s in grid.severity_scale]
        if point.amount.possible:
            expected += [d.label for d in grid.amount_direction_scale if d.id in {"unknown", "none"}]
        shown = panel.text("fieldset")
        assert [text for text in expected if text not in shown] == []
        assert (f'name="{point.id}.amount"' in panel.html) == point.amount.possible
        assert (f'name="{point.id}.bearer"' in panel.html) == point.amount.bearer_choice


def test_a_panel_names_kind_with_its_explanation(house_with_files: HouseUnderTest) -> None:
    client, form = house_with_files.signed_in("z06"), first_form(house_with_files)
    panel = Page(client.fetch(f"{form}/points/L08?answer=finding").text).text("fieldset")
    assert "Formell" in panel
    assert "falsches Ergebnis dem Grunde oder der Höhe nach" in panel


@pytest.mark.parametrize("area", list(Area))
def test_the_page_of_18_points_stays_small(house_with_files: HouseUnderTest, area: Area) -> None:
    client, form = house_with_files.signed_in("z06"), first_form(house_with_files, area)
    point = load_builtin(area).points[8].id
    send(client, form, "save", **{f"{point}.answer": "finding"})
    page = client.get(form)
    assert f'name="{point}.pattern"' in page.html
    assert len(page.html.encode()) < LARGEST_PAGE


def test_the_form_says_what_the_check_is_not(house_with_files: HouseUnderTest) -> None:
    page = house_with_files.signed_in("z06").get(first_form(house_with_files))
    assert "Die Prüfung ist keine dienstliche Beurteilung" in page.text()


def test_no_file_number_is_in_addresses_titles_or_redirects(house_with_files: HouseUnderTest) -> None:
    client = house_with_files.signed_in("z06")
    numbers = [line.file_ref for area in Area for line in sample(house_with_files, area=area).files]
    form = first_form(house_with_files)
    pages = [client.get(SAMPLE), client.get(form), client.get(f"{SAMPLE}/submit")]
    pages.append(Page(send(client, form, "finish", **{"L01.answer": "ok"}).text))
    addresses = [a for page in pages for a in re.findall(r'(?:href|action|src)="([^"]*)"', page.html)]
    addresses += [send(client, form, "save", **{"L02.answer": "ok"}).location]
    addresses += [page.text("title") for page in pages]
    assert len(addresses) > 50
    assert [a for a in addresses if any(number in a for number in numbers)] == []


def test_a_save_leads_to_the_next_open_point(house_with_files: HouseUnderTest) -> None:
    client, form = house_with_files.signed_in("z06"), first_form(house_with_files)
    response = send(client, form, "save", **{"L01.answer": "ok", "L02.answer": "ok"})
    assert (response.status_code, response.location) == (303, f"{form}#L03")
    expect_own_address(response.location)
    page = client.get(form)
    assert page.attributes("input", name="L01.answer", value="ok")[0].get("checked") == ""
    assert "2 von 16" in page.text()


def test_points_that_were_not_sent_stay_as_they_are(house_with_files: HouseUnderTest) -> None:
    client, form = house_with_files.signed_in("z06"), first_form(house_with_files)
    send(client, form, "save", **{"L01.answer": "ok"})
    send(client, form, "save", **{"L02.answer": "ok"})
    assert set(look(house_with_files, form.rsplit("/", 1)[-1]).sheet.entries) == {"L01", "L02"}


def test_without_script_the_questions_to_a_finding_come_after_saving(
    house_with_files: HouseUnderTest,
) -> None:
    client, form = house_with_files.signed_in("z06"), first_form(house_with_files)
    assert "L08.pattern" not in client.get(form).html
    assert send(client, form, "save", **{"L08.answer": "finding"}).location.endswith("#L01")
    page = client.get(form)
    assert page.attributes("input", name="L08.pattern")
    assert page.attributes("input", name="L08.amount")


def test_85_euro_in_4_months_show_340_euro(house_with_files: HouseUnderTest) -> None:
    client, form = house_with_files.signed_in("z06"), first_form(house_with_files)
    send(client, form, "save", **flat({"L08": FINDING_WITH_MONEY}))
    page = client.get(form)
    assert page.text("output").replace("\N{NO-BREAK SPACE}", " ") == "340,00 €"
    assert page.value("L08.amount") == "85,00"
    assert "materiell, erheblich" in page.text()


def test_a_wrong_amount_stays_in_its_field_and_the_rest_is_saved(house_with_files: HouseUnderTest) -> None:
    client, form = house_with_files.signed_in("z06"), first_form(house_with_files)
    typed = flat({"L08": {**FINDING_WITH_MONEY, "amount": "-85"}, "L01": {"answer": "ok"}})
    response = send(client, form, "save", **typed)
    assert response.status_code == 422
    page = expect_good_page(response)
    assert page.text("title").startswith("Fehler:")
    assert page.value("L08.amount") == "-85"
    assert "Bitte den Betrag ohne Minuszeichen" in page.text()
    assert {"class": "iks-link", "href": "#L08-amount"} in page.attributes("a")
    field = page.attributes("input", id="L08-amount")[0]
    assert (field["aria-invalid"], field["aria-describedby"].split()[0]) == ("true", "L08-amount-e")
    assert page.text("output") == "–"
    entry = look(house_with_files, form.rsplit("/", 1)[-1]).sheet.entries
    assert (entry["L08"].months, entry["L01"].value) == (4, "ok")


def test_an_amount_where_none_is_possible_is_refused(house_with_files: HouseUnderTest) -> None:
    client, form = house_with_files.signed_in("z06"), first_form(house_with_files)
    response = send(client, form, "save", **{"L16.answer": "finding", "L16.amount": "85"})
    assert response.status_code == 422
    assert "Bei L16 gibt es keinen Betrag" in expect_good_page(response).text()


def test_finishing_names_what_is_missing_at_its_point(house_with_files: HouseUnderTest) -> None:
    client, form = house_with_files.signed_in("z06"), first_form(house_with_files)
    entries = {p: e for p, e in all_ok(Area.BENEFITS).items() if p not in {"L08", "L10", "L11"}}
    response = send(client, form, "finish", **flat({**entries, "L12": {"answer": "not_assessable"}}))
    assert response.status_code == 422
    page = expect_good_page(response)
    assert "Noch 3 Angaben, dann ist die Akte fertig" in page.text("h2")
    links = [
        a["href"] for a in page.attributes("a") if a.get("href") in {"#liste", "#L10-answer", "#L12-reason"}
    ]
    assert links[:3] == ["#liste", "#L10-answer", "#L12-reason"]
    for target in ("liste", "L10-answer", "L12-reason"):
        assert target in {attributes.get("id") for _, attributes in page.tags}


def test_after_the_confirmation_the_points_of_the_list_count(house_with_files: HouseUnderTest) -> None:
    client, form = house_with_files.signed_in("z06"), first_form(house_with_files)
    assert "Diese 2 Punkte treffen laut Bestandsliste nicht zu" in client.get(form).text()
    assert "Erwerbseinkommen vorhanden – nein" in client.get(form).text()
    entries = {p: e for p, e in all_ok(Area.BENEFITS).items() if p not in {"L08", "L11"}}
    response = send(client, form, "confirm-list", **flat(entries))
    assert response.location == f"{form}#abschliessen"
    assert "2 Punkte treffen nicht zu: bestätigt" in client.get(form).text()
    done = send(client, form, "finish")
    assert (done.status_code, done.location) == (303, f"{SAMPLE}?branch=Z06")
    assert "Akte 1 ist geprüft." in client.get(done.location).text()


def test_a_changed_answer_to_not_applicable_asks_why(house_with_files: HouseUnderTest) -> None:
    client, form = house_with_files.signed_in("z06"), first_form(house_with_files)
    send(client, form, "save", **{"L01.answer": "ok"})
    send(client, form, "save", **{"L01.answer": "not_applicable"})
    page = client.get(form)
    assert "Warum trifft der Punkt doch nicht zu?" in page.text("label")
    assert "Warum trifft" in client.fetch(f"{form}/points/L01?answer=not_applicable").text


def test_a_wrongly_checked_file_gets_a_fresh_form(house_with_files: HouseUnderTest) -> None:
    client, form = house_with_files.signed_in("z06"), first_form(house_with_files)
    send(client, form, "save", **{"L01.answer": "ok"})
    refused = send(client, form, "void", void_reason=" ")
    assert refused.status_code == 422
    assert "warum" in expect_good_page(refused).text()
    response = send(client, form, "void", void_reason="Falsche Akte gegriffen")
    assert response.status_code == 303
    fresh = client.get(response.location)
    assert "0 von 16" in fresh.text()
    old = client.get(form)
    assert "Dieser Bogen ist ungültig" in old.text()
    assert not old.attributes("button", name="action")


def test_after_the_submission_a_form_can_only_be_read(house_with_files: HouseUnderTest) -> None:
    check_all(house_with_files)
    submit(house_with_files)
    client, form = house_with_files.signed_in("z06"), first_form(house_with_files)
    page = client.get(form)
    assert "Dieser Monat ist abgegeben" in page.text()
    assert not page.attributes("button", name="action")
    assert [script["src"] for script in page.attributes("script") if "check-form" in script["src"]] == []
    response = send(client, form, "save", **{"L01.answer": "finding"})
    assert response.status_code == 409
    assert "abgegeben" in response.text


@pytest.mark.parametrize("username", ["z01", "gur", "gur-staff", "mui", "admin", "revision", "controller"])
def test_a_foreign_form_looks_like_a_missing_page_and_is_journaled(
    house_with_files: HouseUnderTest, username: str
) -> None:
    client = house_with_files.signed_in(username)
    sheet = first_sheet(house_with_files)
    foreign, missing = (client.fetch(f"/branch/check/{one}") for one in (sheet, "x" * len(sheet)))
    assert (foreign.status_code, foreign.data) == (404, missing.data)
    points = [client.fetch(f"/branch/check/{one}/points/L01?answer=finding") for one in (sheet, "x")]
    assert points[0].data == points[1].data == missing.data
    token = Page(client.fetch("/").text).value("csrf_token")
    data = {"csrf_token": token, "action": "save", "version": "0", "L01.answer": "ok"}
    posts = [client.client.post(f"/branch/check/{one}", data=data) for one in (sheet, "x")]
    assert [(p.status_code, p.data) for p in posts] == [(404, missing.data)] * 2
    entries = house_with_files.signed_in("revision").get("/revision/journal").text()
    assert entries.count(username) >= 6


def test_a_panel_of_an_unknown_point_or_answer_is_missing(house_with_files: HouseUnderTest) -> None:
    client, form = house_with_files.signed_in("z06"), first_form(house_with_files)
    for address in ("points/M01?answer=finding", "points/L01?answer=maybe", "points/L01"):
        assert client.fetch(f"{form}/{address}").status_code == 404
    assert client.fetch(f"{form}/points/L01?answer=ok").text == ""


def test_the_form_names_who_worked_on_it_before(house_with_files: HouseUnderTest) -> None:
    sheet = first_sheet(house_with_files)
    save(house_with_files, sheet, {"L01": {"answer": "ok"}})
    page = house_with_files.signed_in("z06-deputy").get(f"/branch/check/{sheet}")
    assert "Zuletzt bearbeitet von Konto z06" in page.text()
    assert "Zuletzt bearbeitet" not in house_with_files.signed_in("z06").get(f"/branch/check/{sheet}").text()
