"""Vouchers for the treasury: Mẫu 13, 14, 17, 18, 20, 10, 09 and 08 of Nghị định 347/2025/NĐ-CP.

They are drawn from a list of fields and not from the original, and say so until somebody compared them.
"""

from nscl_grants.documents import style
from nscl_grants.documents.facts.treasury import (
    AdvanceSettlement,
    Drawdown,
    FiguresCorrection,
    PayeeList,
    PaymentOrder,
    RepaymentSlip,
    SplitDrawdown,
    SplitPaymentOrder,
)
from nscl_grants.documents.flowables import grid
from nscl_grants.documents.layout import Story
from nscl_grants.documents.papers.treasury_form import (
    answer_line,
    answer_lines,
    form_title,
    form_top,
    hands,
    payee_part,
    signing_line,
    spent_grid,
    spent_table,
    tick_boxes,
    treasury_part,
    unit_answers,
    unsure_note,
    withheld_part,
)
from nscl_grants.documents.wording import short_date
from nscl_grants.domain.money import total
from nscl_grants.domain.number_words import amount_in_words


def drawdown(facts: Drawdown) -> Story:
    """Giấy rút dự toán ngân sách nhà nước."""
    return _drawdown(facts, "Mẫu số 13", "C2-02a/NS", [])


def drawdown_split(facts: SplitDrawdown) -> Story:
    """Giấy rút dự toán, with the part that goes to the budget."""
    return _drawdown(facts, "Mẫu số 14", "C2-02b/NS", withheld_part(facts.lines, facts.withheld))


def _drawdown(facts: Drawdown, form: str, symbol: str, split: Story) -> Story:
    payer = facts.payer
    return [
        *form_top(form, symbol, facts.number, facts.budget_year),
        *form_title("Giấy rút dự toán ngân sách nhà nước"),
        tick_boxes(
            ("Dự toán tạm cấp", False),
            ("Dự toán chính thức", True),
            ("Thực chi", not facts.is_advance),
            ("Tạm ứng", facts.is_advance),
            ("Chuyển khoản", True),
            ("Tiền mặt", False),
        ),
        *answer_lines(
            ("Mã số hồ sơ", facts.case.code),
            ("Đơn vị rút dự toán", payer.name),
            *unit_answers(payer),
            ("Mã CTMT, dự án", payer.program_code, "Tên CTMT, dự án", payer.program),
            ("Quyết định hỗ trợ số", facts.decision_number, "Ngày", short_date(facts.decided_on)),
            ("Tổng số tiền theo quyết định", f"{facts.decided_amount} đồng"),
        ),
        *spent_table(facts.lines),
        *split,
        *payee_part(facts.firm, facts.account),
        *unsure_note(payer),
        *hands(signing_line(facts.on), ("Kế toán trưởng", "Thủ trưởng đơn vị")),
        *treasury_part(payer.treasury),
    ]


def payment_order(facts: PaymentOrder) -> Story:
    """Ủy nhiệm chi."""
    return _payment_order(facts, "Mẫu số 17", "C4-02a/KB", [])


def payment_order_split(facts: SplitPaymentOrder) -> Story:
    """Ủy nhiệm chi, with the part that goes to the budget."""
    return _payment_order(facts, "Mẫu số 18", "C4-02c/KB", withheld_part(facts.lines, facts.withheld))


def _payment_order(facts: PaymentOrder, form: str, symbol: str, split: Story) -> Story:
    payer = facts.payer
    return [
        *form_top(form, symbol, facts.number, facts.budget_year),
        *form_title("Ủy nhiệm chi", "Chuyển khoản, chuyển tiền thư, điện"),
        *answer_lines(
            ("Mã số hồ sơ", facts.case.code),
            ("Đơn vị trả tiền", payer.name),
            *unit_answers(payer),
            ("Quyết định hỗ trợ số", facts.decision_number, "Ngày", short_date(facts.decided_on)),
        ),
        *spent_table(facts.lines),
        *split,
        *payee_part(facts.firm, facts.account),
        *unsure_note(payer),
        *hands(signing_line(facts.on), ("Kế toán trưởng", "Chủ tài khoản")),
        *treasury_part(payer.treasury),
    ]


def advance_settlement(facts: AdvanceSettlement) -> Story:
    """Giấy đề nghị thanh toán tạm ứng."""
    settled = total([each.amount for each in facts.lines])
    return [
        *form_top("Mẫu số 10", "C2-03/NS", facts.number, facts.budget_year),
        *form_title("Giấy đề nghị thanh toán tạm ứng, ứng trước"),
        tick_boxes(("Tạm ứng sang thực chi", True), ("Ứng trước chưa đủ điều kiện sang đủ điều kiện", False)),
        *answer_lines(
            ("Mã số hồ sơ", facts.case.code),
            ("Đơn vị đề nghị", facts.payer.name),
            *unit_answers(facts.payer),
            ("Đối tượng thụ hưởng", facts.firm.name, "Mã số thuế", facts.firm.tax_code),
            ("Quyết định hỗ trợ số", facts.decision_number, "Ngày", short_date(facts.decided_on)),
            ("Biên bản nghiệm thu số", facts.minutes_number, "Ngày", short_date(facts.minutes_on)),
            ("Giá trị nghiệm thu", f"{facts.accepted} đồng", "Số dư tạm ứng", f"{facts.advanced} đồng"),
        ),
        *spent_table(facts.lines),
        answer_line(("Số dư tạm ứng sau thanh toán", f"{facts.advanced - settled} đồng")),
        *unsure_note(facts.payer),
        *hands(signing_line(facts.on), ("Kế toán trưởng", "Thủ trưởng đơn vị")),
        *treasury_part(facts.payer.treasury),
    ]


def figures_correction(facts: FiguresCorrection) -> Story:
    """Phiếu điều chỉnh số liệu ngân sách."""
    whole = total([row.amount for row in facts.rows])
    cell, number = style.FORM_CELL, style.FORM_CELL_NUMBER
    rows = [
        (str(nth), f"{row.content}. Chứng từ {row.voucher}", row.from_codes, row.to_codes, str(row.amount))
        for nth, row in enumerate(facts.rows, 1)
    ]
    return [
        *form_top("Mẫu số 09", "C2-10/NS", facts.number, facts.budget_year),
        *form_title("Phiếu điều chỉnh số liệu ngân sách"),
        *answer_lines(
            ("Kính gửi", facts.payer.treasury),
            ("Đơn vị đề nghị", facts.payer.name),
            *unit_answers(facts.payer),
            ("Lý do điều chỉnh", facts.reason),
        ),
        grid(
            ("STT", "Nội dung", "Đã hạch toán", "Đề nghị điều chỉnh", "Số tiền (đồng)"),
            rows,
            (7, 33, 21, 21, 18),
            (style.FORM_CELL_CENTRE, cell, cell, cell, number),
            total=("", "Tổng cộng", "", "", str(whole)),
            head_look=style.FORM_CELL_HEAD,
        ),
        answer_line(("Tổng số tiền bằng chữ", amount_in_words(whole))),
        *unsure_note(facts.payer),
        *hands(signing_line(facts.on), ("Người lập", "Kế toán trưởng", "Thủ trưởng đơn vị")),
        *treasury_part(facts.payer.treasury),
    ]


def payee_list(facts: PayeeList) -> Story:
    """Danh sách thanh toán cho đối tượng thụ hưởng."""
    whole = total([payee.amount for payee in facts.payees])
    rows = [
        (str(nth), f"{payee.name} (MST {payee.tax_code})", payee.account, payee.bank, str(payee.amount))
        for nth, payee in enumerate(facts.payees, 1)
    ]
    return [
        *form_top("Mẫu số 20", "", facts.voucher, facts.budget_year),
        *form_title("Danh sách thanh toán cho đối tượng thụ hưởng", f"Kèm theo chứng từ số {facts.voucher}"),
        *answer_lines(("Đơn vị", facts.payer.name), *unit_answers(facts.payer)[:1]),
        grid(
            ("STT", "Đối tượng thụ hưởng", "Số tài khoản", "Ngân hàng", "Số tiền (đồng)"),
            rows,
            (7, 38, 18, 20, 17),
            (
                style.FORM_CELL_CENTRE,
                style.FORM_CELL,
                style.FORM_CELL,
                style.FORM_CELL,
                style.FORM_CELL_NUMBER,
            ),
            total=("", "Tổng cộng", "", "", str(whole)),
            head_look=style.FORM_CELL_HEAD,
        ),
        answer_line(("Tổng số tiền bằng chữ", amount_in_words(whole))),
        *hands(signing_line(facts.on), ("Người lập", "Kế toán trưởng", "Thủ trưởng đơn vị")),
    ]


def repayment_slip(facts: RepaymentSlip) -> Story:
    """Giấy nộp trả kinh phí."""
    rows = [("1", facts.content, "", "", "", str(facts.amount))]
    return [
        *form_top("Mẫu số 08", "C2-05a/NS", facts.number, facts.budget_year),
        *form_title("Giấy nộp trả kinh phí"),
        tick_boxes(
            ("Nộp trả tạm ứng", False),
            ("Nộp trả thực chi", True),
            ("Giảm chi ngân sách", facts.restores),
            ("Nộp ngân sách nhà nước", not facts.restores),
            ("Chuyển khoản", True),
        ),
        *answer_lines(
            ("Mã số hồ sơ", facts.case.code),
            ("Tổ chức nộp trả", facts.firm.name),
            ("Mã số thuế", facts.firm.tax_code, "Địa chỉ", facts.firm.address),
            ("Nộp trả kinh phí cho", facts.payer.name),
            *unit_answers(facts.payer)[:1],
            ("Tài khoản", facts.payer.account, "Tại", facts.payer.treasury),
            ("Theo Quyết định số", facts.decision_number, "Ngày", short_date(facts.decided_on)),
        ),
        spent_grid(rows, facts.amount),
        answer_line(("Tổng số tiền bằng chữ", amount_in_words(facts.amount))),
        *unsure_note(facts.payer),
        *hands(signing_line(facts.on), ("Người nộp", "Kế toán trưởng", "Thủ trưởng đơn vị")),
        *treasury_part(facts.payer.treasury),
    ]
