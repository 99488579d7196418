"""The server ends when asked: requests under way are answered, idle connections do not hold it up."""

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from flask import Flask

from iks.serving import NOTICE, Serving

PATIENCE = 10


@contextmanager
def calling(port: int) -> Iterator[http.client.HTTPConnection]:
    """Hold one connection for as long as a test needs it."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as caller:
        yield caller


class Slow:
    """An application with one page that waits until the test lets it go on."""

    def __init__(self) -> None:
        self.begun, self.may_end = threading.Event(), threading.Event()
        self.app = Flask(__name__)
        self.app.add_url_rule("/slow", view_func=self._answer)
        self.app.add_url_rule("/", "start", view_func=lambda: "ready")

    def _answer(self) -> str:
        self.begun.set()
        assert self.may_end.wait(PATIENCE)
        return "finished"


@contextmanager
def running(app: Flask) -> Iterator[tuple[Serving, threading.Thread]]:
    server = Serving(app, "127.0.0.1", 0, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server, thread
    finally:
        server.stop()
        thread.join(PATIENCE)


def test_a_request_under_way_gets_its_answer_before_the_end() -> None:
    slow = Slow()
    with running(slow.app) as (server, thread), calling(server.port) as caller:
        caller.request("GET", "/slow")
        assert slow.begun.wait(PATIENCE)
        server.stop()
        time.sleep(2 * NOTICE)
        assert thread.is_alive()
        slow.may_end.set()
        assert caller.getresponse().read() == b"finished"
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_nobody_new_is_let_in_while_the_server_ends() -> None:
    slow = Slow()
    with running(slow.app) as (server, _), calling(server.port) as caller, calling(server.port) as late:
        caller.request("GET", "/slow")
        assert slow.begun.wait(PATIENCE)
        server.stop()
        time.sleep(2 * NOTICE)
        with pytest.raises(ConnectionRefusedError):
            late.request("GET", "/")
        slow.may_end.set()
        assert caller.getresponse().read() == b"finished"


def test_a_connection_that_stays_open_does_not_hold_up_the_end() -> None:
    with running(Slow().app) as (server, thread), calling(server.port) as caller:
        caller.request("GET", "/")
        assert caller.getresponse().read() == b"ready"
        server.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_servers_that_end_while_pages_are_asked_for_end_without_an_error() -> None:
    # An error in the thread of a server is a warning, and warnings fail a test here.
    for _ in range(10):
        with running(Slow().app) as (server, _), calling(server.port) as caller:
            caller.request("GET", "/")
            assert caller.getresponse().status == 200
            caller.request("GET", "/")
