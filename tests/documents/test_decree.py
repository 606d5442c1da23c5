"""Papers are laid out as Nghị định 30/2020 says, measured in points on the finished page."""

from dataclasses import replace

import pytest

from tests.documents.measure import MM, found, pieces, reader, text_of
from tests.documents.samples import BASES, award, award_row, drawn, samples

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
LONG = (
    "Công ty Cổ phần Sản xuất, Thương mại, Xuất nhập khẩu và Chế biến Nông sản, Thực phẩm Công nghệ cao Ví Dụ Rất Dài "
    "Kinh Bắc – Chi nhánh Khu công nghiệp Quế Võ mở rộng"
)


@pytest.fixture(scope="module")
def decision() -> bytes:
    """A decision for one firm."""
    return drawn("award_decision", award())


@pytest.fixture(scope="module")
def long_decision() -> bytes:
    """A decision for forty firms, every fifth with a very long name."""
    rows = tuple(award_row(n, **({"firm": LONG} if n % 5 == 0 else {})) for n in range(1, 41))
    return drawn("award_decision", award(rows=rows))


def test_the_page_is_a4(decision: bytes) -> None:
    width, height = reader(decision).pages[0].mediabox[2:]

    assert float(width) == pytest.approx(210 * MM, abs=0.1)
    assert float(height) == pytest.approx(297 * MM, abs=0.1)


@pytest.mark.parametrize("key", samples())
def test_everything_stands_between_the_margins(key: str) -> None:
    for piece in pieces(drawn(key, samples()[key])):
        is_page_number = piece.y > 297 * MM - 20 * MM
        is_mark = piece.y < 25 * MM
        assert piece.x >= 30 * MM - 0.1, piece
        # Justified lines are drawn with wider spaces, so a run is never longer than the frame.
        assert piece.right <= (210 - 15) * MM + 0.1, piece
        assert is_page_number or is_mark or 25 * MM <= piece.y <= (297 - 20) * MM, piece


def test_quoc_hieu_and_tieu_ngu_are_bold_and_centred_over_one_another_at_the_right(decision: bytes) -> None:
    nation, motto = found(decision, NATION), found(decision, MOTTO)

    assert (nation.font, nation.size) == ("Tinos-Bold", 12)
    assert (motto.font, motto.size) == ("Tinos-Bold", 13)
    assert nation.middle == pytest.approx(motto.middle, abs=0.5)
    assert nation.x > found(decision, "SỞ KHOA HỌC").right
    assert 12 < nation.y - motto.y < 17


def test_the_agency_is_bold_under_the_one_above_it(decision: bytes) -> None:
    parent, agency = found(decision, "ỦY BAN NHÂN DÂN"), found(decision, "SỞ KHOA HỌC VÀ CÔNG NGHỆ")

    assert (parent.font, parent.size) == ("Tinos", 12)
    assert (agency.font, agency.size) == ("Tinos-Bold", 12)
    assert parent.y > agency.y
    assert parent.y == found(decision, NATION).y


def test_number_and_date_stand_on_one_line_under_agency_and_motto(decision: bytes) -> None:
    number, dated = found(decision, "Số: 05/QĐ-SKHCN"), found(decision, "Bắc Ninh, ngày 05 tháng 01 năm 2026")

    assert (number.font, number.size) == ("Tinos", 13)
    assert (dated.font, dated.size) == ("Tinos-Italic", 13)
    assert number.y == dated.y < found(decision, "SỞ KHOA HỌC").y
    assert dated.middle == pytest.approx(found(decision, MOTTO).middle, abs=0.5)


def test_the_lines_under_agency_motto_and_title_are_as_long_as_the_decree_says(decision: bytes) -> None:
    rules = _rules(decision)
    agency, motto = found(decision, "SỞ KHOA HỌC VÀ CÔNG NGHỆ"), found(decision, MOTTO)

    under_agency = next(long for y, long in rules if agency.y - 8 < y < agency.y)
    under_motto = next(long for y, long in rules if motto.y - 9 < y < motto.y)

    assert 1 / 3 <= under_agency / (agency.right - agency.x) <= 1 / 2
    assert under_motto == pytest.approx(motto.right - motto.x, rel=0.01)


def test_the_title_is_bold_fourteen_and_centred(decision: bytes) -> None:
    title = found(decision, "QUYẾT ĐỊNH")

    assert (title.font, title.size) == ("Tinos-Bold", 14)
    assert title.middle == pytest.approx((30 + 195) / 2 * MM, abs=0.5)


def test_grounds_are_italic_each_on_its_own_line_and_close_as_they_should(decision: bytes) -> None:
    grounds = [piece for piece in pieces(decision) if piece.font == "Tinos-Italic" and piece.x > 40 * MM]
    text = text_of(decision)

    assert all(piece.size == 13 for piece in grounds)
    assert "2023-2030; Căn cứ Nghị quyết 17/NQ-HĐND ngày 14/07/2025 của HĐND tỉnh Bắc Ninh; Theo đề nghị" in text
    assert "Biên bản thẩm định số 07/BB-SKHCN." in text


def test_articles_are_bold_and_the_first_line_goes_in_by_1_27_cm(decision: bytes) -> None:
    article = found(decision, "Điều 2.")
    clause = found(decision, "1. Kinh phí")

    assert (article.font, article.size) == ("Tinos-Bold", 13)
    assert article.x == pytest.approx(30 * MM + 12.7 * MM, abs=0.1)
    assert (clause.font, clause.size) == ("Tinos", 13)


def test_at_least_six_points_lie_between_paragraphs(decision: bytes) -> None:
    body = [piece for piece in pieces(decision) if piece.size == 13 and piece.font == "Tinos"]
    line = 16

    for first in (piece for piece in body if piece.x == pytest.approx(30 * MM + 12.7 * MM, abs=0.1)):
        above = min((piece.y for piece in body if piece.y > first.y + 1), default=first.y + line + 6)
        assert above - first.y >= line + 6 - 0.1


def test_the_signature_is_bold_thirteen_in_the_right_half(decision: bytes) -> None:
    position, name = found(decision, "GIÁM ĐỐC", page=1), found(decision, "Nguyễn Văn Dũng")
    recipients = found(decision, "Nơi nhận:")

    assert (name.font, name.size) == ("Tinos-Bold", 13)
    assert position.font == "Tinos-Bold"
    assert name.x > 105 * MM
    assert (recipients.font, recipients.size) == ("Tinos-BoldItalic", 12)
    assert found(decision, "- Lưu: VT, SKHCN.").size == 11


def test_a_long_paper_never_leaves_the_signature_alone_on_a_page() -> None:
    pdf = drawn("award_decision", award(rows=(award_row(1, firm=LONG),)))
    page = found(pdf, "Nguyễn Văn Dũng").page

    assert page == 2
    assert found(pdf, "Điều 3.").page == page


def test_pages_are_numbered_from_the_second_on_and_an_annex_anew(long_decision: bytes) -> None:
    numbers = {
        piece.page: piece for piece in pieces(long_decision) if piece.y > 297 * MM - 20 * MM and piece.text.isdecimal()
    }
    pages = len(reader(long_decision).pages)

    assert pages >= 4
    assert 1 not in numbers
    assert 2 not in numbers, "the annex begins on page 2, and its first page has no number"
    assert [numbers[page].text for page in range(3, pages + 1)] == [str(n) for n in range(2, pages)]
    assert all(piece.size == 13 for piece in numbers.values())
    assert numbers[3].middle == pytest.approx((30 + 195) / 2 * MM, abs=0.5)


def test_the_head_of_a_table_is_repeated_on_every_page_it_reaches(long_decision: bytes) -> None:
    with_rows = {piece.page for piece in pieces(long_decision) if piece.text.startswith("H05.15-")}
    with_head = {piece.page for piece in pieces(long_decision) if piece.text == "STT"}

    assert len(with_rows) >= 3
    assert with_rows <= with_head


def test_a_row_that_fits_on_a_page_is_never_torn_apart() -> None:
    minutes = samples()["review_minutes"]
    # Two documents more, and the first page ends in the middle of the only cost line.
    pdf = drawn("review_minutes", replace(minutes, bases=BASES, documents=minutes.documents + minutes.documents[:2]))

    assert found(pdf, "Tư vấn xây dựng").page == found(pdf, "Cộng").page == 2


def test_forty_firms_are_all_there_with_their_sum_in_figures_and_words(long_decision: bytes) -> None:
    text = text_of(long_decision)

    assert all(f"H05.15-260302-{n:04d}" in text for n in range(1, 41))
    assert text.count("1.600.000.820") == 2
    assert "Một tỷ sáu trăm triệu tám trăm hai mươi đồng" in text


def test_a_number_the_register_has_not_given_yet_stays_open() -> None:
    text = text_of(drawn("award_decision", award(number="", on=None)))

    assert "/QĐ-SKHCN" in text
    assert "05/QĐ-SKHCN" not in text
    assert "ngày tháng năm 2026" in text


def _rules(pdf: bytes) -> list[tuple[float, float]]:
    """The height and length of every horizontal line of the first page."""
    drawn_at: list[tuple[float, float]] = []
    origin: list[tuple[float, float, float]] = []

    def visit(operator: bytes, operands: list[float], matrix: list[float], _: list[float]) -> None:
        if operator == b"m":
            origin.append((float(operands[0]), float(operands[1]), float(matrix[4])))
        if operator == b"l" and origin:
            x, y, _left = origin[-1]
            if abs(y - float(operands[1])) < 0.01:
                drawn_at.append((y + float(matrix[5]), abs(float(operands[0]) - x)))

    reader(pdf).pages[0].extract_text(visitor_operand_before=visit)
    return drawn_at
