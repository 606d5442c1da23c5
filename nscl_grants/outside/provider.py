"""Signing in by an identity provider (OpenID Connect: code and PKCE); what it says is believed only when it is signed.

The provider is asked three things, each for five seconds at most: where its doors are, what the code stands for, and
with which keys it signs. Nothing it says of a person but its own name for them (`sub`) decides anything here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
from authlib.common.urls import add_params_to_uri  # type: ignore[import-untyped]  # It ships no types.
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]  # It ships no types.
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from nscl_grants.domain.refused import Refused

WAIT_SECONDS = 5.0
CLOCKS_APART_SECONDS = 60
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
"""Signatures by keys of which we hold the public half; never `none`, never a shared secret."""


@dataclass(eq=False)
class ProviderDown(Refused):
    """The provider does not answer, or answers with an error of its own."""

    provider: str


@dataclass(eq=False)
class ProviderUnfit(Refused):
    """What came back is not what was asked for, not signed, or meant for somebody else."""

    provider: str


@dataclass(frozen=True, slots=True)
class Provider:
    """The one provider of this installation."""

    issuer: str
    client_id: str
    client_secret: str
    name: str


@dataclass(frozen=True, slots=True)
class Trip:
    """One way to the provider and back; all three are random, and known to the browser that set out."""

    state: str
    nonce: str
    verifier: str


def way_there(provider: Provider, trip: Trip, redirect_uri: str) -> str:
    """The address at which the person signs in with the provider."""
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": redirect_uri,
        "scope": "openid",
        "state": trip.state,
        "nonce": trip.nonce,
        "code_challenge": create_s256_code_challenge(trip.verifier),
        "code_challenge_method": "S256",
    }
    return str(add_params_to_uri(_doors(provider)["authorization_endpoint"], list(asked.items())))


def subject_of(provider: Provider, trip: Trip, redirect_uri: str, code: str, *, at: datetime) -> str:
    """The provider's own name for the person who came back with that code; raises ProviderDown or ProviderUnfit."""
    doors = _doors(provider)
    sent = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "client_id": provider.client_id,
        "code_verifier": trip.verifier,
    }
    known_by = (provider.client_id, provider.client_secret) if provider.client_secret else None
    said = _ask(provider, "POST", doors["token_endpoint"], data=sent, auth=known_by)
    return _subject(provider, trip, str(said.get("id_token", "")), _keys(provider, doors), at)


def _subject(provider: Provider, trip: Trip, token: str, keys: KeySet, at: datetime) -> str:
    registry = jwt.JWTClaimsRegistry(
        now=int(at.timestamp()),
        leeway=CLOCKS_APART_SECONDS,
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": provider.client_id},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": trip.nonce},
        sub={"essential": True},
    )
    try:
        claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
        registry.validate(claims)
    except (JoseError, ValueError) as fault:
        raise ProviderUnfit(provider.name) from fault
    others = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (others or "azp" in claims) and claims.get("azp") != provider.client_id:
        raise ProviderUnfit(provider.name)
    if not isinstance(claims["sub"], str):
        raise ProviderUnfit(provider.name)
    return claims["sub"]


def _doors(provider: Provider) -> Mapping[str, str]:
    """Where the provider's doors are; another issuer's are not taken."""
    doors = _fetch(provider, f"{provider.issuer}/.well-known/openid-configuration")
    if doors.get("issuer") != provider.issuer:
        raise ProviderUnfit(provider.name)
    if not all(isinstance(doors.get(f"{door}"), str) for door in _NEEDED):
        raise ProviderUnfit(provider.name)
    return doors


_NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


def _keys(provider: Provider, doors: Mapping[str, str]) -> KeySet:
    try:
        return KeySet.import_key_set(_fetch(provider, doors["jwks_uri"]))  # type: ignore[arg-type]  # It is read there.
    except (JoseError, ValueError, KeyError) as fault:
        raise ProviderUnfit(provider.name) from fault


def _fetch(provider: Provider, address: str) -> dict[str, Any]:
    return _ask(provider, "GET", address)


def _ask(provider: Provider, method: str, address: str, **more: Any) -> dict[str, Any]:
    """The provider's answer; a refusal of ours is its word against us, anything else means that it is down."""
    try:
        answer = httpx.request(method, address, timeout=WAIT_SECONDS, follow_redirects=False, **more)
        if answer.status_code in _OUR_FAULT:
            raise ProviderUnfit(provider.name)
        answer.raise_for_status()
        return dict(answer.json())
    except (httpx.HTTPError, ValueError, TypeError) as fault:
        raise ProviderDown(provider.name) from fault


_OUR_FAULT = (400, 401)
