"""Walk the demo's running month to its close over HTTP, as its people would in their browsers.

``python -m tests.trips.walk_a_month http://127.0.0.1:8000`` against a running ``make run``: every
branch head answers what is open, finishes each file and submits; both unit heads close with a
reason and look at the result. Prints what was done and how long it took.
"""

import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

from tests.page_client import Page

PASSWORD = "demo-iks-2026"
HEADS = [f"z{number:02d}" for number in range(1, 13)] + ["s13", "s14"]
AREAS = {"benefits": "gur", "integration": "mui"}


class Browser:
    """One person's browser without script."""

    def __init__(self, address: str, username: str) -> None:
        self._address = address
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(cookies)
        self.send("/auth/sign-in", "/auth/sign-in", username=username, password=PASSWORD)

    def get(self, path: str) -> Page:
        """Fetch a page."""
        with self._opener.open(self._address + path) as answer:
            return Page(answer.read().decode())

    def send(self, page: str, target: str, **fields: str) -> Page:
        """Send a form with the token of the page it stands on, and follow where it leads."""
        token = self.get(page).value("csrf_token")
        data = urllib.parse.urlencode({"csrf_token": token, **fields}).encode()
        with self._opener.open(self._address + target, data) as answer:
            return Page(answer.read().decode())


def check_file(browser: Browser, path: str) -> None:
    """Answer what is open, confirm the list, finish."""
    page = browser.get(path)
    names = sorted(
        {a["name"] for a in page.attributes("input", type="radio") if a["name"].endswith(".answer")}
    )
    chosen = {
        a["name"]: a["value"]
        for a in page.attributes("input", type="radio")
        if "checked" in a and "value" in a
    }
    fields = {name: chosen.get(name, "ok") for name in names}
    # What stands in the fields of a finding is sent back as it is; what lacks is answered plainly.
    fields |= {name: value for name, value in chosen.items() if name not in fields}
    done = browser.send(path, path, version=page.value("version"), action="confirm-list", **fields)
    browser.send(path, path, version=done.value("version"), action="finish")


def walk_branch(address: str, head: str, area: str, month: str) -> int:
    """Check all files of a branch that are open, and submit; return how many were checked."""
    browser = Browser(address, head)
    sample = f"/branch/{area}/{month}"
    checked = 0
    for path in dict.fromkeys(link.split("#")[0] for link in browser.get(sample).links()):
        if path.startswith("/branch/check/") and 'value="finish"' in browser.get(path).html:
            check_file(browser, path)
            checked += 1
    if 'method="post"' in browser.get(f"{sample}/submit").html:
        browser.send(f"{sample}/submit", f"{sample}/submit")
    return checked


def main() -> int:
    """Walk both areas and say what came out."""
    address, start, total = sys.argv[1].rstrip("/"), time.monotonic(), 0
    links = Browser(address, "gur").get("/").links()
    month = next(m[1] for link in links if (m := re.fullmatch(r"/evaluation/benefits/(\d{4}-\d{2})", link)))
    for area, unit in AREAS.items():
        total += sum(walk_branch(address, head, area, month) for head in HEADS)
        cockpit = f"/evaluation/{area}/{month}"
        browser = Browser(address, unit)
        browser.send(cockpit, cockpit, reason="Vorgezogen für die Probe")
        result = browser.get(f"/evaluation/{area}/analysis?period={month}").text("main")
        print(area, re.search(r"\d+ von \d+", result)[0], "Akten")  # noqa: T201
    print(f"{total} files checked, {month} closed in {time.monotonic() - start:.1f} s")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
