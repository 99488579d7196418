"""Mails: plain text from a template, handed to the mail server of the house."""

import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from iks.config import Settings
from iks.domain.month import Month
from iks.domain.values import Area
from iks.errors import ConfigurationError
from iks.output.numbers import long_date, month_name
from iks.services.deliver_mails import Letter

SUBJECT = "Betreff: "
TIMEOUT_SECONDS = 20
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
# Mails are German; the same words stand on the pages.
AREA_NAMES = {Area.BENEFITS: "Leistung", Area.INTEGRATION: "Integration"}


@dataclass(frozen=True)
class RenderedMail:
    """Subject and text of one mail."""

    subject: str
    text: str


class MailWriter:
    """Writes mails from the templates of a folder."""

    def __init__(self, templates: Path, base_url: str) -> None:
        self._base_url = base_url.rstrip("/")
        # Plain text has no markup that could be slipped in.
        self._templates = Environment(  # noqa: S701 - the result is text, no page.
            loader=FileSystemLoader(templates / "mail"), undefined=StrictUndefined, trim_blocks=True
        )
        self._templates.filters |= {
            "area_name": lambda text: AREA_NAMES[Area(text)],
            "month_name": lambda text: month_name(Month.parse(text)),
            "long_date": lambda text: long_date(date.fromisoformat(text)),
        }

    def write(self, template: str, values: Mapping[str, str]) -> RenderedMail:
        """Return a mail; the template's first line is its subject."""
        link = self._base_url + values.get("path", "/")
        text = self._templates.get_template(f"{template}.txt").render(**values, link=link)
        first, _, rest = text.partition("\n")
        if not first.startswith(SUBJECT):
            raise ConfigurationError(f"mail/{template}.txt: the first line names no subject")
        return RenderedMail(first.removeprefix(SUBJECT).strip(), rest.strip() + "\n")


class MailServer:
    """The mail server of the house, as ``IKS_SMTP_URL`` names it.

    ``smtp://host:port`` is plain, ``smtp+starttls://`` switches to TLS, ``smtps://`` begins with it;
    name and password may stand before the host.

    Raises
    ------
    ConfigurationError
        When the address is of no such form.
    """

    def __init__(self, url: str, sender: str) -> None:
        self._url, self._sender = urlsplit(url), sender
        if self._url.scheme not in PORTS or not self._url.hostname:
            raise ConfigurationError("IKS_SMTP_URL: smtp://, smtp+starttls:// or smtps:// with a host")

    @contextmanager
    def connected(self) -> Iterator["Connection"]:
        """Open a connection for several mails."""
        host, scheme = str(self._url.hostname), self._url.scheme
        port, context = self._url.port or PORTS[scheme], ssl.create_default_context()
        with (
            smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=context)
            if scheme == "smtps"
            else smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
        ) as server:
            if scheme == "smtp+starttls":
                server.starttls(context=context)
            if self._url.username:
                server.login(unquote(self._url.username), unquote(self._url.password or ""))
            yield Connection(server, self._sender)


class Connection:
    """An open line to the mail server."""

    def __init__(self, server: smtplib.SMTP, sender: str) -> None:
        self._server, self._sender = server, sender

    def send(self, letter: Letter, mail: RenderedMail) -> None:
        """Hand over one mail.

        Raises
        ------
        OSError
            When the server does not take it.
        """
        self._server.send_message(message(letter, mail, self._sender))


def message(letter: Letter, mail: RenderedMail, sender: str) -> EmailMessage:
    """Return the mail as it goes over the wire.

    Its id follows from the row in the outbox: should a mail ever be handed over twice, because the
    program ended between the server's yes and the note about it, the recipient's server sees it is one.
    """
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = mail.subject, sender, letter.recipient
    made["Date"] = format_datetime(letter.written_at)
    made["Message-ID"] = f"<{letter.id}@{sender.rpartition('@')[2] or 'iks'}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(mail.text, charset="utf-8")
    return made


def mail_server(settings: Settings) -> MailServer | None:
    """Return the mail server, or nothing where the house has named none."""
    url = settings.smtp_url
    return MailServer(url.get_secret_value(), settings.mail_from) if url else None
