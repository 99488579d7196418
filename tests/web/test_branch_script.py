"""What the script of the check form is answered, and what happens to two tabs."""

import pytest

from tests.house_under_test import HouseUnderTest
from tests.page_client import expect_good_page
from tests.services.branch_factory import FINDING_WITH_MONEY, check_all, look, submit
from tests.web.branch_pages import JSON, autosave, first_form, flat, send


def test_a_saved_point_is_answered_with_the_state_of_the_sheet(house_with_files: HouseUnderTest) -> None:
    client, form = house_with_files.signed_in("z06"), first_form(house_with_files)
    status, answer = autosave(client, form, 0, **{"L01.answer": "finding"})
    assert status == 200
    assert (answer["version"], answer["saved_at"]) == (1, "06:00")
    assert (answer["answered"], answer["expected"], answer["not_applicable"]) == (1, 16, 2)
    assert answer["next_open"] == "L01"
    assert answer["points"]["L01"] == {"missing": ["pattern", "cause", "kind", "severity", "direction"]}
    assert answer["points"]["L08"] == {"missing": []}


def test_a_field_that_cannot_be_taken_is_named_and_the_rest_counts(house_with_files: HouseUnderTest) -> None:
    client, form = house_with_files.signed_in("z06"), first_form(house_with_files)
    status, answer = autosave(client, form, 0, **flat({"L08": {**FINDING_WITH_MONEY, "amount": "-85"}}))
    assert status == 422
    assert list(answer["errors"]) == ["L08.amount"]
    assert "ohne Minuszeichen" in answer["errors"]["L08.amount"]
    assert answer["version"] == 1
    status, answer = autosave(client, form, 1, **{"L08.answer": "finding", "L08.amount": "85"})
    assert (status, answer["points"]["L08"]) == (200, {"missing": []})


def test_a_stale_tab_is_told_and_nothing_is_overwritten(house_with_files: HouseUnderTest) -> None:
    client, form = house_with_files.signed_in("z06"), first_form(house_with_files)
    autosave(client, form, 0, **{"L01.answer": "ok"})
    status, answer = autosave(client, form, 0, **{"L01.answer": "finding"})
    assert (status, answer["conflict_url"]) == (409, form)
    assert look(house_with_files, form.rsplit("/", 1)[-1]).sheet.entries["L01"].value == "ok"


def test_an_answer_that_was_lost_on_its_way_can_be_asked_for_again(house_with_files: HouseUnderTest) -> None:
    client, form = house_with_files.signed_in("z06"), first_form(house_with_files)
    first = autosave(client, form, 0, **{"L01.answer": "ok"})
    assert autosave(client, form, 0, **{"L01.answer": "ok"}) == first


def test_both_versions_stand_side_by_side_and_one_is_taken(house_with_files: HouseUnderTest) -> None:
    client, form = house_with_files.signed_in("z06"), first_form(house_with_files)
    send(client, form, "save", version="0", **{"L01.answer": "ok", "L02.answer": "ok"})
    mine = {
        "L01.answer": "finding",
        "L01.note": "Meine\nNotiz",
        "L02.answer": "not_assessable",
        "L03.answer": "ok",
    }
    response = send(client, form, "save", version="0", **mine)
    assert response.status_code == 409
    page = expect_good_page(response)
    for text in ("Ja, in Ordnung", "Nein, fehlerhaft", "Meine Notiz", "Nicht prüfbar", "noch keine Antwort"):
        assert text in page.text()
    kept = {name: page.value(name) for name in ("L01.answer", "L01.note", "L02.answer", "L03.answer")}
    assert kept == mine
    choice = {"take.L01": "typed", "take.L02": "stored", "take.L03": "typed"}
    taken = send(client, form, "resolve", version=page.value("version"), **kept, **choice)
    assert taken.status_code == 303
    entries = look(house_with_files, form.rsplit("/", 1)[-1]).sheet.entries
    assert (entries["L01"].value, entries["L01"].note) == ("finding", "Meine\nNotiz")
    assert (entries["L02"].value, entries["L03"].value) == ("ok", "ok")


def test_what_was_typed_and_cannot_be_taken_is_not_lost_in_a_conflict(
    house_with_files: HouseUnderTest,
) -> None:
    client, form = house_with_files.signed_in("z06"), first_form(house_with_files)
    send(client, form, "save", version="0", **{"L01.answer": "ok"})
    typed = flat({"L08": {**FINDING_WITH_MONEY, "amount": "-85"}})
    page = expect_good_page(send(client, form, "finish", version="0", **typed))
    assert page.value("L08.amount") == "-85"
    assert "-85" in page.text("dd")


def test_an_old_page_that_differs_in_nothing_is_led_on(house_with_files: HouseUnderTest) -> None:
    client, form = house_with_files.signed_in("z06"), first_form(house_with_files)
    send(client, form, "save", version="0", **{"L01.answer": "ok", "L02.answer": "ok"})
    again = send(client, form, "save", version="0", **{"L01.answer": "ok"})
    assert (again.status_code, again.location) == (303, f"{form}#L03")


@pytest.mark.parametrize("version", ["", "-1", "abc", "99999999999999999999", "²", "7"])
def test_a_version_of_no_page_counts_as_an_old_one(house_with_files: HouseUnderTest, version: str) -> None:
    client, form = house_with_files.signed_in("z06"), first_form(house_with_files)
    assert send(client, form, "save", version=version, **{"L01.answer": "ok"}).status_code == 409


def test_after_the_submission_the_script_gets_the_sentence(house_with_files: HouseUnderTest) -> None:
    check_all(house_with_files)
    submit(house_with_files)
    client, form = house_with_files.signed_in("z06"), first_form(house_with_files)
    status, answer = autosave(client, form, 1, **{"L01.answer": "finding"})
    assert status == 409
    assert "abgegeben" in answer["message"]
    assert "conflict_url" not in answer


def test_a_script_without_session_or_token_is_told_so(house_with_files: HouseUnderTest) -> None:
    form = first_form(house_with_files)
    client = house_with_files.signed_in("z06").client
    assert client.post(form, data={"L01.answer": "ok"}, headers=JSON).status_code == 400
    signed_out = house_with_files.browser()
    token = signed_out.get("/auth/sign-in").value("csrf_token")
    data = {"csrf_token": token, "version": "0"}
    assert signed_out.client.post(form, data=data, headers=JSON).status_code == 401
