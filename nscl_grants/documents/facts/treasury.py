"""What vouchers for the treasury state: forms of Nghị định 347/2025/NĐ-CP."""

from dataclasses import dataclass
from datetime import date

from nscl_grants.documents.facts import Case, Firm
from nscl_grants.documents.facts.claims import Account
from nscl_grants.domain.money import Money


@dataclass(frozen=True, slots=True)
class Payer:
    """The unit that holds the allotment."""

    name: str
    unit_code: str
    """Mã ĐVQHNS, seven digits; "" until it is known."""
    chapter: str
    address: str
    account: str
    treasury: str
    program_code: str = ""
    """Mã chương trình mục tiêu, dự án."""
    program: str = ""
    unsure: tuple[str, ...] = ()
    """The codes that nobody has confirmed yet, by the names that the form has for them."""


@dataclass(frozen=True, slots=True)
class Spent:
    """A line of a voucher."""

    content: str
    invoice: str
    economic_code: str
    sector_code: str
    source_code: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Drawdown:
    """Mẫu 13 (C2-02a/NS): Giấy rút dự toán."""

    payer: Payer
    case: Case
    firm: Firm
    account: Account
    number: str
    budget_year: int
    is_advance: bool
    decision_number: str
    decided_on: date | None
    decided_amount: Money
    lines: tuple[Spent, ...]
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Withheld:
    """Tax that is kept back from what the organisation gets, and paid to the budget for it."""

    amount: Money
    content: str
    chapter: str
    economic_code: str
    collector: str
    """Cơ quan quản lý thu."""
    period: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitDrawdown(Drawdown):
    """Mẫu 14 (C2-02b/NS): a draw-down that pays tax and the organisation in one."""

    withheld: Withheld


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """Mẫu 17 (C4-02a/KB): Ủy nhiệm chi, from a deposit account."""

    payer: Payer
    case: Case
    firm: Firm
    account: Account
    number: str
    budget_year: int
    decision_number: str
    decided_on: date | None
    lines: tuple[Spent, ...]
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitPaymentOrder(PaymentOrder):
    """Mẫu 18 (C4-02c/KB): a payment order that pays tax and the organisation in one."""

    withheld: Withheld


@dataclass(frozen=True, slots=True)
class AdvanceSettlement:
    """Mẫu 10 (C2-03/NS): what was advanced is put against what was accepted."""

    payer: Payer
    case: Case
    firm: Firm
    number: str
    budget_year: int
    decision_number: str
    decided_on: date | None
    minutes_number: str
    """Of the acceptance that the settlement rests on."""
    minutes_on: date | None
    accepted: Money
    advanced: Money
    lines: tuple[Spent, ...]
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Booked:
    """A line of the books as it stands, and as it shall stand."""

    content: str
    voucher: str
    from_codes: str
    to_codes: str
    amount: Money


@dataclass(frozen=True, slots=True)
class FiguresCorrection:
    """Mẫu 09 (C2-10/NS): figures that were booked under other codes than they should be."""

    payer: Payer
    number: str
    budget_year: int
    reason: str
    rows: tuple[Booked, ...]
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Payee:
    """One line of a list of payees."""

    name: str
    tax_code: str
    account: str
    bank: str
    amount: Money


@dataclass(frozen=True, slots=True)
class PayeeList:
    """Mẫu 20: whom a voucher pays, when it pays many."""

    payer: Payer
    voucher: str
    budget_year: int
    payees: tuple[Payee, ...]
    on: date | None = None


@dataclass(frozen=True, slots=True)
class RepaymentSlip:
    """Mẫu 08 (C2-05a/NS): Giấy nộp trả kinh phí."""

    payer: Payer
    """The unit whose allotment gets the money back."""
    case: Case
    firm: Firm
    number: str
    budget_year: int
    decision_number: str
    decided_on: date | None
    amount: Money
    content: str
    restores: bool
    """Whether the year is open still, so that spending is lowered; else the money goes to the budget."""
    on: date | None = None
