"""The engines of the draw: a real PostgreSQL, and one Spark for all tests."""

from __future__ import annotations

import os
import sys

import pytest

from tests.postgresql_under_test import postgresql_databases

ENGINES = (
    "duckdb",
    pytest.param("postgresql", marks=pytest.mark.postgresql),
    pytest.param(
        "spark",
        marks=[
            pytest.mark.spark,
            # Where pandas is there, Spark complains about its version; the draw needs no pandas.
            pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
        ],
    ),
)


class Engine:
    """An engine with what the command and `draw_with` need to reach it."""

    def __init__(self, name, url=None):
        self.name = name
        self.url = url

    @property
    def options(self):
        """The options of the command."""
        return ["--engine", self.name, *(["--url", self.url] if self.url else [])]


@pytest.fixture(scope="module")
def postgresql_url():
    """An empty database on a real server."""
    with postgresql_databases() as url:
        yield url


@pytest.fixture(scope="session")
def spark_events(tmp_path_factory):
    """The folder in which Spark notes everything it is willing to show to others."""
    return tmp_path_factory.mktemp("spark-events")


@pytest.fixture(scope="session")
def spark_session(spark_events):
    """One Spark for all tests, for it takes ten seconds to start."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - Only the Spark tests need it.

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master("local[2]").appName("tests")
    settings = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.warehouse.dir": str(spark_events / "warehouse"),
        "spark.log.level": "ERROR",
        "spark.ui.enabled": "false",
        "spark.eventLog.enabled": "true",
        "spark.eventLog.compress": "false",
        "spark.eventLog.dir": spark_events.as_uri(),
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


@pytest.fixture(params=ENGINES)
def engine(request):
    """Each engine but Python's own."""
    if request.param == "postgresql":
        return Engine(request.param, request.getfixturevalue("postgresql_url"))
    if request.param == "spark":
        request.getfixturevalue("spark_session")
    return Engine(request.param)
