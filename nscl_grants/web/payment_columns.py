"""The columns that a list of payments may show."""

from datetime import date

from flask import url_for

from nscl_grants.db.payments import Payment
from nscl_grants.definitions.house import House
from nscl_grants.domain.workflow import State
from nscl_grants.web.columns import Column, Columns
from nscl_grants.web.filters import in_language, word
from nscl_grants.web.language import lazy
from nscl_grants.web.naming import code_of, item_name


def standing_of(house: House, payment: Payment) -> State:
    """Where the payment is in its life."""
    return house.workflow_of(payment).states[payment.state]


def turn_of(house: House, payment: Payment) -> tuple[str, ...]:
    """The roles whose step is the main one from here; nobody's once the payment is at its end."""
    life = house.workflow_of(payment)
    if life.states[payment.state].final:
        return ()
    rows = [row for row in life.leading_from(payment.state) if row.tone == "primary"]
    return tuple(sorted({role for row in rows for role in row.by}))


def _turn_words(house: House, payment: Payment, _: date) -> str:
    return ", ".join(word(f"role.{role}") for role in turn_of(house, payment))


def _case_link(_: House, payment: Payment, __: date) -> tuple[str, str]:
    case = payment.application
    return code_of(case), url_for("cases.show", reference=case.reference)


_EVERY: tuple[Column[Payment], ...] = (
    Column("organisation", lazy("Tổ chức"), "text", lambda house, one, today: one.application.organisation.name),
    Column("tax_code", lazy("Mã số thuế"), "code", lambda house, one, today: one.application.organisation.tax_code),
    Column("case", lazy("Mã hồ sơ"), "link", lambda house, one, today: code_of(one.application), _case_link),
    Column("item", lazy("Tiêu chuẩn, sản phẩm"), "text", lambda house, one, today: item_name(house, one.application)),
    Column("line", lazy("Dòng"), "text", lambda house, one, today: one.application.line),
    Column("year", lazy("Năm"), "year", lambda house, one, today: one.budget_year),
    Column("amount", lazy("Số tiền"), "money", lambda house, one, today: one.amount),
    Column(
        "state",
        lazy("Trạng thái"),
        "state",
        lambda house, one, today: in_language(standing_of(house, one).label),
        lambda house, one, today: standing_of(house, one),
    ),
    Column("prepared", lazy("Ngày lập"), "day", lambda house, one, today: one.prepared_at),
    Column("paid", lazy("Ngày chi"), "day", lambda house, one, today: one.treasury_on),
    Column("treasury", lazy("Số chứng từ Kho bạc"), "code", lambda house, one, today: one.treasury_number),
    Column("turn", lazy("Đang chờ"), "text", _turn_words),
)
COLUMNS = Columns(_EVERY, frozenset({"organisation", "case", "year", "amount", "state", "prepared", "paid", "turn"}))
