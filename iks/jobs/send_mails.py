"""Send what waits in the outbox: each mail once, and a mail server that is down holds up nothing else."""

import logging

from iks.output.mail import Connection, MailWriter, mail_server
from iks.output.template_folder import template_folder
from iks.services.deliver_mails import Letter, claim_letters, mark_sent
from iks.wiring import Runtime

log = logging.getLogger("iks.jobs")


def send_waiting(runtime: Runtime) -> int:
    """Send waiting mails and return how many; without a mail server they stay in the list."""
    server = mail_server(runtime.settings)
    if server is None:
        return 0
    with runtime.transaction() as session:
        letters = claim_letters(session, runtime.clock)
    if not letters:
        return 0
    writer = MailWriter(template_folder(), runtime.settings.base_url)
    try:
        with server.connected() as connection:
            return sum(_send(runtime, writer, connection, letter) for letter in letters)
    except OSError as error:
        # The answer of a mail server can name its recipient, so only the kind of failure is logged.
        log.warning("the mail server cannot be reached: %s", type(error).__name__)
        return 0


def _send(runtime: Runtime, writer: MailWriter, connection: Connection, letter: Letter) -> bool:
    try:
        connection.send(letter, writer.write(letter.template, letter.values))
    except Exception as error:  # noqa: BLE001 - one mail that fails must not stop the others.
        log.warning("a mail %r was not taken: %s", letter.template, type(error).__name__)
        return False
    with runtime.transaction() as session:
        mark_sent(session, runtime.clock, letter)
    return True
