"""States that many tests begin with: reached once in a process, and copied for every test after that."""

import atexit
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from functools import cache, wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import make_url

from tests.house_under_test import HouseUnderTest
from tests.postgresql_under_test import copy_database, drop_database

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Kept:
    """What a step led to: a database that nobody works in, the clock, and what the step returned."""

    database: str
    moment: datetime
    result: Any


_kept: dict[str, Kept] = {}


def kept(step: Callable[Concatenate[HouseUnderTest, P], R]) -> Callable[Concatenate[HouseUnderTest, P], R]:
    """Do a step from a furnished house once, and copy where it led to when the same step is asked for again.

    A house in which anything else was written before is never replaced: there the step is done as ever.
    """

    @wraps(step)
    def reach(house: HouseUnderTest, *args: P.args, **options: P.kwargs) -> R:
        way = _way(house, step, args, options)
        if way is None:
            return step(house, *args, **options)
        if way in _kept:
            _lay_out(house, _kept[way])
        else:
            if not _is_sqlite(house):
                # A copy takes longer here, so the steps inside of a step are not kept.
                house.way = None
            result = step(house, *args, **options)
            _kept[way] = Kept(_copy_away(house), house.clock.moment, result)
        house.way, house.writes_on_the_way = way, house.writes
        return deepcopy(_kept[way].result)

    return reach


def known(step: Callable[Concatenate[HouseUnderTest, P], R]) -> Callable[Concatenate[HouseUnderTest, P], R]:
    """Do a step, and know where the house stands after it; for steps that take less than a copy."""

    @wraps(step)
    def reach(house: HouseUnderTest, *args: P.args, **options: P.kwargs) -> R:
        way = _way(house, step, args, options)
        result = step(house, *args, **options)
        house.way, house.writes_on_the_way = way, house.writes
        return result

    return reach


def _way(house: HouseUnderTest, step: Callable[..., Any], args: object, options: object) -> str | None:
    if house.way is None or house.writes != house.writes_on_the_way:
        return None
    settings = house.settings.model_dump(exclude={"database_url", "seed_key_file"})
    begin = house.way or f"{house.runtime.engine.dialect.name} {settings}"
    return f"{begin} > {house.clock.moment} {step.__module__}.{step.__qualname__} {args} {options}"


def _is_sqlite(house: HouseUnderTest) -> bool:
    return house.runtime.engine.dialect.name == "sqlite"


def _lay_out(house: HouseUnderTest, found: Kept) -> None:
    name = _released(house)
    if _is_sqlite(house):
        for part in ("-wal", "-shm"):
            Path(name + part).unlink(missing_ok=True)
        shutil.copy(found.database, name)
    else:
        drop_database(name)
        copy_database(found.database, name)
    house.clock.set(found.moment)


def _copy_away(house: HouseUnderTest) -> str:
    name = _released(house)
    copy = f"kept_{len(_kept)}"
    if _is_sqlite(house):
        copy = str(_folder() / copy)
        with closing(sqlite3.connect(name)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    else:
        copy_database(name, copy)
    return copy


def _released(house: HouseUnderTest) -> str:
    house.runtime.engine.dispose()
    name = make_url(str(house.settings.database_url)).database
    assert name
    return name


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="iks-kept-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
