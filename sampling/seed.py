"""The seed of a draw: a secret committed to before the frame is locked, mixed with the frame afterwards."""

from __future__ import annotations

import os

from sampling.allocation import as_allocation
from sampling.refusals import InputRejected
from sampling.sha256 import sha256
from sampling.text import DIGITS, LETTERS, TextRejected, canonical_text, check_digest, is_code

# Type checkers take this name as true. Loading `typing` would cost a tenth of the time of a whole draw.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = "iks-draw-v1"
LONGEST_PUBLIC_VALUE = 200

_MONTHS = [f"{month:02d}" for month in range(1, 13)]
_AREA = LETTERS + DIGITS + "_-"
_CODE = LETTERS + DIGITS + "-"


def new_secret() -> str:
    """Make a secret nobody can foresee.

    Valid if the operating system's entropy source is sound.

    Returns
    -------
    str
        32 random bytes as 64 lower-case hex digits.

    Notes
    -----
    Source: draw format version 1, section 2.1.

    Examples
    --------
    >>> len(new_secret()), new_secret() == new_secret()
    (64, False)
    """
    return os.urandom(32).hex()


def commitment(secret: str) -> str:
    r"""Give the value that binds whoever holds the secret without revealing it.

    Valid if the secret was made by `new_secret`; a secret out of a small set could be guessed.

    Parameters
    ----------
    secret : str
        64 lower-case hex digits.

    Returns
    -------
    str
        SHA-256 of the 32 secret bytes, 64 lower-case hex digits.

    Raises
    ------
    InputRejected
        `secret` is not of its form.

    Notes
    -----
    Source: draw format version 1, section 2.1; the example is ``printf '\0…' | sha256sum`` on 32 zero bytes.

    Examples
    --------
    >>> commitment("00" * 32)
    '66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925'
    """
    return sha256(bytes.fromhex(check_digest(secret, "secret"))).hexdigest()


def reveals(secret: str, committed: str) -> bool:
    """Say whether a revealed secret is the one that was committed to.

    Valid if the commitment was recorded before the frame was locked.

    Parameters
    ----------
    secret : str
        64 lower-case hex digits.
    committed : str
        The recorded commitment, 64 lower-case hex digits.

    Returns
    -------
    bool
        True if it is.

    Raises
    ------
    InputRejected
        One of the two is not of its form.

    Notes
    -----
    Source: draw format version 1, section 2.1.

    Examples
    --------
    >>> reveals("00" * 32, commitment("00" * 32)), reveals("01" * 32, commitment("00" * 32))
    (True, False)
    """
    return commitment(secret) == check_digest(committed, "commitment")


def canonical_public_value(text: str) -> str:
    """Bring the public value, such as dice thrown before witnesses, into the form that enters the seed.

    Valid if it was fixed after the frame was locked.

    Parameters
    ----------
    text : str
        Any text; empty if none is used.

    Returns
    -------
    str
        At most 200 code points, NFC, without spaces at the ends.

    Raises
    ------
    InputRejected
        A control or format character, or a longer text.

    Notes
    -----
    Source: draw format version 1, section 2.3.

    Examples
    --------
    >>> canonical_public_value("  3-5-6 ")
    '3-5-6'
    """
    try:
        return canonical_text(text, LONGEST_PUBLIC_VALUE)
    except TextRejected as error:
        if error.character:
            sentence = f"The public value holds the character {error.character}, which is not allowed."
        else:
            sentence = f"The public value is longer than {LONGEST_PUBLIC_VALUE} characters."
        raise InputRejected("public_value", sentence) from None


def seed_preimage(
    month: str,
    draw_id: str,
    allocation: Mapping[str, int],
    frame_digest: str,
    secret: str,
    public_value: str = "",
) -> bytes:
    r"""Give the bytes whose SHA-256 is the seed, for whoever wants to compute it with another tool.

    Valid if the condition of `mix_seed` holds.

    Parameters
    ----------
    month, draw_id, allocation, frame_digest, secret, public_value
        As for `mix_seed`.

    Returns
    -------
    bytes
        Seven lines of UTF-8, each ended by LF.

    Raises
    ------
    InputRejected
        As for `mix_seed`.

    Notes
    -----
    Source: draw format version 1, section 2.4.

    Examples
    --------
    >>> seed_preimage("2026-12", "benefits", {"-": 10}, "ab" * 32, "cd" * 32)[:39]
    b'iks-draw-v1\n2026-12\nbenefits\n-=10\nababa'
    """
    parts = [
        FORMAT,
        _check_month(month),
        _check_draw_id(draw_id),
        as_allocation(allocation).text,
        check_digest(frame_digest),
        check_digest(secret, "secret"),
        canonical_public_value(public_value),
    ]
    return "".join(f"{part}\n" for part in parts).encode()


def mix_seed(
    month: str,
    draw_id: str,
    allocation: Mapping[str, int],
    frame_digest: str,
    secret: str,
    public_value: str = "",
) -> str:
    r"""Mix the locked frame, the committed secret and the public value into the seed of a draw.

    Valid if the secret was committed to before the frame was locked and is used for this draw only.

    Parameters
    ----------
    month : str
        Audit month, YYYY-MM.
    draw_id : str
        Code of the area, or code of the area "/" code of the draw.
    allocation : Allocation or mapping of str to int
        Files per stratum.
    frame_digest : str
        Digest of the locked frame, 64 lower-case hex digits.
    secret : str
        The revealed secret, 64 lower-case hex digits.
    public_value : str
        A value nobody in the house can choose; empty if none is used.

    Returns
    -------
    str
        The seed, 64 lower-case hex digits.

    Raises
    ------
    InputRejected
        A value is not of its form; ``field`` of the error is the parameter's name.

    Notes
    -----
    Source: draw format version 1, section 2.4.

    Examples
    --------
    >>> import hashlib
    >>> seed = mix_seed("2026-12", "benefits", {"-": 10}, "ab" * 32, "cd" * 32)
    >>> lines = ["iks-draw-v1", "2026-12", "benefits", "-=10", "ab" * 32, "cd" * 32, "", ""]
    >>> seed == hashlib.sha256("\n".join(lines).encode()).hexdigest()
    True
    """
    preimage = seed_preimage(month, draw_id, allocation, frame_digest, secret, public_value)
    return sha256(preimage).hexdigest()


def _check_month(month: str) -> str:
    year, _, number = month.partition("-")
    if len(year) != len("YYYY") or not is_code(year, DIGITS, len(year)) or number not in _MONTHS:
        raise InputRejected("month", "The month is not of the form YYYY-MM.")
    return month


def _check_draw_id(draw_id: str) -> str:
    area, divider, code = draw_id.partition("/")
    if not is_code(area, _AREA, 32) or (divider and not is_code(code, _CODE, 32)):
        raise InputRejected("draw_id", 'The draw id is not of the form "area" or "area/code".')
    return draw_id
