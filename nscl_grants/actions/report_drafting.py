"""The first words of a report's written parts, made from figures and from what agencies wrote; people edit them."""

from collections.abc import Iterator, Mapping

from sqlalchemy.orm import Session

from nscl_grants.db.agency_reports import AgencyReport, period_of_year, reports_of_period
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.money import Money
from nscl_grants.domain.reporting import bodies_of
from nscl_grants.domain.results_report import Content
from nscl_grants.domain.wording import money_words

NOTHING = "Không có."
ACCEPTED = ("accepted", "frozen")


def first_words(session: Session, content: Content) -> Mapping[str, str]:
    """A sentence or more for each part, so that no part begins empty."""
    return {
        "direction": _direction(content),
        "assessment": _assessment(content),
        "difficulties": "\n".join(_said(session, content.year, "difficulties")) or NOTHING,
        "proposals": "\n".join(_said(session, content.year, "proposals")) or NOTHING,
        "plans": _plans(content),
    }


def _direction(content: Content) -> str:
    bound = [agency for agency in content.agencies if agency.kind != "association"]
    told = sum(agency.reported for agency in bound)
    text = (
        f"Thực hiện Kế hoạch {content.plan.vi[0].lower()}{content.plan.vi[1:]}, UBND tỉnh giao "
        f"{content.office.vi} làm cơ quan thường trực, đôn đốc các sở, ngành, UBND cấp xã thực hiện nhiệm vụ được "
        "phân công."
    )
    if not bound:
        return text
    return f"{text} Đến {legal_date(content.as_of):%d/%m/%Y}, {told} trên {len(bound)} cơ quan, đơn vị đã gửi báo cáo."


def _assessment(content: Content) -> str:
    measured = [one for objective in content.objectives for one in objective.indicators if one.progress is not None]
    reached = sum(1 for one in measured if (one.progress or 0) >= 100)
    recorded = sum(task.records for task in content.tasks)
    return (
        f"Trong kỳ đã ghi nhận {recorded} kết quả thực hiện nhiệm vụ; hỗ trợ {content.support.supported} hồ sơ của "
        f"tổ chức, doanh nghiệp. Kinh phí đã chi {_money(content.spent)} trên dự toán giao {_money(content.given)}. "
        f"{reached} trên {len(measured)} chỉ tiêu đo được đã đạt mức đề ra."
    )


def _plans(content: Content) -> str:
    if content.year >= content.last_year:
        return "Tổng kết thực hiện Kế hoạch, đề xuất nhiệm vụ cho giai đoạn tiếp theo."
    late = [_called(task.key) for task in content.tasks if not task.records and "Chưa đến" not in task.status.vi]
    tasks = f" Tập trung vào các nhiệm vụ chưa ghi nhận kết quả: {', '.join(late)}." if late else ""
    return f"Tiếp tục thực hiện các nhiệm vụ của Kế hoạch trong năm {content.year + 1}.{tasks}"


def _called(key: str) -> str:
    """A task as people find it; the source leaves one row without a number."""
    return f"việc không đánh số sau {key[:-1]}" if key.endswith("b") else key


def _said(session: Session, year: int, question: str) -> Iterator[str]:
    """What accepted reports answered, each with whose it is."""
    names = {body.key: body.name.vi for body in bodies_of(house_of(session).plan)}
    for report in _accepted(session, year):
        if text := str(report.answers.get(question) or "").strip():
            yield f"- {names.get(report.body, report.body)}: {text}"


def _accepted(session: Session, year: int) -> list[AgencyReport]:
    period = period_of_year(session, year)
    reports = reports_of_period(session, period.id) if period else ()
    return [report for report in reports if report.state in ACCEPTED]


def _money(amount: Money) -> str:
    return money_words(amount, "vi")
