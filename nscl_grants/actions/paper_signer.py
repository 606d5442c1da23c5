"""The worker's part of signing: sets the office's signature, and judges every signature that came in."""

import io
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, update

from nscl_grants.db.engine import reading, writing
from nscl_grants.db.papers import Paper, papers_to_judge, papers_to_sign
from nscl_grants.documents.signature_block import signature_block
from nscl_grants.outside.signing import SignatureFound, roots_in, sign, signatures_of
from nscl_grants.outside.signing_key import SigningFailed, SigningKey
from nscl_grants.outside.storage import Kept, Storage, StoredFileChanged

_PDF = "application/pdf"


def sign_asked(engine: Engine, storage: Storage, key: SigningKey, *, at: datetime) -> int:
    """Sign what the clerk asked for; one that fails is told to the clerk and stops no other."""
    with reading(engine) as session:
        asked = papers_to_sign(session)
    return sum(_sign(engine, storage, key, paper, at) for paper in asked)


def judge_signed(engine: Engine, storage: Storage, roots: Sequence[Any], *, needs_verdict: bool) -> int:
    """Look at signed copies that nobody has judged; gives back how many there were."""
    with reading(engine) as session:
        unjudged = papers_to_judge(session, needs_verdict=needs_verdict)
    for paper in unjudged:
        _judge(engine, storage, paper, roots)
    return len(unjudged)


__all__ = ["judge_signed", "roots_in", "sign_asked"]


def _sign(engine: Engine, storage: Storage, key: SigningKey, paper: Paper, at: datetime) -> bool:
    try:
        signed = sign(_to_be_signed(storage, paper), key, paper.place, at=at, block=signature_block)
    except (SigningFailed, StoredFileChanged) as failed:
        _write(engine, paper, signing_asked_at=None, signing_fault=str(failed)[:300] or type(failed).__name__)
        return False
    kept = storage.keep(io.BytesIO(signed))
    values = {
        "signed_sha256": kept.sha256,
        "signed_stored_as": kept.stored_as,
        "signed_type": _PDF,
        "signed_how": "key",
        "signed_at": at,
        "signed_by": paper.signing_asked_by,
        "signers": None,
        "signing_asked_at": None,
        "signing_fault": "",
    }
    is_ours = _write(engine, paper, **values)
    if not is_ours:
        storage.discard(Kept(kept.stored_as, kept.sha256, kept.size_bytes))
    return is_ours


def _to_be_signed(storage: Storage, paper: Paper) -> bytes:
    """The copy that who decides signed by key already, or else the paper as it was issued."""
    is_signed = paper.signed_how in ("file", "key") and bool(paper.signers)
    stored_as, sha256 = (paper.signed_stored_as, paper.signed_sha256) if is_signed else (paper.stored_as, paper.sha256)
    assert stored_as is not None, "only what was made is signed"
    assert sha256 is not None, "what is stored has its digest"
    return storage.read(stored_as, sha256, paper.code)


def _judge(engine: Engine, storage: Storage, paper: Paper, roots: Sequence[Any]) -> None:
    assert paper.signed_stored_as is not None, "only signed copies are judged"
    assert paper.signed_sha256 is not None, "what is stored has its digest"
    try:
        content = storage.read(paper.signed_stored_as, paper.signed_sha256, paper.code)
    except StoredFileChanged as changed:
        found = [asdict(SignatureFound("", None, intact=False, trusted=None, fault=type(changed).__name__))]
    else:
        found = [_as_json(each) for each in signatures_of(content, roots)] if paper.signed_type == _PDF else []
    how = paper.signed_how if found else "scan"
    with writing(engine) as session:
        session.execute(
            update(Paper)
            .where(Paper.id == paper.id, Paper.signed_sha256 == paper.signed_sha256)
            .values(signers=found, signed_how=how)
        )
        session.commit()


def _as_json(found: SignatureFound) -> dict[str, Any]:
    return {**asdict(found), "at": found.at.isoformat() if found.at else None}


def _write(engine: Engine, paper: Paper, **values: object) -> bool:
    """Write what came of the request to sign, unless another worker was faster."""
    with writing(engine) as session:
        written = session.execute(
            update(Paper)
            .where(Paper.id == paper.id, Paper.signing_asked_at.is_not(None))
            .values(**values)
            .returning(Paper.id)
        ).all()
        session.commit()
    return bool(written)
