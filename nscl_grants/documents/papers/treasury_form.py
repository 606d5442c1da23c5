"""What every voucher for the treasury is made of: its top, its answers, its table of amounts, its signatures."""

from collections.abc import Sequence
from datetime import date

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, KeepTogether, Spacer

from nscl_grants.documents import style
from nscl_grants.documents.facts import Firm
from nscl_grants.documents.facts.claims import Account
from nscl_grants.documents.facts.treasury import (
    Payer,
    Spent,
    Withheld,
)
from nscl_grants.documents.flowables import Columns, Para, Ruled, grid
from nscl_grants.documents.layout import Story
from nscl_grants.documents.safe import bold, lines, rich
from nscl_grants.documents.wording import decree_date, open_date
from nscl_grants.domain.money import Money, total
from nscl_grants.domain.number_words import amount_in_words

COMPARE = "MẪU DỰNG THEO DANH MỤC TRƯỜNG CỦA NGHỊ ĐỊNH 347/2025/NĐ-CP – CẦN ĐỐI CHIẾU MẪU GỐC"
_DOTS = "…………"


def form_top(form: str, symbol: str, number: str, year: int) -> Story:
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


def form_title(text: str, below: str = "") -> Story:
    named: Story = [Ruled(text.upper(), style.FORM_TITLE, style.SHORT_RULE, "H1")]
    return [*named, *([Spacer(1, 3), Para(below, style.FORM_HINT)] if below else []), Spacer(1, 6)]


def tick_boxes(*boxes: tuple[str, bool]) -> Flowable:
    """Boxes to tick; a cross in a box is easier to see on a copy than a filled one."""
    parts = [f"{name} [{'X' if ticked else '   '}]".replace(" ", "\u00a0") for name, ticked in boxes]
    return Para("\u00a0\u00a0\u00a0 ".join(parts), style.FORM_HINT_BOXES)


def answer_lines(*answers: tuple[str, ...]) -> Story:
    return [answer_line(answer) for answer in answers]


def answer_line(answer: tuple[str, ...]) -> Flowable:
    """One or two named values on a line."""
    pairs = [answer[nth : nth + 2] for nth in range(0, len(answer), 2)]
    cells = [Para(rich(name, ": ", bold(value or _DOTS)), style.FORM) for name, value in pairs]
    shares = (0.55, 0.45) if len(cells) == 2 else (1.0,)
    return Columns([cells], [style.WIDTH * share for share in shares])


def spent_table(spent: tuple[Spent, ...]) -> Story:
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
    return [spent_grid(rows, whole), answer_line(("Tổng số tiền bằng chữ", amount_in_words(whole)))]


def spent_grid(rows: Sequence[tuple[str, ...]], whole: Money) -> Flowable:
    centre: ParagraphStyle = style.FORM_CELL_CENTRE
    return grid(
        ("STT", "Nội dung", "Mã NDKT", "Mã ngành KT", "Mã nguồn NSNN", "Số tiền (đồng)"),
        rows,
        (7, 41, 11, 11, 12, 18),
        (centre, style.FORM_CELL, centre, centre, centre, style.FORM_CELL_NUMBER),
        total=("", "Tổng cộng", "", "", "", str(whole)),
        head_look=style.FORM_CELL_HEAD,
    )


def unit_answers(payer: Payer) -> tuple[tuple[str, ...], ...]:
    """How the treasury knows the unit."""
    return (
        ("Mã ĐVQHNS", payer.unit_code, "Mã chương", payer.chapter),
        ("Địa chỉ", payer.address),
        ("Tài khoản", payer.account, "Tại", payer.treasury),
    )


def withheld_part(spent: tuple[Spent, ...], withheld: Withheld) -> Story:
    """What of the amount goes to the budget, and what to the organisation."""
    whole = total([each.amount for each in spent])
    return [
        *answer_lines(
            ("Trong đó, nộp ngân sách nhà nước", f"{withheld.amount} đồng", "Kỳ thuế", withheld.period),
            ("Nội dung khoản nộp", withheld.content, "Cơ quan quản lý thu", withheld.collector),
            ("Mã chương", withheld.chapter, "Mã NDKT", withheld.economic_code),
            ("Thanh toán cho đối tượng thụ hưởng", f"{whole - withheld.amount} đồng"),
            ("Bằng chữ", amount_in_words(whole - withheld.amount)),
        )
    ]


def unsure_note(payer: Payer) -> Story:
    """Which codes are still to be confirmed with the treasury."""
    if not payer.unsure:
        return []
    return [Para(f"Cần xác nhận với Kho bạc: {', '.join(payer.unsure)}.", style.FORM_HINT)]


def payee_part(firm: Firm, account: Account) -> Story:
    return [
        Spacer(1, 4),
        *answer_lines(
            ("Đơn vị nhận tiền", account.holder or firm.name),
            ("Mã số thuế", firm.tax_code, "Địa chỉ", firm.address),
            ("Tài khoản", account.number, "Tại", account.where),
        ),
    ]


def signing_line(on: date | None) -> str:
    return decree_date(on).capitalize() if on else open_date(0).capitalize()


def hands(dated: str, positions: tuple[str, ...]) -> Story:
    """Signatures side by side under the date, never torn apart."""
    return [KeepTogether([Spacer(1, 8), *signatures(dated, positions)])]


def signatures(dated: str, positions: tuple[str, ...]) -> Story:
    cells = [
        [Para(position.upper(), style.FORM_SIGNER), Para("(Ký, ghi rõ họ tên)", style.FORM_HINT), Spacer(1, 48)]
        for position in positions
    ]
    date_cell = [Para(dated, style.FORM_HINT)] if dated else [Spacer(1, 1)]
    return [
        Columns([[[Spacer(1, 1)], date_cell]], [style.WIDTH * 0.5, style.WIDTH * 0.5]),
        Columns([cells], [style.WIDTH / len(positions)] * len(positions)),
    ]


def treasury_part(treasury: str) -> Story:
    """What the treasury fills in."""
    blank = _DOTS * 2
    part = [
        Para(bold("PHẦN KHO BẠC NHÀ NƯỚC GHI"), style.FORM),
        Para(f"{treasury}. Ngày hạch toán: {blank}", style.FORM),
        Para(f"Nợ TK: {blank} Có TK: {blank} Mã ĐBHC: {blank}", style.FORM),
        Spacer(1, 6),
    ]
    return [KeepTogether([*part, *signatures("", ("Kế toán", "Kế toán trưởng", "Giám đốc"))])]
