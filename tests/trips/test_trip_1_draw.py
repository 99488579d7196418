"""Trip 1, from the list of active files to the sheets of the branches.

jobs.due -> lock_frame -> (commit) -> draw_month -> sampling.draw -> store.draws, store.casework -> outbox.
"""

import json
from io import BytesIO

import pytest
from sqlalchemy import select

from checklists.load import load_builtin
from checklists.rules import regime_for
from iks.domain.frame_file import read_frame
from iks.domain.frame_mapping import load_mapping
from iks.domain.journal import Entry, first_fault
from iks.domain.values import Area, CheckState
from iks.jobs.due import run_due
from iks.services.set_up_house import builtin_mapping
from iks.store import journal
from iks.store.casework import FileCheck
from iks.store.draws import Draw, SampleFile, current_draw
from iks.store.months import branch_months
from iks.store.organisation import branches_in
from iks.store.outbox import OutgoingMail
from sampling import Frame, canonical_frame, commitment, draw, mix_seed
from tests.house_under_test import MONTH, HouseUnderTest
from tests.month_under_test import DRAW_MOMENT, open_all_branches, real_list


def _upload(house: HouseUnderTest, area: Area) -> None:
    client = house.signed_in("controller")
    token = client.get("/controlling/frames").value("csrf_token")
    data = {"csrf_token": token, "area": area.value, "month": "2026-12"}
    body, content_type = _as_multipart(data, real_list(area))
    # The test client would leave a temporary file open for a body of this size.
    response = client.client.post(
        "/controlling/frames", input_stream=BytesIO(body), content_length=len(body), content_type=content_type
    )
    assert response.status_code == 303
    assert response.location == f"/controlling/frames/{area}/2026-12"


def _as_multipart(data: dict[str, str], content: bytes) -> tuple[bytes, str]:
    boundary = "a-line-that-stands-in-no-list"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in data.items()
    ]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    return b"".join([*parts, head.encode(), content, f"\r\n--{boundary}--\r\n".encode()]), (
        f"multipart/form-data; boundary={boundary}"
    )


def _lock(house: HouseUnderTest, area: Area) -> None:
    page = f"/controlling/frames/{area}/2026-12"
    assert house.signed_in("controller").post(f"{page}/lock", {}, page=page).status_code == 303


def _entries(house: HouseUnderTest) -> list[Entry]:
    with house.runtime.transaction(writes=False) as session:
        return list(journal.entries(session))


def _position(entries: list[Entry], event: str, **values: object) -> int:
    found = [
        entry.position
        for entry in entries
        if entry.event == event and values.items() <= json.loads(entry.data).items()
    ]
    assert len(found) == 1, (event, values, found)
    return found[0]


def _frame_of_the_file(house: HouseUnderTest, area: Area) -> Frame:
    """Read the uploaded file anew, without the database."""
    with house.runtime.transaction(writes=False) as session:
        names = {branch.code: branch.name for branch in branches_in(session, MONTH)}
    grid = load_builtin(area)
    file = read_frame(real_list(area), load_mapping(builtin_mapping(area)), grid, names)
    return canonical_frame((row.canonical for row in file.rows), grid.draw.allocation)


def _secret(house: HouseUnderTest, found: Draw) -> str:
    assert found.secret.sealed is not None
    return house.runtime.vault.unseal(found.secret.sealed).hex()


@pytest.fixture
def drawn_house(house: HouseUnderTest) -> HouseUnderTest:
    """A house whose controller has handed in both lists, locked one, and whose scheduler woke at six."""
    open_all_branches(house)
    for area in Area:
        _upload(house, area)
    _lock(house, Area.BENEFITS)
    house.clock.set(DRAW_MOMENT)
    done = [str(one) for one in run_due(house.runtime)]
    drew = ["drew benefits 2026-12", "locked integration 2026-12", "drew integration 2026-12"]
    assert done == [*drew, "told the journal head"]
    return house


def test_trip_1_from_the_list_to_the_sheets(drawn_house: HouseUnderTest) -> None:
    for area in Area:
        _expect_the_sample_that_anybody_computes(drawn_house, area)
        _expect_two_transactions_in_their_order(drawn_house, area)
        _expect_an_empty_sheet_for_every_file(drawn_house, area)
    _expect_mails_without_file_numbers(drawn_house)
    assert run_due(drawn_house.runtime) == []


def _expect_the_sample_that_anybody_computes(house: HouseUnderTest, area: Area) -> None:
    allocation = load_builtin(area).draw.allocation
    frame = _frame_of_the_file(house, area)
    with house.runtime.transaction(writes=False) as session:
        found = current_draw(session, area.value, MONTH)
        assert found is not None
        seed = mix_seed("2026-12", area.value, allocation, frame.digest, _secret(house, found))
        query = select(SampleFile).where(SampleFile.draw_id == found.id)
        stored = {(f.branch_code, f.stratum, f.rank, f.file_ref, f.ticket) for f in session.scalars(query)}
        assert found.frame.digest == frame.digest
    expected = draw(frame, seed, allocation)
    assert stored == {
        (branch, d.stratum, d.rank, d.file_ref, d.ticket) for branch, files in expected.items() for d in files
    }
    assert len(stored) == 140


def _expect_two_transactions_in_their_order(house: HouseUnderTest, area: Area) -> None:
    entries = _entries(house)
    with house.runtime.transaction(writes=False) as session:
        found = current_draw(session, area.value, MONTH)
        assert found is not None
        revealed = commitment(_secret(house, found))
        digest = found.frame.digest
    committed = _position(entries, "seed_committed", draw_id=area.value, position=1, commitment=revealed)
    imported = _position(entries, "frame_imported", area=area.value, month="2026-12")
    locked = _position(entries, "frame_locked", area=area.value, month="2026-12", frame_digest=digest)
    drew = _position(entries, "month_drawn", area=area.value, month="2026-12", files=140, late=False)
    renewed = _position(entries, "seed_committed", draw_id=area.value, position=2)
    assert committed < imported < locked < drew < renewed
    # One transaction writes its entries in one go: what stands between lock and draw parts the two.
    moments = {entry.position: entry.at for entry in entries}
    assert moments[locked] < moments[drew]
    assert first_fault(entries) is None


def _expect_an_empty_sheet_for_every_file(house: HouseUnderTest, area: Area) -> None:
    grid = load_builtin(area)
    with house.runtime.transaction(writes=False) as session:
        sheets = list(session.scalars(select(FileCheck).where(FileCheck.area == area)))
        places = branch_months(session, area, MONTH)
    assert len(sheets) == 140
    for sheet in sheets:
        assert sheet.state is CheckState.NOT_STARTED
        assert sheet.regimes.split(",") == list(regime_for(grid, sheet.sample_file.attributes))
        assert set(sheet.sample_file.attributes) <= {entry.id for entry in grid.case_attributes}
    assert {place.expected for place in places} == {10}
    assert len(places) == 14


def _expect_mails_without_file_numbers(house: HouseUnderTest) -> None:
    with house.runtime.transaction(writes=False) as session:
        mails = list(session.scalars(select(OutgoingMail)))
        file_refs = list(session.scalars(select(SampleFile.file_ref)))
    told = [mail for mail in mails if mail.template == "sample_drawn"]
    # Three branches of this house have people: head and deputy, in both areas.
    assert len(told) == 12
    assert {mail.values["path"] for mail in told} == {f"/branch/{area}/2026-12" for area in Area}
    assert {(mail.values["files"], mail.values["due_on"]) for mail in told} == {("10", "2026-12-21")}
    assert len(file_refs) == 280
    assert not any(ref in f"{mail.values} {mail.occasion}" for mail in mails for ref in file_refs)
