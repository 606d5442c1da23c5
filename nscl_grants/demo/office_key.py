"""The demo's key to sign papers with: made anew for each demo, of an authority that nobody trusts."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import NameOID

PASSPHRASE = "demo"  # noqa: S105 (of an invented key, printed here on purpose)
"""Of a key that signs nothing but invented papers."""
_NAME = "Sở Khoa học và Công nghệ (khóa dùng thử)"
_YEARS = timedelta(days=3 * 365)


def office_key(folder: Path) -> Path:
    """The key as a PKCS#12 file, made when it is asked for first."""
    path = folder / "office.p12"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        key = ec.generate_private_key(ec.SECP256R1())
        lock = BestAvailableEncryption(PASSPHRASE.encode())
        path.write_bytes(serialize_key_and_certificates(b"office", key, _certificate(key), None, lock))
    return path


def _certificate(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"), x509.NameAttribute(NameOID.COMMON_NAME, _NAME)])
    now = datetime.now(UTC)
    usage = {"digital_signature": True, "content_commitment": True}
    others = ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign")
    unused = dict.fromkeys((*others, "encipher_only", "decipher_only"), False)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + _YEARS)
        .add_extension(x509.KeyUsage(**usage, **unused), critical=True)
        .sign(key, hashes.SHA256())
    )
