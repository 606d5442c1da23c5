"""A key in a PKCS#11 token; loaded only where one is configured, because its library is an extra."""

from collections.abc import Iterator
from contextlib import contextmanager

from pkcs11.exceptions import PKCS11Error
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko.sign.signers import Signer

from nscl_grants.outside.signing_key import SigningFailed, SigningKey


@contextmanager
def token_signer(key: SigningKey) -> Iterator[Signer]:
    """The key, opened for one signature; the token's whole chain goes into it."""
    criteria = TokenCriteria(label=key.token)
    try:
        with open_pkcs11_session(str(key.module), token_criteria=criteria, user_pin=key.secret) as session:
            yield PKCS11Signer(session, cert_label=key.label, key_label=key.label, other_certs_to_pull=None)
    except PKCS11Error as fault:
        raise SigningFailed(f"token {key.token}: {type(fault).__name__} {fault}") from fault
