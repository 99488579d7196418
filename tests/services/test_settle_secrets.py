"""After a restore nothing is drawn until the draws since the backup are named; both engines."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from iks.domain.journal import MonthDrawn
from iks.domain.roles import Actor
from iks.domain.values import Area
from iks.errors import InvalidInput, Refused
from iks.jobs.due import run_due
from iks.output.mail import MailWriter
from iks.output.template_folder import template_folder
from iks.services.backup import backup
from iks.services.lock_frame import NotReady
from iks.services.restore import restore
from iks.services.settle_secrets import SettledSecrets, chains, is_settled, settle_secrets
from iks.store import journal
from iks.store.draws import SampleFile, SeedSecret
from iks.store.outbox import OutgoingMail
from tests.house_under_test import HouseUnderTest
from tests.month_under_test import DRAW_MOMENT, draw, drawn, lock, upload

OPERATOR = Actor("", "operator", "operator", everything=True)
LATER = datetime(2026, 12, 1, 9, tzinfo=UTC)


@contextmanager
def lost_since(house: HouseUnderTest) -> Iterator[None]:
    """Back the house up, let something happen, and go back to the backup."""
    file = house.folder / "backup.zip"
    backup(house.runtime.engine, house.clock, OPERATOR, file)
    yield
    house.clock.set(LATER)
    house.runtime.engine.dispose()
    restore(file, house.runtime.settings.database_url, house.clock, OPERATOR, overwrite=True)
    house.clients.clear()


def settle(house: HouseUnderTest, used: Mapping[str, int]) -> SettledSecrets:
    with house.runtime.transaction() as session:
        return settle_secrets(session, house.clock, OPERATOR, house.runtime.vault, used)


def links(house: HouseUnderTest, code: str = "benefits") -> list[tuple[int, str]]:
    with house.runtime.transaction(writes=False) as session:
        query = select(SeedSecret).where(SeedSecret.draw_code == code).order_by(SeedSecret.position)
        return [(link.position, link.state) for link in session.scalars(query)]


def sample(house: HouseUnderTest) -> list[str]:
    with house.runtime.transaction(writes=False) as session:
        return sorted(session.scalars(select(SampleFile.file_ref)))


def test_a_restored_house_neither_locks_nor_draws_and_says_what_to_do(house: HouseUnderTest) -> None:
    upload(house, Area.BENEFITS)
    lock(house, Area.BENEFITS)
    with lost_since(house):
        pass
    for attempt in (lambda: draw(house, Area.BENEFITS), lambda: _upload_and_lock(house)):
        with pytest.raises(NotReady, match="iks secrets settle"):
            attempt()
    done = [str(one) for one in run_due(house.runtime)]
    assert not [one for one in done if one.startswith(("drew", "locked"))]


def _upload_and_lock(house: HouseUnderTest) -> None:
    upload(house, Area.INTEGRATION)
    lock(house, Area.INTEGRATION)


def test_with_nothing_drawn_since_the_chain_goes_on(house: HouseUnderTest) -> None:
    upload(house, Area.BENEFITS)
    with lost_since(house):
        pass
    assert settle(house, {}) == SettledSecrets(0, ())
    lock(house, Area.BENEFITS)
    assert draw(house, Area.BENEFITS).files == 27
    assert links(house) == [(1, "used"), (2, "committed")]


def test_the_secret_of_a_draw_that_was_lost_is_never_used_again(house: HouseUnderTest) -> None:
    upload(house, Area.BENEFITS)
    with lost_since(house):
        drawn(house, Area.BENEFITS)
        lost = sample(house)
    assert sample(house) == []
    assert settle(house, {"benefits": 1}) == SettledSecrets(1, ())
    assert links(house) == [(1, "used"), (2, "committed")]
    assert links(house, "integration") == [(1, "committed")]
    lock(house, Area.BENEFITS)
    draw(house, Area.BENEFITS)
    assert sample(house) != lost
    with house.runtime.transaction(writes=False) as session:
        places = {
            name: journal.latest(session, 1, event_name=name)[0].position
            for name in ("database_restored", "secret_marked_used", "secrets_settled", "frame_locked")
        }
        (settled,) = journal.all_of(session, "secrets_settled")
        mails = session.scalars(select(OutgoingMail).where(OutgoingMail.template == "secrets_settled"))
        told = sorted((mail.account.username, mail.values["draws"]) for mail in mails)
    assert list(places.values()) == sorted(places.values())
    assert settled.data == '{"draws":"benefits:1"}'
    assert told == [("revision", "benefits:1"), ("revision-2", "benefits:1")]
    values = {"draws": "benefits:1", "position": "7", "hash": "ab" * 32, "path": "/revision/journal"}
    mail = MailWriter(template_folder(), "https://iks.example").write("secrets_settled", values)
    assert "benefits:1" in mail.text


def test_a_locked_list_is_drawn_again_with_its_own_secret_and_the_same_result(house: HouseUnderTest) -> None:
    upload(house, Area.BENEFITS)
    lock(house, Area.BENEFITS)
    house.clock.set(DRAW_MOMENT)
    with lost_since(house):
        draw(house, Area.BENEFITS)
        lost = sample(house)
    assert settle(house, {"benefits": 1}) == SettledSecrets(0, ("benefits",))
    draw(house, Area.BENEFITS)
    assert sample(house) == lost


def test_what_was_settled_is_not_settled_twice_and_a_new_house_has_nothing_to_settle(
    house: HouseUnderTest,
) -> None:
    with pytest.raises(Refused, match="nichts zu klären"):
        settle(house, {})
    with lost_since(house):
        pass
    with pytest.raises(InvalidInput, match="„housing“ gibt es nicht"):
        settle(house, {"housing": 1})
    settle(house, {})
    with pytest.raises(Refused, match="nichts zu klären"):
        settle(house, {"benefits": 1})
    assert links(house) == [(1, "committed")]


def test_a_house_that_a_version_before_restored_and_drew_in_goes_on(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    with lost_since(house):
        pass
    with house.runtime.transaction(writes=False) as session:
        assert not is_settled(session)
        restored = journal.latest(session, 1)[0]
    assert restored.event == "database_restored"
    with house.runtime.transaction() as session:
        event = MonthDrawn("benefits", "2026-11", "benefits", 1, 27, late=False)
        journal.record(session, OPERATOR, event, house.clock.now())
    with house.runtime.transaction(writes=False) as session:
        assert is_settled(session)


def test_the_chains_name_number_and_commitment_of_what_comes_next(house: HouseUnderTest) -> None:
    drawn(house, Area.BENEFITS)
    with house.runtime.transaction(writes=False) as session:
        found = {chain.draw_id: chain for chain in chains(session)}
        stored = {
            (link.draw_code, link.position): link.commitment for link in session.scalars(select(SeedSecret))
        }
    assert found["benefits"].position == 2
    assert found["benefits"].commitment == stored["benefits", 2]
    assert found["integration"].position == 1
