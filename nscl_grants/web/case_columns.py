"""The columns that a list of cases may show: the same on the page and in the file that is taken from it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from nscl_grants.db.applications import Application
from nscl_grants.definitions.house import House
from nscl_grants.web.filters import in_language, word
from nscl_grants.web.language import lazy
from nscl_grants.web.naming import days_left, item_name, state_of
from nscl_grants.web.streamed_table import Cell


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key in the address, its words, how it is drawn, and what it holds."""

    key: str
    label: str
    drawn: str
    """text, code, state, due, day, moment or money."""
    value: Callable[[House, Application, date], Cell]


def _reviewer(_: House, case: Application, __: date) -> Cell:
    return case.reviewer.full_name if case.reviewer else None


COLUMNS = (
    Column("tax_code", lazy("Mã số thuế"), "code", lambda house, case, today: case.organisation.tax_code),
    Column("code", lazy("Mã hồ sơ"), "code", lambda house, case, today: case.code),
    Column(
        "procedure",
        lazy("Thủ tục"),
        "text",
        lambda house, case, today: in_language(house.procedure(case.procedure).name),
    ),
    Column("item", lazy("Tiêu chuẩn, sản phẩm"), "text", lambda house, case, today: item_name(house, case)),
    Column("line", lazy("Dòng"), "text", lambda house, case, today: case.line),
    Column("state", lazy("Trạng thái"), "state", lambda house, case, today: in_language(state_of(house, case).label)),
    Column("due", lazy("Hạn"), "due", lambda house, case, today: case.due_on),
    Column("left", lazy("Còn (ngày làm việc)"), "number", lambda house, case, today: days_left(house, case, today)),
    Column("requested", lazy("Đề nghị"), "money", lambda house, case, today: case.requested),
    Column("recommended", lazy("Đề xuất"), "money", lambda house, case, today: case.recommended),
    Column("approved", lazy("Được duyệt"), "money", lambda house, case, today: case.approved),
    Column("reviewer", lazy("Thẩm định"), "text", _reviewer),
    Column("filed", lazy("Ngày nộp"), "day", lambda house, case, today: case.filed_at),
    Column("received", lazy("Tiếp nhận đủ"), "day", lambda house, case, today: case.received_at),
    Column("channel", lazy("Cách nộp"), "text", lambda house, case, today: word(f"channel.{case.channel}")),
    Column("external", lazy("Mã trên Cổng"), "code", lambda house, case, today: case.external_code),
    Column("claim_by", lazy("Hạn đề nghị thanh toán"), "day", lambda house, case, today: case.claim_by),
)
USUAL = ("state", "due", "requested", "recommended", "approved", "reviewer")
"""What is shown until somebody chooses."""
_BY_KEY = {column.key: column for column in COLUMNS}


def chosen(keys: Sequence[str]) -> tuple[Column, ...]:
    """The columns that the address names, in the order of the list; the usual ones when it names none."""
    wanted = {key for key in keys if key in _BY_KEY} or set(USUAL)
    return tuple(column for column in COLUMNS if column.key in wanted)
