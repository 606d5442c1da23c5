"""What an organisation signs to be paid: the claim, and the minutes of acceptance where work was contracted."""

from nscl_grants.documents import layout
from nscl_grants.documents.facts import Signature
from nscl_grants.documents.facts.claims import AcceptanceMinutes, ClaimPaper
from nscl_grants.documents.layout import Numbered, Story
from nscl_grants.documents.wording import amount_with_words, decision_words, phone


def claim_paper(facts: ClaimPaper) -> Story:
    """Giấy đề nghị thanh toán."""
    firm = facts.firm
    rest = "Đây là đề nghị cuối cùng; phần chưa đề nghị, nếu có, đơn vị không đề nghị nữa." if facts.is_final else ""
    return [
        *layout.head_of_firm(firm.name, facts.place, facts.on),
        *layout.title("Giấy đề nghị thanh toán", f"Lần {facts.nth}, hồ sơ mã số {facts.case.code}"),
        *layout.addressee(facts.letterhead.agency),
        *layout.fields(
            ("Tổ chức đề nghị", firm.name),
            ("Mã số thuế", firm.tax_code),
            ("Địa chỉ", firm.address),
            ("Số điện thoại", phone(firm.phone)),
            ("Người đại diện", f"{firm.representative}, {firm.representative_title}"),
            ("Nội dung hỗ trợ", f"{facts.case.procedure}; {facts.case.subject}"),
            ("Căn cứ", decision_words(facts.decision_number, facts.decided_on)),
            ("Số tiền được duyệt", amount_with_words(facts.approved)),
            ("Số tiền đã được chi", amount_with_words(facts.paid_before)),
            ("Số tiền đề nghị thanh toán lần này", amount_with_words(facts.amount)),
            ("Chuyển vào tài khoản số", facts.account.number),
            ("Chủ tài khoản", facts.account.holder),
            ("Mở tại", facts.account.where),
        ),
        *layout.body(
            rest,
            "Tổ chức cam đoan các chi phí kê khai là có thật, đã được trả và không được hỗ trợ từ nguồn ngân sách nào "
            "khác; chịu trách nhiệm trước pháp luật và hoàn trả kinh phí nếu kê khai sai./.",
        ),
        *layout.signed(
            Signature((firm.representative_title or "Người đại diện",), firm.representative, "Ký tên, đóng dấu")
        ),
    ]


def acceptance_minutes(facts: AcceptanceMinutes) -> Story:
    """Biên bản nghiệm thu."""
    firm = facts.firm
    return [
        *layout.head(facts.letterhead, Numbered(f"BB-{facts.letterhead.short}", facts.number, facts.on)),
        *layout.title("Biên bản nghiệm thu", f"Hồ sơ mã số {facts.case.code}"),
        *layout.fields(
            ("Bên giao", f"{facts.letterhead.agency}, {facts.letterhead.address}"),
            ("Bên nhận", f"{firm.name}, mã số thuế {firm.tax_code}, {firm.address}"),
            ("Đại diện bên nhận", f"{firm.representative}, {firm.representative_title}"),
            ("Căn cứ", facts.contract),
        ),
        *layout.heading("Công việc được nghiệm thu"),
        *layout.numbered_list(facts.work),
        *layout.fields(
            ("Chất lượng", facts.quality),
            ("Giá trị nghiệm thu", amount_with_words(facts.value)),
            ("Đã tạm ứng", amount_with_words(facts.advanced)),
        ),
        *layout.body("Hai bên thống nhất nghiệm thu công việc nêu trên để làm căn cứ thanh toán./."),
        *layout.signed_by_two(
            Signature(("Đại diện bên nhận",), firm.representative, "Ký tên, đóng dấu"), facts.accepted_by
        ),
    ]
