"""The worker's part of bundles: each paper's newest bytes into a ZIP and, page behind page, into one PDF."""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from tempfile import TemporaryFile
from typing import BinaryIO, cast

import pikepdf
from sqlalchemy import Engine, select, update

from nscl_grants.db.engine import reading, writing
from nscl_grants.db.paper_bundles import PaperBundle, bundles_to_make
from nscl_grants.db.papers import Paper
from nscl_grants.db.verdicts import may_be_opened
from nscl_grants.documents.kinds import KINDS
from nscl_grants.outside.storage import Storage, StoredFileChanged

TOLD_EVERY = 10
"""Papers between two words of how far it is."""
_PDF = "application/pdf"
_ENDINGS = {_PDF: "pdf", "image/jpeg": "jpg", "image/png": "png"}


@dataclass(frozen=True, slots=True)
class _Copy:
    """The bytes of one paper for the bundle."""

    name: str
    content: bytes
    printed: bytes
    """What is printed of it: the copy itself, or the issued pages where the copy is a picture."""


def make_bundles(engine: Engine, storage: Storage, *, now: datetime, needs_verdict: bool) -> int:
    """Make what waits, and what was left half-way, anew; gives back how many bundles were made.

    A signed copy that the scanner holds back is not bound; the paper is there as it was issued.
    """
    with reading(engine) as session:
        waiting = bundles_to_make(session)
    return sum(_make(engine, storage, bundle_id, now, needs_verdict) for bundle_id in waiting)


def _make(engine: Engine, storage: Storage, bundle_id: int, now: datetime, needs_verdict: bool) -> bool:
    with TemporaryFile() as zipped, TemporaryFile() as merged:
        try:
            count = _bind(
                engine,
                _copies(engine, storage, bundle_id, needs_verdict),
                bundle_id,
                cast(BinaryIO, zipped),
                cast(BinaryIO, merged),
            )
        except StoredFileChanged as changed:
            _write(engine, bundle_id, fault=changed.name or type(changed).__name__)
            return False
        zipped.seek(0)
        merged.seek(0)
        files = storage.keep(zipped), storage.keep(merged)
    is_ours = _write(
        engine,
        bundle_id,
        done=count,
        made_at=now,
        zip_sha256=files[0].sha256,
        zip_stored_as=files[0].stored_as,
        pdf_sha256=files[1].sha256,
        pdf_stored_as=files[1].stored_as,
    )
    if not is_ours:
        for each in files:
            storage.discard(each)
    return is_ours


def _bind(engine: Engine, copies: Iterator[_Copy], bundle_id: int, zipped: BinaryIO, merged: BinaryIO) -> int:
    """Fill both files; gives back how many papers are in them."""
    count = 0
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive, pikepdf.new() as whole:
        for count, copy in enumerate(copies, 1):
            archive.writestr(f"{count:03d} {copy.name}", copy.content)
            with pikepdf.open(io.BytesIO(copy.printed)) as pdf:
                # The merged file is for the printer: a signature's picture stays, its field and the structure go.
                pdf.flatten_annotations("all")
                for page in pdf.pages:
                    if "/StructParents" in page:
                        del page["/StructParents"]
                whole.pages.extend(pdf.pages)
            if count % TOLD_EVERY == 0:
                _write(engine, bundle_id, done=count)
        whole.save(merged)
    return count


def _copies(engine: Engine, storage: Storage, bundle_id: int, needs_verdict: bool) -> Iterator[_Copy]:
    with reading(engine) as session:
        ids = list(session.get_one(PaperBundle, bundle_id).paper_ids)
    for paper_id in ids:
        with reading(engine) as session:
            paper = session.get_one(Paper, paper_id)
            issued = (paper.stored_as, paper.sha256)
            opens = may_be_opened(Paper.signed_stored_as, needs_verdict=needs_verdict)
            is_open = session.scalar(select(Paper.id).where(Paper.id == paper_id, opens)) is not None
            signed = (paper.signed_stored_as, paper.signed_sha256) if is_open else (None, None)
            media_type, name = paper.signed_type or _PDF, _name(paper)
        assert issued[0] is not None, "only papers that were made are bound"
        assert issued[1] is not None, "what is stored has its digest"
        original = storage.read(issued[0], issued[1], name)
        if signed[0] is None or signed[1] is None:
            yield _Copy(f"{name}.pdf", original, original)
            continue
        copy = storage.read(signed[0], signed[1], name)
        printed = copy if media_type == _PDF and _opens(copy) else original
        yield _Copy(f"{name}.{_ENDINGS[media_type]}", copy, printed)


def _opens(content: bytes) -> bool:
    with suppress(pikepdf.PdfError), pikepdf.open(io.BytesIO(content)):
        return True
    return False


def _name(paper: Paper) -> str:
    """15-TB-SKHCN Thông báo hỗ trợ 7K3M-9QXT-2HBD: fit for every file system."""
    parts = (paper.number or "", KINDS[paper.kind].title.vi, paper.code)
    return re.sub(r'[/\\:*?"<>|]', "-", " ".join(part for part in parts if part))


def _write(engine: Engine, bundle_id: int, **values: object) -> bool:
    """Write into the row, unless another worker finished it."""
    with writing(engine) as session:
        written = session.execute(
            update(PaperBundle)
            .where(PaperBundle.id == bundle_id, PaperBundle.made_at.is_(None))
            .values(**values)
            .returning(PaperBundle.id)
        ).all()
        session.commit()
    return bool(written)
