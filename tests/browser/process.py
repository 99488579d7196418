"""The program as a process that a test can kill: ``python -m tests.browser.process FOLDER PORT``."""

import socket
import subprocess
import sys
import time
from pathlib import Path

from waitress import serve

from iks.app import create_app
from iks.config import Settings
from iks.domain.clock import SetClock
from tests.house.source import ROOT
from tests.month_under_test import DRAW_MOMENT

SECONDS = 60


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(folder: Path, port: int) -> "subprocess.Popen[bytes]":
    """Start the program on the folder of a house and wait until it answers."""
    command = [sys.executable, "-m", "tests.browser.process", str(folder), str(port)]
    process = subprocess.Popen(command, cwd=ROOT)  # noqa: S603 - our own command.
    for _ in range(SECONDS * 10):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process
        time.sleep(0.1)
    process.kill()
    raise TimeoutError(command)


def main() -> None:
    """Serve a house at the moment of its draw until the process is killed."""
    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    settings = Settings(
        database_url=f"sqlite:///{folder / 'iks.db'}",
        secret_key="k" * 40,
        seed_key_file=folder / "seed.key",
        demo=True,
    )
    serve(create_app(settings, clock=SetClock(DRAW_MOMENT)), host="127.0.0.1", port=port)


if __name__ == "__main__":
    main()
