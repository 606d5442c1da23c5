"""A sound paper of every kind, of one invented firm; a test names only what matters to it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from nscl_grants.documents.facts import (
    Case,
    DerivedStep,
    Firm,
    Letterhead,
    Signature,
    claims,
    decisions,
    filed,
    review,
    slips,
    to_json,
    treasury,
)
from nscl_grants.documents.kinds import KINDS
from nscl_grants.documents.press import Drawn, draw_paper
from nscl_grants.domain.money import Money

OFFICE = Letterhead(
    parent="Ủy ban nhân dân tỉnh Bắc Ninh",
    agency="Sở Khoa học và Công nghệ",
    place="Bắc Ninh",
    short="SKHCN",
    address="phường Bắc Giang, tỉnh Bắc Ninh",
    phone="0222 000 0000",
    email="skhcn@bacninh.example",
)
FIRM = Firm(
    name="Công ty TNHH Ví Dụ Xanh",
    tax_code="0100233488",
    address="Số 1, đường Thử Nghiệm, phường Nếnh, tỉnh Bắc Ninh",
    phone="+842223123456",
    email="vanphong@vidu.test",
    representative="Trần Thị Thử",
    representative_title="Giám đốc",
)
PROCEDURE = "Hỗ trợ tổ chức áp dụng tiêu chuẩn, công cụ, mô hình, phương pháp quản lý tiên tiến"
CASE = Case("H05.15-260302-0001", PROCEDURE, "ISO 22000:2018")
DIRECTOR = Signature(("Giám đốc",), "Nguyễn Văn Dũng")
BASES = (
    "Căn cứ Nghị quyết 43/2022/NQ-HĐND ngày 09/12/2022 của HĐND tỉnh Bắc Giang quy định hỗ trợ áp dụng tiêu chuẩn, "
    "công cụ, mô hình, phương pháp quản lý tiên tiến giai đoạn 2023-2030",
    "Căn cứ Nghị quyết 17/NQ-HĐND ngày 14/07/2025 của HĐND tỉnh Bắc Ninh",
    "Theo đề nghị của chuyên viên thẩm định tại Biên bản thẩm định số 07/BB-SKHCN",
)
STEPS = (
    DerivedStep("Chi phí kê khai", "", Money(88_000_000)),
    DerivedStep("Trừ thuế giá trị gia tăng", "Chi phí xây dựng, áp dụng và đánh giá", Money(80_000_000), unsure=True),
    DerivedStep("50 % chi phí được tính", "Nghị quyết 43/2022/NQ-HĐND, nhóm 1", Money(40_000_000)),
    DerivedStep("Tối đa 50.000.000 đồng cho một tiêu chuẩn", "Nghị quyết 43/2022/NQ-HĐND, nhóm 1", Money(40_000_000)),
)
ACCOUNT = claims.Account("0123456789", FIRM.name, "Ngân hàng Giả Định", "Bắc Ninh")
PAYER = treasury.Payer(
    "Sở Khoa học và Công nghệ tỉnh Bắc Ninh",
    "",
    "417",
    OFFICE.address,
    "",
    "Kho bạc Nhà nước Khu vực",
    unsure=("mã chương", "mã NDKT"),
)
SPENT = treasury.Spent(
    "Hỗ trợ áp dụng ISO 22000:2018", "1C26TAA-00000123, 20/01/2026", "7799", "103", "12", Money(40_000_000)
)
WITHHELD = treasury.Withheld(Money(4_000_000), "Thuế thu nhập", "557", "1003", "Thuế tỉnh Bắc Ninh", "03/2026")
MORNING = datetime(2026, 3, 2, 2, 5, tzinfo=UTC)
DAY = date(2026, 3, 2)

DOCUMENTS = (
    "Đơn đề nghị hỗ trợ",
    "Hợp đồng tư vấn, chứng nhận kèm biên bản nghiệm thu, thanh lý",
    "Hóa đơn và chứng từ thanh toán không dùng tiền mặt (03 tệp)",
    "Giấy chứng nhận hoặc quyết định công nhận, kèm phạm vi",
    "Bản cam kết không trùng nguồn hỗ trợ",
)


def award_row(number: int, **given: Any) -> decisions.AwardRow:
    """One line of a decision."""
    values: dict[str, Any] = {
        "firm": f"Công ty TNHH Ví Dụ số {number}",
        "tax_code": FIRM.tax_code,
        "address": FIRM.address,
        "code": f"H05.15-260302-{number:04d}",
        "subject": "ISO 22000:2018",
        "amount": Money(40_000_000 + number),
    }
    return decisions.AwardRow(**{**values, **given})


def award(**given: Any) -> decisions.AwardDecision:
    """A decision for one firm."""
    values: dict[str, Any] = {
        "letterhead": OFFICE,
        "authority": "Giám đốc Sở Khoa học và Công nghệ",
        "procedure": PROCEDURE,
        "bases": BASES,
        "rows": (award_row(1, firm=FIRM.name),),
        "line": "dòng III.1, hỗ trợ theo Nghị quyết của HĐND tỉnh",
        "budget_year": 2026,
        "claim_days": 90,
        "remarks": "",
        "signature": DIRECTOR,
        "year": 2026,
        "number": "05/QĐ-SKHCN",
        "on": date(2026, 1, 5),
    }
    return decisions.AwardDecision(**{**values, **given})


def samples() -> dict[str, Any]:
    """One paper of every kind."""
    head: dict[str, Any] = {"letterhead": OFFICE, "case": CASE, "firm": FIRM}
    voucher: dict[str, Any] = {"payer": PAYER, "case": CASE, "firm": FIRM, "budget_year": 2026}
    decided: dict[str, Any] = {"decision_number": "05/QĐ-SKHCN", "decided_on": date(2026, 1, 5)}
    return {
        "receipt": slips.Receipt(
            **head,
            filed_by="Trần Thị An",
            documents=DOCUMENTS,
            copies=1,
            days=14,
            received_at=MORNING,
            due_on=date(2026, 3, 20),
            result_by="Trực tuyến",
            book_number="12/2026",
            intake="Phạm Thị Hoa",
        ),
        "supplement_slip": slips.SupplementSlip(
            **head,
            number="03",
            on=DAY,
            items=(DOCUMENTS[2], DOCUMENTS[3]),
            reason="Hóa đơn 1C26TAA-00000123 chưa có chứng từ chuyển khoản; giấy chứng nhận thiếu phụ lục phạm vi.",
            answer_by=date(2026, 3, 23),
            officer="Phạm Thị Hoa",
        ),
        "refusal_slip": slips.RefusalSlip(
            **head,
            number="02",
            on=DAY,
            filed_by="Trần Thị An",
            reason="Tổ chức có trụ sở ngoài địa bàn tỉnh.",
            article="khoản 1 Điều 2 Nghị quyết 43/2022/NQ-HĐND",
            officer="Phạm Thị Hoa",
            appeal_by=date(2026, 5, 31),
        ),
        "apology_slip": slips.ApologySlip(
            **head,
            number="01",
            on=DAY,
            received_on=date(2026, 2, 10),
            due_on=date(2026, 3, 4),
            new_due_on=date(2026, 3, 11),
            reason="Cần xác minh hiệu lực của giấy chứng nhận với tổ chức chứng nhận.",
            signature=DIRECTOR,
        ),
        "stop_notice": slips.StopNotice(
            **head,
            asked_on=date(2026, 2, 2),
            asked_for="bổ sung chứng từ chuyển khoản của hóa đơn 1C26TAA-00000123.",
            answer_by=date(2026, 2, 27),
            signature=DIRECTOR,
            year=2026,
        ),
        "application_paper": filed.ApplicationPaper(
            **head,
            form_title="Đề nghị hỗ trợ áp dụng tiêu chuẩn, công cụ, mô hình, phương pháp quản lý tiên tiến",
            filed_at=MORNING,
            filed_by="Trần Thị An",
            channel="Trực tuyến",
            sections=(
                filed.AnsweredSection(
                    "Thông tin đơn vị",
                    (filed.Answered("Mã số thuế", "0100233488"), filed.Answered("Tên đơn vị", FIRM.name)),
                ),
                filed.AnsweredSection(
                    "Cam kết",
                    (filed.Answered("Thông tin và tài liệu trong hồ sơ là đúng.", "Đã cam kết"),),
                ),
            ),
            costs=(
                filed.CostLine(
                    "Tư vấn xây dựng, áp dụng",
                    "Công ty Tư vấn Mẫu",
                    "1C26TAA-00000123, 20/01/2026",
                    Money(80_000_000),
                    Money(8_000_000),
                    by_transfer=True,
                ),
            ),
            files=(filed.FiledFile("Đơn đề nghị hỗ trợ", "don-de-nghi.pdf", "ab" * 32),),
        ),
        "review_minutes": review.ReviewMinutes(
            **head,
            number="07",
            on=DAY,
            round=1,
            reviewer="Lê Thị Chi",
            bases=BASES[:2],
            documents=tuple(review.JudgedDocument(title, accepted=True, reason="") for title in DOCUMENTS),
            costs=(
                review.JudgedCost(
                    "Tư vấn xây dựng, áp dụng, hóa đơn 1C26TAA-00000123", Money(80_000_000), Money(80_000_000), ""
                ),
            ),
            steps=STEPS,
            remarks="Giấy chứng nhận còn hiệu lực đến 14/01/2029.",
            requested=Money(44_000_000),
            recommended=Money(40_000_000),
        ),
        "proposal": review.Proposal(
            letterhead=OFFICE,
            to="Giám đốc Sở Khoa học và Công nghệ",
            procedure=PROCEDURE,
            bases=BASES[:2],
            cases=(review.ProposedCase(FIRM.name, FIRM.tax_code, CASE.code, CASE.subject, Money(40_000_000)),),
            line="III.1",
            left=Money(1_960_000_000),
            budget_year=2026,
            signature=Signature(("Người trình",), "Lê Thị Chi"),
            year=2026,
        ),
        "award_decision": award(),
        "award_notice": decisions.AwardNotice(
            **head,
            **decided,
            amount=Money(40_000_000),
            requested=Money(44_000_000),
            steps=STEPS,
            claim_by=date(2026, 7, 10),
            signature=DIRECTOR,
            year=2026,
        ),
        "rejection_notice": decisions.RejectionNotice(
            **head,
            bases=BASES[:2],
            article="Điều 3 Nghị quyết 43/2022/NQ-HĐND",
            reason="Giấy chứng nhận hết hiệu lực trước ngày nộp hồ sơ.",
            appeal_by=date(2026, 5, 31),
            signature=DIRECTOR,
            year=2026,
        ),
        "cancellation_notice": decisions.CancellationNotice(
            **head,
            bases=BASES[:1],
            award_number="05/QĐ-SKHCN",
            award_on=date(2026, 1, 5),
            awarded=Money(40_000_000),
            paid=Money(10_000_000),
            reason="Đơn vị không thực hiện phần việc còn lại.",
            appeal_by=date(2026, 5, 31),
            signature=DIRECTOR,
            year=2026,
        ),
        "recovery_decision": decisions.RecoveryDecision(
            **head,
            authority="Giám đốc Sở Khoa học và Công nghệ",
            bases=("Căn cứ khoản 3 Điều 10 Thông tư 35/2021/TT-BTC",),
            award_number="05/QĐ-SKHCN",
            award_on=date(2026, 1, 5),
            amount=Money(40_000_000),
            reason="Giấy chứng nhận bị thu hồi trong thời gian cam kết.",
            pay_by=date(2026, 6, 30),
            treasury="Kho bạc Nhà nước Khu vực",
            appeal_by=date(2026, 5, 31),
            signature=DIRECTOR,
            year=2026,
        ),
        "acceptance_minutes": claims.AcceptanceMinutes(
            **head,
            number="01",
            on=DAY,
            contract="Hợp đồng số 02/2026/HĐ ngày 05/01/2026",
            work=("Xây dựng tiêu chuẩn cho sản phẩm", "Áp dụng thử và đánh giá"),
            quality="Đạt yêu cầu",
            value=Money(50_000_000),
            advanced=Money(20_000_000),
            accepted_by=DIRECTOR,
        ),
        "claim_paper": claims.ClaimPaper(
            **head,
            **decided,
            place="Bắc Ninh",
            nth=1,
            approved=Money(40_000_000),
            paid_before=Money(0),
            amount=Money(40_000_000),
            is_final=True,
            account=ACCOUNT,
            on=DAY,
        ),
        "drawdown": treasury.Drawdown(
            **voucher,
            **decided,
            account=ACCOUNT,
            number="CT-2026-0001",
            is_advance=False,
            decided_amount=Money(40_000_000),
            lines=(SPENT,),
        ),
        "drawdown_split": treasury.SplitDrawdown(
            **voucher,
            **decided,
            account=ACCOUNT,
            number="CT-2026-0002",
            is_advance=False,
            decided_amount=Money(40_000_000),
            lines=(SPENT,),
            withheld=WITHHELD,
        ),
        "payment_order_split": treasury.SplitPaymentOrder(
            **voucher, **decided, account=ACCOUNT, number="CT-2026-0002", lines=(SPENT,), withheld=WITHHELD
        ),
        "advance_settlement": treasury.AdvanceSettlement(
            **voucher,
            **decided,
            number="CT-2026-0003",
            minutes_number="01/BB-SKHCN",
            minutes_on=DAY,
            accepted=Money(50_000_000),
            advanced=Money(20_000_000),
            lines=(replace(SPENT, amount=Money(20_000_000)),),
        ),
        "figures_correction": treasury.FiguresCorrection(
            payer=PAYER,
            number="01",
            budget_year=2026,
            reason="Ghi nhầm mã nội dung kinh tế.",
            rows=(
                treasury.Booked(
                    "Hỗ trợ áp dụng ISO 22000:2018",
                    "CT-2026-0001",
                    "Chương 417, mã NDKT 7749",
                    "Chương 417, mã NDKT 7799",
                    Money(40_000_000),
                ),
            ),
        ),
        "payment_order": treasury.PaymentOrder(
            **voucher, **decided, account=ACCOUNT, number="CT-2026-0001", lines=(SPENT,)
        ),
        "payee_list": treasury.PayeeList(
            payer=PAYER,
            voucher="CT-2026-0001",
            budget_year=2026,
            payees=(treasury.Payee(FIRM.name, FIRM.tax_code, ACCOUNT.number, ACCOUNT.where, Money(40_000_000)),),
        ),
        "repayment_slip": treasury.RepaymentSlip(
            **voucher,
            **decided,
            number="01",
            amount=Money(40_000_000),
            content="Nộp trả kinh phí hỗ trợ áp dụng ISO 22000:2018",
            restores=True,
        ),
    }


def drawn(key: str, facts: Any, *, version: int | None = None) -> bytes:
    """The bytes of a paper."""
    return pressed(key, facts, version=version).content


def pressed(key: str, facts: Any, *, version: int | None = None) -> Drawn:
    """A paper with the place of its signature."""
    return draw_paper(
        key,
        version or KINDS[key].newest,
        to_json(facts),
        code="7K3M-9QXT-2HBD",
        address="http://127.0.0.1:8000/check/7K3M-9QXT-2HBD",
        author=OFFICE.agency,
        made_at=MORNING,
    )
