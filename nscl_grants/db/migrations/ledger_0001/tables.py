"""The tables of revision 0001."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

_NAMES = ("unit", "place", "line", "year", "case_reference", "family", "holder", "item")
_KEY = " || '|' || ".join(
    "CAST(year AS text)" if name == "year" else f"replace(replace({name}, '%', '%25'), '|', '%7C')" for name in _NAMES
)
_MOMENT = sa.DateTime(timezone=True)
_JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def create_tables() -> None:
    """All tables of the ledger and of the audit."""
    _create_fixed()
    _create_account()
    _create_posting()
    _create_entry_and_limit()
    _create_year_and_heads()
    _create_audit()
    if op.get_bind().dialect.name == "postgresql":
        for name, columns, target in _LAST_ROWS:
            op.create_foreign_key(
                name, "ledger_posting", target, columns, ["posting_seq", "n"], deferrable=True, initially="DEFERRED"
            )


_LAST_ROWS = (
    ("fk_ledger_posting_last_entry", ["seq", "entry_count"], "ledger_entry"),
    ("fk_ledger_posting_last_limit", ["seq", "limit_count"], "ledger_limit"),
)
"""A posting is whole when its last entry and its last limit are there; the commit asks for them."""


def _text(name: str, **options: Any) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=options.pop("nullable", False), **options)


def _whole(name: str, **options: Any) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=options.pop("nullable", False), **options)


def _big(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _create_fixed() -> None:
    op.create_table(
        "ledger_ground",
        _text("unit", primary_key=True),
        _text("place", primary_key=True),
        _whole("has_line"),
        _whole("has_year"),
        _whole("has_case", nullable=True),
        _whole("has_entitlement"),
        _text("at_close"),
        _big("floor"),
        _big("ceiling"),
    )
    op.create_table(
        "ledger_kind",
        _text("kind", primary_key=True),
        _whole("moves"),
        _whole("has_case", nullable=True),
        _whole("reversible"),
    )
    for table, places in (("ledger_route", ("source", "dest")), ("ledger_limit_route", ("place",))):
        op.create_table(
            table,
            _text("kind", primary_key=True),
            _text("unit", primary_key=True),
            *(_text(place, primary_key=True) for place in places),
            sa.ForeignKeyConstraint(["kind"], ["ledger_kind.kind"]),
        )


def _create_account() -> None:
    op.create_table(
        "ledger_account",
        _whole("id", primary_key=True),
        sa.Column("key", sa.String(), sa.Computed(_KEY, persisted=True), nullable=False, unique=True),
        *(_whole(name) if name == "year" else _text(name) for name in _NAMES),
        _big("floor"),
        _big("ceiling"),
        _big("balance"),
        _whole("moved_seq"),
        _whole("moved_n"),
        _whole("limited_seq"),
        sa.UniqueConstraint(*_NAMES, name="uq_ledger_account_name"),
        sa.ForeignKeyConstraint(["unit", "place"], ["ledger_ground.unit", "ledger_ground.place"]),
        sa.CheckConstraint("floor <= balance AND balance <= ceiling", name="within_limits"),
    )
    op.create_index("ix_ledger_account_line_year", "ledger_account", ["line", "year", "unit", "place"])
    op.create_index("ix_ledger_account_case_reference", "ledger_account", ["case_reference"])


def _create_posting() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    last_rows = [
        sa.ForeignKeyConstraint(
            columns,
            [f"{target}.posting_seq", f"{target}.n"],
            name=name,
            deferrable=True,
            initially="DEFERRED",
            link_to_name=True,
        )
        for name, columns, target in _LAST_ROWS
    ]
    op.create_table(
        "ledger_posting",
        _whole("seq", primary_key=True, autoincrement=False),
        _text("id", unique=True),
        _text("kind"),
        _text("person"),
        _whole("budget_year"),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", _MOMENT, nullable=False),
        _text("case_reference"),
        _text("reverses", nullable=True, unique=True),
        sa.Column("memo", _JSON, nullable=False),
        _whole("entry_count", nullable=True),
        _whole("limit_count", nullable=True),
        _text("prev_hash"),
        _text("hash"),
        sa.ForeignKeyConstraint(["kind"], ["ledger_kind.kind"]),
        sa.ForeignKeyConstraint(["reverses"], ["ledger_posting.id"]),
        *(last_rows if is_sqlite else ()),
    )
    op.create_index("ix_ledger_posting_case_reference", "ledger_posting", ["case_reference", "seq"])
    op.create_index("ix_ledger_posting_recorded_at", "ledger_posting", ["recorded_at"])


def _create_entry_and_limit() -> None:
    op.create_table(
        "ledger_entry",
        _whole("posting_seq", primary_key=True, autoincrement=False),
        _whole("n", primary_key=True, autoincrement=False),
        _whole("source_id"),
        _whole("dest_id"),
        _big("amount"),
        sa.ForeignKeyConstraint(["posting_seq"], ["ledger_posting.seq"]),
        sa.ForeignKeyConstraint(["source_id"], ["ledger_account.id"]),
        sa.ForeignKeyConstraint(["dest_id"], ["ledger_account.id"]),
        sa.CheckConstraint("amount > 0", name="amount_above_zero"),
        sa.CheckConstraint("source_id <> dest_id", name="two_accounts"),
    )
    op.create_index("ix_ledger_entry_source_id", "ledger_entry", ["source_id", "posting_seq"])
    op.create_index("ix_ledger_entry_dest_id", "ledger_entry", ["dest_id", "posting_seq"])
    op.create_table(
        "ledger_limit",
        _whole("posting_seq", primary_key=True, autoincrement=False),
        _whole("n", primary_key=True, autoincrement=False),
        _whole("account_id"),
        _big("floor"),
        _big("ceiling"),
        sa.ForeignKeyConstraint(["posting_seq"], ["ledger_posting.seq"]),
        sa.ForeignKeyConstraint(["account_id"], ["ledger_account.id"]),
        sa.CheckConstraint("floor <= ceiling", name="floor_below_ceiling"),
        sa.UniqueConstraint("account_id", "posting_seq"),
    )


def _create_year_and_heads() -> None:
    op.create_table(
        "ledger_year",
        _whole("year", primary_key=True, autoincrement=False),
        _text("state", primary_key=True),
        _whole("posting_seq", unique=True),
        sa.ForeignKeyConstraint(["posting_seq"], ["ledger_posting.seq"]),
        sa.CheckConstraint("state IN ('open', 'closed')", name="state_is_known"),
    )
    for table in ("ledger_head", "audit_head"):
        op.create_table(
            table,
            _whole("id", primary_key=True, autoincrement=False),
            _whole("seq"),
            _text("hash"),
            sa.CheckConstraint("id = 1", name="one_row"),
        )


def _create_audit() -> None:
    op.create_table(
        "audit_event",
        _whole("seq", primary_key=True, autoincrement=False),
        sa.Column("at", _MOMENT, nullable=False),
        _whole("person_id"),
        _whole("account_id", nullable=True),
        _text("who"),
        _text("what"),
        _text("subject_kind"),
        _text("subject"),
        sa.Column("before", _JSON, nullable=True),
        sa.Column("after", _JSON, nullable=True),
        _text("source"),
        _text("prev_hash"),
        _text("hash"),
    )
    op.create_index("ix_audit_event_subject", "audit_event", ["subject_kind", "subject", "seq"])
    op.create_index("ix_audit_event_person_id", "audit_event", ["person_id", "seq"])
