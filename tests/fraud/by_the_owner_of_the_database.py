"""Frauds of whoever can write into the database, with all triggers gone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.engine import Connection

from iks.domain.journal import GENESIS, Entry, first_fault
from iks.domain.values import Area
from iks.store import journal
from tests.fraud.deed import Fraud, named, refused
from tests.house_under_test import MONTH, HouseUnderTest
from tests.month_under_test import DRAW_MOMENT, draw, drawn, lock, small_list, upload
from tests.services.tampering import tamper
from tests.services.test_prove_draw import substitute
from tests.services.void_factory import approve, ask
from tests.store.raw_journal import drop_triggers, read, rehashed, rewrite


def _tampered(kind: str) -> Callable[[HouseUnderTest], str]:
    def deed(house: HouseUnderTest) -> str:
        drawn(house, Area.BENEFITS)
        tamper(house, kind)
        return named(house)

    deed.__name__ = kind
    return deed


def _changed(house: HouseUnderTest, statement: str, **values: object) -> None:
    with house.runtime.engine.begin() as connection:
        connection.execute(text(statement), values)


def _locked(house: HouseUnderTest) -> None:
    upload(house, Area.BENEFITS)
    lock(house, Area.BENEFITS)
    house.clock.set(DRAW_MOMENT)


def a_file_is_dropped_between_lock_and_draw(house: HouseUnderTest) -> str:
    _locked(house)
    _changed(house, "DELETE FROM frame_row WHERE file_ref LIKE :ref", ref="%BG0000003")
    return refused(lambda: draw(house, Area.BENEFITS))


def a_file_is_renamed_after_the_draw(house: HouseUnderTest) -> str:
    drawn(house, Area.BENEFITS)
    _changed(
        house, "UPDATE frame_row SET file_ref = file_ref || 'X' WHERE file_ref LIKE :ref", ref="%BG0000003"
    )
    return named(house)


def a_file_is_moved_to_another_branch_after_the_draw(house: HouseUnderTest) -> str:
    drawn(house, Area.BENEFITS)
    _changed(
        house,
        "UPDATE frame_row SET branch_code = 'Z01' WHERE branch_code = 'Z06' AND file_ref LIKE '%BG0000003'",
    )
    return named(house)


def a_file_is_added_after_the_draw(house: HouseUnderTest) -> str:
    drawn(house, Area.BENEFITS)
    _changed(
        house,
        "INSERT INTO frame_row (frame_id, file_ref, branch_code, stratum, status) "
        "SELECT id, 'NEU-1', 'Z06', '-', 'eligible' FROM frame",
    )
    return named(house)


def a_secret_made_after_the_lock_is_put_into_the_chain(house: HouseUnderTest) -> str:
    _locked(house)
    _changed(house, "UPDATE seed_secret SET position = position + 100 WHERE draw_code = 'benefits'")
    return refused(lambda: draw(house, Area.BENEFITS)) or named(house)


def a_used_secret_is_made_fresh_again(house: HouseUnderTest) -> str:
    drawn(house, Area.BENEFITS)
    _changed(house, "UPDATE seed_secret SET state = 'committed' WHERE draw_code = 'benefits'")
    month = MONTH.shift(1)
    house.clock.set(DRAW_MOMENT + timedelta(days=30))
    upload(house, Area.BENEFITS, month=month)
    lock(house, Area.BENEFITS, month=month)
    house.clock.set(DRAW_MOMENT + timedelta(days=35))
    return refused(lambda: draw(house, Area.BENEFITS, month=month))


def the_numbers_of_the_lock_are_changed_before_the_draw(house: HouseUnderTest) -> str:
    _locked(house)
    _changed(house, "UPDATE frame SET allocation = :numbers", numbers='{"-": 4}')
    return refused(lambda: draw(house, Area.BENEFITS)) or named(house)


def a_substitute_is_picked_by_hand(house: HouseUnderTest) -> str:
    drawn(house, Area.BENEFITS)
    substitute(house, Area.BENEFITS, "Z06", 3, skip=4)
    return named(house)


def the_clock_is_set_back_before_the_lock(house: HouseUnderTest) -> str:
    _locked(house)
    house.clock.set(DRAW_MOMENT - timedelta(days=20))
    return refused(lambda: draw(house, Area.BENEFITS))


def one_person_voids_the_draw_alone(house: HouseUnderTest) -> str:
    drawn(house, Area.BENEFITS)
    wish = ask(house)
    return refused(lambda: approve(house, wish, "gur"))


def the_draw_is_voided_in_the_database_and_made_again(house: HouseUnderTest) -> str:
    """The journal still holds the rules of the first list, and no second list of the same attempt."""
    drawn(house, Area.BENEFITS)
    for statement in (
        "DELETE FROM file_check",
        "DELETE FROM sample_file",
        "DELETE FROM draw",
        "DELETE FROM branch_month",
        "UPDATE seed_secret SET state = 'committed' WHERE state = 'used'",
        "UPDATE audit_month SET state = 'planned'",
        "DELETE FROM frame_row",
        "DELETE FROM frame",
    ):
        _changed(house, statement)
    other = small_list(Area.BENEFITS, {"Z01": 31, "Z06": 45, "S13": 7})
    return refused(lambda: drawn(house, Area.BENEFITS, other))


def _forged(house: HouseUnderTest, change: Callable[[Connection, list[Entry]], None]) -> str:
    drawn(house, Area.BENEFITS)
    with house.runtime.engine.begin() as connection:
        drop_triggers(connection)
        change(connection, read(connection))
    return named(house)


def an_entry_of_the_journal_is_edited(house: HouseUnderTest) -> str:
    def edit(connection: Connection, found: list[Entry]) -> None:
        lock_entry = next(entry for entry in found if entry.event == "frame_locked")
        values = {"at": lock_entry.position}
        connection.execute(text("UPDATE journal_entry SET actor = 'x' WHERE position = :at"), values)

    return _forged(house, edit)


def an_entry_of_the_journal_is_removed(house: HouseUnderTest) -> str:
    def remove(connection: Connection, found: list[Entry]) -> None:
        connection.execute(text("DELETE FROM journal_entry WHERE position = :at"), {"at": found[2].position})

    return _forged(house, remove)


def the_lock_is_back_dated_with_all_hashes_made_anew(house: HouseUnderTest) -> str:
    """A chain that is made anew is in order in itself, but the head that was mailed is not its own."""
    drawn(house, Area.BENEFITS)
    with house.runtime.transaction(writes=False) as session:
        printed = journal.head(session)
    with house.runtime.engine.begin() as connection:
        drop_triggers(connection)
        found, previous = read(connection), GENESIS
        for entry in found:
            earlier = entry.at - timedelta(days=3) if entry.event == "frame_locked" else entry.at
            forged = rehashed(replace(entry, at=earlier), previous_hash=previous)
            rewrite(connection, forged)
            previous = forged.hash
        connection.execute(text("UPDATE journal_head SET hash = :hash"), {"hash": previous})
    with house.runtime.transaction(writes=False) as session:
        entries = [entry for entry in journal.entries(session) if entry.position <= printed[0]]
    fault = first_fault(entries, printed)
    return fault.reason if fault else ""


def the_lock_is_written_before_the_commitment_in_a_chain_made_anew(house: HouseUnderTest) -> str:
    def swap(connection: Connection, found: list[Entry]) -> None:
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

    return _forged(house, swap)


FRAUDS = (
    Fraud(a_file_is_dropped_between_lock_and_draw, "do not match its digest"),
    Fraud(a_file_is_renamed_after_the_draw, "nicht die Prüfsumme"),
    Fraud(a_file_is_moved_to_another_branch_after_the_draw, "nicht die Prüfsumme"),
    Fraud(a_file_is_added_after_the_draw, "nicht die Prüfsumme"),
    Fraud(_tampered("a file that was not drawn is marked as not eligible"), "nicht die Prüfsumme"),
    Fraud(_tampered("another secret is sealed"), "nicht das, das zugesagt wurde"),
    Fraud(_tampered("another commitment is recorded"), "fehlt die Zusage"),
    Fraud(_tampered("a drawn file is exchanged"), "Stichprobe"),
    Fraud(_tampered("a ticket is changed"), "Stichprobe"),
    Fraud(_tampered("a drawn file is removed"), "Stichprobe"),
    Fraud(_tampered("a public value is added"), "bei der Sperre"),
    Fraud(_tampered("a branch gets a number of its own"), "bei der Sperre"),
    Fraud(a_secret_made_after_the_lock_is_put_into_the_chain, "not committed to before the lock"),
    # A secret belongs to one draw; the database refuses a second one.
    Fraud(a_used_secret_is_made_fresh_again, "schon gezogen"),
    Fraud(the_numbers_of_the_lock_are_changed_before_the_draw, "not those of its lock"),
    Fraud(a_substitute_is_picked_by_hand, "Ersatzakten sind nicht die nächsten"),
    Fraud(the_clock_is_set_back_before_the_lock, "Uhr"),
    Fraud(one_person_voids_the_draw_alone, "Aufgaben"),
    Fraud(the_draw_is_voided_in_the_database_and_made_again, "not those of its lock"),
    Fraud(an_entry_of_the_journal_is_edited, "nicht unversehrt"),
    Fraud(an_entry_of_the_journal_is_removed, "nicht unversehrt"),
    Fraud(the_lock_is_back_dated_with_all_hashes_made_anew, "is not the head that was kept"),
    Fraud(the_lock_is_written_before_the_commitment_in_a_chain_made_anew, "nicht in dieser Reihenfolge"),
)
