"""A paper is signed with a key that never leaves its token; SoftHSM plays the token."""

import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pkcs11
import pytest
from cryptography.hazmat.primitives import serialization

from nscl_grants.documents.signature_block import signature_block
from nscl_grants.outside.signing import roots_in, sign, signatures_of
from nscl_grants.outside.signing_key import SigningFailed, SigningKey
from tests.builders.keys import LABEL, invented_keys
from tests.documents.samples import pressed, samples

pytestmark = pytest.mark.long

LIBRARY = Path("/usr/lib/softhsm/libsofthsm2.so")
TOKEN, PIN = "nscl-test", "135790"
NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SigningKey]:
    """A token with the office's key and certificate."""
    if not LIBRARY.is_file():
        pytest.fail("SoftHSM is missing. As root, type: sh tools/need_softhsm.sh")
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    _run("softhsm2-util", "--init-token", "--free", "--label", TOKEN, "--pin", PIN, "--so-pin", PIN)
    _put_keys_in(folder)
    yield SigningKey(None, LIBRARY, TOKEN, LABEL, PIN)
    del os.environ["SOFTHSM2_CONF"]


def test_a_key_in_a_token_signs_like_one_in_a_file(token: SigningKey, tmp_path: Path) -> None:
    drawn = pressed("award_notice", samples()["award_notice"])

    signed = sign(drawn.content, token, drawn.place, at=NOON, block=signature_block)

    (found,) = signatures_of(signed, roots_in(invented_keys().root_in(tmp_path)))
    assert (found.intact, found.trusted) == (True, True)


def test_a_wrong_pin_is_told(token: SigningKey) -> None:
    drawn = pressed("award_notice", samples()["award_notice"])

    with pytest.raises(SigningFailed, match=TOKEN):
        sign(drawn.content, SigningKey(None, LIBRARY, TOKEN, LABEL, "000000"), None, at=NOON, block=signature_block)


def _put_keys_in(folder: Path) -> None:
    keys = invented_keys()
    secret = keys.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(secret)
    _run(
        "softhsm2-util", "--import", str(folder / "key.pem"), "--token", TOKEN, "--label", LABEL, "--id", "01",
        "--pin", PIN,
    )  # fmt: skip
    session = pkcs11.lib(str(LIBRARY)).get_token(token_label=TOKEN).open(user_pin=PIN, rw=True)
    for label, certificate in ((LABEL, keys.certificate), ("root", keys.root)):
        session.create_object(
            {
                pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
                pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                pkcs11.Attribute.TOKEN: True,
                pkcs11.Attribute.LABEL: label,
                pkcs11.Attribute.ID: b"\x01" if label == LABEL else b"\x02",
                pkcs11.Attribute.SUBJECT: certificate.subject.public_bytes(),
                pkcs11.Attribute.VALUE: certificate.public_bytes(serialization.Encoding.DER),
            }
        )
    session.close()


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
