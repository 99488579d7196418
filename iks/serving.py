"""The web server in this process, from its first request to an end that cuts nobody off."""

import time

from flask import Flask
from waitress import create_server, wasyncore

THREADS = 8
# Seconds until a call to stop is noticed, and seconds that a request under way then still has.
NOTICE = 0.2
GRACE = 10.0


class Serving:
    """A server on one address, whose loop is the only one to open and close its connections.

    Closing a connection from another thread would pull it away from under the loop that waits for it.
    So whoever wants an end only says so, and the loop itself brings it about.
    """

    def __init__(self, app: Flask, host: str, port: int, threads: int = THREADS) -> None:
        self._sockets: dict[int, wasyncore.dispatcher] = {}
        self._server = create_server(
            app, map=self._sockets, host=host, port=port, threads=threads, ident=None
        )
        self._ending = False

    @property
    def port(self) -> int:
        """The port that the server got, also when it was free to choose."""
        return int(next(s for s in self._sockets.values() if s.accepting).effective_port)

    def stop(self) -> None:
        """Ask for the end; may be called from any thread and from a signal handler."""
        self._ending = True

    def run(self) -> None:
        """Serve until somebody asks for the end; then finish what is under way."""
        while not self._ending:
            self._turn()
        for listening in [one for one in self._sockets.values() if one.accepting]:
            wasyncore.dispatcher.close(listening)
        latest = time.monotonic() + GRACE
        while self._is_busy() and time.monotonic() < latest:
            self._turn()
        self._server.task_dispatcher.shutdown()
        wasyncore.close_all(self._sockets)

    def _turn(self) -> None:
        wasyncore.loop(timeout=NOTICE, map=self._sockets, count=1)

    def _is_busy(self) -> bool:
        return any(
            getattr(one, "requests", None) or getattr(one, "total_outbufs_len", 0)
            for one in self._sockets.values()
        )
