"""Signatures in papers: PAdES B-B with the office's key, and what a validator says of any signature.

The key lies in a PKCS#12 file or in a PKCS#11 token; nothing of it is kept here. This module takes half a second
to load, so only the worker imports it.
"""

import io
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from tempfile import NamedTemporaryFile

from asn1crypto import x509  # type: ignore[import-untyped]  # It has no types.
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, InnerScaling, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext

from nscl_grants.outside.signature_tag import tag_signature
from nscl_grants.outside.signing_key import SigningFailed, SigningKey

Place = Sequence[int]
"""Page from 0, left, bottom, right, top in points: the room between position and name."""

Block = Callable[[str, datetime, tuple[int, int]], bytes]
"""Draws who signed and when as a page of that size."""

# It logs a whole traceback for every certificate that leads to no root; we tell that in one word.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)

_SEAL_POINTS = 102
"""36 mm, the real size of an agency's seal."""
_FIELD = "NSCL"
_AS_DRAWN = SimpleBoxLayoutRule(
    AxisAlignment.ALIGN_MIN, AxisAlignment.ALIGN_MIN, Margins(0, 0, 0, 0), inner_content_scaling=InnerScaling.NO_SCALING
)


@dataclass(frozen=True, slots=True)
class SignatureFound:
    """One signature of a paper, as the validator sees it."""

    signer: str
    at: datetime | None
    intact: bool
    """Whether the bytes are those that were signed, and nothing was changed after it but further signatures."""
    trusted: bool | None
    """Whether its certificate leads to one of our roots; None when we have none to ask."""
    fault: str = ""


def sign(content: bytes, key: SigningKey, place: Place | None, *, at: datetime, block: Block) -> bytes:
    """The same bytes with one more signature behind them; visible where the page has room for one."""
    try:
        with _signer(key) as signer:
            writer = IncrementalPdfFileWriter(io.BytesIO(content))
            before = len(writer.prev.embedded_signatures)
            name = f"{_FIELD}{before + 1}"
            box = None if place is None else _box(place, before, has_picture=key.picture is not None)
            page = 0 if place is None else place[0]
            spec = fields.SigFieldSpec(name, on_page=page, box=box, readable_field_name="Chữ ký số")
            fields.append_signature_field(writer, spec)
            if box is not None and not before:
                tag_signature(writer, page)
            metadata = signers.PdfSignatureMetadata(
                field_name=name, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"
            )
            with _look(key, signer.subject_name or "", at, box, block) as look:
                pen = signers.PdfSigner(metadata, signer, stamp_style=look)
                signed: bytes = pen.sign_pdf(writer).getvalue()
            return signed
    except (OSError, ValueError, PdfReadError) as fault:
        raise SigningFailed(str(fault)) from fault


def signatures_of(content: bytes, roots: Sequence[x509.Certificate]) -> tuple[SignatureFound, ...]:
    """Every signature of the file, in the order they were set; nothing for a file without any."""
    try:
        found = PdfFileReader(io.BytesIO(content), strict=False).embedded_signatures
    except Exception as fault:  # noqa: BLE001 (whatever the reader trips over, the file is not what was signed)
        return (_broken(fault),) if b"/ByteRange" in content else ()
    return tuple(_judged(each, roots) for each in found)


def roots_in(path: Path | None) -> Sequence[x509.Certificate]:
    """The certificates that we trust, from a PEM file; none when there is no file."""
    return () if path is None else tuple(load_certs_from_pemder([str(path)]))  # type: ignore[no-untyped-call]  # pyHanko types it not.


def _judged(signature: EmbeddedPdfSignature, roots: Sequence[x509.Certificate]) -> SignatureFound:
    context = ValidationContext(trust_roots=list(roots), allow_fetching=False)
    try:
        status = validate_pdf_signature(signature, context)
    except Exception as fault:  # noqa: BLE001 (a changed byte makes the validator raise whatever it meets)
        return _broken(fault)
    return SignatureFound(
        signer=str(status.signing_cert.subject.native.get("common_name", "")),
        at=status.signer_reported_dt,
        intact=status.intact and status.valid and _nothing_but_signatures_follows(status),
        trusted=bool(status.trusted) if roots else None,
        fault="" if status.intact and status.valid else status.summary(),
    )


def _nothing_but_signatures_follows(status: PdfSignatureStatus) -> bool:
    return status.coverage is SignatureCoverageLevel.ENTIRE_FILE or bool(status.docmdp_ok)


def _broken(fault: Exception) -> SignatureFound:
    return SignatureFound("", None, intact=False, trusted=None, fault=f"{type(fault).__name__}: {fault}"[:200])


@contextmanager
def _signer(key: SigningKey) -> Iterator[signers.Signer]:
    """The key, opened for one signature."""
    if key.pkcs12 is not None:
        opened = _opened(key)
        if opened is None:
            raise SigningFailed(f"{key.pkcs12} cannot be opened with its passphrase")
        yield opened
        return
    token = import_module("nscl_grants.outside.signing_token")
    with token.token_signer(key) as signer:
        yield signer


def _opened(key: SigningKey) -> signers.SimpleSigner | None:
    # pyHanko gives None, and logs why, when the passphrase is wrong.
    opened: signers.SimpleSigner | None = signers.SimpleSigner.load_pkcs12(  # type: ignore[no-untyped-call]  # As above.
        str(key.pkcs12), passphrase=key.secret.encode()
    )
    return opened


@contextmanager
def _look(
    key: SigningKey, who: str, at: datetime, box: tuple[int, int, int, int] | None, block: Block
) -> Iterator[StaticStampStyle | None]:
    """The seal as a picture, or, until the office gives one, who signed and when; nothing without a place for it."""
    if box is None:
        yield None
    elif key.picture is not None:
        yield StaticStampStyle(background=PdfImage(str(key.picture)), border_width=0, background_opacity=1)
    else:
        with NamedTemporaryFile(suffix=".pdf") as file:
            file.write(block(who, at, (box[2] - box[0], box[3] - box[1])))
            file.flush()
            page = ImportedPdfPage(file.name)  # type: ignore[no-untyped-call]  # As above.
            yield StaticStampStyle(background=page, background_layout=_AS_DRAWN, border_width=0, background_opacity=1)


def _box(place: Place, before: int, *, has_picture: bool) -> tuple[int, int, int, int]:
    """Nghị định 30: in the room between position and name; a seal covers a third of the signature from the left."""
    _, left, bottom, right, top = place
    if has_picture:
        middle, wide = (left + right) // 2, (right - left) // 2
        edge = middle - wide // 2 + wide // 3
        low = (bottom + top - _SEAL_POINTS) // 2
        return edge - _SEAL_POINTS, low, edge, low + _SEAL_POINTS
    return (left, bottom, right, (bottom + top) // 2) if before else (left, bottom, right, top)
