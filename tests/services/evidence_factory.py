"""How tests ask for an evidence package, decide about it, take it, and erase a month."""

import csv
import io
import json
import zipfile

from sqlalchemy import delete, text

from iks.domain.evidence import Evidence
from iks.domain.retention_events import MonthErased
from iks.domain.values import Area
from iks.output.evidence_file import evidence_file
from iks.services import ask_evidence
from iks.services.gather_evidence import gather
from iks.store import journal
from iks.store.draws import Draw
from iks.store.frames import FrameRow
from tests.house_under_test import MONTH, HouseUnderTest

REASON = "Anfrage des Rechnungsprüfungsamts"


def ask(
    house: HouseUnderTest,
    area: Area = Area.BENEFITS,
    *,
    branch: str = "",
    username: str = "revision",
    reason: str = REASON,
) -> str:
    """Ask for the package of December."""
    with house.runtime.transaction() as session:
        actor = house.actor(username)
        return ask_evidence.ask(session, house.clock, actor, area, MONTH, branch, reason)


def approve(house: HouseUnderTest, wish: str, username: str = "management") -> None:
    """Let the revision take the package."""
    with house.runtime.transaction() as session:
        ask_evidence.approve(session, house.clock, house.actor(username), wish)


def refuse(house: HouseUnderTest, wish: str, answer: str, username: str = "revision-2") -> None:
    """Keep the package closed."""
    with house.runtime.transaction() as session:
        ask_evidence.refuse(session, house.clock, house.actor(username), wish, answer)


def take(house: HouseUnderTest, wish: str, username: str = "revision") -> Evidence:
    """Take the package along."""
    with house.runtime.transaction() as session:
        return gather(session, house.clock, house.actor(username), house.runtime.vault, wish)


def approved(house: HouseUnderTest, area: Area = Area.BENEFITS, *, branch: str = "") -> str:
    """Ask, and let a second person approve."""
    wish = ask(house, area, branch=branch)
    approve(house, wish)
    return wish


def erase(house: HouseUnderTest, area: Area = Area.BENEFITS) -> None:
    """Destroy sheets, tickets, secret and list of December, as the end of its time does."""
    with house.runtime.transaction() as session:
        draws = [draw for draw in session.query(Draw) if (draw.area, draw.month) == (area, MONTH)]
        for table in ("correction", "follow_up", "answer"):
            of_area = "SELECT id FROM file_check WHERE area = :area"
            session.execute(
                text(f"DELETE FROM {table} WHERE file_check_id IN ({of_area})"),  # noqa: S608
                {"area": area.value},
            )
        session.execute(text("DELETE FROM file_check WHERE area = :area"), {"area": area.value})
        for draw in draws:
            session.execute(text("DELETE FROM sample_file WHERE draw_id = :id"), {"id": draw.id})
            session.execute(delete(FrameRow).where(FrameRow.frame_id == draw.frame_id))
            draw.secret.sealed, draw.secret.state = None, "destroyed"
        event = MonthErased(area.value, str(MONTH), 10, len(draws))
        journal.record(session, house.actor("admin"), event, house.clock.now())


def opened(content: bytes) -> dict[str, bytes]:
    """Return the files of a package."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def table(members: dict[str, bytes], name: str) -> list[dict[str, str]]:
    """Return the rows of one table of a package, as a spreadsheet reads them."""
    lines = io.StringIO(members[f"{name}.csv"].decode("utf-8-sig"), newline="")
    return list(csv.DictReader(lines, delimiter=";"))


def manifest(members: dict[str, bytes]) -> dict[str, object]:
    """Return the manifest of a package."""
    found: dict[str, object] = json.loads(members["manifest.json"])
    return found


def package(house: HouseUnderTest, area: Area = Area.BENEFITS, *, branch: str = "") -> dict[str, bytes]:
    """Return the files of an approved package."""
    return opened(evidence_file(take(house, approved(house, area, branch=branch))))
