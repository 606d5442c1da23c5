"""Where the office's key lies: named by the settings, opened only by the worker (`signing.py`)."""

from dataclasses import dataclass, field
from pathlib import Path

from nscl_grants.config import Config


class SigningFailed(Exception):
    """The key cannot be opened, or the paper not be signed with it."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A PKCS#12 file, or a key in a PKCS#11 token."""

    pkcs12: Path | None
    module: Path | None
    """The library of the token."""
    token: str
    label: str
    """Of the key and its certificate in the token."""
    secret: str = field(repr=False)
    """The passphrase of the file, or the PIN of the token."""
    picture: Path | None = None
    """The seal or signature as a PNG with a clear ground; the text of the signature stands in its place."""


def signing_key(config: Config) -> SigningKey | None:
    """The office's key, or None when this installation signs on paper only."""
    if config.signing_pkcs12 is None and config.signing_pkcs11 is None:
        return None
    return SigningKey(
        pkcs12=config.signing_pkcs12,
        module=config.signing_pkcs11,
        token=config.signing_token,
        label=config.signing_label,
        secret=config.signing_secret,
        picture=config.signing_picture,
    )
