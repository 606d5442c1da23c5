"""Decisions and the notices that go with them: support for one or many, no support, cancellation, recovery."""

from datetime import date

from nscl_grants.documents import layout, style
from nscl_grants.documents.facts import Letterhead
from nscl_grants.documents.facts.decisions import (
    AwardDecision,
    AwardNotice,
    CancellationNotice,
    RecoveryDecision,
    RejectionNotice,
)
from nscl_grants.documents.flowables import grid
from nscl_grants.documents.layout import Numbered, Story
from nscl_grants.documents.papers.review import derivation
from nscl_grants.documents.wording import amount_with_words, decision_words, decree_date, open_date, stopped
from nscl_grants.domain.money import Money, total

_LIST_FROM = 2
"""From so many organisations on they are listed in an annex."""


def award_decision(facts: AwardDecision) -> Story:
    """Quyết định hỗ trợ."""
    whole = total([row.amount for row in facts.rows])
    return [
        *_head(facts.letterhead, facts.number, facts.on, facts.year),
        *layout.title("Quyết định", f"Về việc {facts.procedure[:1].lower()}{facts.procedure[1:]}"),
        *layout.authority(facts.authority),
        *layout.bases(facts.bases),
        *layout.authority("Quyết định:"),
        *_whom(facts, whole),
        *layout.article(
            2,
            "Nguồn kinh phí và thanh toán.",
            f"Kinh phí được bố trí từ {facts.line}, dự toán năm {facts.budget_year}.",
            "Kinh phí được chi một lần hoặc nhiều lần bằng chuyển khoản, khi tổ chức có đề nghị thanh toán và được xác "
            "nhận đủ điều kiện thanh toán.",
            f"Tổ chức gửi đề nghị thanh toán trong {facts.claim_days} ngày làm việc kể từ ngày ban hành Quyết định "
            "này. Quá thời hạn này mà không có đề nghị thanh toán, việc hỗ trợ được xem xét hủy.",
            "Tổ chức hoàn trả kinh phí nếu kê khai không đúng sự thật, được hỗ trợ trùng nguồn, hoặc theo quyết định "
            "thu hồi của cấp có thẩm quyền.",
        ),
        *layout.body(stopped(facts.remarks)),
        *layout.article(
            3,
            f"Quyết định này có hiệu lực kể từ ngày ký. Chánh Văn phòng, Thủ trưởng các đơn vị thuộc "
            f"{facts.letterhead.agency}, {_named(facts)} và các tổ chức, cá nhân có liên quan chịu trách nhiệm thi "
            "hành Quyết định này./.",
        ),
        *layout.signed(
            facts.signature,
            ("Như Điều 3", facts.letterhead.parent, "Kho bạc Nhà nước", f"Lưu: VT, {facts.letterhead.short}"),
        ),
        *_annex(facts, whole),
    ]


def _whom(facts: AwardDecision, whole: Money) -> Story:
    if len(facts.rows) >= _LIST_FROM:
        return layout.article(
            1,
            f"Hỗ trợ {len(facts.rows):02d} tổ chức theo danh sách tại Phụ lục kèm theo Quyết định này, với tổng số "
            f"tiền {amount_with_words(whole)}.",
        )
    row = facts.rows[0]
    return [
        *layout.article(
            1,
            f"Hỗ trợ {row.firm}, mã số thuế {row.tax_code}, địa chỉ: {row.address}, số tiền "
            f"{amount_with_words(row.amount)} để áp dụng {row.subject}, theo hồ sơ mã số {row.code}.",
        ),
        *layout.body(stopped(row.reason)),
    ]


def _named(facts: AwardDecision) -> str:
    return "các tổ chức có tên tại Phụ lục" if len(facts.rows) >= _LIST_FROM else facts.rows[0].firm


def _annex(facts: AwardDecision, whole: Money) -> Story:
    if len(facts.rows) < _LIST_FROM:
        return []
    rows = [
        (
            str(nth),
            f"{row.firm}. Mã số thuế {row.tax_code}. {row.address}",
            f"{row.code}; {row.subject}",
            str(row.amount),
            row.reason,
        )
        for nth, row in enumerate(facts.rows, 1)
    ]
    noted = any(row.reason for row in facts.rows)
    head = ("STT", "Tổ chức được hỗ trợ", "Mã hồ sơ; nội dung", "Số tiền (đồng)", "Ghi chú")
    looks = (style.CELL_CENTRE, style.CELL, style.CELL, style.CELL_NUMBER, style.CELL)
    shares, columns = ((8, 32, 26, 18, 16), 5) if noted else ((8, 46, 26, 20), 4)
    symbol = Numbered(f"QĐ-{facts.letterhead.short}", facts.number).line.removeprefix("Số: ")
    dated = decree_date(facts.on) if facts.on else open_date(facts.year)
    return [
        *layout.annex(
            "Phụ lục",
            "Danh sách tổ chức được hỗ trợ",
            f"(Kèm theo Quyết định số {symbol} {dated} của {facts.authority})",
        ),
        grid(
            head[:columns],
            [row[:columns] for row in rows],
            shares,
            looks[:columns],
            total=("", "Tổng cộng", "", str(whole), "")[:columns],
        ),
        *layout.body(f"Bằng chữ: {amount_with_words(whole).split('(')[1].rstrip(')')}."),
    ]


def award_notice(facts: AwardNotice) -> Story:
    """Thông báo kết quả: được hỗ trợ."""
    return [
        *_notice_head(facts.letterhead, facts.number, facts.on, facts.year),
        *layout.title("Thông báo", "Về việc hỗ trợ kinh phí"),
        *layout.addressee(facts.firm.name),
        *layout.body(
            f"{facts.letterhead.agency} đã thẩm định hồ sơ mã số {facts.case.code} của đơn vị, đề nghị hỗ trợ "
            f"{facts.requested} đồng cho {facts.case.subject}.",
            f"Theo {decision_words(facts.decision_number, facts.decided_on)}, đơn vị được hỗ trợ "
            f"{amount_with_words(facts.amount)}.",
        ),
        *derivation("Cách tính mức hỗ trợ (Đơn vị: đồng)", facts.steps),
        *layout.body(
            stopped(facts.remarks),
            f"Đề nghị đơn vị gửi Giấy đề nghị thanh toán chậm nhất {decree_date(facts.claim_by)}. Kinh phí được chuyển "
            "vào tài khoản đã được xác nhận của đơn vị, qua Kho bạc Nhà nước./.",
        ),
        *layout.signed(facts.signature, ("Như trên", f"Lưu: VT, {facts.letterhead.short}")),
    ]


def rejection_notice(facts: RejectionNotice) -> Story:
    """Thông báo kết quả: không hỗ trợ."""
    return [
        *_notice_head(facts.letterhead, facts.number, facts.on, facts.year),
        *layout.title("Thông báo", "Về việc không hỗ trợ kinh phí"),
        *layout.addressee(facts.firm.name),
        *layout.bases(facts.bases),
        *layout.body(
            f"{facts.letterhead.agency} đã thẩm định hồ sơ mã số {facts.case.code} của đơn vị về “"
            f"{facts.case.procedure}” và thông báo không hỗ trợ.",
            f"Điều kiện chưa đáp ứng: {facts.article}.",
            f"Lý do: {stopped(facts.reason)}",
            f"Nếu không đồng ý, đơn vị có quyền khiếu nại đến hết {decree_date(facts.appeal_by)}, hoặc nộp hồ sơ mới "
            "khi đủ điều kiện./.",
        ),
        *layout.signed(facts.signature, ("Như trên", f"Lưu: VT, {facts.letterhead.short}")),
    ]


def cancellation_notice(facts: CancellationNotice) -> Story:
    """Thông báo hủy hỗ trợ."""
    award = decision_words(facts.award_number, facts.award_on)
    rest = facts.awarded - facts.paid
    kept = f" Số tiền đã chi, {amount_with_words(facts.paid)}, không bị hủy." if facts.paid.dong else ""
    return [
        *_notice_head(facts.letterhead, facts.number, facts.on, facts.year),
        *layout.title("Thông báo", "Về việc hủy hỗ trợ kinh phí"),
        *layout.addressee(facts.firm.name),
        *layout.bases(facts.bases),
        *layout.body(
            f"Theo {award}, đơn vị được hỗ trợ {amount_with_words(facts.awarded)}, hồ sơ mã số {facts.case.code}, "
            f"nội dung {facts.case.subject}.",
            f"{facts.letterhead.agency} thông báo hủy phần hỗ trợ chưa chi, {amount_with_words(rest)}.{kept}",
            f"Lý do: {stopped(facts.reason)}",
            f"Nếu không đồng ý, đơn vị có quyền khiếu nại đến hết {decree_date(facts.appeal_by)}./.",
        ),
        *layout.signed(facts.signature, ("Như trên", "Kho bạc Nhà nước", f"Lưu: VT, {facts.letterhead.short}")),
    ]


def recovery_decision(facts: RecoveryDecision) -> Story:
    """Quyết định thu hồi kinh phí hỗ trợ."""
    award = f" theo {decision_words(facts.award_number, facts.award_on)}" if facts.award_number else ""
    until = f", chậm nhất {decree_date(facts.pay_by)}" if facts.pay_by else ""
    return [
        *_head(facts.letterhead, facts.number, facts.on, facts.year),
        *layout.title("Quyết định", "Về việc thu hồi kinh phí hỗ trợ"),
        *layout.authority(facts.authority),
        *layout.bases(facts.bases),
        *layout.authority("Quyết định:"),
        *layout.article(
            1,
            f"Thu hồi của {facts.firm.name}, mã số thuế {facts.firm.tax_code}, địa chỉ: {facts.firm.address}, số tiền "
            f"{amount_with_words(facts.amount)} đã được hỗ trợ{award}, hồ sơ mã số {facts.case.code}.",
            f"Lý do thu hồi: {stopped(facts.reason)}",
        ),
        *layout.article(
            2,
            f"{facts.firm.name} nộp trả số tiền nêu tại Điều 1 qua {facts.treasury}{until}. Phần kinh phí chưa chi, "
            "nếu có, được trả lại dòng kinh phí.",
            f"Nếu không đồng ý, tổ chức có quyền khiếu nại đến hết {decree_date(facts.appeal_by)}.",
        ),
        *layout.article(
            3,
            f"Quyết định này có hiệu lực kể từ ngày ký. Chánh Văn phòng, Thủ trưởng các đơn vị thuộc "
            f"{facts.letterhead.agency}, {facts.firm.name} và các tổ chức, cá nhân có liên quan chịu trách nhiệm thi "
            "hành Quyết định này./.",
        ),
        *layout.signed(facts.signature, ("Như Điều 3", "Kho bạc Nhà nước", f"Lưu: VT, {facts.letterhead.short}")),
    ]


def _head(letterhead: Letterhead, number: str, on: date | None, year: int) -> Story:
    return layout.head(letterhead, Numbered(f"QĐ-{letterhead.short}", number, on, year))


def _notice_head(letterhead: Letterhead, number: str, on: date | None, year: int) -> Story:
    return layout.head(letterhead, Numbered(f"TB-{letterhead.short}", number, on, year))
