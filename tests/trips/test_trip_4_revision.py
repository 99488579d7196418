"""The fourth trip: the revision takes proofs and journal along and checks them without the house."""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from iks.domain.journal_file import check_journal_file, read_journal_lines
from iks.domain.values import Area
from iks.store.draws import current_draw
from sampling.command_line import main as draw_command
from tests.house_under_test import MONTH, HouseUnderTest
from tests.month_under_test import drawn
from tests.page_client import PageClient, expect_good_page


@pytest.fixture
def browser(house: HouseUnderTest) -> PageClient:
    """The revision at its desk, with both areas drawn."""
    for area in Area:
        drawn(house, area)
    return house.signed_in("revision")


def links_to(browser: PageClient, tail: str) -> list[str]:
    """Return the addresses of the desk that end so, as a person would find them."""
    return [link for link in browser.get("/revision").links() if re.search(tail, link)]


def taken_along(browser: PageClient, folder: Path) -> list[Path]:
    """Download every bundle that the desk offers."""
    files = []
    for link in links_to(browser, r"/bundle$"):
        response = browser.fetch(link)
        name = re.search(r"filename=(\S+)", response.headers["Content-Disposition"])
        assert name
        files.append(folder / name[1])
        files[-1].write_bytes(response.data)
    return files


def verify_with_own_script(file: Path) -> subprocess.CompletedProcess[str]:
    """Unpack verify.py and run it in a folder of its own, without this project."""
    alone = file.with_suffix("")
    with zipfile.ZipFile(file) as archive:
        archive.extract("verify.py", alone)
    copy = shutil.copy(file, alone)
    command = [sys.executable, "-I", "verify.py", Path(copy).name]
    return subprocess.run(command, cwd=alone, capture_output=True, text=True, check=False)  # noqa: S603 - the script under test.


def test_both_bundles_verify_with_the_script_inside_and_with_the_command(
    browser: PageClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = taken_along(browser, tmp_path)
    assert sorted(file.name for file in files) == [
        "nachweis-benefits-2026-12-1.zip",
        "nachweis-integration-2026-12-1.zip",
    ]
    for file in files:
        done = verify_with_own_script(file)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout
        assert draw_command(["draw", "verify", str(file)]) == 0
        assert "in order" in capsys.readouterr().out


def test_a_forged_bundle_is_refused_by_script_and_command(
    browser: PageClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = taken_along(browser, tmp_path)[0]
    forged = tmp_path / "forged.zip"
    with zipfile.ZipFile(file) as archive, zipfile.ZipFile(forged, "w") as other:
        for name in archive.namelist():
            data = archive.read(name)
            if name == "sample.tsv":
                first, rest = data.split(b"\n", 1)
                data = rest
                assert first
            other.writestr(name, data)
    done = verify_with_own_script(forged)
    assert done.returncode == 1
    assert "sample" in done.stdout
    assert draw_command(["draw", "verify", str(forged)]) == 1
    assert "sample" in capsys.readouterr().err


def test_the_page_recomputes_what_the_bundle_proves(browser: PageClient, tmp_path: Path) -> None:
    for link in links_to(browser, r"/draws/[^/]+$"):
        response = browser.post(f"{link}/recompute", {}, page="/revision")
        assert "Die Ziehung stimmt" in expect_good_page(response).text("h2")
    shown = "".join(browser.get(link).text() for link in links_to(browser, r"/draws/[^/]+$")).replace(" ", "")
    for file in taken_along(browser, tmp_path):
        with zipfile.ZipFile(file) as archive:
            assert json.loads(archive.read("manifest.json"))["seed"] in shown
    desk = browser.get("/revision").text("td")
    assert desk.count("stimmt, nachgerechnet am") == 2


def test_the_journal_that_was_taken_along_carries_the_proof(
    house: HouseUnderTest, browser: PageClient, tmp_path: Path
) -> None:
    """Offline: the chain holds, and commitment, lock and draw stand in it in this order."""
    file = taken_along(browser, tmp_path)[0]
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    export = browser.post("/revision/journal/export", {}, page="/revision/journal").text
    assert check_journal_file(export) is None
    entries = {entry.position: entry for entry in read_journal_lines(export)}
    committed = entries[manifest["commitment_position"]]
    assert manifest["commitment"] in committed.data
    locked = next(e for e in entries.values() if manifest["frame_digest"] in e.data)
    done = next(
        e
        for e in entries.values()
        if e.event == "month_drawn" and json.loads(e.data)["draw_id"] == manifest["draw_id"]
    )
    assert committed.position < locked.position < done.position
    assert locked.event == "frame_locked"
    with house.runtime.transaction(writes=False) as session:
        draw = current_draw(session, manifest["draw_id"], MONTH)
        assert draw is not None
        assert draw.bundle_digest in export


def test_the_acts_of_the_revision_stand_in_the_journal(browser: PageClient, tmp_path: Path) -> None:
    link = links_to(browser, r"/draws/[^/]+$")[0]
    browser.get(link)
    browser.post(f"{link}/recompute", {}, page="/revision")
    taken_along(browser, tmp_path)
    export = browser.post("/revision/journal/export", {}, page="/revision/journal").text
    own = [entry.event for entry in read_journal_lines(export) if entry.actor == "revision"]
    assert {"signed_in", "draw_opened", "draw_recomputed", "draw_proved"} <= set(own)


def test_the_independent_tool_gives_the_ten_tickets_of_a_branch(
    house: HouseUnderTest, browser: PageClient, tmp_path: Path
) -> None:
    """A15: in her presence, with a terminal alone, file by file."""
    sha256sum = shutil.which("sha256sum")
    assert sha256sum, "the tool belongs to every Linux system"
    file = next(f for f in taken_along(browser, tmp_path) if "benefits" in f.name)
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        rows = [line.split("\t") for line in archive.read("frame.tsv").decode().splitlines()]
    tickets = {}
    for branch, _, file_ref, status in rows:
        if (branch, status) == ("Z06", "eligible"):
            asked = f"{manifest['seed']}\n{branch}\n{file_ref}"
            done = subprocess.run([sha256sum], input=asked, capture_output=True, text=True, check=True)  # noqa: S603 - the tool of the operating system.
            tickets[file_ref] = done.stdout.split()[0]
    smallest = sorted(tickets, key=tickets.__getitem__)[:10]
    page = house.signed_in("z06").get(f"/branch/benefits/{MONTH}")
    assert all(file_ref in page.html for file_ref in smallest)
    others = set(tickets) - set(smallest)
    assert not [file_ref for file_ref in others if file_ref in page.html]
