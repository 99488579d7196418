"""Seal the secrets of the draw with a key that lies outside database and backup."""

from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from iks.errors import ConfigurationError, IntegrityError


class SeedVault:
    """Seals and opens secrets with the key of one file."""

    def __init__(self, key_file: Path) -> None:
        self._key_file = key_file

    def create_key(self) -> None:
        """Make the key file, readable by its owner only; one that exists is kept."""
        self._key_file.parent.mkdir(parents=True, exist_ok=True)
        try:
            with self._key_file.open("xb") as file:
                self._key_file.chmod(0o600)
                file.write(Fernet.generate_key())
        except FileExistsError:
            return

    def seal(self, secret: bytes) -> bytes:
        """Return the secret in encrypted form."""
        return self._cipher().encrypt(secret)

    def unseal(self, sealed: bytes) -> bytes:
        """Return the secret.

        Raises
        ------
        IntegrityError
            When the key does not fit, or the stored bytes were changed.
        """
        try:
            return self._cipher().decrypt(sealed)
        except InvalidToken:
            raise IntegrityError(f"{self._key_file} does not open the stored secret") from None

    def _cipher(self) -> Fernet:
        try:
            return Fernet(self._key_file.read_bytes())
        except (OSError, ValueError):
            raise ConfigurationError(
                f"{self._key_file}: the key for the secrets of the draw is missing"
            ) from None
