"""The parts of an official paper in the order of Nghị định 30/2020/NĐ-CP: head, title, grounds, articles, signature.

Each function gives flowables; the numbers are those of `style.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, PageBreak, Spacer

from nscl_grants.documents import style
from nscl_grants.documents.facts import Letterhead, Signature
from nscl_grants.documents.flowables import Balanced, Cell, Columns, Para, Ruled, SigningRoom
from nscl_grants.documents.safe import bold, lines, rich
from nscl_grants.documents.sheet import AnnexBegins
from nscl_grants.documents.wording import decree_date, open_date

Story = list[Flowable]

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"


@dataclass(frozen=True, slots=True)
class Numbered:
    """Number and date of a paper; what the clerk has not given yet stays open to be filled in by hand."""

    symbol: str
    """What follows the number: "QĐ-SKHCN"."""
    number: str = ""
    """The number alone, or with its symbol as the register has it."""
    on: date | None = None
    year: int = 0
    """The year that an open date ends in."""

    @property
    def line(self) -> str:
        """Số: 05/QĐ-SKHCN."""
        if "/" in self.number:
            return f"Số: {self.number}"
        return f"Số: {self.number or open_space(8)}/{self.symbol}"


def open_space(wide: int) -> str:
    """Room to write by hand."""
    return "\u00a0" * wide


def head(letterhead: Letterhead, numbered: Numbered | None = None, *, form: str = "") -> Story:
    """Agency and number at the left, Quốc hiệu, Tiêu ngữ, place and date at the right."""
    left: list[Cell] = [
        [
            Balanced(letterhead.parent.upper(), style.PARENT),
            Ruled(letterhead.agency.upper(), style.AGENCY, style.SHORT_RULE),
        ]
    ]
    right: list[Cell] = [[Para(NATION, style.NATION), Ruled(MOTTO, style.MOTTO, style.WHOLE_RULE)]]
    rows: list[list[Cell]] = [[left[0], right[0]]]
    if numbered is not None:
        rows += [[Spacer(1, 6), Spacer(1, 6)], [_number(numbered), _place_and_date(letterhead.place, numbered)]]
    widths = [style.WIDTH * style.HEAD_LEFT, style.WIDTH * (1 - style.HEAD_LEFT)]
    above: Story = [Para(form, style.FORM_NAME), Spacer(1, 4)] if form else []
    return [*above, Columns(rows, widths), Spacer(1, 14)]


def head_of_firm(name: str, place: str, on: date) -> Story:
    """The head of a paper that an organisation sends: its name at the left, dated at the right."""
    left = [Ruled(name.upper(), style.AGENCY, style.SHORT_RULE)]
    right = [
        Para(NATION, style.NATION),
        Ruled(MOTTO, style.MOTTO, style.WHOLE_RULE),
        Spacer(1, 6),
        Para(f"{place}, {decree_date(on)}", style.PLACE_DATE),
    ]
    widths = [style.WIDTH * style.HEAD_LEFT, style.WIDTH * (1 - style.HEAD_LEFT)]
    return [Columns([[left, right]], widths), Spacer(1, 14)]


def _number(numbered: Numbered) -> Flowable:
    return Para(numbered.line, style.NUMBER) if numbered.symbol else Spacer(1, 1)


def _place_and_date(place: str, numbered: Numbered) -> Flowable:
    words = open_date(numbered.year) if numbered.on is None else decree_date(numbered.on)
    return Para(f"{place}, {words}", style.PLACE_DATE)


def title(kind: str, subject: str = "") -> Story:
    """The kind of paper in capitals, and what it is about, with a line below."""
    named: Story = [Balanced(kind.upper(), style.TITLE, "H1"), Spacer(1, 2)]
    if subject:
        named.append(Ruled(subject, style.SUBJECT, style.SHORT_RULE))
    return [*named, Spacer(1, 10)]


def authority(name: str) -> Story:
    """Who decides: GIÁM ĐỐC SỞ KHOA HỌC VÀ CÔNG NGHỆ."""
    return [Balanced(name.upper(), style.AUTHORITY)]


def addressee(name: str) -> Story:
    """Kính gửi: …"""
    return [Para(rich("Kính gửi: ", name), style.ADDRESSEE)]


def bases(grounds: Sequence[str]) -> Story:
    """Căn cứ: each on a line of its own, closed by a semicolon, the last one by a full stop."""
    ends = [";"] * (len(grounds) - 1) + ["."]
    return [Para(ground.rstrip(";. ") + end, style.BASIS) for ground, end in zip(grounds, ends, strict=True)]


def body(*texts: str) -> Story:
    """Paragraphs of running text."""
    return [Para(text, _running(text)) for text in texts if text]


def _running(text: str) -> ParagraphStyle:
    return style.CLOSING if text.endswith(style.END) else style.BODY


def article(number: int, text: str, *clauses: str) -> Story:
    """Điều 1. Its text, then its clauses 1., 2., …"""
    first = Para(rich(bold(f"Điều {number}. "), text), _running(text))
    if len(clauses) == 1:
        return [first, Para(clauses[0], style.BODY)]
    return [first, *(Para(f"{nth}. {clause}", style.BODY) for nth, clause in enumerate(clauses, 1))]


def heading(text: str) -> Story:
    """A heading inside a paper; never the last thing on a page."""
    return [CondPageBreak(style.HEADING_NEEDS), Para(text, style.HEADING, "H2")]


def field(name: str, value: str) -> Flowable:
    """One line of a form: what is asked, and the answer."""
    return Para(rich(name, ": ", value or "–"), style.FIELD)


def fields(*pairs: tuple[str, str]) -> Story:
    """Lines of a form; a pair without a value is left out."""
    return [field(name, value) for name, value in pairs if value]


def numbered_list(items: Sequence[str]) -> Story:
    """1. … 2. … one below the other."""
    return [Para(f"{nth}. {item}", style.LISTED) for nth, item in enumerate(items, 1)]


def note(text: str) -> Story:
    """A remark in smaller italics."""
    return [Para(text, style.NOTE)]


def signed(signature: Signature, recipients: Sequence[str] = ()) -> Story:
    """Nơi nhận at the left, the signature at the right; never torn apart."""
    left: list[Flowable] = []
    if recipients:
        ends = [";"] * (len(recipients) - 1) + ["."]
        left = [Para("Nơi nhận:", style.RECIPIENTS_HEAD)]
        left += [Para(f"- {name}{end}", style.RECIPIENTS) for name, end in zip(recipients, ends, strict=True)]
    widths = [style.WIDTH * style.SIGNATURE_LEFT, style.WIDTH * (1 - style.SIGNATURE_LEFT)]
    return [Columns([[left or [Spacer(1, 1)], _hand(signature, _room())]], widths, spaceBefore=style.BEFORE_SIGNATURE)]


def signed_by_two(left: Signature, right: Signature) -> Story:
    """Two signatures side by side."""
    return [
        Columns(
            [
                [
                    _hand(left, Spacer(1, style.SIGNATURE_GAP), hinted=bool(right.hint)),
                    _hand(right, _room(), hinted=bool(left.hint)),
                ]
            ],
            [style.WIDTH / 2] * 2,
            spaceBefore=style.BEFORE_SIGNATURE,
        )
    ]


def _hand(signature: Signature, room: Flowable, *, hinted: bool = False) -> list[Flowable]:
    """Position, room and name; `hinted` keeps the line of a hint free, so that two names stand level."""
    position = Para(lines(*(line.upper() for line in signature.position)), style.SIGNER)
    hint: list[Flowable] = [Para(f"({signature.hint})", style.SIGNER_HINT)] if signature.hint else []
    if hinted and not hint:
        hint = [Spacer(1, style.SIGNER_HINT.leading)]
    return [position, *hint, room, Para(signature.name, style.SIGNER)]


def _room() -> Flowable:
    """Where the office signs, by hand or by key."""
    return SigningRoom(style.SIGNATURE_GAP)


def annex(name: str, title_: str, reference: str) -> Story:
    """A new page that begins an annex with page numbers of its own."""
    return [
        PageBreak(),
        AnnexBegins(),
        Para(name, style.ANNEX, "H1"),
        Balanced(title_.upper(), style.ANNEX_TITLE),
        Balanced(reference, style.ANNEX_REFERENCE),
    ]
