"""Secrets that must be read again – the seed of an authenticator app – lie sealed in the database.

The key is made from the installation's secret, which the database does not hold: a copy of the tables alone opens
nothing.
"""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_KEY_BYTES = 32


def seal(text: str, secret_key: str) -> str:
    """The text as the database may hold it."""
    return _box(secret_key).encrypt(text.encode()).decode()


def unseal(sealed: str, secret_key: str) -> str | None:
    """The text again; None when it was sealed with another secret, or was altered."""
    try:
        return _box(secret_key).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _box(secret_key: str) -> Fernet:
    key = HKDF(SHA256(), length=_KEY_BYTES, salt=None, info=b"nscl-second-factor").derive(secret_key.encode())
    return Fernet(urlsafe_b64encode(key))
