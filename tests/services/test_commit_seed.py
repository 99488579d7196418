"""The chain of secrets: made before it is used, sealed at rest, told to the revision."""

import hashlib
import zipfile
from base64 import b64encode, urlsafe_b64encode
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from checklists.load import load_builtin
from iks.domain.roles import Actor
from iks.domain.values import Area
from iks.errors import IntegrityError, Refused
from iks.services.backup import backup
from iks.services.commit_seed import commit_next, early_enough, ensure_commitment
from iks.services.lock_frame import NotReady, fix_frame
from iks.services.make_draw import make_draw
from iks.services.seed_vault import SeedVault
from iks.store import journal
from iks.store.draws import SeedSecret
from iks.store.frames import Frame
from iks.store.outbox import OutgoingMail
from tests.house_under_test import HouseUnderTest, SettableClock
from tests.month_under_test import DRAW_MOMENT, drawn, upload
from tests.services.database_dump import all_rows

CODE = "benefits/housing"


def _links(house: HouseUnderTest) -> list[SeedSecret]:
    with house.runtime.transaction(writes=False) as session:
        query = select(SeedSecret).where(SeedSecret.draw_code == CODE).order_by(SeedSecret.position)
        return list(session.scalars(query))


def test_the_first_commitment_is_made_once(house: HouseUnderTest) -> None:
    runtime = house.runtime
    for _ in range(2):
        with runtime.transaction() as session:
            ensure_commitment(session, house.clock, Actor.job(), runtime.vault, CODE)
    links = _links(house)
    assert [(link.position, link.state) for link in links] == [(1, "committed")]


def test_the_commitment_is_the_hash_of_the_sealed_secret(sqlite_house: HouseUnderTest) -> None:
    runtime = sqlite_house.runtime
    with runtime.transaction() as session:
        told = commit_next(session, sqlite_house.clock, Actor.job(), runtime.vault, CODE)
    (link,) = _links(sqlite_house)
    assert link.sealed is not None
    secret = runtime.vault.unseal(link.sealed)
    assert len(secret) == 32
    assert hashlib.sha256(secret).hexdigest() == link.commitment == told
    assert secret not in link.sealed


def test_a_chain_counts_its_links_and_no_two_secrets_are_alike(sqlite_house: HouseUnderTest) -> None:
    runtime = sqlite_house.runtime
    with runtime.transaction() as session:
        for _ in range(3):
            commit_next(session, sqlite_house.clock, Actor.job(), runtime.vault, CODE)
    links = _links(sqlite_house)
    assert [link.position for link in links] == [1, 2, 3]
    assert len({link.commitment for link in links}) == 3


def test_the_journal_and_both_revisors_are_told_of_each_commitment(house: HouseUnderTest) -> None:
    runtime = house.runtime
    with runtime.transaction() as session:
        told = commit_next(session, house.clock, Actor.job(), runtime.vault, CODE)
    with runtime.transaction(writes=False) as session:
        (entry,) = journal.latest(session, 1, event_name="seed_committed")
        mails = list(session.scalars(select(OutgoingMail)))
    assert told in entry.data
    assert CODE in entry.data
    assert [mail.values["commitment"] for mail in mails] == [told, told]
    assert {mail.template for mail in mails} == {"seed_committed"}


def test_another_key_does_not_open_the_secret(sqlite_house: HouseUnderTest) -> None:
    runtime = sqlite_house.runtime
    with runtime.transaction() as session:
        commit_next(session, sqlite_house.clock, Actor.job(), runtime.vault, CODE)
    other = SeedVault(sqlite_house.folder / "other.key")
    other.create_key()
    sealed = _links(sqlite_house)[0].sealed
    assert sealed is not None
    with pytest.raises(IntegrityError):
        other.unseal(sealed)


def test_a_new_house_has_committed_to_the_first_draw_of_both_areas(sqlite_house: HouseUnderTest) -> None:
    with sqlite_house.runtime.transaction(writes=False) as session:
        assert set(session.scalars(select(SeedSecret.draw_code))) == {area.value for area in Area}


@pytest.mark.parametrize(
    ("committed", "locked", "is_early"),
    [
        # The same working day, late in the evening.
        (datetime(2026, 11, 30, 7, tzinfo=UTC), datetime(2026, 11, 30, 22, 59, tzinfo=UTC), False),
        # An hour later it is the next working day in Berlin.
        (datetime(2026, 11, 30, 7, tzinfo=UTC), datetime(2026, 11, 30, 23, 1, tzinfo=UTC), True),
        # A weekend holds no working day.
        (datetime(2026, 11, 27, 9, tzinfo=UTC), datetime(2026, 11, 29, 9, tzinfo=UTC), False),
        (datetime(2026, 11, 27, 9, tzinfo=UTC), datetime(2026, 11, 30, 5, tzinfo=UTC), True),
        # Nor do Christmas and the weekend behind it.
        (datetime(2026, 12, 24, 9, tzinfo=UTC), datetime(2026, 12, 27, 9, tzinfo=UTC), False),
        (datetime(2026, 12, 24, 9, tzinfo=UTC), datetime(2026, 12, 28, 5, tzinfo=UTC), True),
    ],
)
def test_a_commitment_is_early_enough_when_a_working_day_has_begun_since(
    committed: datetime, locked: datetime, *, is_early: bool
) -> None:
    link = SeedSecret(draw_code=CODE, position=1, committed_at=committed)
    assert early_enough(link, SettableClock(locked)) is is_early


def _ordered_list(house: HouseUnderTest) -> Frame:
    """Give the uploaded list the code of a draw that was ordered."""
    upload(house, Area.BENEFITS)
    with house.runtime.transaction() as session:
        frame = session.scalars(select(Frame)).one()
        frame.code, frame.allocation = "housing", {"-": 3}
    return frame


def _fix(house: HouseUnderTest) -> int:
    with house.runtime.transaction() as session:
        frame = session.scalars(select(Frame)).one()
        return fix_frame(session, house.clock, Actor.job(), frame, load_builtin(Area.BENEFITS))


def test_the_list_of_an_ordered_draw_is_locked_a_working_day_behind_its_commitment(
    house: HouseUnderTest,
) -> None:
    _ordered_list(house)
    with pytest.raises(NotReady, match="noch kein Startwert"):
        _fix(house)
    with house.runtime.transaction() as session:
        ensure_commitment(session, house.clock, Actor.job(), house.runtime.vault, CODE)
    with pytest.raises(NotReady, match=r"erst seit dem 20\.11\.2026"):
        _fix(house)
    house.clock.set(DRAW_MOMENT)
    assert _fix(house) == 82


def test_any_list_with_a_code_is_drawn_with_the_chain_of_its_draw_id(house: HouseUnderTest) -> None:
    _ordered_list(house)
    runtime = house.runtime
    with runtime.transaction() as session:
        ensure_commitment(session, house.clock, Actor.job(), runtime.vault, CODE)
    house.clock.set(DRAW_MOMENT)
    _fix(house)
    with runtime.transaction() as session:
        frame = session.scalars(select(Frame)).one()
        grid = load_builtin(Area.BENEFITS)
        with pytest.raises(Refused, match="kein öffentlicher Wert angekündigt"):
            make_draw(session, house.clock, runtime.vault, frame, grid, "3-5-6")
        made, sample = make_draw(session, house.clock, runtime.vault, frame, grid, "")
    assert (made.draw_code, made.allocation) == (CODE, {"-": 3})
    assert {branch: len(files) for branch, files in sample.items()} == {"Z01": 3, "Z06": 3, "S13": 3}


def test_neither_the_database_nor_a_backup_holds_a_secret_in_any_form(house: HouseUnderTest) -> None:
    drawn(house, Area.BENEFITS)
    runtime = house.runtime
    with runtime.transaction(writes=False) as session:
        sealed = list(session.scalars(select(SeedSecret.sealed)))
    secrets = [runtime.vault.unseal(one) for one in sealed if one]
    assert len(secrets) == 3
    file = house.folder / "backup.zip"
    backup(runtime.engine, house.clock, Actor.job(), file)
    with zipfile.ZipFile(file) as archive:
        stored = [archive.read(name) for name in archive.namelist()]
    stored += [path.read_bytes() for path in house.folder.glob("iks.db*")]
    stored.append(repr(all_rows(runtime.engine)).encode())
    # What is looked for would be found.
    assert any(sealed[0] in content or sealed[0].hex().encode() in content for content in stored)
    for secret in secrets:
        forms = (
            secret,
            secret.hex().encode(),
            secret.hex().upper().encode(),
            b64encode(secret),
            urlsafe_b64encode(secret),
        )
        for content in stored:
            assert not any(form.rstrip(b"=") in content for form in forms)
