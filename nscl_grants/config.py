"""Settings of one installation: the environment (`NSCL_…`) over `instance/config.toml` over defaults.

Everything works with nothing set: one SQLite file and one secret, both kept under `instance/`.
"""

import dataclasses
import os
import secrets
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from nscl_grants.paths import INSTANCE, PLANS

DEMO_SECRET = "demo-only-" + "0" * 32  # pragma: allowlist secret
"""What signs cookies in the demo; no other installation starts with it."""

LEAST_SECRET_CHARS = 32
REQUIRED, OPTIONAL = "required", "optional"


class ConfigIsWrong(ValueError):
    """A setting cannot be used; the message names it and says what would do."""


@dataclass(frozen=True)
class Config:
    """All settings; each is read from `NSCL_` and its name in capitals, or from its name in `config.toml`."""

    instance: Path = INSTANCE
    database_url: str = ""
    """Where the books are; "" is the SQLite file `instance/nscl.sqlite3`."""
    secret_key: str = dataclasses.field(default="", repr=False)
    """Signs what browsers keep for us; "" is a secret made once and kept in `instance/secret.key`."""
    host: str = "127.0.0.1"
    port: int = 8000
    today: date | None = None
    """A calendar day that stands still, for demos and exercises."""
    demo: bool = False
    uploads: Path = Path()
    plan: Path = PLANS / "bac_ninh_2026_2030"
    trusted_proxies: int = 0
    """How many proxies in front of us write X-Forwarded-For and X-Forwarded-Proto."""
    hosts: tuple[str, ...] = ()
    """The host names we answer to; none means any."""
    public_url: str = ""
    """The address people know us by, for links in mails and papers; "" is this host and port."""
    second_factor: str = ""
    """"required": people of the office sign in with a second factor; "optional": whoever wants to. "" is required,
    in a demo optional."""
    oidc_issuer: str = ""
    """The identity provider (OpenID Connect) that people may sign in with; "" is none."""
    oidc_client_id: str = ""
    oidc_client_secret: str = dataclasses.field(default="", repr=False)
    oidc_name: str = ""
    """What the provider is called on the button; "" is its host."""
    office_name: str = "Sở Khoa học và Công nghệ tỉnh Bắc Ninh"
    office_name_en: str = "Bắc Ninh Department of Science and Technology"
    office_phone: str = ""
    office_email: str = ""
    office_address: str = ""
    smtp_host: str = ""
    """The relay that mail is handed to; "" sends none, and notices are read in the page alone."""
    smtp_port: int = 0
    """0 is the port that goes with the security: 25, 587 or 465."""
    smtp_security: str = "starttls"
    """none, starttls or tls."""
    smtp_user: str = ""
    smtp_password: str = dataclasses.field(default="", repr=False)
    smtp_from: str = ""
    """Whom mail comes from; "" is the office's e-mail."""
    clamd_socket: str = ""
    """Where ClamAV's daemon listens: a socket such as /run/clamav/clamd.ctl, or host:port. "" scans nothing: files are
    open, and labelled as not scanned."""
    s3_bucket: str = ""
    """The bucket that files lie in; "" keeps them on disk, in `uploads`."""
    s3_endpoint: str = ""
    """The address of a storage that speaks S3; "" is Amazon's."""
    s3_region: str = "us-east-1"
    s3_key: str = ""
    s3_secret: str = dataclasses.field(default="", repr=False)
    signing_pkcs12: Path | None = None
    """The office's key as a PKCS#12 file; without it and without a token papers are signed by hand."""
    signing_pkcs11: Path | None = None
    """The library of a PKCS#11 token, as /usr/lib/softhsm/libsofthsm2.so."""
    signing_token: str = ""
    """The token's label."""
    signing_label: str = ""
    """The label of the key and of its certificate in the token."""
    signing_secret: str = dataclasses.field(default="", repr=False)
    """The passphrase of the file, or the PIN of the token."""
    signing_picture: Path | None = None
    """The seal as a PNG with a clear ground."""
    signing_roots: Path | None = None
    """The certificates that signatures have to lead to, as one PEM file."""

    def __post_init__(self) -> None:
        """Fill in what follows from other settings."""
        follows: dict[str, tuple[object, object]] = {
            "uploads": (Path(), self.instance / "uploads"),
            "database_url": ("", f"sqlite:///{self.instance / 'nscl.sqlite3'}"),
            "public_url": ("", f"http://{self.host}:{self.port}"),
            "secret_key": ("", DEMO_SECRET if self.demo else ""),
            "second_factor": ("", OPTIONAL if self.demo else REQUIRED),
            "oidc_name": ("", urlsplit(self.oidc_issuer).hostname or ""),
        }
        for name, (unset, value) in follows.items():
            if getattr(self, name) == unset:
                object.__setattr__(self, name, value)

    def check_secret(self) -> None:
        """Raise ConfigIsWrong when cookies would be signed with a secret that others know or could guess."""
        if self.demo:
            return
        if self.secret_key == DEMO_SECRET or len(self.secret_key) < LEAST_SECRET_CHARS:
            raise ConfigIsWrong(
                f"NSCL_SECRET_KEY must be a secret of your own of at least {LEAST_SECRET_CHARS} characters; "
                'make one with: python -c "import secrets; print(secrets.token_urlsafe(48))"'
            )


def load_config(environ: Mapping[str, str] = os.environ, instance: Path | None = None) -> Config:
    """Read the settings; raises ConfigIsWrong that names every setting it cannot use."""
    folder = instance or Path(environ.get("NSCL_INSTANCE", INSTANCE))
    told = _from_file(folder / "config.toml") | _from_environment(environ)
    faults: list[str] = []
    values: dict[str, Any] = {}
    for name, value in told.items():
        try:
            values[name] = _READERS[name](value)
        except KeyError:
            faults.append(f"{name}: there is no such setting; there are {', '.join(_READERS)}")
        except ValueError as fault:
            faults.append(f"{name} = {value!r}: {fault}")
    if faults:
        raise ConfigIsWrong("\n".join(faults))
    return _with_secret(Config(instance=folder, **values))


def _with_secret(config: Config) -> Config:
    """The same settings with a secret: one kept beside the SQLite file, if none was told."""
    if config.secret_key or not config.database_url.startswith("sqlite"):
        return config
    return dataclasses.replace(config, secret_key=_kept_secret(config.instance / "secret.key"))


def _kept_secret(path: Path) -> str:
    """The secret in that file, made at the first start and readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secret := secrets.token_urlsafe(48))
    return secret


def _from_file(path: Path) -> dict[str, object]:
    """What `config.toml` says, or nothing when there is none."""
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as fault:
        raise ConfigIsWrong(f"{path}: {fault}") from fault


def _from_environment(environ: Mapping[str, str]) -> dict[str, object]:
    """What the environment says; names we do not know belong to others."""
    return {name: environ[key] for name in _READERS if (key := f"NSCL_{name.upper()}") in environ}


def _yes_or_no(value: object) -> bool:
    """true, yes, on, 1 or false, no, off, 0."""
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word not in _YES | _NO:
        raise ValueError("say yes or no")
    return word in _YES


def _calendar_day(value: object) -> date | None:
    """A day such as 2026-11-22; "" is none."""
    return date.fromisoformat(str(value)) if str(value) else None


def _policy(value: object) -> str:
    """required or optional; "" is left to the rest."""
    if value not in (REQUIRED, OPTIONAL, ""):
        raise ValueError("say required or optional")
    return str(value)


def _provider(value: object) -> str:
    """An address that begins with https; plain http only on this machine."""
    address = urlsplit(str(value))
    if str(value) and address.scheme != "https" and address.hostname not in ("127.0.0.1", "localhost"):
        raise ValueError("an identity provider has an address with https")
    return str(value).rstrip("/")


def _path(value: object) -> Path | None:
    """A file that is there; "" is none."""
    path = Path(str(value)) if str(value) else None
    if path is not None and not path.is_file():
        raise ValueError("there is no such file")
    return path


def _list(value: object) -> tuple[str, ...]:
    """A TOML list, or names parted by commas."""
    parts = value if isinstance(value, list) else str(value).split(",")
    return tuple(name for part in parts if (name := str(part).strip()))


def _smtp_security(value: object) -> str:
    """none, starttls or tls."""
    word = str(value).strip().lower()
    if word not in ("none", "starttls", "tls"):
        raise ValueError("say none, starttls or tls")
    return word


_YES = {"true", "yes", "on", "1"}
_NO = {"false", "no", "off", "0", ""}
_READERS: dict[str, Callable[[Any], Any]] = {
    "database_url": str,
    "secret_key": str,
    "host": str,
    "port": int,
    "today": _calendar_day,
    "demo": _yes_or_no,
    "uploads": Path,
    "plan": Path,
    "trusted_proxies": int,
    "hosts": _list,
    "public_url": str,
    "second_factor": _policy,
    "oidc_issuer": _provider,
    "oidc_client_id": str,
    "oidc_client_secret": str,
    "oidc_name": str,
    "smtp_host": str,
    "smtp_port": int,
    "smtp_security": _smtp_security,
    "smtp_user": str,
    "smtp_password": str,
    "smtp_from": str,
    "clamd_socket": str,
    "s3_bucket": str,
    "s3_endpoint": str,
    "s3_region": str,
    "s3_key": str,
    "s3_secret": str,
    "office_name": str,
    "office_name_en": str,
    "office_phone": str,
    "office_email": str,
    "office_address": str,
    "signing_pkcs12": _path,
    "signing_pkcs11": _path,
    "signing_token": str,
    "signing_label": str,
    "signing_secret": str,
    "signing_picture": _path,
    "signing_roots": _path,
}
