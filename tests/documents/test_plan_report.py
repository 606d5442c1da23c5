"""The report on the plan as PDF, Word file and workbook: one content, the same figures, the same bytes."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
from docx import Document
from pypdf import PdfReader

from nscl_grants.documents.blocks import Table, column_in_millions, in_millions
from nscl_grants.documents.chart_svg import svg
from nscl_grants.documents.charts import Bar, lying_bars
from nscl_grants.documents.facts import from_json, to_json
from nscl_grants.documents.plan_report import compose
from nscl_grants.documents.plan_report_docx import docx_of
from nscl_grants.documents.plan_report_pdf import pdf_of
from nscl_grants.documents.plan_report_proposal import proposal_pdf
from nscl_grants.documents.plan_report_xlsx import xlsx_of
from nscl_grants.domain.money import Money
from nscl_grants.domain.results_report import Content, Difference
from nscl_grants.domain.text import Text
from tests.builders.report_content import PLAN, SIGNED, a_content, a_line
from tests.definitions.test_plan_source import PHU_LUC_I, PHU_LUC_II


def text_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def table_named(content: Content, caption: str) -> Table:
    return next(block for block in compose(content) if isinstance(block, Table) and block.caption == caption)


def test_a_draft_says_so_and_leaves_number_and_date_open() -> None:
    text = text_of(pdf_of(a_content()))

    assert "DỰ THẢO" in text
    assert "ỦY BAN NHÂN DÂN TỈNH BẮC NINH" in text
    assert "Số liệu tính đến 17 giờ 00 phút, ngày 20 tháng 11 năm 2026 (bút toán số 1.284 của sổ kinh phí)" in text
    assert "Mức chi chậm ban hành." in text


def test_a_signed_report_carries_number_date_and_signer() -> None:
    text = text_of(pdf_of(a_content(signed=SIGNED)))

    assert "DỰ THẢO" not in text
    assert "Số: 256/BC-UBND" in text
    assert "Bắc Ninh, ngày 27 tháng 11 năm 2026" in text
    assert "KT. CHỦ TỊCH" in text
    assert "Người Ký Giả Định" in text


def test_a_correction_names_what_it_corrects_and_each_difference() -> None:
    change = Difference(Text("Dòng III.1, đã chi", ""), "0 đồng", "50.000.000 đồng")

    text = text_of(pdf_of(a_content(correction=1, corrects="256/BC-UBND", reason="Thiếu một khoản", changes=(change,))))

    assert "đính chính lần 1 Báo cáo số 256/BC-UBND. Lý do: Thiếu một khoản" in text
    assert "Dòng III.1, đã chi" in text


@pytest.mark.parametrize("draw", [pdf_of, docx_of, xlsx_of])
def test_the_same_content_gives_the_same_bytes(draw: Callable[[Content], bytes]) -> None:
    assert draw(a_content()) == draw(a_content())


def test_the_content_comes_back_whole_from_what_is_stored() -> None:
    content = a_content(signed=SIGNED)

    assert from_json(Content, to_json(content)) == content


def test_what_a_table_shows_adds_up_to_the_sums_it_shows() -> None:
    lines = tuple(
        a_line(key, spent, committed)
        for key, spent, committed in [
            ("I.1", 33_333_333, 1_666_667), ("I.2", 12_345_678, 0), ("II.1", 666_666_666, 7), ("III.1", 98_765_432, 1)
        ]
    )  # fmt: skip
    table = table_named(a_content(lines=lines), "Dự toán và chi theo dòng")

    shown = [[tenths(cell) for cell in row[1:]] for row in (*table.rows, table.total)]
    for row in shown:
        assert row[1] == sum(row[2:])
    for column in zip(*shown, strict=True):
        assert column[-1] == sum(column[:-1])


def tenths(shown: str) -> int:
    whole, _, tenth = shown.replace(".", "").partition(",")
    return int(whole) * 10 + int(tenth or 0)


def test_amounts_without_broken_millions_have_no_decimals() -> None:
    assert column_in_millions([Money(2_000_000), Money(0)]) == ["2", "0", "2"]
    assert in_millions([[Money(1_500_000), Money(500_000)]]) == [["1,5", "0,5", "2,0"], ["1,5", "0,5", "2,0"]]


def test_the_budget_annex_has_the_lines_of_the_plan_as_in_its_source() -> None:
    table = table_named(a_content(), "Khái toán và chi lũy kế")

    shown = {row[0]: tuple(row[2:-1]) for row in table.rows}
    assert shown == {key: tuple(map(in_words, figures)) for key, figures in PHU_LUC_II.items()}
    assert table.total[2:-1] == ("20.410", "4.130", "4.130", "4.130", "4.130", "3.890")


def in_words(figure: int | None) -> str:
    return "" if figure is None else f"{figure:,}".replace(",", ".")


def test_the_tasks_have_lead_and_period_of_the_source() -> None:
    tables = [block for block in compose(a_content()) if isinstance(block, Table) and "Chủ trì" in block.head]

    rows = [(row[0], row[2], row[3]) for table in tables for row in table.rows]
    assert rows == [("" if key == "1.3b" else key, lead, period) for key, lead, period in PHU_LUC_I]


def test_the_word_file_holds_the_tables_and_words_of_the_paper() -> None:
    doc = Document(io.BytesIO(docx_of(a_content(signed=SIGNED))))

    cells = {cell.text for table in doc.tables for row in table.rows for cell in row.cells}
    assert "Lượt người được đào tạo" in cells
    assert any("Người Ký Giả Định" in cell for cell in cells)
    assert "Thiếu người làm." in [paragraph.text for paragraph in doc.paragraphs]


def test_the_workbook_has_exact_numbers_and_no_formula_from_people() -> None:
    content = a_content(lines=(a_line("II.1", 123_456_789),), title="=HYPERLINK(1)")

    with zipfile.ZipFile(io.BytesIO(xlsx_of(content))) as book:
        exact = book.read("xl/worksheets/sheet1.xml").decode()

    assert "<v>123456789</v>" in exact
    assert "HYPERLINK" not in exact
    assert "SUM(E5:E5)" in exact


def test_the_word_file_shows_its_charts_and_says_their_figures() -> None:
    doc = Document(io.BytesIO(docx_of(a_content(lines=(a_line("II.1", 400_000_000, 100_000_000),)))))

    told = [shape._inline.docPr.get("descr") for shape in doc.inline_shapes]
    assert "II.1 Đào tạo: đã chi 400, đã duyệt, chưa chi 100, tạm giữ 0, còn lại 900, dự toán giao 1.400" in told
    assert all(shape.width <= doc.sections[0].page_width for shape in doc.inline_shapes)


def test_the_workbook_draws_its_charts_from_numbers() -> None:
    content = a_content(lines=(a_line("II.1", 400_000_000, 100_000_000),))

    with zipfile.ZipFile(io.BytesIO(xlsx_of(content))) as book:
        charts = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/charts/chart")]

    stacked = next(chart for chart in charts if "Kinh phí theo dòng" in chart)
    assert 'grouping val="stacked"' in stacked
    assert "'Số liệu biểu đồ'!$B$" in stacked
    assert len(charts) == 5


def test_a_chart_on_a_page_has_a_name_and_no_style_that_the_policy_would_refuse() -> None:
    drawn = svg(lying_bars([Bar("Nhãn <lạ>", 3, "3 %", 10)]), "c1", "Tên", "Nhãn <lạ>: 3 %")

    assert 'role="img" aria-labelledby="c1-t c1-d"' in drawn
    assert "style=" not in drawn
    assert "<lạ>" not in drawn
    assert "&lt;lạ&gt;" in drawn


def test_the_submission_names_the_report_its_figures_and_the_day() -> None:
    text = text_of(proposal_pdf(a_content(), PLAN.settings))

    assert "TTr-SKHCN" in text
    assert "ký Báo cáo gửi Bộ Khoa học và Công nghệ trước ngày 30/11" in text
    assert "2 tổ chức đã nhận 98,8 triệu đồng" in text


def test_a_report_on_a_plan_in_which_nothing_happened_can_be_drawn() -> None:
    empty = replace(a_content(), objectives=(), words=(), tasks=(), organisations=0)

    assert pdf_of(empty).startswith(b"%PDF")
