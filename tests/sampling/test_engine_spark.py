from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from sampling import canonical_frame, draw_with
from sampling.engine_sql import SAMPLE
from tests.sampling.dirty_frames import dirty_frame
from tests.sampling.frames import SECRET, SEED, plain_rows

pytestmark = [
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
]


@pytest.mark.usefixtures("spark_session")
def test_what_spark_shows_to_others_names_neither_seed_nor_files(spark_events):
    frame, allocation = dirty_frame(5)
    refs = [row[2] for row in frame.rows if len(row[2].encode()) > 6]

    draw_with("spark", frame, SEED, allocation)

    # What is shown at all: the statements and their plans, so the folder is the right one.
    shown = "".join(path.read_text(encoding="utf-8") for path in spark_events.rglob("events*"))
    assert "sha2(" in shown
    assert refs
    assert [
        value
        for value in (SEED, *(json.dumps(ref, ensure_ascii=False)[1:-1] for ref in refs))
        if value in shown
    ] == []


def test_a_session_that_runs_already_is_used_and_left_as_it_was(spark_session):
    views = spark_session.catalog.listTables()

    draw_with("spark", canonical_frame(plain_rows()), SEED, {"-": 10})

    assert spark_session.catalog.listTables() == views == []
    assert spark_session.range(3).count() == 3


def test_a_tie_is_broken_by_the_bytes_of_the_file(spark_session):
    refs = sorted(("Z", "a", "Ä", "ä", "0", "00", "中", "\U0001f600", "\uffee"), key=str.encode)
    session = spark_session.newSession()
    rows = [("Z01", "-", ref, "same") for ref in refs[::-1]]
    columns = "branch string, stratum string, file_ref string, ticket string"
    tickets = session.createDataFrame(rows, columns)
    tickets.createTempView("tickets")
    tickets.createTempView("frame")
    numbers = session.createDataFrame([("*", "-", 9)], "branch string, stratum string, number bigint")
    numbers.createTempView("allocation")

    assert [row[3] for row in session.sql(SAMPLE).collect()] == refs


def run(path, *more, **environment):
    options = ["--month", "2026-12", "--draw-id", "benefits", "--allocation", "-=10", "--secret", SECRET]
    arguments = ["draw", "compute", str(path), *options, "--json", *more]
    return subprocess.run(  # noqa: S603 - Our own command.
        [sys.executable, "-m", "sampling", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
    )


def test_the_command_starts_spark_prints_the_result_alone_and_stops_it(tmp_path):
    path = tmp_path / "frame.tsv"
    path.write_bytes(canonical_frame(plain_rows()).to_bytes())

    answer = run(path, "--engine", "spark", "--url", "local[1]")

    assert answer.returncode == 0
    assert answer.stdout == run(path).stdout


def test_without_java_one_sentence_says_what_spark_needs(tmp_path):
    path = tmp_path / "frame.tsv"
    path.write_bytes(canonical_frame(plain_rows()).to_bytes())

    answer = run(path, "--engine", "spark", JAVA_HOME=str(tmp_path))

    assert (answer.returncode, answer.stdout) == (1, b"")
    assert answer.stderr.decode().endswith("it needs Java 17 or newer.\n")
    assert b"Traceback" not in answer.stderr
