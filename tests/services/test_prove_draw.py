"""A draw is proved from what is stored, and whatever does not fit is named; both engines."""

import hashlib
import json
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from iks.domain.draw_proof import DrawVerdict, ProofStep
from iks.domain.journal import GENESIS
from iks.domain.roles import Actor
from iks.domain.values import Area, ExclusionReason, MonthState
from iks.errors import NotPermitted, NotThere, Refused
from iks.services import prove_draw, show_draws
from iks.services.prove_draw import Recomputed
from iks.services.seed_vault import SeedVault
from iks.store import journal, months
from iks.store.draws import Draw, SampleFile, current_draw, sample_of
from iks.store.frames import canonical_columns
from sampling import canonical_frame, mix_seed, reserve, verify_bundle
from tests.house_under_test import MONTH, HouseUnderTest
from tests.month_under_test import drawn, small_list
from tests.services.tampering import CHANGES, tamper
from tests.store.raw_journal import drop_triggers, read, rehashed, rewrite

AREAS = pytest.mark.parametrize("area", list(Area))


def draw_of(session: Session, area: Area) -> Draw:
    found = current_draw(session, area.value, MONTH)
    assert found is not None
    return found


def draw_id(house: HouseUnderTest, area: Area) -> str:
    with house.runtime.transaction(writes=False) as session:
        return draw_of(session, area).id


def bundle(house: HouseUnderTest, area: Area, username: str = "revision") -> bytes:
    wanted, runtime = draw_id(house, area), house.runtime
    with runtime.transaction() as session:
        return prove_draw.bundle(session, house.clock, house.actor(username), runtime.vault, wanted)


def recompute(house: HouseUnderTest, area: Area, username: str = "revision") -> Recomputed:
    wanted, runtime = draw_id(house, area), house.runtime
    with runtime.transaction() as session:
        return prove_draw.recompute(session, house.clock, house.actor(username), runtime.vault, wanted)


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def substitute(house: HouseUnderTest, area: Area, branch: str, position: int, *, skip: int = 0) -> None:
    """Let the next file of the draw move up, or, to be caught, a later one."""
    vault = house.runtime.vault
    with house.runtime.transaction() as session:
        found = draw_of(session, area)
        rows = sample_of(session, found, branch)
        original = next(row for row in rows if row.position == position)
        assert found.secret.sealed is not None
        secret = vault.unseal(found.secret.sealed).hex()
        frame = canonical_frame(canonical_columns(session, found.frame))
        seed = mix_seed(str(MONTH), area.value, found.allocation, frame.digest, secret)
        used = [row.file_ref for row in rows if row.substitute_for_id]
        for _ in range(skip + 1):
            drawn_file = reserve(frame, seed, found.allocation, branch, original.stratum, used)
            assert drawn_file is not None
            used.append(drawn_file.file_ref)
        original.exclusion_reason, original.excluded_at = ExclusionReason.AT_COURT, house.clock.now()
        session.add(
            SampleFile(
                draw=found,
                branch_code=branch,
                stratum=drawn_file.stratum,
                rank=drawn_file.rank,
                position=max(row.position for row in rows) + 1,
                file_ref=drawn_file.file_ref,
                ticket=drawn_file.ticket,
                substitute_for_id=original.id,
            )
        )


@AREAS
def test_the_bundle_of_a_draw_verifies_offline(house: HouseUnderTest, area: Area, tmp_path: Path) -> None:
    done = drawn(house, area)
    content = bundle(house, area)
    file = tmp_path / "proof.zip"
    file.write_bytes(content)
    assert verify_bundle(file).ok
    found = members(content)
    manifest = json.loads(found["manifest.json"])
    assert (manifest["month"], manifest["draw_id"], manifest["attempt"]) == ("2026-12", area.value, 1)
    assert found["sample.tsv"].count(b"\n") == done.files
    assert manifest["counts"]["S13"]


@AREAS
def test_the_manifest_names_the_place_of_the_commitment_in_the_journal(
    house: HouseUnderTest, area: Area
) -> None:
    drawn(house, area)
    manifest = json.loads(members(bundle(house, area))["manifest.json"])
    with house.runtime.transaction(writes=False) as session:
        entry = next(e for e in journal.entries(session) if e.position == manifest["commitment_position"])
    assert entry.event == "seed_committed"
    assert manifest["commitment"] in entry.data
    assert manifest["commitment"] == hashlib.sha256(bytes.fromhex(manifest["secret"])).hexdigest()


def test_the_same_draw_gives_the_same_bytes_and_their_digest_is_recorded(house: HouseUnderTest) -> None:
    drawn(house, Area.BENEFITS)
    first, second = bundle(house, Area.BENEFITS), bundle(house, Area.BENEFITS, "revision-2")
    assert first == second
    with house.runtime.transaction(writes=False) as session:
        assert draw_of(session, Area.BENEFITS).bundle_digest == hashlib.sha256(first).hexdigest()
        proved = journal.all_of(session, "draw_proved")
    assert [entry.actor for entry in proved] == ["revision", "revision-2"]
    assert all(hashlib.sha256(first).hexdigest() in entry.data for entry in proved)


def test_a_substitution_does_not_change_the_bundle(house: HouseUnderTest) -> None:
    drawn(house, Area.INTEGRATION)
    before = bundle(house, Area.INTEGRATION)
    substitute(house, Area.INTEGRATION, "Z06", 2)
    assert bundle(house, Area.INTEGRATION) == before


@AREAS
def test_a_draw_recomputes_and_the_verdict_is_recorded(house: HouseUnderTest, area: Area) -> None:
    done = drawn(house, area)
    found = recompute(house, area)
    assert found.result.verdict is DrawVerdict.AGREES
    assert [step.step for step in found.result.steps] == list(ProofStep)
    sentences = [step.sentence % step.params for step in found.result.steps]
    assert any(f"Alle {done.files} Akten" in sentence for sentence in sentences)
    with house.runtime.transaction(writes=False) as session:
        draw = draw_of(session, area)
        assert (draw.verdict, draw.verified_at) == ("agrees", found.at)
        entry = journal.all_of(session, "draw_recomputed")[0]
    assert '"verdict":"agrees"' in entry.data


def test_substitutes_that_moved_up_in_order_agree(house: HouseUnderTest) -> None:
    drawn(house, Area.INTEGRATION)
    substitute(house, Area.INTEGRATION, "Z06", 2)
    substitute(house, Area.INTEGRATION, "Z06", 7)
    substitute(house, Area.INTEGRATION, "Z06", 11)
    substitute(house, Area.INTEGRATION, "Z01", 1)
    found = recompute(house, Area.INTEGRATION)
    assert found.result.verdict is DrawVerdict.AGREES
    assert found.result.steps[-1].params == {"files": 4}


def test_a_substitute_that_somebody_picked_is_named_with_its_branch(house: HouseUnderTest) -> None:
    drawn(house, Area.BENEFITS)
    substitute(house, Area.BENEFITS, "Z01", 3)
    substitute(house, Area.BENEFITS, "Z06", 3, skip=4)
    found = recompute(house, Area.BENEFITS)
    assert found.result.failed == (ProofStep.SUBSTITUTES,)
    assert found.result.steps[-1].params == {"branches": "Z06"}


@pytest.mark.parametrize("kind", CHANGES)
def test_whatever_was_changed_is_named(house: HouseUnderTest, kind: str) -> None:
    drawn(house, Area.BENEFITS)
    tamper(house, kind)
    found = recompute(house, Area.BENEFITS)
    assert set(found.result.failed) == CHANGES[kind][1]
    with house.runtime.transaction(writes=False) as session:
        assert draw_of(session, Area.BENEFITS).verdict == "differs"
        entry = journal.all_of(session, "draw_recomputed")[0]
    assert found.result.summary in entry.data
    assert entry.data.count("BG") == 0


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE journal_entry SET event = 'x' WHERE event = 'frame_locked'", "fehlt die Sperre"),
        ("UPDATE journal_entry SET event = 'x' WHERE event = 'seed_committed'", "fehlt die Zusage"),
        ("UPDATE journal_entry SET event = 'x' WHERE event = 'month_drawn'", "fehlt die Ziehung"),
        ("UPDATE journal_entry SET actor = 'x' WHERE position = 3", "bei Eintrag 3 nicht unversehrt"),
        ("DELETE FROM journal_entry WHERE position = 3", "bei Eintrag 3 nicht unversehrt"),
    ],
)
def test_a_journal_that_does_not_carry_the_draw_is_named(
    house: HouseUnderTest, statement: str, sentence: str
) -> None:
    drawn(house, Area.BENEFITS)
    with house.runtime.engine.begin() as connection:
        drop_triggers(connection)
        connection.execute(text(statement))
    found = recompute(house, Area.BENEFITS)
    assert found.result.failed == (ProofStep.JOURNAL,)
    step = found.result.steps[2]
    assert sentence in step.sentence % step.params


def test_a_fault_behind_the_draw_says_nothing_about_the_draw(house: HouseUnderTest) -> None:
    drawn(house, Area.BENEFITS)
    recompute(house, Area.BENEFITS)
    with house.runtime.engine.begin() as connection:
        drop_triggers(connection)
        connection.execute(text("UPDATE journal_entry SET actor = 'x' WHERE event = 'draw_recomputed'"))
    assert recompute(house, Area.BENEFITS).result.verdict is DrawVerdict.AGREES


def test_a_whole_forged_chain_in_which_the_lock_came_first_is_named(house: HouseUnderTest) -> None:
    """Whoever rewrites all hashes still cannot say that the secret was committed to before the lock."""
    drawn(house, Area.BENEFITS)
    with house.runtime.engine.begin() as connection:
        drop_triggers(connection)
        found = read(connection)
        kinds = [entry.event for entry in found]
        first, second = kinds.index("seed_committed"), kinds.index("frame_locked")
        found[first], found[second] = (
            replace(found[second], position=found[first].position),
            replace(found[first], position=found[second].position),
        )
        previous = GENESIS
        for entry in found:
            forged = rehashed(entry, previous_hash=previous)
            rewrite(connection, forged)
            previous = forged.hash
        connection.execute(text("UPDATE journal_head SET hash = :hash"), {"hash": previous})
    result = recompute(house, Area.BENEFITS).result
    assert result.failed == (ProofStep.JOURNAL,)
    step = result.steps[2]
    assert "nicht in dieser Reihenfolge" in step.sentence % step.params


def test_after_a_voided_draw_the_manifest_names_it_and_both_verify(
    house: HouseUnderTest, tmp_path: Path
) -> None:
    drawn(house, Area.INTEGRATION)
    first = members(bundle(house, Area.INTEGRATION))
    with house.runtime.transaction() as session:
        draw = draw_of(session, Area.INTEGRATION)
        draw.voided_at, draw.void_reason = house.clock.now(), "Die Liste des Vormonats."
        draw.frame.voided_at = draw.voided_at
        months.plan_month(session, Area.INTEGRATION, MONTH).state = MonthState.PLANNED
        session.execute(text("DELETE FROM branch_month"))
    drawn(house, Area.INTEGRATION, small_list(Area.INTEGRATION, {"Z01": 31, "Z06": 45, "S13": 7}))
    content = bundle(house, Area.INTEGRATION)
    manifest, voided = json.loads(members(content)["manifest.json"]), json.loads(first["manifest.json"])
    assert (manifest["attempt"], manifest["voided_draws"]) == (2, [voided["frame_digest"]])
    assert manifest["commitment"] != voided["commitment"]
    file = tmp_path / "proof.zip"
    file.write_bytes(content)
    assert verify_bundle(file).ok
    assert recompute(house, Area.INTEGRATION).result.verdict is DrawVerdict.AGREES
    with house.runtime.transaction() as session:
        lines = show_draws.draws_view(session, house.actor("revision"))
        again = prove_draw.recompute(
            session, house.clock, house.actor("revision"), house.runtime.vault, lines[1].id
        )
    assert [(line.attempt, line.voided) for line in lines] == [(2, False), (1, True)]
    assert again.result.verdict is DrawVerdict.AGREES


def test_a_bundle_shows_a_deviation_and_does_not_hide_it(house: HouseUnderTest, tmp_path: Path) -> None:
    drawn(house, Area.BENEFITS)
    tamper(house, "a drawn file is exchanged")
    file = tmp_path / "proof.zip"
    file.write_bytes(bundle(house, Area.BENEFITS))
    verdict = verify_bundle(file)
    assert not verdict.ok
    assert "sample" in verdict.sentence


def test_what_does_not_fit_into_a_bundle_is_refused_with_a_way_on(house: HouseUnderTest) -> None:
    drawn(house, Area.BENEFITS)
    tamper(house, "a row breaks the rules of a list")
    with pytest.raises(Refused, match="rechnen Sie die Ziehung nach"):
        bundle(house, Area.BENEFITS)


def test_after_erasure_the_verdict_stays_and_nothing_can_be_recomputed(house: HouseUnderTest) -> None:
    drawn(house, Area.BENEFITS)
    recompute(house, Area.BENEFITS)
    with house.runtime.transaction() as session:
        draw = draw_of(session, Area.BENEFITS)
        draw.secret.sealed, draw.secret.state = None, "destroyed"
        session.execute(text("DELETE FROM frame_row"))
    for prove in (bundle, recompute):
        with pytest.raises(Refused, match="gelöscht"):
            prove(house, Area.BENEFITS)
    with house.runtime.transaction(writes=False) as session:
        assert draw_of(session, Area.BENEFITS).verdict == "agrees"


def test_without_the_right_key_nothing_is_recorded(house: HouseUnderTest, tmp_path: Path) -> None:
    drawn(house, Area.BENEFITS)
    wanted, stranger = draw_id(house, Area.BENEFITS), SeedVault(tmp_path / "other.key")
    for make_key in (False, True):
        if make_key:
            stranger.create_key()
        with (
            house.runtime.transaction() as session,
            pytest.raises(Refused, match="nicht öffnen"),
        ):
            prove_draw.recompute(session, house.clock, house.actor("revision"), stranger, wanted)
    with house.runtime.transaction(writes=False) as session:
        assert draw_of(session, Area.BENEFITS).verdict is None


@pytest.mark.parametrize(
    "username",
    [
        "gur",
        "gur-staff",
        "mui",
        "controller",
        "management",
        "admin",
        "staff-council",
        "data-protection",
        "z06",
    ],
)
def test_nobody_but_the_revision_proves_a_draw(sqlite_house: HouseUnderTest, username: str) -> None:
    drawn(sqlite_house, Area.BENEFITS)
    for prove in (bundle, recompute):
        with pytest.raises(NotPermitted):
            prove(sqlite_house, Area.BENEFITS, username)


def test_a_draw_that_does_not_exist_is_not_there(sqlite_house: HouseUnderTest) -> None:
    runtime = sqlite_house.runtime
    actor: Actor = sqlite_house.actor("revision")
    with runtime.transaction() as session, pytest.raises(NotThere):
        prove_draw.bundle(session, sqlite_house.clock, actor, runtime.vault, "nowhere")


def test_no_seed_and_no_secret_stands_in_journal_or_outbox(house: HouseUnderTest) -> None:
    for area in Area:
        drawn(house, area)
        recompute(house, area)
    manifests = [json.loads(members(bundle(house, area))["manifest.json"]) for area in Area]
    forbidden = [manifest[name] for manifest in manifests for name in ("seed", "secret")]
    with house.runtime.engine.connect() as connection:
        tables = ("journal_entry", "journal_head", "outgoing_mail", "audit_month", "branch_month", "setting")
        stored = repr([connection.execute(text(f"SELECT * FROM {table}")).all() for table in tables])  # noqa: S608 - names of tables.
    assert "seed_committed" in stored
    assert not [value for value in forbidden if value in stored]


def test_neither_seed_nor_secret_is_stored_in_clear(house: HouseUnderTest) -> None:
    drawn(house, Area.BENEFITS)
    manifest = json.loads(members(bundle(house, Area.BENEFITS))["manifest.json"])
    with house.runtime.engine.connect() as connection:
        stored = repr(connection.execute(text("SELECT * FROM seed_secret")).all())
        stored += repr(connection.execute(text("SELECT * FROM draw")).all())
    assert manifest["commitment"] in stored
    assert manifest["secret"] not in stored
    assert manifest["seed"] not in stored
    assert repr(bytes.fromhex(manifest["secret"]))[2:-1] not in stored
