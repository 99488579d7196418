"""Settings of one installation, read once at the edge (environment, ``.env``, ``*_FILE``)."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from iks.errors import ConfigurationError

LOOPBACK = ("127.0.0.1", "localhost", "::1")
SHORTEST_SECRET_KEY = 32


class Settings(BaseSettings):
    """What an administrator decides; what touches anonymity is a setting in the database instead."""

    model_config = SettingsConfigDict(env_prefix="IKS_", env_file=".env", extra="ignore")

    database_url: str = "sqlite:///instance/iks.db"
    secret_key: SecretStr | None = None
    # The key that seals the secrets of the draw lies outside database and backup.
    seed_key_file: Path = Path("instance/seed.key")
    base_url: str = "http://127.0.0.1:8000"
    timezone: Literal["Europe/Berlin"] = "Europe/Berlin"
    smtp_url: SecretStr | None = None
    mail_from: str = "iks@localhost"
    # The name of the house, shown at the foot of every page.
    organisation: str = "Jobcenter"
    public_value: Literal["optional", "required"] = "optional"
    # The folder into which the case-work system drops its lists; without one nothing is picked up.
    frame_inbox: Path | None = None
    demo: bool = False
    # Behind a reverse proxy that speaks TLS, cookies carry the Secure mark; the demo has no TLS.
    host: str = "127.0.0.1"
    port: int = 8000

    @property
    def cookie_name(self) -> str:
        """Name of the session cookie; the ``__Host-`` prefix needs TLS, which the demo has not."""
        return "iks-demo" if self.demo else "__Host-iks"


def load_settings(
    environ: Mapping[str, str] | None = None, overrides: Mapping[str, object] | None = None
) -> Settings:
    """Read the settings and report everything wrong with them in one error.

    Raises
    ------
    ConfigurationError
        With one line for each wrong setting.
    """
    environ = os.environ if environ is None else environ
    faults: list[str] = []
    values = _listening_address(environ) | _secret_files(environ, faults) | dict(overrides or {})
    try:
        settings = Settings(**values)  # type: ignore[arg-type]
    except ValidationError as error:
        faults += [f"IKS_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()]
        raise ConfigurationError("\n".join(faults)) from None
    faults += _contradictions(settings)
    if faults:
        raise ConfigurationError("\n".join(faults))
    return settings


def _listening_address(environ: Mapping[str, str]) -> dict[str, object]:
    return {name.lower(): environ[name] for name in ("HOST", "PORT") if environ.get(name)}


def _secret_files(environ: Mapping[str, str], faults: list[str]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name in Settings.model_fields:
        variable = f"IKS_{name.upper()}_FILE"
        if name.endswith("_file") or variable not in environ:
            continue
        try:
            found[name] = Path(environ[variable]).read_text(encoding="utf-8").strip()
        except OSError as error:
            faults.append(f"{variable}: {error.strerror}")
    return found


def _contradictions(settings: Settings) -> list[str]:
    faults = []
    if settings.demo and settings.host not in LOOPBACK:
        faults.append("HOST: the demo has known passwords and therefore listens on 127.0.0.1 only")
    if not settings.demo and settings.secret_key is None:
        faults.append("IKS_SECRET_KEY: missing; needed outside the demo")
    if settings.secret_key and len(settings.secret_key.get_secret_value()) < SHORTEST_SECRET_KEY:
        faults.append(f"IKS_SECRET_KEY: shorter than {SHORTEST_SECRET_KEY} characters")
    return faults
