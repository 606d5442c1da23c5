"""A posting: one act in the books, made of entries that each move an amount from one account to another."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from nscl_grants.domain.chain import canonical, seal
from nscl_grants.domain.ledger.accounts import AccountKey
from nscl_grants.domain.ledger.limits import Limit
from nscl_grants.domain.money import MOST_DONG


class Kind(StrEnum):
    """The movements that there are."""

    PLAN = "plan"
    ADJUST_PLAN = "adjust_plan"
    OPEN_YEAR = "open_year"
    CLOSE_YEAR = "close_year"
    ALLOT = "allot"
    SHRINK = "shrink"
    REALLOCATE = "reallocate"
    HOLD = "hold"
    RELEASE = "release"
    EXPIRE = "expire"
    COMMIT = "commit"
    FUND = "fund"
    CONFIRM = "confirm"
    PREPARE = "prepare"
    VOID = "void"
    INSTRUCT = "instruct"
    PAY = "pay"
    PAY_ADVANCE = "pay_advance"
    RETURN = "return"
    SETTLE = "settle"
    SPEND = "spend"
    DEMAND = "demand"
    ANNUL = "annul"
    RECEIVE = "receive"
    RESTORE = "restore"
    WRITE_OFF = "write_off"
    CARRY_OVER = "carry_over"
    LAPSE = "lapse"
    ADJUST = "adjust"
    REVERSE = "reverse"


WITHOUT_ENTRIES = frozenset({Kind.OPEN_YEAR, Kind.CLOSE_YEAR})
"""They move nothing: they say from when and until when a budget year takes postings."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An amount above zero, from one account to another of the same unit."""

    source: AccountKey
    dest: AccountKey
    amount: int

    def __post_init__(self) -> None:
        assert 0 < self.amount <= MOST_DONG
        assert self.source.unit == self.dest.unit
        assert self.source != self.dest


Entries = tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Posting:
    """What somebody asks the ledger to book; the id was chosen before the act."""

    id: str
    kind: Kind
    person: str
    budget_year: int
    """The year it is booked in (niên độ); its accounts may be of an older one."""
    effective_on: date
    entries: Entries = ()
    case: str = ""
    reverses: str | None = None
    limits: tuple[Limit, ...] = ()
    memo: Mapping[str, Any] = field(default_factory=dict)
    """Numbers, dates and files of the decision behind it; whole numbers and text only."""

    def __post_init__(self) -> None:
        assert 0 < len(self.id) <= 100
        assert (not self.entries) == (self.kind in WITHOUT_ENTRIES), f"{self.kind} without entries"
        assert (self.reverses is None) == (self.kind != Kind.REVERSE)
        assert len({limit.account for limit in self.limits}) == len(self.limits)

    @property
    def content(self) -> dict[str, Any]:
        """All that the caller sent, as plain values; two postings of one id must agree in it."""
        return {
            "id": self.id,
            "kind": str(self.kind),
            "person": self.person,
            "budget_year": self.budget_year,
            "effective_on": self.effective_on.isoformat(),
            "case": self.case,
            "reverses": self.reverses,
            "memo": self.memo,
            "limits": sorted([limit.account.text, limit.floor, limit.ceiling] for limit in self.limits),
            "entries": [[entry.source.text, entry.dest.text, entry.amount] for entry in self.entries],
        }


def derived_id(act: str, case: str, movement: str) -> str:
    """The id of a posting that an act makes for a case: the same at every retry, and found again from the act."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{act}/{case}/{movement}"))


def says_the_same(one: Posting, other: Posting) -> bool:
    """Whether both ask for the same in every particular."""
    return canonical(one.content) == canonical(other.content)


def seal_posting(posting: Posting, *, seq: int, recorded_at: datetime, prev_hash: str) -> str:
    """The hash of a posting at its place in the sequence, its entries and limits included."""
    moment = recorded_at.astimezone(UTC).isoformat(timespec="microseconds")
    return seal(prev_hash, {**posting.content, "seq": seq, "recorded_at": moment})
