"""The tables: the privacy wall, no field for a case worker, migrations at head."""

import re

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from iks.store import (
    accounts,
    casework,
    correction_requests,
    corrections,
    draws,
    evidence_requests,
    follow_up,
    frames,
    house_cases,
    house_tables,
    missing,
    model_cases,
    recheck,
    recheck_results,
    releases,
    reports,
    second_checks,
    void_requests,
)
from iks.store.base import Base
from iks.store.metadata import metadata
from iks.store.session import make_engine
from iks.store.upgrade import newest_revision, revision_of, upgrade

CASE_WORKER = re.compile(r"case_?worker|clerk|employee|sachbearbeit|handler|agent", re.IGNORECASE)
CLOCKS = re.compile(r"(_at|_time|timestamp|created|updated)$")


def _tables(module: object) -> set[str]:
    found = (value for value in vars(module).values() if isinstance(value, type) and issubclass(value, Base))
    return {
        table.__tablename__
        for table in found
        if table.__module__ == module.__name__ and "__tablename__" in vars(table)
    }


def _branch_room() -> set[str]:
    rooms = (
        casework,
        correction_requests,
        corrections,
        draws,
        evidence_requests,
        follow_up,
        frames,
        missing,
        model_cases,
        recheck,
        second_checks,
        void_requests,
    )
    return set().union(*map(_tables, rooms))


def _house_room() -> set[str]:
    return (
        _tables(releases)
        | _tables(house_tables)
        | _tables(house_cases)
        | _tables(reports)
        | _tables(recheck_results)
    )


def _reachable(start: set[str]) -> set[str]:
    seen, waiting = set(start), list(start)
    while waiting:
        for key in metadata.tables[waiting.pop()].foreign_keys:
            target = key.column.table.name
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return seen


def test_no_foreign_key_leads_from_the_house_room_to_the_branch_room_or_to_people() -> None:
    house = _house_room()
    assert len(house) >= 11
    forbidden = _branch_room() | _tables(accounts)
    assert len(forbidden) >= 10
    assert _reachable(house) & forbidden == set()


def test_no_foreign_key_leads_from_the_branch_room_into_the_house_room() -> None:
    assert _reachable(_branch_room()) & _house_room() == set()


def test_the_house_room_has_neither_clocks_nor_ids_nor_file_numbers() -> None:
    for name in _house_room():
        for column in metadata.tables[name].columns:
            assert not CLOCKS.search(column.name), (name, column.name)
            # The id of a delivered text is drawn by chance for it alone and stands nowhere else.
            drawn = (name, column.name) == ("house_model_case", "id")
            known = {"id", "file_ref", "ticket", "account_id"}
            assert drawn or column.name not in known, (name, column.name)
            assert not column.autoincrement or column.autoincrement == "auto", (name, column.name)


def test_no_column_can_hold_a_case_worker() -> None:
    named = [
        f"{t.name}.{c.name}" for t in metadata.sorted_tables for c in t.columns if CASE_WORKER.search(c.name)
    ]
    assert named == []


def test_migrations_lead_exactly_to_the_models(database_url: str) -> None:
    engine = make_engine(database_url)
    upgrade(engine)
    assert revision_of(engine) == newest_revision()
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_every_constraint_has_a_name() -> None:
    for table in metadata.sorted_tables:
        for constraint in table.constraints:
            assert constraint.name, (table.name, constraint)


def test_tables_without_row_numbers_begin_with_their_key() -> None:
    for name in _house_room():
        table = metadata.tables[name]
        key = [column.name for column in table.primary_key.columns]
        assert [column.name for column in table.columns][: len(key)] == key, name
