"""Every row of every table, to compare two databases with each other."""

from typing import Any

from sqlalchemy import Engine, MetaData, select


def all_rows(engine: Engine) -> dict[str, list[Any]]:
    """Return all rows of all tables, the tables being those that the database says it has."""
    metadata = MetaData()
    with engine.connect() as connection, connection.begin():
        metadata.reflect(connection)
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
        }
