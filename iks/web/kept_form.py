"""Carry what was typed over the sign-in: sealed in the page, for the same account, nothing on the server.

A form that was sent without script after its session had ended would be lost otherwise. Its fields travel as
one hidden field of the sign-in page, encrypted, so that whoever sits down at this browser next cannot read
them.
"""

import base64
import hashlib
import json
import zlib
from dataclasses import dataclass
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app, request, session

from iks.services.sign_in import owner_of
from iks.web.access import db, runtime

# As long as a working day: whoever comes back later finds that the month has moved on.
LONGEST_WAIT = timedelta(hours=8)
MOST_FIELDS = 1000
MOST_SIGNS = 200_000


@dataclass(frozen=True)
class KeptForm:
    """A form that was sent after its session had ended."""

    account_id: str
    address: str
    fields: tuple[tuple[str, str], ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """What reads like a text rather than like a choice."""
        return tuple(value for _, value in self.fields if len(value.split()) > 1)


def can_be_kept() -> bool:
    """Return whether this request is a form that fits; files and passwords never travel."""
    fields = _fields()
    return (
        not request.files
        and not any("password" in name for name, _ in fields)
        and 0 < len(fields) <= MOST_FIELDS
        and sum(len(name) + len(value) for name, value in fields) <= MOST_SIGNS
    )


def seal_this_form() -> str:
    """Return this request's form, sealed for the account whose session has ended; empty without one."""
    owner = owner_of(db(), session.get("sid", ""))
    if owner is None:
        return ""
    content = json.dumps([owner, request.full_path.rstrip("?"), _fields()])
    return _cipher().encrypt_at_time(zlib.compress(content.encode()), _now()).decode()


def open_form(sealed: str, account_id: str) -> KeptForm | None:
    """Return a sealed form to its own account; nothing when it is foreign, too old or changed."""
    try:
        content = _cipher().decrypt_at_time(sealed.encode(), int(LONGEST_WAIT.total_seconds()), _now())
    except InvalidToken:
        return None
    owner, address, fields = json.loads(zlib.decompress(content))
    kept = KeptForm(owner, address, tuple((name, value) for name, value in fields))
    return kept if kept.account_id == account_id else None


def _fields() -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]


def _now() -> int:
    return int(runtime().clock.now().timestamp())


def _cipher() -> Fernet:
    secret = b"iks kept form\0" + str(current_app.secret_key).encode()
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret).digest()))
