"""The explanation that goes with each figure of the proposal for a year, one sentence a cause."""

from collections.abc import Iterator

from nscl_grants.reports.demand import Kind
from nscl_grants.reports.next_year import Need
from nscl_grants.web.filters import money
from nscl_grants.web.language import _, ngettext


def explain(need: Need) -> str:
    """All of them, in the order in which the figures stand."""
    return " ".join((*_known(need), *_beside(need), *_outcome(need)))


def title_of(kind: Kind) -> str:
    """What a column of the demand is called."""
    match kind:
        case "awaiting":
            return _("Chờ bố trí kinh phí")
        case "waiting":
            return _("Danh sách chờ")
        case "in_hand":
            return _("Đang giải quyết, theo đề nghị")
        case "open":
            return _("Đã duyệt, chưa chi")
        case "contracts":
            return _("Hợp đồng KH&CN chưa chi")


def _known(need: Need) -> Iterator[str]:
    if need.awaiting.count:
        yield ngettext(
            "%(num)d hồ sơ đã duyệt chờ bố trí kinh phí: %(amount)s.",
            "%(num)d hồ sơ đã duyệt chờ bố trí kinh phí: %(amount)s.",
            need.awaiting.count,
            amount=money(need.awaiting.amount),
        )
    if need.waiting.count:
        yield ngettext(
            "%(num)d hồ sơ trong danh sách chờ: %(amount)s.",
            "%(num)d hồ sơ trong danh sách chờ: %(amount)s.",
            need.waiting.count,
            amount=money(need.waiting.amount),
        )
    if need.in_hand.count:
        yield ngettext(
            "%(num)d hồ sơ đang giải quyết, đề nghị %(amount)s.",
            "%(num)d hồ sơ đang giải quyết, đề nghị %(amount)s.",
            need.in_hand.count,
            amount=money(need.in_hand.amount),
        )
    if need.covered:
        yield _("Năm nay còn bố trí được %(amount)s cho các hồ sơ này.", amount=money(need.covered))
    if need.open.count:
        yield ngettext(
            "%(num)d hồ sơ năm trước đã duyệt, chưa chi: %(amount)s; chi nốt hoặc chuyển nguồn cùng tiền.",
            "%(num)d hồ sơ năm trước đã duyệt, chưa chi: %(amount)s; chi nốt hoặc chuyển nguồn cùng tiền.",
            need.open.count,
            amount=money(need.open.amount),
        )
    if need.contracts.count:
        yield ngettext(
            "%(num)d hợp đồng KH&CN đã ký, chưa chi %(amount)s.",
            "%(num)d hợp đồng KH&CN đã ký, chưa chi %(amount)s.",
            need.contracts.count,
            amount=money(need.contracts.amount),
        )


def _beside(need: Need) -> Iterator[str]:
    if need.expected and need.by_cases and need.used is not None:
        yield _("Hồ sơ mới ước %(amount)s, bằng mức bình quân một năm.", amount=money(need.expected))
    elif need.expected and need.by_cases:
        yield _(
            "Hồ sơ mới ước %(amount)s, phần còn lại của kế hoạch vì chưa có năm nào để so.", amount=money(need.expected)
        )
    elif need.expected:
        yield _("Nhiệm vụ khác của Kế hoạch: %(amount)s.", amount=money(need.expected))


def _outcome(need: Need) -> Iterator[str]:
    if not need.planned:
        yield _("Kế hoạch không bố trí.")
    elif need.demand > need.planned:
        yield _(
            "Nhu cầu %(demand)s; đề xuất %(amount)s, mức kế hoạch cho năm đó.",
            demand=money(need.demand),
            amount=money(need.proposed),
        )
    elif need.allotted > need.demand:
        yield _("Đề xuất %(amount)s, bằng dự toán đã giao.", amount=money(need.proposed))
    else:
        yield _("Đề xuất %(amount)s, bằng nhu cầu.", amount=money(need.proposed))
    if need.line.products:
        yield _("Kế hoạch có %(count)s suất sản phẩm mỗi năm.", count=need.line.products.a_year)
    if need.missing:
        yield _("Thiếu %(amount)s; cần điều chỉnh kế hoạch.", amount=money(need.missing))
