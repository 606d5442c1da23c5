"""A posting that was changed and sealed anew no longer fits the one after it."""

from sqlalchemy import Engine, update

from nscl_grants.db.engine import reading, writing
from nscl_grants.db.ledger_rows import find_posting, posting_of
from nscl_grants.db.ledger_tables import LedgerPosting
from nscl_grants.db.ledger_verify import verify
from nscl_grants.domain.ledger.posting import seal_posting
from tests.db.books import an_award, funded_books, million
from tests.db.tampering import unguarded


def test_a_posting_sealed_anew_is_named_by_the_next_one(engine: Engine) -> None:
    with writing(engine) as session:
        books = funded_books(session)
        hold = books.hold(an_award(), million(50))
        books.commit(an_award(), million(50))
        session.commit()
    with reading(engine) as session:
        row = find_posting(session, hold)
        assert row is not None
        row.memo = {"number": "99"}
        forged = seal_posting(posting_of(row), seq=row.seq, recorded_at=row.recorded_at, prev_hash=row.prev_hash)
        seq = row.seq
        session.expunge(row)

    with unguarded(engine) as connection:
        changed = {"memo": {"number": "99"}, "hash": forged}
        connection.execute(update(LedgerPosting).where(LedgerPosting.seq == seq).values(changed))

    with reading(engine) as session:
        assert [(found.what, found.seq) for found in verify(session)] == [("chain_broken", seq + 1)]
