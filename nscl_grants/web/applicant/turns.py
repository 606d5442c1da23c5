"""The words for whose turn it is, and how long there still is."""

from collections.abc import Mapping
from datetime import date

from nscl_grants.db.applications import Application
from nscl_grants.definitions.house import House
from nscl_grants.reports.firm import Duty, Holder, Turn
from nscl_grants.web.filters import in_language
from nscl_grants.web.language import _
from nscl_grants.web.nav import office_name


def duty_words(turn: Turn) -> str:
    """What the firm has to do, in a few words; "" where it has nothing to do."""
    return _words(
        turn,
        {
            "draft": _("Điền tiếp và nộp hồ sơ"),
            "supplement": _("Bổ sung theo yêu cầu"),
            "claim": _("Lập đề nghị thanh toán"),
            "claim_draft": _("Hoàn thành và gửi đề nghị thanh toán"),
            "claim_returned": _("Sửa đề nghị thanh toán bị trả lại"),
            "repay": _("Nộp trả kinh phí"),
        },
    )


def duty_verb(turn: Turn) -> str:
    """What the button says."""
    return _words(
        turn,
        {
            "draft": _("Điền tiếp hồ sơ"),
            "supplement": _("Bổ sung hồ sơ"),
            "claim": _("Lập đề nghị thanh toán"),
            "claim_draft": _("Mở đề nghị thanh toán"),
            "claim_returned": _("Sửa đề nghị thanh toán"),
            "repay": _("Xem quyết định thu hồi"),
        },
    )


def _words(turn: Turn, known: Mapping[Duty, str]) -> str:
    """Those of the duty; a step is called as its life calls it."""
    if turn.duty == "step" and turn.step is not None:
        return in_language(turn.step.label)
    return known[turn.duty] if turn.duty else ""


def holder_words(holder: Holder) -> str:
    """Who has the case now."""
    return {
        "firm": _("Ông/bà"),
        "office": office_name(),
        "treasury": _("Kho bạc Nhà nước"),
        "queue": _("Chờ kinh phí"),
        "nobody": _("Không còn việc chờ"),
    }[holder]


def turn_left(house: House, case: Application, turn: Turn, today: date) -> int | None:
    """Working days until what the holder has to do is due; None where nothing is."""
    state = house.workflow_of(case).states[case.state]
    due_on = turn.due_on if turn.holder == "firm" else case.due_on if state.clock != "off" else None
    return None if due_on is None else house.plan.calendar.working_days_between(today, due_on)
