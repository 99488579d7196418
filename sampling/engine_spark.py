"""The draw by Apache Spark: on this machine, or on the cluster whose master is named."""

from __future__ import annotations

import os
import re
import sys
from contextlib import contextmanager
from importlib import import_module

from sampling.engine_sql import SAMPLE, allocation_rows, line_blocks
from sampling.errors import EngineFailed, InputRejected

# Type checkers take this name as true, as in the rest of the draw.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark.sql import SparkSession

    from sampling.allocation import Allocation
    from sampling.canonical import Frame
    from sampling.engine_sql import Row

MASTER = re.compile(r"(local(\[.*\])?|yarn|(spark|k8s)://.+)")
# A session of this machine alone: nobody else can look on, and a frame of one house needs few tasks.
LOCAL = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": "4",
}
QUIET = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR"}
# One task takes about a megabyte of lines, which Spark recommends as its limit.
_BLOCKS = 4

FRAME = r"""CREATE TEMPORARY VIEW frame AS
SELECT fields[0] AS branch, fields[1] AS stratum, fields[2] AS file_ref, fields[3] AS status
FROM (SELECT split(line, '\t') AS fields FROM (SELECT explode(split(block, '\n')) AS line FROM blocks))
"""
TICKETS = """\
CREATE TEMPORARY VIEW tickets AS
SELECT /*+ BROADCAST(seed) */
       branch, stratum, file_ref, sha2(concat_ws(chr(10), seed, branch, file_ref), 256) AS ticket
FROM frame CROSS JOIN seed
WHERE status = 'eligible'
"""


def by_spark(frame: Frame, seed: str, allocation: Allocation, url: str | None) -> list[Row]:
    """Compute tickets, ranks and allocation by Apache Spark.

    Valid if the workers run the same Python version as this program, as Spark demands it of every program. A
    session that runs already is used and stays; otherwise one is started and stopped.

    Parameters
    ----------
    frame : Frame
        The locked frame.
    seed : str
        The seed, 64 lower-case hex digits.
    allocation : Allocation
        Files per stratum.
    url : str or None
        Address of the master; without it this machine does the work.

    Returns
    -------
    list of tuples of str, str, int, str, str
        Branch, stratum, rank, file_ref, ticket of the sample, in its order.

    Raises
    ------
    InputRejected
        The address is not that of a master.
    EngineFailed
        Spark does not start or gives up.
    ImportError
        pyspark is not installed.

    Notes
    -----
    Source: draw format version 1, section 3.

    Examples
    --------
    >>> from sampling import Allocation, canonical_frame
    >>> by_spark(canonical_frame([]), "ab" * 32, Allocation({"-": 1}), "http://host")
    Traceback (most recent call last):
    sampling.refusals.InputRejected: The --url of the engine spark is local[4], spark://host:7077, yarn or k8s://….
    """
    if url and not MASTER.fullmatch(url):
        raise InputRejected(
            "url", "The --url of the engine spark is local[4], spark://host:7077, yarn or k8s://…."
        )
    try:
        with _session(url) as session:
            return _sample(session, frame, seed, allocation)
    except _faults() as error:
        # The text of the error may repeat values, so only its kind is told.
        kind = type(error).__name__
        raise EngineFailed("spark", f"Spark gave up ({kind}); it needs Java 17 or newer.") from None


def _faults() -> tuple[type[Exception], ...]:
    # Spark hands some errors on as those of its bridge to Java, which has no types to import by name.
    bridge, own = import_module("py4j.protocol"), import_module("pyspark.errors")
    return own.PySparkException, bridge.Py4JError


@contextmanager
def _session(url: str | None) -> Iterator[SparkSession]:
    from pyspark.sql import SparkSession  # noqa: PLC0415 - It is heavy, and an extra.

    running = SparkSession.getActiveSession()
    if running is not None:
        # Views of a session of its own are in nobody's way and end with it.
        yield running.newSession()
        return
    master = url or "local[*]"
    builder = SparkSession.builder.appName("iks draw").master(master)
    for name, value in {**QUIET, **(LOCAL if master.startswith("local") else {})}.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    if master.startswith("local") and "PYSPARK_PYTHON" not in os.environ:
        # Spark looks for some python3 otherwise, which need not be the one that runs here.
        session.sparkContext.pythonExec = sys.executable
    try:
        yield session
    finally:
        session.stop()


def _sample(session: SparkSession, frame: Frame, seed: str, allocation: Allocation) -> list[Row]:
    lines = [(block,) for block in line_blocks(frame)]
    tasks = len(lines) // _BLOCKS + 1
    # The statement reads the frame several times; without the cache it would be sent each time.
    blocks = session.createDataFrame(session.sparkContext.parallelize(lines, tasks), "block string").cache()
    try:
        blocks.createTempView("blocks")
        session.createDataFrame([(seed,)], "seed string").createTempView("seed")
        numbers = session.createDataFrame(
            allocation_rows(allocation), "branch string, stratum string, number bigint"
        )
        numbers.createTempView("allocation")
        session.sql(FRAME)
        session.sql(TICKETS)
        return [(row[0], row[1], row[2], row[3], row[4]) for row in session.sql(SAMPLE).collect()]
    finally:
        blocks.unpersist()
