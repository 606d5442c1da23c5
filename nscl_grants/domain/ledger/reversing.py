"""A mistake is put right by one mirror posting of the case's latest one, proposed and confirmed by two."""

from nscl_grants.domain.ledger.posting import Entries, Entry, Kind, Posting
from nscl_grants.domain.ledger.refusals import LaterActStands, NotReversible, ReversedBefore
from nscl_grants.domain.ledger.routes import REVERSIBLE
from nscl_grants.domain.ledger.years import movement_word


def mirror(original: Posting) -> Entries:
    """The same entries the other way, the last one first."""
    return tuple(Entry(entry.dest, entry.source, entry.amount) for entry in reversed(original.entries))


def check_reversal(original: Posting, *, was_reversed: bool, is_latest: bool) -> None:
    """Only the latest posting of a case or voucher, once, and neither a reversal nor a kind that stands.

    `is_latest` says that nothing has moved the money of the case since, reversals and adjustments included.
    """
    if original.kind == Kind.REVERSE or was_reversed:
        raise ReversedBefore(original.id)
    if original.kind not in REVERSIBLE:
        raise NotReversible(movement_word(original.kind))
    if not is_latest:
        raise LaterActStands(original.case)
