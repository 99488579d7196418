"""Small lists of active files, and the way of a month from the list to the sample."""

from datetime import UTC, date, datetime
from pathlib import Path

from iks.domain.month import Month
from iks.domain.roles import Actor
from iks.domain.values import Area
from iks.services.draw_month import STRICT, DrawnMonth, DrawRules, draw_month
from iks.services.frame_upload import FrameUpload
from iks.services.import_frame import FramePreview, import_frame
from iks.services.lock_frame import LockedFrame, lock_frame
from iks.services.public_value import name_source
from iks.services.set_up_house import install_branches, read_organisation
from tests.house_under_test import BRANCHES, MONTH, HouseUnderTest

FRAMES = Path(__file__).parent / "data" / "frames"
ORGANISATION = Path(__file__).parent.parent / "iks" / "data" / "organisation-example.yaml"
DRAW_MOMENT = datetime(2026, 12, 1, 5, 0, tzinfo=UTC)
SIZES = {"Z01": 30, "Z06": 45, "S13": 7}
NAMES = {plan.code: plan.name for plan in BRANCHES}

BENEFITS_HEADER = (
    "Zweigstelle;BG-Nummer;Art der letzten Entscheidung;Monat der Entscheidung;Beginn Bewilligungszeitraum;"
    "Größe BG;Erwerbseinkommen;Einkommen schwankt;Selbstständig;vorläufig;Unterkunft;Ort der Akte"
)
INTEGRATION_HEADER = (
    "zweigstelle_id,kundennummer,altersgruppe,zugang_12m,vermittelbar,foerderung_12m,foerderarten,"
    "in_massnahme,massnahme_beendet_6m,selbststaendig,ort"
)


def benefits_list(sizes: dict[str, int] = SIZES, *, location: str = "Zweigstelle") -> bytes:
    """Return a list of benefits, so many files for each branch."""
    rows = [BENEFITS_HEADER]
    for code, files in sizes.items():
        for number in range(files):
            file_ref = f"{60000 + sum(code.encode())}BG{number:07}"
            rows.append(
                f"{NAMES[code]};{file_ref};Erstantrag;08.2026;01.10.2025;1;nein;nein;nein;nein;Miete;{location}"
            )
    return "\r\n".join(rows).encode("cp1252")


def integration_list(sizes: dict[str, int] = SIZES) -> bytes:
    """Return a list of persons, every third one funded."""
    rows = [INTEGRATION_HEADER]
    for code, files in sizes.items():
        for number in range(files):
            funded = "ja" if number % 3 == 0 else "nein"
            file_ref = f"{100 + int(code[1:]):03}A{number:06}"
            rows.append(f"{code},{file_ref},30-54,ja,nein,{funded},,nein,nein,nein,Zweigstelle")
    return "\n".join(rows).encode("utf-8-sig")


def small_list(area: Area, sizes: dict[str, int] = SIZES) -> bytes:
    """Return a list of an area."""
    return benefits_list(sizes) if area is Area.BENEFITS else integration_list(sizes)


def real_list(area: Area) -> bytes:
    """Return the list of a whole house, as office software wrote it."""
    return (FRAMES / f"{area}-2026-12.csv").read_bytes()


def open_all_branches(house: HouseUnderTest) -> None:
    """Add the branches that the real lists name beside those of the small house."""
    plans = read_organisation(ORGANISATION.read_text(encoding="utf-8"))
    missing = tuple(plan for plan in plans if plan.code not in NAMES)
    with house.runtime.transaction() as session:
        install_branches(session, missing, Month(2024, 1))


def upload(
    house: HouseUnderTest,
    area: Area,
    data: bytes | None = None,
    *,
    month: Month = MONTH,
    reason: str = "",
    reference_date: date | None = None,
) -> FramePreview:
    """Import a list as the controller."""
    content = small_list(area) if data is None else data
    wanted = FrameUpload(area, month, content, reason, reference_date)
    with house.runtime.transaction() as session:
        return import_frame(session, house.clock, house.actor("controller"), wanted)


def lock(house: HouseUnderTest, area: Area, *, month: Month = MONTH, demo: bool = True) -> LockedFrame:
    """Lock the list of a month as the controller."""
    with house.runtime.transaction() as session:
        return lock_frame(session, house.clock, house.actor("controller"), area, month, demo=demo)


def announce(
    house: HouseUnderTest, area: Area, source: str = "Würfel vor Zeugen", *, month: Month = MONTH
) -> str:
    """Name the source of the public value as the revision."""
    with house.runtime.transaction() as session:
        return name_source(session, house.clock, house.actor("revision"), area, month, source)


def draw(
    house: HouseUnderTest,
    area: Area,
    *,
    month: Month = MONTH,
    public_value: str = "",
    rules: DrawRules = STRICT,
    actor: Actor | None = None,
) -> DrawnMonth:
    """Draw a month, as the job when nobody is named."""
    runtime = house.runtime
    with runtime.transaction() as session:
        return draw_month(
            session,
            house.clock,
            actor or Actor.job(),
            runtime.vault,
            area,
            month,
            public_value,
            rules,
        )


def drawn(house: HouseUnderTest, area: Area, data: bytes | None = None) -> DrawnMonth:
    """Take a month from the upload to the sample, on its first working day."""
    upload(house, area, data)
    lock(house, area)
    house.clock.set(max(house.clock.moment, DRAW_MOMENT))
    return draw(house, area)
