"""Passkeys as browsers and authenticators speak of them: what they are asked, and whether the answer is sound.

A person is always verified by the authenticator (finger, face, PIN), so a passkey alone is two factors.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from nscl_grants.domain.refused import Refused

_VERIFIED = UserVerificationRequirement.REQUIRED


@dataclass(eq=False)
class PasskeyUnfit(Refused):
    """What the authenticator answered does not fit what was asked, or is not signed by the key."""


@dataclass(frozen=True, slots=True)
class Site:
    """What passkeys are bound to: the name of the host, and the addresses from which it is spoken for."""

    host: str
    origins: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True)
class NewKey:
    """The public half of a passkey that was just made."""

    credential_id: str
    public_key: str
    sign_count: int


def registration_options(
    site: Site, *, account_id: int, email: str, name: str, known: Sequence[str], challenge: str
) -> dict[str, Any]:
    """What the browser is asked in order to make a passkey."""
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_id=hashlib.sha256(f"nscl-account/{account_id}".encode()).digest(),
        user_name=email,
        user_display_name=name,
        challenge=base64url_to_bytes(challenge),
        exclude_credentials=_described(known),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=_VERIFIED
        ),
    )
    return dict(json.loads(options_to_json(options)))


def read_registration(site: Site, answer: str, challenge: str) -> NewKey:
    """The key that the authenticator made; raises PasskeyUnfit."""
    try:
        verified = verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=list(site.origins),
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as fault:
        raise PasskeyUnfit() from fault
    return NewKey(
        bytes_to_base64url(verified.credential_id),
        bytes_to_base64url(verified.credential_public_key),
        verified.sign_count,
    )


def login_options(site: Site, *, known: Sequence[str], challenge: str) -> dict[str, Any]:
    """What the browser is asked in order to sign in; with no key named, the authenticator offers those it has."""
    options = generate_authentication_options(
        rp_id=site.host,
        challenge=base64url_to_bytes(challenge),
        allow_credentials=_described(known),
        user_verification=_VERIFIED,
    )
    return dict(json.loads(options_to_json(options)))


def credential_id_of(answer: str) -> str:
    """Which key the answer is of; raises PasskeyUnfit when it names none."""
    try:
        said = json.loads(answer)["rawId"]
        return bytes_to_base64url(base64url_to_bytes(said))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise PasskeyUnfit() from fault


def check_login(site: Site, answer: str, challenge: str, *, public_key: str, sign_count: int) -> int:
    """The key's new count of signatures when it signed this very challenge; raises PasskeyUnfit."""
    try:
        verified = verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=list(site.origins),
            credential_public_key=base64url_to_bytes(public_key),
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as fault:
        raise PasskeyUnfit() from fault
    return verified.new_sign_count


def _described(known: Sequence[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in known]
