"""What comes of an appraisal: the minutes with the derivation of the amount, and the proposal to who decides."""

from nscl_grants.documents import layout, style
from nscl_grants.documents.facts import DerivedStep, Signature
from nscl_grants.documents.facts.review import JudgedCost, JudgedDocument, Proposal, ReviewMinutes
from nscl_grants.documents.flowables import grid
from nscl_grants.documents.layout import Numbered, Story
from nscl_grants.documents.wording import amount_with_words, decree_date, stopped
from nscl_grants.domain.money import ZERO, total


def review_minutes(facts: ReviewMinutes) -> Story:
    """Biên bản thẩm định."""
    return [
        *layout.head(facts.letterhead, Numbered(f"BB-{facts.letterhead.short}", facts.number, facts.on)),
        *layout.title("Biên bản thẩm định", "Hồ sơ đề nghị hỗ trợ"),
        *layout.bases(facts.bases),
        *layout.fields(
            ("Hồ sơ", f"{facts.case.code}, thẩm định lần {facts.round}"),
            ("Tổ chức đề nghị", f"{facts.firm.name}, mã số thuế {facts.firm.tax_code}"),
            ("Địa chỉ", facts.firm.address),
            ("Nội dung đề nghị hỗ trợ", f"{facts.case.procedure}; {facts.case.subject}"),
            ("Người thẩm định", facts.reviewer),
            ("Ngày thẩm định", decree_date(facts.on)),
        ),
        *_documents(facts.documents),
        *_costs(facts.costs),
        *derivation("Xác định mức hỗ trợ (Đơn vị: đồng)", facts.steps),
        *layout.heading("Kết luận"),
        *_conclusion(facts),
        *layout.signed(
            Signature(("Người thẩm định",), facts.reviewer, "Ký và ghi rõ họ tên"),
            ("Người quyết định", f"Lưu: hồ sơ {facts.case.code}"),
        ),
    ]


def derivation(name: str, steps: tuple[DerivedStep, ...]) -> Story:
    """How the amount follows, step by step, each with what it rests on."""
    if not steps:
        return []
    rows = [(str(nth), _label(step), step.basis or "–", str(step.amount)) for nth, step in enumerate(steps, 1)]
    return [
        *layout.heading(name),
        grid(
            ("Bước", "Cách tính", "Căn cứ", "Số tiền"),
            rows,
            (8, 36, 36, 20),
            (style.CELL_CENTRE, style.CELL, style.CELL, style.CELL_NUMBER),
        ),
        *(layout.note("(*) Cần xác nhận với cơ quan có thẩm quyền.") if any(step.unsure for step in steps) else ()),
    ]


def _label(step: DerivedStep) -> str:
    return f"{step.label} (*)" if step.unsure else step.label


def _documents(documents: tuple[JudgedDocument, ...]) -> Story:
    if not documents:
        return []
    rows = [
        (str(nth), each.title, "Đạt" if each.accepted else "Không đạt", each.reason)
        for nth, each in enumerate(documents, 1)
    ]
    return [
        *layout.heading("Thành phần hồ sơ"),
        grid(
            ("STT", "Tài liệu", "Kết quả", "Nhận xét"),
            rows,
            (8, 49, 16, 27),
            (style.CELL_CENTRE, style.CELL, style.CELL_CENTRE, style.CELL),
        ),
    ]


def _costs(costs: tuple[JudgedCost, ...]) -> Story:
    if not costs:
        return []
    rows = [
        (str(nth), cost.what, str(cost.declared), str(cost.allowed), cost.reason) for nth, cost in enumerate(costs, 1)
    ]
    sums = (str(total([cost.declared for cost in costs])), str(total([cost.allowed for cost in costs])))
    return [
        *layout.heading("Chi phí (Đơn vị: đồng)"),
        grid(
            ("STT", "Khoản chi", "Kê khai", "Được tính", "Lý do giảm"),
            rows,
            (8, 36, 19, 19, 18),
            (style.CELL_CENTRE, style.CELL, style.CELL_NUMBER, style.CELL_NUMBER, style.CELL),
            total=("", "Cộng", *sums, ""),
        ),
    ]


def _conclusion(facts: ReviewMinutes) -> Story:
    if facts.recommended is None:
        return layout.body(
            "Hồ sơ không đủ điều kiện được hỗ trợ. Đề xuất không hỗ trợ.",
            f"Điều kiện chưa đáp ứng: {facts.article}.",
            stopped(facts.remarks),
        )
    lower = facts.requested is not None and facts.recommended < facts.requested
    return layout.body(
        f"Hồ sơ đủ điều kiện. Đề xuất mức hỗ trợ: {amount_with_words(facts.recommended)}.",
        f"Thấp hơn số tiền đề nghị: {(facts.requested or ZERO) - facts.recommended} đồng." if lower else "",
        stopped(facts.remarks),
    )


def proposal(facts: Proposal) -> Story:
    """Tờ trình về việc hỗ trợ."""
    whole = total([case.amount for case in facts.cases])
    rows = [
        (str(nth), f"{case.firm} (mã số thuế {case.tax_code})", case.code, case.subject, str(case.amount))
        for nth, case in enumerate(facts.cases, 1)
    ]
    return [
        *layout.head(facts.letterhead, Numbered(f"TTr-{facts.letterhead.short}", facts.number, facts.on, facts.year)),
        *layout.title("Tờ trình", f"Về việc {_lower_first(facts.procedure)}"),
        *layout.addressee(facts.to),
        *layout.bases(facts.bases),
        *layout.body(
            f"Qua thẩm định, {len(facts.cases):02d} hồ sơ dưới đây đủ điều kiện được hỗ trợ. Kính trình xem xét, quyết "
            f"định hỗ trợ với tổng số tiền {amount_with_words(whole)}, từ dòng kinh phí {facts.line} năm "
            f"{facts.budget_year}; sau khi tạm giữ số tiền này, dòng kinh phí còn {facts.left} đồng.",
        ),
        grid(
            ("STT", "Tổ chức", "Mã hồ sơ", "Nội dung", "Số tiền (đồng)"),
            rows,
            (8, 33, 26, 14, 19),
            (style.CELL_CENTRE, style.CELL, style.CELL, style.CELL, style.CELL_NUMBER),
            total=("", "Cộng", "", "", str(whole)),
        ),
        *layout.body(stopped(facts.remarks), "Biên bản thẩm định của từng hồ sơ được gửi kèm./."),
        *layout.signed(facts.signature, ("Như trên", f"Lưu: VT, {facts.letterhead.short}")),
    ]


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
