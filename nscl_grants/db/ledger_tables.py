"""The tables of the ledger: accounts, postings, entries, limits, budget years, and the head of the chain.

Rows are only ever added. What changes – a balance, a limit, the head – is changed by triggers, which
the migration `0001_ledger` makes; the rules it gives the database are the tables of `domain/ledger`.
"""

from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from nscl_grants.db.base import Base, Json, UtcDateTime
from nscl_grants.domain.ledger.accounts import AccountKey

NAMES = ("unit", "place", "line", "year", "case_reference", "family", "holder", "item")
"""The columns that together are the name of an account, in the order of `AccountKey`."""


def _escaped(column: str) -> str:
    return f"replace(replace({column}, '%', '%25'), '|', '%7C')"


KEY = " || '|' || ".join("CAST(year AS text)" if name == "year" else _escaped(name) for name in NAMES)
"""The canonical text of an account's name, as `AccountKey.text` spells it."""


class LedgerAccount(Base):
    """One place of one unit, with its limits and its balance."""

    __tablename__ = "ledger_account"
    __table_args__ = (
        UniqueConstraint(*NAMES, name="uq_ledger_account_name"),
        ForeignKeyConstraint(["unit", "place"], ["ledger_ground.unit", "ledger_ground.place"]),
        CheckConstraint("floor <= balance AND balance <= ceiling", name="within_limits"),
        Index("ix_ledger_account_line_year", "line", "year", "unit", "place"),
        Index("ix_ledger_account_case_reference", "case_reference"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String, Computed(KEY, persisted=True), unique=True)
    unit: Mapped[str]
    place: Mapped[str]
    line: Mapped[str] = mapped_column(default="")
    year: Mapped[int] = mapped_column(default=0)
    case_reference: Mapped[str] = mapped_column(default="")
    family: Mapped[str] = mapped_column(default="")
    holder: Mapped[str] = mapped_column(default="")
    item: Mapped[str] = mapped_column(default="")
    floor: Mapped[int] = mapped_column(BigInteger)
    ceiling: Mapped[int] = mapped_column(BigInteger)
    balance: Mapped[int] = mapped_column(BigInteger, default=0)
    moved_seq: Mapped[int] = mapped_column(default=0)
    """The entry that moved it last; the balance is that of this entry and no other."""
    moved_n: Mapped[int] = mapped_column(default=0)
    limited_seq: Mapped[int] = mapped_column(default=0)
    """The posting that limited it last, 0 while the limits are those of its place."""

    @property
    def name(self) -> AccountKey:
        """The whole name of the account."""
        return AccountKey(
            self.unit,
            self.place,
            self.line,
            self.year,
            self.case_reference,
            self.family,
            self.holder,
            self.item,
        )


class LedgerPosting(Base):
    """One act in the books, sealed together with the one before."""

    __tablename__ = "ledger_posting"
    __table_args__ = (
        ForeignKeyConstraint(
            ["seq", "entry_count"],
            ["ledger_entry.posting_seq", "ledger_entry.n"],
            name="fk_ledger_posting_last_entry",
            deferrable=True,
            initially="DEFERRED",
            use_alter=True,
        ),
        ForeignKeyConstraint(
            ["seq", "limit_count"],
            ["ledger_limit.posting_seq", "ledger_limit.n"],
            name="fk_ledger_posting_last_limit",
            deferrable=True,
            initially="DEFERRED",
            use_alter=True,
        ),
        Index("ix_ledger_posting_case_reference", "case_reference", "seq"),
        Index("ix_ledger_posting_recorded_at", "recorded_at"),
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(ForeignKey("ledger_kind.kind"))
    person: Mapped[str]
    budget_year: Mapped[int]
    effective_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    case_reference: Mapped[str]
    reverses: Mapped[str | None] = mapped_column(ForeignKey("ledger_posting.id"), unique=True)
    memo: Mapped[dict[str, Any]] = mapped_column(Json)
    entry_count: Mapped[int | None]
    """How many entries it has; a deferred key demands the last of them. None for a posting that moves nothing."""
    limit_count: Mapped[int | None]
    prev_hash: Mapped[str]
    hash: Mapped[str]

    entries: Mapped[list["LedgerEntry"]] = relationship(
        primaryjoin="LedgerEntry.posting_seq == LedgerPosting.seq",
        foreign_keys="LedgerEntry.posting_seq",
        order_by="LedgerEntry.n",
        viewonly=True,
    )
    limits: Mapped[list["LedgerLimit"]] = relationship(
        primaryjoin="LedgerLimit.posting_seq == LedgerPosting.seq",
        foreign_keys="LedgerLimit.posting_seq",
        order_by="LedgerLimit.n",
        viewonly=True,
    )


class LedgerEntry(Base):
    """An amount from one account to another of the same unit."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_above_zero"),
        CheckConstraint("source_id <> dest_id", name="two_accounts"),
        Index("ix_ledger_entry_source_id", "source_id", "posting_seq"),
        Index("ix_ledger_entry_dest_id", "dest_id", "posting_seq"),
    )

    posting_seq: Mapped[int] = mapped_column(ForeignKey("ledger_posting.seq"), primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source_id: Mapped[int] = mapped_column(ForeignKey("ledger_account.id"))
    dest_id: Mapped[int] = mapped_column(ForeignKey("ledger_account.id"))
    amount: Mapped[int] = mapped_column(BigInteger)

    source: Mapped[LedgerAccount] = relationship(foreign_keys=[source_id], viewonly=True)
    dest: Mapped[LedgerAccount] = relationship(foreign_keys=[dest_id], viewonly=True)


class LedgerLimit(Base):
    """The limits that a posting gave an account."""

    __tablename__ = "ledger_limit"
    __table_args__ = (
        CheckConstraint("floor <= ceiling", name="floor_below_ceiling"),
        UniqueConstraint("account_id", "posting_seq"),
    )

    posting_seq: Mapped[int] = mapped_column(ForeignKey("ledger_posting.seq"), primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("ledger_account.id"))
    floor: Mapped[int] = mapped_column(BigInteger)
    ceiling: Mapped[int] = mapped_column(BigInteger)

    account: Mapped[LedgerAccount] = relationship(viewonly=True)


class LedgerYear(Base):
    """That a budget year was opened, or closed, by a posting."""

    __tablename__ = "ledger_year"
    __table_args__ = (CheckConstraint("state IN ('open', 'closed')", name="state_is_known"),)

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(primary_key=True)
    posting_seq: Mapped[int] = mapped_column(ForeignKey("ledger_posting.seq"), unique=True)


class LedgerHead(Base):
    """The end of the chain; whoever posts holds this one row until the transaction ends."""

    __tablename__ = "ledger_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str]


class LedgerGround(Base):
    """What a place asks of its accounts: `domain.ledger.limits.GROUNDS`, for the triggers."""

    __tablename__ = "ledger_ground"

    unit: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(primary_key=True)
    has_line: Mapped[int]
    has_year: Mapped[int]
    has_case: Mapped[int | None]
    has_entitlement: Mapped[int]
    at_close: Mapped[str]
    """When its year closes: `empty` must hold nothing and is frozen, `frozen` is frozen, `open` goes on."""
    floor: Mapped[int] = mapped_column(BigInteger)
    ceiling: Mapped[int] = mapped_column(BigInteger)


class LedgerKind(Base):
    """The movements that there are, for the triggers."""

    __tablename__ = "ledger_kind"

    kind: Mapped[str] = mapped_column(primary_key=True)
    moves: Mapped[int]
    """0 for a posting without entries."""
    has_case: Mapped[int | None]
    """1 for what is booked for one case, 0 for what is not, None where both occur."""
    reversible: Mapped[int]


class LedgerRoute(Base):
    """Which movement may go from where to where: `domain.ledger.routes.ROUTES`, for the triggers."""

    __tablename__ = "ledger_route"
    __table_args__ = (ForeignKeyConstraint(["kind"], ["ledger_kind.kind"]),)

    kind: Mapped[str] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    dest: Mapped[str] = mapped_column(primary_key=True)


class LedgerLimitRoute(Base):
    """Which movement may set the limits of which place, for the triggers."""

    __tablename__ = "ledger_limit_route"
    __table_args__ = (ForeignKeyConstraint(["kind"], ["ledger_kind.kind"]),)

    kind: Mapped[str] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(primary_key=True)


# What writes or reads much speaks to the tables themselves: a statement made of mapped classes costs
# many times what the database needs for it.
ACCOUNTS = cast(Table, LedgerAccount.__table__)
POSTINGS = cast(Table, LedgerPosting.__table__)
ENTRIES = cast(Table, LedgerEntry.__table__)
LIMITS = cast(Table, LedgerLimit.__table__)
YEARS = cast(Table, LedgerYear.__table__)
