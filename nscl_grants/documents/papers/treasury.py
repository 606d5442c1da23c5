"""Vouchers for the treasury: Mẫu 13, 14, 17, 18, 20, 10, 09 and 08 of Nghị định 347/2025/NĐ-CP.

They are drawn from a list of fields and not from the original, and say so until somebody compared them.
"""

from collections.abc import Sequence
from datetime import date

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, KeepTogether, Spacer

from nscl_grants.documents import style
from nscl_grants.documents.facts import Firm
from nscl_grants.documents.facts.claims import Account
from nscl_grants.documents.facts.treasury import (
    AdvanceSettlement,
    Drawdown,
    FiguresCorrection,
    PayeeList,
    Payer,
    PaymentOrder,
    RepaymentSlip,
    Spent,
    SplitDrawdown,
    SplitPaymentOrder,
    Withheld,
)
from nscl_grants.documents.flowables import Columns, Para, Ruled, grid
from nscl_grants.documents.layout import Story
from nscl_grants.documents.safe import bold, lines, rich
from nscl_grants.documents.wording import decree_date, open_date, short_date
from nscl_grants.domain.money import Money, total
from nscl_grants.domain.number_words import amount_in_words

COMPARE = "MẪU DỰNG THEO DANH MỤC TRƯỜNG CỦA NGHỊ ĐỊNH 347/2025/NĐ-CP – CẦN ĐỐI CHIẾU MẪU GỐC"
_DOTS = "…………"


def drawdown(facts: Drawdown) -> Story:
    """Giấy rút dự toán ngân sách nhà nước."""
    return _drawdown(facts, "Mẫu số 13", "C2-02a/NS", [])


def drawdown_split(facts: SplitDrawdown) -> Story:
    """Giấy rút dự toán, with the part that goes to the budget."""
    return _drawdown(facts, "Mẫu số 14", "C2-02b/NS", _split(facts.lines, facts.withheld))


def _drawdown(facts: Drawdown, form: str, symbol: str, split: Story) -> Story:
    payer = facts.payer
    return [
        *_top(form, symbol, facts.number, facts.budget_year),
        *_title("Giấy rút dự toán ngân sách nhà nước"),
        _boxes(
            ("Dự toán tạm cấp", False),
            ("Dự toán chính thức", True),
            ("Thực chi", not facts.is_advance),
            ("Tạm ứng", facts.is_advance),
            ("Chuyển khoản", True),
            ("Tiền mặt", False),
        ),
        *_lines(
            ("Mã số hồ sơ", facts.case.code),
            ("Đơn vị rút dự toán", payer.name),
            *_unit(payer),
            ("Mã CTMT, dự án", payer.program_code, "Tên CTMT, dự án", payer.program),
            ("Quyết định hỗ trợ số", facts.decision_number, "Ngày", short_date(facts.decided_on)),
            ("Tổng số tiền theo quyết định", f"{facts.decided_amount} đồng"),
        ),
        *_table(facts.lines),
        *split,
        *_payee(facts.firm, facts.account),
        *_unsure(payer),
        *_hands(_signing(facts.on), ("Kế toán trưởng", "Thủ trưởng đơn vị")),
        *_treasury_part(payer.treasury),
    ]


def payment_order(facts: PaymentOrder) -> Story:
    """Ủy nhiệm chi."""
    return _payment_order(facts, "Mẫu số 17", "C4-02a/KB", [])


def payment_order_split(facts: SplitPaymentOrder) -> Story:
    """Ủy nhiệm chi, with the part that goes to the budget."""
    return _payment_order(facts, "Mẫu số 18", "C4-02c/KB", _split(facts.lines, facts.withheld))


def _payment_order(facts: PaymentOrder, form: str, symbol: str, split: Story) -> Story:
    payer = facts.payer
    return [
        *_top(form, symbol, facts.number, facts.budget_year),
        *_title("Ủy nhiệm chi", "Chuyển khoản, chuyển tiền thư, điện"),
        *_lines(
            ("Mã số hồ sơ", facts.case.code),
            ("Đơn vị trả tiền", payer.name),
            *_unit(payer),
            ("Quyết định hỗ trợ số", facts.decision_number, "Ngày", short_date(facts.decided_on)),
        ),
        *_table(facts.lines),
        *split,
        *_payee(facts.firm, facts.account),
        *_unsure(payer),
        *_hands(_signing(facts.on), ("Kế toán trưởng", "Chủ tài khoản")),
        *_treasury_part(payer.treasury),
    ]


def advance_settlement(facts: AdvanceSettlement) -> Story:
    """Giấy đề nghị thanh toán tạm ứng."""
    settled = total([each.amount for each in facts.lines])
    return [
        *_top("Mẫu số 10", "C2-03/NS", facts.number, facts.budget_year),
        *_title("Giấy đề nghị thanh toán tạm ứng, ứng trước"),
        _boxes(("Tạm ứng sang thực chi", True), ("Ứng trước chưa đủ điều kiện sang đủ điều kiện", False)),
        *_lines(
            ("Mã số hồ sơ", facts.case.code),
            ("Đơn vị đề nghị", facts.payer.name),
            *_unit(facts.payer),
            ("Đối tượng thụ hưởng", facts.firm.name, "Mã số thuế", facts.firm.tax_code),
            ("Quyết định hỗ trợ số", facts.decision_number, "Ngày", short_date(facts.decided_on)),
            ("Biên bản nghiệm thu số", facts.minutes_number, "Ngày", short_date(facts.minutes_on)),
            ("Giá trị nghiệm thu", f"{facts.accepted} đồng", "Số dư tạm ứng", f"{facts.advanced} đồng"),
        ),
        *_table(facts.lines),
        _line(("Số dư tạm ứng sau thanh toán", f"{facts.advanced - settled} đồng")),
        *_unsure(facts.payer),
        *_hands(_signing(facts.on), ("Kế toán trưởng", "Thủ trưởng đơn vị")),
        *_treasury_part(facts.payer.treasury),
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
        *_top("Mẫu số 09", "C2-10/NS", facts.number, facts.budget_year),
        *_title("Phiếu điều chỉnh số liệu ngân sách"),
        *_lines(
            ("Kính gửi", facts.payer.treasury),
            ("Đơn vị đề nghị", facts.payer.name),
            *_unit(facts.payer),
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
        _line(("Tổng số tiền bằng chữ", amount_in_words(whole))),
        *_unsure(facts.payer),
        *_hands(_signing(facts.on), ("Người lập", "Kế toán trưởng", "Thủ trưởng đơn vị")),
        *_treasury_part(facts.payer.treasury),
    ]


def payee_list(facts: PayeeList) -> Story:
    """Danh sách thanh toán cho đối tượng thụ hưởng."""
    whole = total([payee.amount for payee in facts.payees])
    rows = [
        (str(nth), f"{payee.name} (MST {payee.tax_code})", payee.account, payee.bank, str(payee.amount))
        for nth, payee in enumerate(facts.payees, 1)
    ]
    return [
        *_top("Mẫu số 20", "", facts.voucher, facts.budget_year),
        *_title("Danh sách thanh toán cho đối tượng thụ hưởng", f"Kèm theo chứng từ số {facts.voucher}"),
        *_lines(("Đơn vị", facts.payer.name), *_unit(facts.payer)[:1]),
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
        _line(("Tổng số tiền bằng chữ", amount_in_words(whole))),
        *_hands(_signing(facts.on), ("Người lập", "Kế toán trưởng", "Thủ trưởng đơn vị")),
    ]


def repayment_slip(facts: RepaymentSlip) -> Story:
    """Giấy nộp trả kinh phí."""
    rows = [("1", facts.content, "", "", "", str(facts.amount))]
    return [
        *_top("Mẫu số 08", "C2-05a/NS", facts.number, facts.budget_year),
        *_title("Giấy nộp trả kinh phí"),
        _boxes(
            ("Nộp trả tạm ứng", False),
            ("Nộp trả thực chi", True),
            ("Giảm chi ngân sách", facts.restores),
            ("Nộp ngân sách nhà nước", not facts.restores),
            ("Chuyển khoản", True),
        ),
        *_lines(
            ("Mã số hồ sơ", facts.case.code),
            ("Tổ chức nộp trả", facts.firm.name),
            ("Mã số thuế", facts.firm.tax_code, "Địa chỉ", facts.firm.address),
            ("Nộp trả kinh phí cho", facts.payer.name),
            *_unit(facts.payer)[:1],
            ("Tài khoản", facts.payer.account, "Tại", facts.payer.treasury),
            ("Theo Quyết định số", facts.decision_number, "Ngày", short_date(facts.decided_on)),
        ),
        _spent_grid(rows, facts.amount),
        _line(("Tổng số tiền bằng chữ", amount_in_words(facts.amount))),
        *_unsure(facts.payer),
        *_hands(_signing(facts.on), ("Người nộp", "Kế toán trưởng", "Thủ trưởng đơn vị")),
        *_treasury_part(facts.payer.treasury),
    ]


def _top(form: str, symbol: str, number: str, year: int) -> Story:
    """The form's name and number at the right, the warning that it was not compared across the page."""
    left: list[Flowable] = [Para("Không ghi vào khu vực này", style.FORM_HINT)]
    right = [
        Para(lines(*(text for text in (form, symbol) if text)), style.FORM_CELL_HEAD),
        Para(f"Số: {number}", style.FORM_CELL_CENTRE),
        Para(f"Năm ngân sách: {year}", style.FORM_CELL_CENTRE),
    ]
    return [
        Para(COMPARE, style.FORM_NOTE),
        Spacer(1, 6),
        Columns([[left, right]], [style.WIDTH * 0.65, style.WIDTH * 0.35]),
        Spacer(1, 4),
    ]


def _title(text: str, below: str = "") -> Story:
    named: Story = [Ruled(text.upper(), style.FORM_TITLE, style.SHORT_RULE, "H1")]
    return [*named, *([Spacer(1, 3), Para(below, style.FORM_HINT)] if below else []), Spacer(1, 6)]


def _boxes(*boxes: tuple[str, bool]) -> Flowable:
    """Boxes to tick; a cross in a box is easier to see on a copy than a filled one."""
    parts = [f"{name} [{'X' if ticked else '   '}]".replace(" ", "\u00a0") for name, ticked in boxes]
    return Para("\u00a0\u00a0\u00a0 ".join(parts), style.FORM_HINT_BOXES)


def _lines(*answers: tuple[str, ...]) -> Story:
    return [_line(answer) for answer in answers]


def _line(answer: tuple[str, ...]) -> Flowable:
    """One or two named values on a line."""
    pairs = [answer[nth : nth + 2] for nth in range(0, len(answer), 2)]
    cells = [Para(rich(name, ": ", bold(value or _DOTS)), style.FORM) for name, value in pairs]
    shares = (0.55, 0.45) if len(cells) == 2 else (1.0,)
    return Columns([cells], [style.WIDTH * share for share in shares])


def _table(spent: tuple[Spent, ...]) -> Story:
    rows = [
        (
            str(nth),
            f"{each.content} {f'Hóa đơn, chứng từ: {each.invoice}' if each.invoice else ''}".strip(),
            each.economic_code,
            each.sector_code,
            each.source_code,
            str(each.amount),
        )
        for nth, each in enumerate(spent, 1)
    ]
    whole = total([each.amount for each in spent])
    return [_spent_grid(rows, whole), _line(("Tổng số tiền bằng chữ", amount_in_words(whole)))]


def _spent_grid(rows: Sequence[tuple[str, ...]], whole: Money) -> Flowable:
    centre: ParagraphStyle = style.FORM_CELL_CENTRE
    return grid(
        ("STT", "Nội dung", "Mã NDKT", "Mã ngành KT", "Mã nguồn NSNN", "Số tiền (đồng)"),
        rows,
        (7, 41, 11, 11, 12, 18),
        (centre, style.FORM_CELL, centre, centre, centre, style.FORM_CELL_NUMBER),
        total=("", "Tổng cộng", "", "", "", str(whole)),
        head_look=style.FORM_CELL_HEAD,
    )


def _unit(payer: Payer) -> tuple[tuple[str, ...], ...]:
    """How the treasury knows the unit."""
    return (
        ("Mã ĐVQHNS", payer.unit_code, "Mã chương", payer.chapter),
        ("Địa chỉ", payer.address),
        ("Tài khoản", payer.account, "Tại", payer.treasury),
    )


def _split(spent: tuple[Spent, ...], withheld: Withheld) -> Story:
    """What of the amount goes to the budget, and what to the organisation."""
    whole = total([each.amount for each in spent])
    return [
        *_lines(
            ("Trong đó, nộp ngân sách nhà nước", f"{withheld.amount} đồng", "Kỳ thuế", withheld.period),
            ("Nội dung khoản nộp", withheld.content, "Cơ quan quản lý thu", withheld.collector),
            ("Mã chương", withheld.chapter, "Mã NDKT", withheld.economic_code),
            ("Thanh toán cho đối tượng thụ hưởng", f"{whole - withheld.amount} đồng"),
            ("Bằng chữ", amount_in_words(whole - withheld.amount)),
        )
    ]


def _unsure(payer: Payer) -> Story:
    """Which codes are still to be confirmed with the treasury."""
    if not payer.unsure:
        return []
    return [Para(f"Cần xác nhận với Kho bạc: {', '.join(payer.unsure)}.", style.FORM_HINT)]


def _payee(firm: Firm, account: Account) -> Story:
    return [
        Spacer(1, 4),
        *_lines(
            ("Đơn vị nhận tiền", account.holder or firm.name),
            ("Mã số thuế", firm.tax_code, "Địa chỉ", firm.address),
            ("Tài khoản", account.number, "Tại", account.where),
        ),
    ]


def _signing(on: date | None) -> str:
    return decree_date(on).capitalize() if on else open_date(0).capitalize()


def _hands(dated: str, positions: tuple[str, ...]) -> Story:
    """Signatures side by side under the date, never torn apart."""
    return [KeepTogether([Spacer(1, 8), *_signatures(dated, positions)])]


def _signatures(dated: str, positions: tuple[str, ...]) -> Story:
    cells = [
        [Para(position.upper(), style.FORM_SIGNER), Para("(Ký, ghi rõ họ tên)", style.FORM_HINT), Spacer(1, 48)]
        for position in positions
    ]
    date_cell = [Para(dated, style.FORM_HINT)] if dated else [Spacer(1, 1)]
    return [
        Columns([[[Spacer(1, 1)], date_cell]], [style.WIDTH * 0.5, style.WIDTH * 0.5]),
        Columns([cells], [style.WIDTH / len(positions)] * len(positions)),
    ]


def _treasury_part(treasury: str) -> Story:
    """What the treasury fills in."""
    blank = _DOTS * 2
    part = [
        Para(bold("PHẦN KHO BẠC NHÀ NƯỚC GHI"), style.FORM),
        Para(f"{treasury}. Ngày hạch toán: {blank}", style.FORM),
        Para(f"Nợ TK: {blank} Có TK: {blank} Mã ĐBHC: {blank}", style.FORM),
        Spacer(1, 6),
    ]
    return [KeepTogether([*part, *_signatures("", ("Kế toán", "Kế toán trưởng", "Giám đốc"))])]
