"""An invented authority and the key it certifies for an invented office, made anew for each run of the tests."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

SECRET = "an invented passphrase"
LABEL = "office"


@dataclass(frozen=True)
class Keys:
    """The root and the office's key."""

    root: x509.Certificate
    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    def pkcs12_in(self, folder: Path) -> Path:
        """The office's key with its chain as a PKCS#12 file."""
        locked = serialization.BestAvailableEncryption(SECRET.encode())
        path = folder / "office.p12"
        path.write_bytes(
            pkcs12.serialize_key_and_certificates(LABEL.encode(), self.key, self.certificate, [self.root], locked)
        )
        return path

    def root_in(self, folder: Path) -> Path:
        """The root as a PEM file."""
        path = folder / "roots.pem"
        path.write_bytes(self.root.public_bytes(serialization.Encoding.PEM))
        return path


@cache
def invented_keys() -> Keys:
    """Made once a run: RSA keys take a while."""
    top, key = _key(), _key()
    root_name, name = _name("Gốc Giả Định"), _name("Sở Khoa học và Công nghệ Giả Định")
    root = _certificate(root_name, root_name, top, top, is_root=True)
    return Keys(root, key, _certificate(name, root_name, key, top, is_root=False))


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"), x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey, by: rsa.RSAPrivateKey, *, is_root: bool
) -> x509.Certificate:
    now = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=not is_root,
        content_commitment=not is_root,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_root,
        crl_sign=is_root,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365))
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
        .sign(by, hashes.SHA256())
    )
