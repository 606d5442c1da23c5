"""A statement of the treasury or the bank: its rows as they are read, and which payment each one answers.

What a spreadsheet computes is never believed: a cell with a formula makes its row one to be looked at by hand.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Literal

from nscl_grants.domain.money import Money, NotMoney
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.vietnamese import clean, fold


@dataclass(eq=False)
class NoColumns(Refused):
    """No row of the file names the columns that are needed."""

    name: str


@dataclass(eq=False)
class StatementTooLong(Refused):
    """The file has more rows than a statement has."""

    name: str
    most: int


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell whose value a spreadsheet would compute."""

    text: str


Cell = str | int | float | date | datetime | Formula | None
Outcome = Literal["paid", "returned"]
Verdict = Literal["matched", "settled", "amount", "account", "unknown", "ambiguous", "faulty", "twice"]

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "voucher": ("so chung tu", "chung tu", "voucher", "so ct", "payment", "so lenh"),
    "treasury_number": ("so kho bac", "so kb", "so but toan", "treasury number", "reference", "so giao dich", "ma gd"),
    "on": ("ngay", "ngay chi", "ngay thanh toan", "ngay giao dich", "date", "paid on", "ngay hach toan"),
    "account": ("so tai khoan", "tai khoan", "account", "tk nhan", "tai khoan nhan", "so tk"),
    "amount": ("so tien", "amount", "ghi no", "debit", "so tien chi", "so tien dong"),
    "text": ("noi dung", "dien giai", "content", "description", "ghi chu", "ly do"),
    "outcome": ("ket qua", "trang thai", "status", "outcome", "result"),
}
"""How banks and the treasury call the columns, without marks."""
_NEEDED = frozenset({"on", "amount"})
_RETURNED = ("tra lai", "tra ve", "hoan tra", "tu choi", "returned", "rejected", "that bai", "failed")
_VOUCHER = re.compile(r"CT-\d{4}-\d{4,}")
_DATES = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y")
HEAD_ROWS = 20
"""Above the table stand the name of the bank and of the account; further down it is not looked for."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a statement, as far as it could be read."""

    n: int
    """Its number in the file."""
    voucher: str = ""
    treasury_number: str = ""
    on: date | None = None
    account: str = ""
    amount: Money | None = None
    text: str = ""
    outcome: Outcome = "paid"
    fault: str = ""
    """The word for what could not be read: formula, amount, date."""

    def as_json(self) -> dict[str, Any]:
        """As the statement keeps it."""
        return {
            **asdict(self),
            "on": self.on.isoformat() if self.on else None,
            "amount": self.amount.dong if self.amount else None,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Row":
        """What `as_json` gave."""
        on, amount = kept["on"], kept["amount"]
        return replace(
            cls(**{**kept, "on": None, "amount": None}),
            on=date.fromisoformat(on) if on else None,
            amount=None if amount is None else Money(amount),
        )


@dataclass(frozen=True, slots=True)
class Sent:
    """A payment that a row may be about."""

    id: int
    number: str
    account: str
    amount: Money
    state: str
    """sent while the treasury owes an answer; what it paid may still come back."""

    def awaits(self, outcome: Outcome) -> bool:
        """Whether this answer may be its next."""
        return self.state == "sent" or (self.state, outcome) == ("paid", "returned")


@dataclass(frozen=True, slots=True)
class Match:
    """A row and the payment it answers, or why it answers none."""

    row: Row
    verdict: Verdict
    payment: int | None = None


def read_rows(table: Sequence[Sequence[Cell]], name: str, *, most: int) -> tuple[Row, ...]:
    """The rows below the head; refuses a file without one. Rows without an amount and without a fault are left out."""
    found = next(((n, columns) for n, row in enumerate(table[:HEAD_ROWS]) if (columns := _columns(row))), None)
    if found is None:
        raise NoColumns(name)
    top, columns = found
    body = table[top + 1 :]
    if len(body) > most:
        raise StatementTooLong(name, most)
    rows = (_row(n, cells, columns) for n, cells in enumerate(body, top + 2))
    return tuple(row for row in rows if row.amount is not None or row.fault)


def match_rows(rows: Sequence[Row], sent: Collection[Sent]) -> tuple[Match, ...]:
    """Each row with its payment: by the number of the voucher, else by account and amount where only one fits."""
    found = [_match(row, sent) for row in rows]
    seen: set[int] = set()
    matches = []
    for match in found:
        if match.verdict == "matched" and match.payment in seen:
            match = replace(match, verdict="twice")
        elif match.verdict == "matched" and match.payment is not None:
            seen.add(match.payment)
        matches.append(match)
    return tuple(matches)


def _match(row: Row, sent: Collection[Sent]) -> Match:
    if row.fault:
        return Match(row, "faulty")
    assert row.amount is not None, "a row without an amount has a fault"
    if row.voucher:
        named = next((each for each in sent if each.number == row.voucher), None)
        return Match(row, "unknown") if named is None else Match(row, _verdict(row, named), named.id)
    awaiting = [each for each in sent if each.awaits(row.outcome)]
    fitting = [each for each in awaiting if (each.account, each.amount) == (row.account, row.amount)]
    if len(fitting) == 1:
        return Match(row, "matched", fitting[0].id)
    return Match(row, "ambiguous" if fitting else "unknown")


def _verdict(row: Row, named: Sent) -> Verdict:
    if not named.awaits(row.outcome):
        return "settled"
    if named.amount != row.amount:
        return "amount"
    return "account" if row.account and row.account != named.account else "matched"


def _columns(cells: Sequence[Cell]) -> dict[str, int] | None:
    """Which column is which, if this row is the head of the table."""
    names = [fold(cell) if isinstance(cell, str) else "" for cell in cells]
    found: dict[str, int] = {}
    for column, called in _COLUMNS.items():
        place = next((nth for nth, name in enumerate(names) if name in called and nth not in found.values()), None)
        if place is not None:
            found[column] = place
    return found if found.keys() >= _NEEDED else None


def _row(n: int, cells: Sequence[Cell], columns: Mapping[str, int]) -> Row:
    given = {name: cells[place] if place < len(cells) else None for name, place in columns.items()}
    text, voucher = _text(given.get("text")), _text(given.get("voucher")).upper()
    named = _VOUCHER.search(voucher) or _VOUCHER.search(text.upper())
    row = Row(
        n=n,
        voucher=named[0] if named else "",
        treasury_number=_text(given.get("treasury_number")) or ("" if named else voucher),
        account=re.sub(r"[\s.\-]", "", _text(given.get("account"))).upper(),
        text=text[:300],
        outcome="returned" if any(sign in fold(_text(given.get("outcome"))) for sign in _RETURNED) else "paid",
    )
    if all(cell in (None, "") for cell in given.values()):
        return row
    if any(isinstance(cell, Formula) for cell in given.values()):
        return replace(row, fault="formula")
    amount, on = _amount(given.get("amount")), _day(given.get("on"))
    if amount is None:
        return replace(row, on=on, fault="amount" if on or named else "")
    return replace(row, amount=amount, on=on, fault="" if on else "date")


def _text(cell: Cell) -> str:
    if cell is None or isinstance(cell, Formula):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return clean(str(cell))


def _amount(cell: Cell) -> Money | None:
    """A whole number of đồng; a number with a fraction is none of ours."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, float):
        cell = int(cell) if cell.is_integer() and abs(cell) < 2**53 else None
    if isinstance(cell, int):
        return Money(cell) if cell > 0 else None
    if not isinstance(cell, str) or not cell.strip():
        return None
    try:
        return Money.read(cell.strip().replace(",", "."))
    except NotMoney:
        return None


def _day(cell: Cell) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = _text(cell)[:10]
    for form in _DATES:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    return None
