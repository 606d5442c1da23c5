"""The columns that a list of cases may show."""

from datetime import date

from nscl_grants.db.applications import Application
from nscl_grants.definitions.house import House
from nscl_grants.web.columns import Column, Columns
from nscl_grants.web.filters import in_language, word
from nscl_grants.web.language import lazy
from nscl_grants.web.naming import days_left, item_name, state_of
from nscl_grants.web.streamed_table import Cell


def _reviewer(_: House, case: Application, __: date) -> Cell:
    return case.reviewer.full_name if case.reviewer else None


def _due(house: House, case: Application, today: date) -> tuple[int, bool] | None:
    left = days_left(house, case, today)
    return None if left is None else (left, case.paused_on is not None)


_EVERY: tuple[Column[Application], ...] = (
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
    Column(
        "state",
        lazy("Trạng thái"),
        "state",
        lambda house, case, today: in_language(state_of(house, case).label),
        lambda house, case, today: state_of(house, case),
    ),
    Column("due", lazy("Hạn"), "due", lambda house, case, today: case.due_on, _due),
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
COLUMNS = Columns(_EVERY, frozenset({"state", "due", "requested", "recommended", "approved", "reviewer"}))
