"""Mails to a real server on the loopback address: each once, whatever the server does."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select, update

from iks.domain.values import Area
from iks.errors import ConfigurationError
from iks.jobs.due import run_due
from iks.jobs.send_mails import send_waiting
from iks.output.mail import MailServer, MailWriter
from iks.output.template_folder import template_folder
from iks.services.deliver_mails import TRY_AGAIN_AFTER, claim_letters
from iks.store.accounts import Account
from iks.store.draws import SampleFile
from iks.store.outbox import OutgoingMail, waiting
from tests.house_under_test import HouseUnderTest, build_house
from tests.month_under_test import DRAW_MOMENT, drawn, upload


@dataclass
class Postbox:
    """What the server has taken; it can be told to refuse a recipient."""

    mails: list[EmailMessage] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _: Any) -> str:  # noqa: N802 - the names that the server calls.
        if address in self.refuses:
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - as above.
        found = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(found, EmailMessage)
        self.mails.append(found)
        return "250 OK"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _serving(postbox: Postbox, port: int) -> Iterator[None]:
    server = Controller(postbox, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield
    finally:
        server.stop()


@pytest.fixture
def port() -> int:
    """A port that nobody listens on yet."""
    return _free_port()


@pytest.fixture
def mailing_house(tmp_path: Path, port: int) -> Iterator[HouseUnderTest]:
    """A house with a mail server, in which December is drawn and everybody has an address."""
    settings = {"smtp_url": f"smtp://127.0.0.1:{port}", "base_url": "https://iks.example"}
    with build_house(f"sqlite:///{tmp_path / 'iks.db'}", tmp_path, **settings) as house:
        with house.runtime.transaction() as session:
            session.execute(update(Account).values(email=Account.username + "@house.example"))
        drawn(house, Area.BENEFITS)
        yield house


def _waiting(house: HouseUnderTest) -> int:
    with house.runtime.transaction(writes=False) as session:
        return len(waiting(session))


def test_every_mail_arrives_once_with_a_link_and_without_a_file_number(
    mailing_house: HouseUnderTest, port: int
) -> None:
    postbox = Postbox()
    with _serving(postbox, port):
        assert send_waiting(mailing_house.runtime) == 8
        assert send_waiting(mailing_house.runtime) == 0
    to_head = next(mail for mail in postbox.mails if mail["To"] == "z06@house.example")
    assert to_head["Subject"] == "Stichprobe Dezember 2026 (Leistung): 10 Akten, fällig am 21. Dezember 2026"
    assert "https://iks.example/branch/benefits/2026-12" in to_head.get_content()
    assert to_head["Message-ID"].endswith("@localhost>")
    with mailing_house.runtime.transaction(writes=False) as session:
        file_refs = list(session.scalars(select(SampleFile.file_ref)))
    assert not any(ref in mail.as_string() for mail in postbox.mails for ref in file_refs)
    assert _waiting(mailing_house) == 0


def test_with_the_server_down_mails_wait_and_go_out_later_exactly_once(
    mailing_house: HouseUnderTest, port: int
) -> None:
    house, postbox = mailing_house, Postbox()
    assert send_waiting(house.runtime) == 0
    assert _waiting(house) == 8
    with _serving(postbox, port):
        # They were in somebody's hands a moment ago, so nobody tries again at once.
        assert send_waiting(house.runtime) == 0
        house.clock.set(house.clock.now() + TRY_AGAIN_AFTER + timedelta(seconds=1))
        assert send_waiting(house.runtime) == 8
    assert len({mail["Message-ID"] for mail in postbox.mails}) == len(postbox.mails) == 8


def test_a_recipient_who_is_refused_holds_up_nobody_else(mailing_house: HouseUnderTest, port: int) -> None:
    postbox = Postbox(refuses={"z01@house.example"})
    with _serving(postbox, port):
        assert send_waiting(mailing_house.runtime) == 7
    with mailing_house.runtime.transaction(writes=False) as session:
        (left,) = waiting(session)
        assert (left.account.username, left.attempts) == ("z01", 1)


def test_two_senders_never_take_the_same_mail(house: HouseUnderTest) -> None:
    with house.runtime.transaction() as session:
        session.execute(update(Account).values(email="someone@house.example"))
    drawn(house, Area.BENEFITS)
    with house.runtime.transaction() as session:
        first = claim_letters(session, house.clock)
    with house.runtime.transaction() as session:
        second = claim_letters(session, house.clock)
    assert (len(first), len(second)) == (8, 0)


def test_without_a_mail_server_mails_stay_in_the_list(sqlite_house: HouseUnderTest) -> None:
    drawn(sqlite_house, Area.BENEFITS)
    assert send_waiting(sqlite_house.runtime) == 0
    assert _waiting(sqlite_house) == 8


def test_mails_of_people_without_an_address_stay_in_the_list(
    mailing_house: HouseUnderTest, port: int
) -> None:
    with mailing_house.runtime.transaction() as session:
        session.execute(update(Account).values(email=""))
    postbox = Postbox()
    with _serving(postbox, port):
        assert send_waiting(mailing_house.runtime) == 0
    assert postbox.mails == []
    assert _waiting(mailing_house) == 8


def test_a_pass_of_the_scheduler_draws_and_sends(tmp_path: Path, port: int) -> None:
    postbox = Postbox()
    settings = {"smtp_url": f"smtp://127.0.0.1:{port}"}
    with build_house(f"sqlite:///{tmp_path / 'iks.db'}", tmp_path, **settings) as house:
        with house.runtime.transaction() as session:
            session.execute(update(Account).values(email="someone@house.example"))
        upload(house, Area.BENEFITS)
        house.clock.set(DRAW_MOMENT)
        with _serving(postbox, port):
            done = [str(one) for one in run_due(house.runtime)]
    assert "drew benefits 2026-12" in done
    assert done[-1] == f"sent mails: {len(postbox.mails)}"


VALUES = {
    "sample_drawn": {"files": "10", "due_on": "2026-12-21"},
    "seed_committed": {"draw_id": "benefits", "position": "2", "commitment": "ab" * 32},
    "draw_waits": {"reason": "Es fehlt etwas."},
    "public_value_needed": {"frame_digest": "cd" * 32},
    "draw_stopped": {},
    "public_source_needed": {},
    "secrets_settled": {"draws": "benefits:14", "position": "812", "hash": "cd" * 32},
    "close_postponed": {"until": "2026-12-30"},
    "closed_without": {},
    "journal_head": {"position": "812", "hash": "cd" * 32},
}


@pytest.mark.parametrize("template", VALUES)
def test_every_mail_has_a_short_subject_and_exactly_one_link(template: str) -> None:
    writer = MailWriter(template_folder(), "https://iks.example/")
    values = {"area": "integration", "month": "2026-12", "path": "/there"} | VALUES[template]
    mail = writer.write(template, values)
    assert 0 < len(mail.subject) < 100
    assert mail.text.count("https://") == mail.text.count("https://iks.example/there") == 1
    assert "{" not in mail.text


def test_a_letter_is_dated_by_the_act_it_tells_of(mailing_house: HouseUnderTest, port: int) -> None:
    mailing_house.clock.set(datetime(2026, 12, 5, 9, tzinfo=UTC))
    postbox = Postbox()
    with _serving(postbox, port):
        send_waiting(mailing_house.runtime)
    assert postbox.mails[0]["Date"].startswith("Tue, 01 Dec 2026 05:00")


@pytest.mark.parametrize("url", ["http://host", "smtp://", "mail.house.example", "smtps:"])
def test_an_address_of_no_mail_server_is_named(url: str) -> None:
    with pytest.raises(ConfigurationError, match="IKS_SMTP_URL"):
        MailServer(url, "iks@house.example")


def test_mails_of_ended_accounts_are_not_sent(mailing_house: HouseUnderTest, port: int) -> None:
    with mailing_house.runtime.transaction() as session:
        session.execute(update(Account).where(Account.username == "z06").values(active=False))
    postbox = Postbox()
    with _serving(postbox, port):
        send_waiting(mailing_house.runtime)
    assert "z06@house.example" not in {mail["To"] for mail in postbox.mails}
    with mailing_house.runtime.transaction(writes=False) as session:
        left = session.scalars(select(OutgoingMail).where(OutgoingMail.sent_at.is_(None)))
        assert [mail.account.username for mail in left] == ["z06"]
