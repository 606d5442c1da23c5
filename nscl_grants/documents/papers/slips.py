"""The slips of the one-stop office: Mẫu 01 to 05 of Thông tư 03/2025/TT-VPCP, Phụ lục I."""

from datetime import date

from reportlab.platypus import Spacer

from nscl_grants.documents import layout
from nscl_grants.documents.facts import Case, Firm, Letterhead, Signature
from nscl_grants.documents.facts.slips import ApologySlip, Receipt, RefusalSlip, StopNotice, SupplementSlip
from nscl_grants.documents.layout import Numbered, Story
from nscl_grants.documents.wording import decree_date, hour_and_date, phone, stopped


def receipt(facts: Receipt) -> Story:
    """Giấy tiếp nhận hồ sơ và hẹn trả kết quả."""
    return [
        *_head(facts.letterhead, "Mẫu số 01", "", None),
        *layout.title("Giấy tiếp nhận hồ sơ và hẹn trả kết quả", f"Mã hồ sơ: {facts.case.code}"),
        *layout.fields(
            ("Bộ phận tiếp nhận và trả kết quả", facts.received_where or facts.letterhead.agency),
            ("Tiếp nhận hồ sơ của", facts.firm.name),
            ("Mã số thuế", facts.firm.tax_code),
            ("Người nộp hồ sơ", facts.filed_by),
            *_contact(facts.firm),
            ("Nội dung yêu cầu giải quyết", _asked_for(facts.case)),
        ),
        layout.field("Thành phần hồ sơ nộp gồm", " "),
        *layout.numbered_list(facts.documents),
        *layout.fields(
            ("Số lượng hồ sơ", f"{facts.copies:02d} (bộ)"),
            ("Thời gian giải quyết hồ sơ theo quy định là", f"{facts.days} ngày làm việc"),
            ("Thời gian nhận hồ sơ", hour_and_date(facts.received_at)),
            ("Thời gian trả kết quả giải quyết hồ sơ", f"17 giờ 00 phút, {decree_date(facts.due_on)}"),
            ("Đăng ký nhận kết quả", facts.result_by),
            ("Vào Sổ theo dõi hồ sơ, số thứ tự", facts.book_number),
            ("Ghi chú", facts.remarks),
        ),
        *layout.signed_by_two(_filer(facts.filed_by), _officer("Người tiếp nhận hồ sơ", facts.intake)),
    ]


def supplement_slip(facts: SupplementSlip) -> Story:
    """Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ."""
    contact = f"{facts.officer}, {facts.letterhead.agency}, điện thoại {phone(facts.letterhead.phone)}"
    return [
        *_head(facts.letterhead, "Mẫu số 02", facts.number, facts.on, "PBS"),
        *layout.title("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
        *layout.fields(
            ("Hồ sơ của", facts.firm.name),
            ("Mã hồ sơ", facts.case.code),
            ("Nội dung yêu cầu giải quyết", _asked_for(facts.case)),
            *_contact(facts.firm),
        ),
        layout.field("Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau", " "),
        *layout.numbered_list(facts.items),
        *layout.fields(("Lý do", stopped(facts.reason))),
        *layout.body(
            f"Đề nghị đơn vị bổ sung chậm nhất {decree_date(facts.answer_by)}. Quá thời hạn này mà không nhận được "
            "hồ sơ bổ sung, cơ quan giải quyết sẽ dừng giải quyết hồ sơ. Hồ sơ chỉ được yêu cầu bổ sung một lần.",
            f"Trong quá trình hoàn thiện hồ sơ, nếu có vướng mắc, đơn vị liên hệ với {contact} để được hướng dẫn./.",
        ),
        *layout.signed(_officer("Người hướng dẫn", facts.officer)),
    ]


def refusal_slip(facts: RefusalSlip) -> Story:
    """Phiếu từ chối tiếp nhận giải quyết hồ sơ."""
    return [
        *_head(facts.letterhead, "Mẫu số 03", facts.number, facts.on, "PTC"),
        *layout.title("Phiếu từ chối tiếp nhận giải quyết hồ sơ"),
        *layout.body(
            f"Bộ phận Một cửa của {facts.letterhead.agency} đã nhận hồ sơ của:",
        ),
        *layout.fields(
            ("Tổ chức", facts.firm.name),
            ("Mã số thuế", facts.firm.tax_code),
            *_contact(facts.firm),
            ("Mã hồ sơ", facts.case.code),
            ("Nội dung yêu cầu giải quyết", _asked_for(facts.case)),
        ),
        *layout.body(
            "Qua xem xét, Bộ phận Một cửa thông báo không tiếp nhận, giải quyết hồ sơ này với lý do cụ thể như sau:",
            stopped(facts.reason),
            f"Căn cứ: {facts.article}." if facts.article else "",
            f"Đơn vị có quyền khiếu nại đến hết {decree_date(facts.appeal_by)}, hoặc nộp hồ sơ mới khi đã đáp ứng. "
            "Xin thông báo để đơn vị được biết./.",
        ),
        *layout.signed_by_two(_filer(facts.filed_by), _officer("Người tiếp nhận hồ sơ", facts.officer)),
    ]


def apology_slip(facts: ApologySlip) -> Story:
    """Phiếu xin lỗi và đề nghị gia hạn thời gian giải quyết."""
    return [
        *_head(facts.letterhead, "Mẫu số 04", facts.number, facts.on, "PXL"),
        *layout.title("Phiếu xin lỗi và đề nghị gia hạn", "Thời gian giải quyết hồ sơ"),
        *layout.addressee(facts.firm.name),
        *layout.body(
            f"{decree_date(facts.received_on).capitalize()}, {facts.letterhead.agency} tiếp nhận hồ sơ đề nghị giải "
            f"quyết thủ tục hành chính “{facts.case.procedure}” của đơn vị; mã hồ sơ: {facts.case.code}.",
            f"Thời gian hẹn trả kết quả: {decree_date(facts.due_on)}.",
            f"Tuy nhiên, {facts.letterhead.agency} không trả được kết quả đúng thời hạn ghi trên Giấy tiếp nhận hồ sơ "
            "và hẹn trả kết quả. Lý do:",
            stopped(facts.reason),
            f"{facts.letterhead.agency} xin lỗi đơn vị về sự chậm trễ này và sẽ trả kết quả vào "
            f"{decree_date(facts.new_due_on)}. Rất mong đơn vị thông cảm./.",
        ),
        *layout.signed(facts.signature, ("Như trên", f"Lưu: VT, {facts.letterhead.short}")),
    ]


def stop_notice(facts: StopNotice) -> Story:
    """Thông báo dừng giải quyết hồ sơ."""
    return [
        *layout.head(
            facts.letterhead,
            Numbered(f"TB-{facts.letterhead.short}", facts.number, facts.on, facts.year),
            form="Mẫu số 05",
        ),
        *layout.title("Thông báo", "Về việc dừng giải quyết hồ sơ"),
        *layout.addressee(facts.firm.name),
        *layout.body(
            f"{facts.letterhead.agency} đang giải quyết hồ sơ mã số {facts.case.code} của đơn vị theo thủ tục "
            f"“{facts.case.procedure}”. Hồ sơ chưa có quyết định giải quyết.",
            f"{decree_date(facts.asked_on).capitalize()}, {facts.letterhead.agency} đã yêu cầu đơn vị bổ sung, hoàn "
            f"thiện hồ sơ chậm nhất {decree_date(facts.answer_by)}, với nội dung: {stopped(facts.asked_for)}",
            "Đã hết thời hạn nêu trên mà không nhận được hồ sơ bổ sung. "
            f"{facts.letterhead.agency} thông báo dừng giải quyết hồ sơ nói trên.",
            "Đơn vị có thể nộp hồ sơ mới khi đã chuẩn bị đủ thành phần hồ sơ./.",
        ),
        *layout.signed(facts.signature, ("Như trên", f"Lưu: VT, {facts.letterhead.short}")),
    ]


def _head(letterhead: Letterhead, form: str, number: str, on: date | None, symbol: str = "") -> Story:
    if not symbol:
        return [*layout.head(letterhead, form=form), Spacer(1, 4)]
    return layout.head(letterhead, Numbered(f"{symbol}-{letterhead.short}", number, on), form=form)


def _contact(firm: Firm) -> tuple[tuple[str, str], ...]:
    return (("Địa chỉ", firm.address), ("Số điện thoại", phone(firm.phone)), ("Thư điện tử", firm.email))


def _asked_for(case: Case) -> str:
    return f"{case.procedure} ({case.subject})" if case.subject else case.procedure


def _filer(name: str) -> Signature:
    return Signature(("Người nộp hồ sơ",), name, "Ký và ghi rõ họ tên")


def _officer(position: str, name: str) -> Signature:
    return Signature((position,), name, "Ký và ghi rõ họ tên")
