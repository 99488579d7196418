"""The pages on which a branch reports files that cannot be checked, over HTTP."""

import pytest

from iks.domain.values import Area
from tests.house_under_test import HouseUnderTest
from tests.page_client import Page
from tests.services.branch_factory import all_ok, check_all, finish, first_sheet, look, sample, save, submit
from tests.services.substitution_factory import declare, replace, stored
from tests.web.branch_pages import JSON, SAMPLE, autosave, first_form, send

OK = {"answer": "ok"}
YES = {"confirmed": "1"}


def ask(form: str) -> str:
    return f"{form}/not-checkable"


def report(house: HouseUnderTest, form: str, reason: str, username: str = "z06", **fields: str) -> Page:
    """Report a file from its page and follow to the list."""
    client = house.signed_in(username)
    version = client.get(ask(form)).value("version")
    answer = client.post(ask(form), {"reason": reason, "version": version, **YES, **fields})
    assert answer.status_code == 303, Page(answer.text).text("main")
    return client.get(answer.location)


def test_list_and_form_lead_to_the_page(house_with_files: HouseUnderTest) -> None:
    client, form = house_with_files.signed_in("z06"), first_form(house_with_files)
    assert ask(form) in client.get(SAMPLE).links()
    assert ask(form) in client.get(form).links()
    assert len([link for link in client.get(SAMPLE).links() if link.endswith("/not-checkable")]) == 10


def test_the_page_says_what_will_happen_and_offers_five_reasons(house_with_files: HouseUnderTest) -> None:
    page = house_with_files.signed_in("z06").get(ask(first_form(house_with_files)))
    assert "Die nächste Akte der Reihe rückt nach; niemand sucht sie aus." in page.text("main")
    reasons = [a["value"] for a in page.attributes("input", type="radio", name="reason")]
    assert reasons == ["at_court", "at_external_audit", "missing", "transferred", "conflict_of_interest"]
    assert "erhebliche Beanstandung" in page.text("main")
    assert "Konto z06-deputy" in page.text("main")
    branches = [a["value"] for a in page.attributes("option")]
    assert sorted(branches) == ["", "S13", "Z01"]


def test_reason_branch_and_confirmation_are_asked_for_at_their_fields(
    house_with_files: HouseUnderTest,
) -> None:
    client, form = house_with_files.signed_in("z06"), first_form(house_with_files)
    refused = client.post(ask(form), {"version": "0"})
    assert refused.status_code == 422
    page = Page(refused.text)
    assert "#reason" in [a["href"] for a in page.attributes("a")]
    assert "#confirmed" in [a["href"] for a in page.attributes("a")]
    refused = client.post(ask(form), {"reason": "transferred", "version": "0", **YES})
    page = Page(refused.text)
    assert refused.status_code == 422
    assert page.attributes("input", value="transferred")[0].get("checked") is not None
    assert "Wählen Sie die Zweigstelle" in page.text("main")
    assert client.post(ask(form), {"reason": "stolen", "version": "0", **YES}).status_code == 422
    assert len(stored(house_with_files)) == 10


@pytest.mark.parametrize("area", list(Area))
def test_the_list_shows_what_dropped_out_and_what_moved_up(
    house_with_files: HouseUnderTest, area: Area
) -> None:
    form = first_form(house_with_files, area)
    number = sample(house_with_files, area=area).files[0].file_ref
    page = report(house_with_files, form, "at_court")
    assert "Gemeldet. Nachgerückt ist Akte 10 Ihrer Liste." in page.text("main")
    assert f"Nicht zu prüfen: {number} (beim Gericht). Dafür ist Akte 10 nachgerückt." in page.text("main")
    assert "Ersatzakte" in page.text("li")
    assert "von 10 Akten" in page.text("dl")
    closed = house_with_files.signed_in("z06").get(form)
    assert "Diese Akte liegt beim Gericht." in closed.text("main")
    assert closed.attributes("fieldset", **{"class": "iks-read-only"})


def test_a_double_click_and_the_back_button_give_the_first_result(house_with_files: HouseUnderTest) -> None:
    client, form = house_with_files.signed_in("z06"), first_form(house_with_files)
    data = {"reason": "at_court", "version": "0", **YES}
    token = client.get(ask(form)).value("csrf_token")
    first = client.client.post(ask(form), data={"csrf_token": token, **data})
    again = client.client.post(ask(form), data={"csrf_token": token, **data, "reason": "missing"})
    assert (first.status_code, again.status_code) == (303, 303)
    page = client.get(again.location)
    assert "Diese Akte war schon gemeldet (beim Gericht). Nachgerückt ist Akte 10" in page.text("main")
    back = client.get(ask(form), follow_redirects=True)
    assert "schon gemeldet" in back.text("main")
    assert len(stored(house_with_files)) == 11


def test_a_report_from_an_older_page_is_told_of_the_save_in_the_other_tab(
    house_with_files: HouseUnderTest,
) -> None:
    client, form = house_with_files.signed_in("z06"), first_form(house_with_files)
    older = client.get(ask(form)).value("version")
    save(house_with_files, form.rsplit("/", 1)[1], {"L01": OK}, username="z06-deputy")
    answer = client.post(ask(form), {"reason": "at_court", "version": older, **YES})
    page = Page(answer.text)
    assert answer.status_code == 409
    assert "inzwischen an anderer Stelle bearbeitet" in page.text("main")
    assert "Ihre eine Antwort" in page.text("main")
    assert len(stored(house_with_files)) == 10
    version = page.value("version")
    again = client.post(ask(form), {"reason": "at_court", "version": version, **YES})
    assert again.status_code == 303


def test_a_save_after_the_report_in_the_other_tab_shows_what_was_typed(
    house_with_files: HouseUnderTest,
) -> None:
    client, form = house_with_files.signed_in("z06"), first_form(house_with_files)
    version = client.get(form).value("version")
    replace(house_with_files, form.rsplit("/", 1)[1])
    typed = {"L01.answer": "finding", "L01.note": "Ausweis fehlt"}
    answer = send(client, form, "save", version=version, **typed)
    page = Page(answer.text)
    assert answer.status_code == 409
    assert "Diese Akte liegt beim Gericht." in page.text("main")
    assert "Ausweis fehlt" in page.text("dd")
    status, told = autosave(client, form, 0, **typed)
    assert (status, "Gericht" in told["message"]) == (409, True)


def test_a_save_after_the_declaration_in_the_other_tab_shows_what_was_typed(
    house_with_files: HouseUnderTest,
) -> None:
    client, form = house_with_files.signed_in("z06"), first_form(house_with_files)
    sheet = form.rsplit("/", 1)[1]
    save(house_with_files, sheet, {"L02": {"answer": "ok", "note": "war gespeichert"}})
    version = client.get(form).value("version")
    declare(house_with_files, sheet)
    page = Page(send(client, form, "save", version=version, **{"L01.answer": "ok", "L01.note": "neu"}).text)
    assert "selbst entschieden" in page.text("main")
    assert "neu" in page.text("dd")
    assert "war gespeichert" not in page.text("main")
    status, told = autosave(client, form, 0, **{"L01.answer": "ok"})
    assert (status, "selbst entschieden" in told["message"]) == (403, True)


def test_whoever_declared_a_conflict_finds_the_form_closed_and_one_way_on(
    house_with_files: HouseUnderTest,
) -> None:
    house, form = house_with_files, first_form(house_with_files)
    page = report(house, form, "conflict_of_interest")
    assert "Die Akte prüft jetzt Konto z06-deputy." in page.text("main")
    assert "Befangenheit erklärt" in page.text("li")
    client = house.signed_in("z06")
    closed = client.get(form, status=403)
    assert "Deshalb sehen und ändern Sie diesen Bogen nicht mehr." in closed.text("main")
    assert not closed.attributes("input", type="radio")
    assert client.fetch(f"{form}/points/L01?answer=finding", headers=JSON).status_code == 403
    assert send(client, form, "void", version="0", void_reason="weg").status_code == 403
    fresh = sample(house, "z06-deputy").files[0].sheet_id
    assert "prüft ihn nicht selbst" in house.signed_in("z06-deputy").get(f"/branch/check/{fresh}").text(
        "main"
    )
    told = client.get(ask(form))
    answer = client.post(ask(form), {"action": "no-deputy", "version": told.value("version")})
    assert answer.status_code == 303
    assert "Nachgerückt ist Akte 10" in client.get(answer.location).text("main")
    assert "Befangenheit" in client.get(form, status=403).text("main")


def test_a_click_on_no_deputy_while_the_deputy_works_is_told(house_with_files: HouseUnderTest) -> None:
    house, sheet = house_with_files, first_sheet(house_with_files)
    client, page = house.signed_in("z06"), f"/branch/check/{sheet}/not-checkable"
    declare(house, sheet)
    version = client.get(page).value("version")
    save(house, sheet, {"L01": OK}, username="z06-deputy")
    answer = client.post(page, {"action": "no-deputy", "version": version})
    assert answer.status_code == 409
    assert "inzwischen an anderer Stelle bearbeitet" in Page(answer.text).text("main")
    finish(house, sheet, all_ok(Area.BENEFITS), username="z06-deputy")
    assert "inzwischen geprüft" in client.get(page).text("main")
    assert len(stored(house)) == 10


def test_the_start_page_leads_the_deputy_to_the_file(house_with_files: HouseUnderTest) -> None:
    sheet = first_sheet(house_with_files)
    declare(house_with_files, sheet)
    page = house_with_files.signed_in("z06-deputy").get("/")
    assert f"/branch/check/{sheet}" in page.links()
    assert "bitte prüfen Sie sie" in page.text("main")


def test_while_only_the_deputys_file_is_open_nothing_is_asked_of_the_head(
    house_with_files: HouseUnderTest,
) -> None:
    house = house_with_files
    declare(house, first_sheet(house))
    for line in sample(house).files[1:]:
        finish(house, line.sheet_id, all_ok(Area.BENEFITS))
    page = house.signed_in("z06").get(SAMPLE)
    assert "Akte 1: prüft Ihre Vertretung" in page.text("main")
    assert "Alle Akten sind geprüft" not in page.text("main")
    start = house.signed_in("z06").get("/")
    assert "Alle Akten sind geprüft" not in start.text("main")


def test_a_finished_file_says_why_it_is_not_replaced(house_with_files: HouseUnderTest) -> None:
    house, form = house_with_files, first_form(house_with_files)
    finish(house, form.rsplit("/", 1)[1], all_ok(Area.BENEFITS))
    client = house.signed_in("z06")
    assert ask(form) not in client.get(SAMPLE).links()
    page = client.get(ask(form))
    assert "schon fertig geprüft" in page.text("main")
    assert not page.attributes("input", name="reason")
    assert client.post(ask(form), {"reason": "at_court", "version": "1", **YES}).status_code == 409


def test_after_the_submission_nothing_can_be_reported(house_with_files: HouseUnderTest) -> None:
    house, form = house_with_files, first_form(house_with_files)
    check_all(house)
    submit(house)
    client = house.signed_in("z06")
    assert "abgegeben" in client.get(ask(form)).text("main")
    assert not [link for link in client.get(SAMPLE).links() if link.endswith("/not-checkable")]


def test_a_missing_file_is_settled_on_its_own_page(house_with_files: HouseUnderTest) -> None:
    house, form = house_with_files, first_form(house_with_files)
    number = sample(house).files[0].file_ref
    listed = report(house, form, "missing")
    (page,) = [link for link in listed.links() if link.startswith("/branch/missing/")]
    client = house.signed_in("z06")
    start = client.get("/")
    assert f"Akte {number} fehlt: suchen oder Verlust melden" in start.text("main")
    assert page in start.links()
    assert client.post(page, {}).status_code == 422
    assert client.post(page, {"outcome": "found"}).status_code == 303
    again = client.post(page, {"outcome": "lost"}, page="/")
    assert "erste" in client.get(again.location).text("main")
    assert "Gefunden" in client.get(page).text("main")
    assert page not in client.get("/").links()


def test_a_missing_file_is_shown_in_the_preview_as_a_finding(house_with_files: HouseUnderTest) -> None:
    report(house_with_files, first_form(house_with_files), "missing")
    check_all(house_with_files)
    page = house_with_files.signed_in("z06").get(f"{SAMPLE}/submit")
    assert "Akte nicht auffindbar" in page.text("table")
    assert "Unter den geprüften ist eine Akte, die nicht auffindbar ist." in page.text("main")
    assert "Ersetzt: nicht auffindbar" in page.text("main")


def test_pages_of_other_branches_and_roles_look_missing(house_with_files: HouseUnderTest) -> None:
    house, form = house_with_files, first_form(house_with_files)
    report(house, form, "missing")
    (page,) = [
        link for link in house.signed_in("z06").get("/").links() if link.startswith("/branch/missing/")
    ]
    nowhere = house.signed_in("z01").fetch("/branch/missing/AAAAAAAAAAAAAAAAAAAAAA").text
    for username in ("z01", "gur", "controller", "revision", "admin"):
        for address in (page, ask(form)):
            assert house.signed_in(username).fetch(address).status_code == 404, (username, address)
    assert house.signed_in("z01").fetch(page).text == nowhere


def test_the_used_up_branch_is_told_so(house_with_files: HouseUnderTest) -> None:
    form = first_form(house_with_files, username="s13")
    page = report(house_with_files, form, "at_external_audit", "s13")
    assert "die Stichprobe ist um eine kleiner" in page.text("main")
    assert "von 6 Akten" in page.text("dl")
    assert "um eine kleiner" in look(house_with_files, form.rsplit("/", 1)[1], "s13").aftermath
