"""The application as it was filed: every question with its answer, the costs, the papers with their digests."""

from nscl_grants.documents import layout, style
from nscl_grants.documents.facts.filed import AnsweredSection, ApplicationPaper, CostLine, FiledFile
from nscl_grants.documents.flowables import grid
from nscl_grants.documents.layout import Story
from nscl_grants.documents.wording import hour_and_date
from nscl_grants.domain.money import total


def application_paper(facts: ApplicationPaper) -> Story:
    """Hồ sơ như đã nộp."""
    return [
        *layout.head(facts.letterhead),
        *layout.title("Hồ sơ như đã nộp", facts.form_title),
        *layout.fields(
            ("Mã hồ sơ", facts.case.code),
            ("Thời điểm nộp", hour_and_date(facts.filed_at)),
            ("Người nộp", facts.filed_by),
            ("Cách nộp", facts.channel),
        ),
        *(piece for nth, section in enumerate(facts.sections, 1) for piece in _section(nth, section)),
        *_costs(facts.costs),
        *_files(facts.files),
        *layout.note("Bản in từ dữ liệu đã nộp, do hệ thống lập; nội dung là của người nộp hồ sơ."),
    ]


def _section(nth: int, section: AnsweredSection) -> Story:
    return [
        *layout.heading(f"{nth}. {section.title}"),
        *(layout.field(each.ask.rstrip("?:."), each.answer) for each in section.answers),
    ]


def _costs(costs: tuple[CostLine, ...]) -> Story:
    if not costs:
        return []
    rows = [
        (
            str(nth),
            f"{cost.what}. {cost.provider}. Hóa đơn {cost.invoice}",
            str(cost.amount),
            str(cost.vat),
            "Có" if cost.by_transfer else "Không",
        )
        for nth, cost in enumerate(costs, 1)
    ]
    sums = (str(total([cost.amount for cost in costs])), str(total([cost.vat for cost in costs])))
    return [
        *layout.heading("Các khoản chi (Đơn vị: đồng)"),
        grid(
            ("STT", "Nội dung, đơn vị cung cấp, hóa đơn", "Trước thuế", "Thuế GTGT", "Chuyển khoản"),
            rows,
            (8, 42, 18, 16, 16),
            (style.CELL_CENTRE, style.CELL, style.CELL_NUMBER, style.CELL_NUMBER, style.CELL_CENTRE),
            total=("", "Cộng", *sums, ""),
        ),
    ]


def _files(files: tuple[FiledFile, ...]) -> Story:
    if not files:
        return []
    rows = [
        (str(nth), f"{file.document}: {file.name}", f"{file.sha256[:32]} {file.sha256[32:]}")
        for nth, file in enumerate(files, 1)
    ]
    return [
        *layout.heading("Tài liệu đính kèm"),
        grid(
            ("STT", "Tài liệu", "Mã băm SHA-256"),
            rows,
            (8, 50, 42),
            (style.CELL_CENTRE, style.CELL, style.FORM_CELL),
        ),
    ]
