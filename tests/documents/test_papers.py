"""Every kind of paper is archive-ready, heard as it is read, and drawn the same from the same facts."""

import io
from dataclasses import replace

import pikepdf
import pytest
from pikepdf import pdfa

from nscl_grants.documents.access_claim import without_claim
from nscl_grants.documents.facts import digest_of, from_json, to_json
from nscl_grants.documents.kinds import KINDS
from nscl_grants.documents.papers.treasury_form import COMPARE
from tests.documents.measure import found, pieces, reader, text_of
from tests.documents.samples import FIRM, award, award_row, drawn, samples

SAID = {
    "receipt": ["Mẫu số 01", "09 giờ 05 phút, ngày 02 tháng 3 năm 2026", "ngày 20 tháng 3 năm 2026", "NGƯỜI NỘP HỒ SƠ"],
    "supplement_slip": ["Số: 03/PBS-SKHCN", "chậm nhất ngày 23 tháng 3 năm 2026", "thiếu phụ lục phạm vi"],
    "refusal_slip": ["Số: 02/PTC-SKHCN", "Tổ chức có trụ sở ngoài địa bàn tỉnh.", "khoản 1 Điều 2 Nghị quyết 43/2022"],
    "apology_slip": ["Số: 01/PXL-SKHCN", "ngày 11 tháng 3 năm 2026", "xin lỗi đơn vị"],
    "stop_notice": ["Mẫu số 05", "Về việc dừng giải quyết hồ sơ", "/TB-SKHCN"],
    "application_paper": ["HỒ SƠ NHƯ ĐÃ NỘP", "80.000.000", "1C26TAA-00000123", "don-de-nghi.pdf"],
    "review_minutes": ["Số: 07/BB-SKHCN", "Trừ thuế giá trị gia tăng (*)", "(Bốn mươi triệu đồng)", "Cần xác nhận"],
    "proposal": ["TỜ TRÌNH", "Kính gửi: Giám đốc Sở Khoa học và Công nghệ", "1.960.000.000 đồng", "Cộng"],
    "award_decision": ["Điều 1.", "40.000.001 đồng (Bốn mươi triệu không trăm linh một đồng)"],
    "award_notice": ["Quyết định số 05/QĐ-SKHCN ngày 05 tháng 01 năm 2026", "chậm nhất ngày 10 tháng 7 năm 2026"],
    "rejection_notice": [
        "Điều kiện chưa đáp ứng: Điều 3 Nghị quyết 43/2022/NQ-HĐND",
        "khiếu nại đến hết ngày 31 tháng 5",
    ],
    "recovery_decision": ["Về việc thu hồi kinh phí hỗ trợ", "chậm nhất ngày 30 tháng 6 năm 2026"],
    "acceptance_minutes": ["BIÊN BẢN NGHIỆM THU", "50.000.000 đồng (Năm mươi triệu đồng)"],
    "claim_paper": ["GIẤY ĐỀ NGHỊ THANH TOÁN", "Chuyển vào tài khoản số: 0123456789", "Lần 1"],
    "drawdown": ["C2-02a/NS", "Bốn mươi triệu đồng", "Thực chi [X]", "05/QĐ-SKHCN"],
    "payment_order": ["C4-02a/KB", "CHỦ TÀI KHOẢN"],
    "cancellation_notice": ["Về việc hủy hỗ trợ kinh phí", "30.000.000 đồng (Ba mươi triệu đồng)", "khiếu nại đến hết"],
    "drawdown_split": ["C2-02b/NS", "nộp ngân sách nhà nước: 4.000.000 đồng", "hưởng: 36.000.000 đồng"],
    "payment_order_split": ["C4-02c/KB", "Ba mươi sáu triệu đồng"],
    "advance_settlement": ["C2-03/NS", "Biên bản nghiệm thu số: 01/BB-SKHCN", "sau thanh toán: 0 đồng"],
    "figures_correction": ["C2-10/NS", "mã NDKT 7799"],
    "payee_list": ["Mẫu số 20", "Tổng cộng"],
    "repayment_slip": ["C2-05a/NS", "Giảm chi ngân sách [X]"],
}


def test_every_kind_has_a_sample() -> None:
    assert set(samples()) == set(KINDS) == set(SAID)


@pytest.mark.parametrize("key", SAID)
def test_a_paper_says_what_it_has_to_say_in_vietnamese_that_reads_back(key: str) -> None:
    text = text_of(drawn(key, samples()[key])).replace("\u00a0", " ")

    for said in SAID[key]:
        assert said in text


@pytest.mark.parametrize("key", SAID)
def test_a_paper_is_pdf_a_with_its_own_type_embedded_and_a_structure(key: str) -> None:
    pdf = drawn(key, samples()[key])

    with pikepdf.open(io.BytesIO(without_claim(pdf))) as checked:
        assert pdfa.check(checked, "2b").verdict == "pass"
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.Root.MarkInfo.Marked
        assert str(opened.Root.Lang) == "vi-VN"
        assert "/StructTreeRoot" in opened.Root
        assert "part>2<" in opened.Root.Metadata.read_bytes().decode()
        assert "pdfuaid:part>1<" in opened.Root.Metadata.read_bytes().decode()
    assert {piece.font for piece in pieces(pdf)} <= {"Tinos", "Tinos-Bold", "Tinos-Italic", "Tinos-BoldItalic"}


@pytest.mark.parametrize("key", ["receipt", "award_decision", "drawdown"])
def test_the_same_facts_make_the_same_bytes(key: str) -> None:
    assert drawn(key, samples()[key]) == drawn(key, samples()[key])


@pytest.mark.parametrize("key", SAID)
def test_facts_come_back_from_json_as_they_went_in(key: str) -> None:
    facts = samples()[key]

    assert from_json(KINDS[key].versions[1], to_json(facts)) == facts


def test_the_digest_on_the_paper_is_that_of_its_facts() -> None:
    facts = award()

    assert digest_of(to_json(facts)) in text_of(drawn("award_decision", facts))
    assert digest_of(to_json(facts)) != digest_of(to_json(replace(facts, budget_year=2027)))


def test_every_page_bears_the_code_and_the_address_it_is_checked_at() -> None:
    pdf = drawn("award_decision", award(rows=tuple(award_row(n) for n in range(1, 41))))

    for number in range(1, len(reader(pdf).pages) + 1):
        assert found(pdf, "Mã tra cứu: 7K3M-9QXT-2HBD", page=number)
        assert found(pdf, "Kiểm tra văn bản: http://127.0.0.1:8000/check/", page=number)


@pytest.mark.parametrize("key", [key for key, kind in KINDS.items() if kind.unsure and key != "apology_slip"])
def test_a_treasury_form_says_that_it_was_not_compared_with_the_original(key: str) -> None:
    assert COMPARE in text_of(drawn(key, samples()[key]))


def test_markup_in_a_name_is_printed_as_typed_and_fetches_nothing() -> None:
    evil = 'Công ty <img src="file:///etc/passwd"/> <a href="http://attacker.test">&amp; Con</a>'
    pdf = drawn("award_decision", award(rows=(award_row(1, firm=evil),)))

    assert evil in text_of(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert not any("/Annots" in page for page in opened.pages)
        assert not any("/XObject" in page.get("/Resources", {}) and page.images for page in opened.pages)


def test_letters_that_come_apart_are_joined_and_what_cannot_be_drawn_is_marked() -> None:
    apart = "Công ty Đại Thu\u031b\u0323c \U0001f600\u0007\u200b Việt"
    text = text_of(drawn("receipt", replace(samples()["receipt"], firm=replace(FIRM, name=apart))))

    assert "Công ty Đại Thực \ufffd Việt" in text


def test_a_word_that_is_longer_than_the_line_is_broken_and_not_lost() -> None:
    endless = "Ă" * 300
    text = text_of(drawn("receipt", replace(samples()["receipt"], remarks=endless)))

    assert text.replace(" ", "").count("Ă") >= 300


def test_table_cells_are_heard_row_by_row_under_their_heads() -> None:
    with pikepdf.open(io.BytesIO(drawn("payee_list", samples()["payee_list"]))) as pdf:
        table = next(each for each in pdf.Root.StructTreeRoot.K.K if each.S == "/Table")
        roles = [[str(cell.S) for cell in row.K] for row in table.K]

    assert roles == [["/TH"] * 5, ["/TD"] * 5, ["/TD"] * 5]


def test_a_remark_that_is_longer_than_a_page_goes_on_over_the_next() -> None:
    reason = "Giảm vì không có chứng từ chuyển khoản. " * 150
    costs = (replace(samples()["review_minutes"].costs[0], reason=reason + "Hết."),)
    text = text_of(drawn("review_minutes", replace(samples()["review_minutes"], costs=costs)))

    assert text.replace(" ", "").count("chuyểnkhoản") >= 150
    assert "Hết." in text
