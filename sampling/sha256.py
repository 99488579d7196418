"""SHA-256 as `hashlib` has it, without the other algorithms, whose loading takes as long as 2,000 tickets."""

from __future__ import annotations

__all__ = ["sha256"]

try:
    from _hashlib import openssl_sha256 as sha256
except ImportError:
    # A Python built without OpenSSL has a SHA-256 of its own.
    from hashlib import sha256
