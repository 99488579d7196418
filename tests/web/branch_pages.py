"""How tests walk through the pages of a branch over HTTP."""

from typing import Any

from werkzeug.test import TestResponse

from iks.domain.values import Area
from tests.house_under_test import HouseUnderTest
from tests.page_client import Page, PageClient
from tests.services.branch_factory import ENTRIES, first_sheet

JSON = {"Accept": "application/json"}
SAMPLE = "/branch/benefits/2026-12"


def flat(entries: ENTRIES) -> dict[str, str]:
    """Return entries as the fields of a form."""
    return {f"{point}.{name}": text for point, fields in entries.items() for name, text in fields.items()}


def first_form(house: HouseUnderTest, area: Area = Area.BENEFITS, username: str = "z06") -> str:
    """Return the address of the person's first form."""
    return f"/branch/check/{first_sheet(house, username, area)}"


def send(client: PageClient, form: str, action: str, **fields: str) -> TestResponse:
    """Send a form of the check page with the version that stands on it."""
    version = {} if "version" in fields else {"version": Page(client.fetch(form).text).value("version")}
    return client.post(form, {"action": action, **version, **fields})


def autosave(client: PageClient, form: str, version: int, **fields: str) -> Any:
    """Save as the script does, and return the answer with its status."""
    data = {"action": "save", "version": str(version), **fields}
    response = client.post(form, data, headers=JSON)
    return response.status_code, response.json
