"""Tờ trình: the department puts the draft of the plan's report before the People's Committee."""

from nscl_grants.documents import layout
from nscl_grants.documents.blocks import millions, number
from nscl_grants.documents.facts import Letterhead, Signature
from nscl_grants.documents.fonts import register_fonts
from nscl_grants.documents.layout import Numbered
from nscl_grants.documents.plan_report import RECIPIENT
from nscl_grants.documents.sheet import render
from nscl_grants.documents.wording import hour_and_date
from nscl_grants.domain.plan import Settings
from nscl_grants.domain.results_report import Content

KIND = "Tờ trình"


def proposal_pdf(content: Content, settings: Settings, proposal_number: str = "") -> bytes:
    """The paper as PDF; its number stays open until the submission is recorded."""
    register_fonts()
    subject = f"Về việc ký, gửi Báo cáo {content.title[0].lower()}{content.title[1:]}"
    letterhead = Letterhead(content.parent.vi, content.office.vi, content.place, settings.office_short)
    numbered = Numbered(f"TTr-{settings.office_short}", proposal_number, None, content.as_of.year)
    story = [
        *layout.head(letterhead, numbered),
        *layout.title(KIND, subject),
        *layout.addressee(content.parent.vi),
        *layout.body(*_texts(content, settings)),
        *layout.signed(Signature(("GIÁM ĐỐC",)), ("Như trên", f"Lưu: VT, {settings.office_short}")),
    ]
    return render(story, title=f"{KIND}: {subject}", author=content.office.vi, mark=None, made_at=content.as_of).content


def _texts(content: Content, settings: Settings) -> list[str]:
    month, day = settings.report_days["province"]
    bound = [agency for agency in content.agencies if agency.kind != "association"]
    measured = [one for objective in content.objectives for one in objective.indicators if one.progress is not None]
    reached = sum((one.progress or 0) >= 100 for one in measured)
    return [
        f"Thực hiện {content.plan_number.vi}, {content.office.vi} đã tổng hợp kết quả của các sở, ngành, UBND cấp xã "
        f"và dự thảo Báo cáo {content.title[0].lower()}{content.title[1:]}, số liệu tính đến "
        f"{hour_and_date(content.as_of)} (bút toán số {number(content.seq)} của sổ kinh phí).",
        f"- Báo cáo của các cơ quan: {sum(each.reported for each in bound)} trên {len(bound)} nơi phải báo cáo đã gửi."
        if bound
        else "",
        f"- Kinh phí: đã chi {millions(content.spent)} trên dự toán giao {millions(content.given)} triệu đồng.",
        f"- Hỗ trợ: {number(content.support.supported)} hồ sơ được duyệt, {number(content.organisations)} tổ chức đã "
        f"nhận {millions(content.support.spent)} triệu đồng.",
        f"- Mục tiêu: {reached} trên {len(measured)} chỉ tiêu đo được đã đạt mức đề ra.",
        f"{content.office.vi} kính trình {content.parent.vi} xem xét, ký Báo cáo gửi {RECIPIENT} trước ngày "
        f"{day:02d}/{month:02d} (dự thảo Báo cáo gửi kèm)./.",
    ]
