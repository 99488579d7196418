"""Trip 2: a branch head checks a file, from the sign-in to the finished sheet (A01, A02, A03)."""

from iks.domain.values import Area, CheckState
from tests.house_under_test import HouseUnderTest
from tests.page_client import Page
from tests.services.branch_factory import FINDING_WITH_MONEY, drawn_house, look
from tests.web.branch_pages import autosave, flat, send


def test_a_new_branch_head_checks_her_first_file(house: HouseUnderTest) -> None:
    drawn_house(house, Area.BENEFITS)
    client = house.signed_in("z06")
    sample = client.get("/branch/current-sample", follow_redirects=True)
    form = next(a["href"] for a in sample.attributes("a") if "kern-btn--primary" in a.get("class", ""))
    page = client.get(form)
    assert "Liegt ein wirksamer Antrag vor" in page.text()
    assert "§ 37 SGB II" in page.text()
    points = [attributes["data-point"] for _, attributes in page.tags if "data-point" in attributes]
    assert len(points) == 18

    version = 0
    for point in points[:7]:
        version = answered(house, form, version, **{f"{point}.answer": "ok"})
    assert "7 von 16" in client.get(form).text()

    elsewhere = house.browser()
    elsewhere.sign_in("z06", "a password for tests")
    resumed = elsewhere.get("/branch/current-sample", follow_redirects=True)
    assert f"{form}#L09" in resumed.links()

    fields = flat({"L08": FINDING_WITH_MONEY})
    assert Page(client.fetch(f"{form}/points/L08?answer=finding").text).attributes("input", name="L08.amount")
    version = answered(house, form, version, **{"L08.answer": "finding"})
    version = answered(house, form, version, **fields)
    for point in [p for p in points[8:] if p != "L11"]:
        version = answered(house, form, version, **{f"{point}.answer": "ok"})

    early = send(client, form, "finish")
    assert early.status_code == 422
    assert "Bestätigen Sie die Punkte, die laut Bestandsliste nicht zutreffen." in early.text
    assert send(client, form, "confirm-list").location == f"{form}#abschliessen"
    done = send(client, form, "finish")
    assert done.status_code == 303
    after = client.get(done.location)
    assert "1 von 10 Akten" in after.text()

    opened = look(house, form.rsplit("/", 1)[-1])
    assert opened.sheet.state is CheckState.FINISHED
    assert opened.sheet.entries["L08"].total_cents == 34000
    assert opened.sheet.entries["L11"].preselected is True
    assert opened.attributes == {}
    assert "340,00" in client.get(form).text("output")


def answered(house: HouseUnderTest, form: str, version: int, **fields: str) -> int:
    status, answer = autosave(house.signed_in("z06"), form, version, **fields)
    assert status == 200, answer
    return int(answer["version"])
