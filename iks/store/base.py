"""The ground of all tables: names of constraints, named column types, random ids."""

import secrets
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

from sqlalchemy import JSON, DateTime, Dialect, Enum, MetaData, String, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column

from iks.domain.month import Month

NAMING = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in the program, UTC in the database, on both engines alike."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a time zone and store it as UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("a moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class MonthText(TypeDecorator[Month]):
    """An audit month, stored as ``YYYY-MM``, which sorts like the calendar."""

    impl = String(7)
    cache_ok = True

    def process_bind_param(self, value: Month | None, dialect: Dialect) -> str | None:
        """Store the text form."""
        del dialect
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Month | None:
        """Return the value."""
        del dialect
        return None if value is None else Month.parse(value)


# Plain JSON on SQLite, binary JSON on PostgreSQL.
JsonValue = JSON().with_variant(JSONB(), "postgresql")
# Bytes decide about the order of file numbers, tickets and codes, never the language of the server.
ByteText = Text().with_variant(Text(collation="C"), "postgresql")


def new_id() -> str:
    """Return an id that tells neither order nor time."""
    return secrets.token_urlsafe(16)


def closed_list(values: type[StrEnum], name: str) -> Enum:
    """Return a column type that allows the values of a closed list, guarded by a named CHECK."""
    return Enum(
        values,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


RandomId = Annotated[str, mapped_column(String(22), primary_key=True, default=new_id)]
Digest = Annotated[str, mapped_column(String(64))]
Code = Annotated[str, mapped_column(String(64))]


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads this attribute of the class.
        datetime: UtcDateTime,
        Month: MonthText,
        str: Text,
    }
