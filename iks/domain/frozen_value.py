"""Values that are frozen for good: one canonical text for each, and the way back."""

import json
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from iks.domain.month import Month
from iks.domain.period import Period

T = TypeVar("T")


def to_text(value: object, form: str) -> str:
    """Return the canonical text of a dataclass: sorted keys, no blanks, whole numbers only.

    Months, periods and days are written as the calendar writes them.

    Parameters
    ----------
    value : dataclass instance
        Holds text, whole numbers, truth values, months, periods, days, and tuples or dataclasses of these.
    form : str
        Name and version of the form; it is part of the text.

    Raises
    ------
    TypeError
        When a value holds anything else, such as a fraction, whose text could differ between machines.
    """
    content = {"format": form, **_plain(value)}
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def from_text(kind: type[T], text: str, form: str) -> T:
    """Read a canonical text back.

    Raises
    ------
    ValueError
        When the text has another form.
    """
    content = json.loads(text)
    if content.pop("format", None) != form:
        raise ValueError(f"not {form}")
    made: T = _value(kind, content)
    return made


def _plain(value: Any) -> Any:  # noqa: ANN401 - walks through values of many kinds.
    if is_dataclass(value) and not isinstance(value, type | Month | Period):
        # Only the first level is unfolded here, so that months and periods keep their text form.
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Month | Period | date):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, str | int | NoneType):
        return value
    raise TypeError(f"no canonical form for {type(value).__name__}")


def _value(kind: Any, content: Any) -> Any:  # noqa: ANN401 - as above.
    if get_origin(kind) is UnionType:
        inner = next(part for part in get_args(kind) if part is not NoneType)
        return None if content is None else _value(inner, content)
    if get_origin(kind) is tuple:
        return tuple(_value(get_args(kind)[0], part) for part in content)
    if kind in (Month, Period):
        return kind.parse(content)
    if kind is date:
        return date.fromisoformat(content)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return kind(**{name: _value(hints[name], part) for name, part in content.items()})
    return kind(content)
