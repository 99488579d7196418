"""The chain of secrets: made before it is used, sealed at rest, told to the revision."""

import hashlib

import pytest
from sqlalchemy import select

from iks.domain.roles import Actor
from iks.domain.values import Area
from iks.errors import IntegrityError
from iks.services.commit_seed import commit_next, ensure_commitment
from iks.services.seed_vault import SeedVault
from iks.store import journal
from iks.store.draws import SeedSecret
from iks.store.outbox import OutgoingMail
from tests.house_under_test import HouseUnderTest

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
