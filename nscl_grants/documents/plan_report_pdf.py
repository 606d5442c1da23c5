"""The report on the plan as a paper of Nghị định 30/2020/NĐ-CP, with its charts; the same content, the same bytes."""

from collections.abc import Sequence
from typing import Any

from reportlab.graphics import renderPDF
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer

from nscl_grants.documents import layout, style
from nscl_grants.documents.blocks import Annex, Block, Heading, Paragraph, Picture, Table
from nscl_grants.documents.facts import Letterhead, Signature
from nscl_grants.documents.flowables import Grid, Para
from nscl_grants.documents.fonts import register_fonts
from nscl_grants.documents.layout import Numbered, Story
from nscl_grants.documents.plan_report import RECIPIENT, compose
from nscl_grants.documents.safe import bold
from nscl_grants.documents.sheet import render
from nscl_grants.domain.results_report import Content

KIND = "Báo cáo"
POSITIONS = {
    "chair": ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
    "vice": ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
}
RECIPIENTS = (f"{RECIPIENT} (b/c)", "TT Tỉnh ủy, TT HĐND tỉnh (b/c)", "Chủ tịch, các PCT UBND tỉnh", "Lưu: VT")
_SHORT = 200
"""A table of no more points is not torn apart where a page can hold it."""
_SIGN, _LINE = 4.6, 11.5
"""About how wide a sign is in a cell, and how high a line."""
_ROOM = 90
"""What a table needs on a page to begin there: its caption, its head and a row."""
_LOOKS = {"text": style.FORM_CELL, "number": style.FORM_CELL_NUMBER, "centre": style.FORM_CELL_CENTRE}


class _Chart(Flowable):  # type: ignore[misc]  # ReportLab has no types.
    """A drawing in the middle of the page; an artifact, for the table beside it says the same."""

    def __init__(self, picture: Picture) -> None:
        super().__init__()
        self.drawing = picture.on_paper
        self.width, self.height = style.WIDTH, self.drawing.height

    def wrap(self, *_: Any) -> tuple[float, float]:
        """As wide as the text, as high as the drawing."""
        return self.width, self.height

    def draw(self) -> None:
        """Where the flow has come to."""
        self.canv.saveState()
        self.canv.translate((style.WIDTH - self.drawing.width) / 2, 0)
        with self.canv.artifact():
            renderPDF.draw(self.drawing, self.canv, 0, 0)
        self.canv.restoreState()


def pdf_of(content: Content) -> bytes:
    """The paper as PDF/A-2b."""
    register_fonts()
    story: Story = [*_head(content), *layout.title(KIND, content.title), *layout.addressee(RECIPIENT)]
    blocks = compose(content)
    end = next((nth for nth, block in enumerate(blocks) if isinstance(block, Annex)), len(blocks))
    story += _flow(blocks[:end], content)
    story += layout.signed(_signature(content), RECIPIENTS)
    story += _flow(blocks[end:], content)
    return render(
        story, title=f"{KIND}: {content.title}", author=content.parent.vi, mark=None, made_at=content.as_of
    ).content


def _head(content: Content) -> Story:
    letterhead = Letterhead("", content.parent.vi, content.place, "UBND")
    signed = content.signed
    numbered = Numbered(
        "BC-UBND",
        number=signed.number if signed else "",
        on=signed.dated_on if signed else None,
        year=content.as_of.year,
    )
    return layout.head(letterhead, numbered, form="" if signed else "DỰ THẢO")


def _signature(content: Content) -> Signature:
    signed = content.signed
    if signed is None:
        return Signature(POSITIONS["chair"])
    return Signature(POSITIONS.get(signed.position, POSITIONS["chair"]), signed.signer)


def _flow(blocks: Sequence[Block], content: Content) -> Story:
    """The blocks one after the other; headings stay with what follows them."""
    story: Story = []
    headings: Story = []
    for block in blocks:
        if isinstance(block, Heading):
            headings.append(_heading(block))
            continue
        drawn = _flowables(block, content)
        if headings and isinstance(block, Table) and _is_short(block):
            story.append(KeepTogether([*headings, *drawn]))
        elif headings:
            story += [CondPageBreak(_ROOM + 50 + _first_row(block)), *headings, *drawn]
        else:
            story += _kept(block, drawn)
        headings = []
    return story


def _kept(block: Block, drawn: Story) -> Story:
    if not isinstance(block, Table):
        return drawn
    return [KeepTogether(drawn)] if _is_short(block) else [CondPageBreak(_ROOM + _first_row(block)), *drawn]


def _first_row(block: Block) -> float:
    return _height(block.rows[0], block.shares) if isinstance(block, Table) and block.rows else 0


def _is_short(table: Table) -> bool:
    return sum(_height(row, table.shares) for row in table.rows) <= _SHORT


def _height(row: Sequence[str], shares: Sequence[float]) -> float:
    """About how high the row will be: its longest cell in lines."""
    signs = [style.WIDTH * share / sum(shares) / _SIGN for share in shares]
    lines = max(-(-len(text) // max(int(room), 1)) for text, room in zip(row, signs, strict=True))
    return max(lines, 1) * _LINE + 4


def _heading(block: Heading) -> Flowable:
    return Para(block.text, style.HEADING if block.level == 2 else style.FIELD, f"H{block.level}")


def _flowables(block: Block, content: Content) -> Story:
    match block:
        case Heading():
            return [_heading(block)]
        case Paragraph():
            return layout.body(block.text)
        case Table():
            return _table(block)
        case Picture():
            return [KeepTogether([*layout.note(block.title), Spacer(1, 6), _Chart(block), Spacer(1, 6)])]
        case Annex():
            return layout.annex(block.name, block.title, f"(Kèm theo Báo cáo: {content.title})")


def _table(table: Table) -> Story:
    unit = f" (đơn vị: {table.unit})" if table.unit else ""
    looks = [_LOOKS[column] for column in table.columns]
    cells = [[Para(text, style.FORM_CELL_HEAD) for text in table.head]]
    cells += [[Para(text, look) for text, look in zip(row, looks, strict=True)] for row in table.rows]
    if table.total:
        cells.append([Para(bold(text), look) for text, look in zip(table.total, looks, strict=True)])
    whole = sum(table.shares)
    widths = [style.WIDTH * share / whole for share in table.shares]
    drawn = Grid(cells, widths, repeatRows=1, looks=[("NOSPLIT", (0, -2), (-1, -1))], spaceBefore=6, spaceAfter=6)
    return [*layout.note(table.caption + unit), drawn]
