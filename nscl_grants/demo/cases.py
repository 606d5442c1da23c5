"""The cases of the demo: which firm, what for, what it cost, when it began, and how far it has come."""

from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Case:
    """One application; `ends` is the last thing that happened to it by the demo's day."""

    firm: int
    """The place of the firm in the list of people.py, from 1."""
    standard: str
    """The standard or the award; "" where the procedure asks for none."""
    cost_million: int
    """What was spent before VAT, in triệu đồng."""
    begins: date
    ends: str
    asked_for_more: bool = False
    """Whether intake or the reviewer asked for a supplement on the way."""
    procedure: str = "HTQL"
    product: str = ""
    channel: str = "online"
    """How it came; what did not come online was entered at the counter."""


def _paid(firm: int, standard: str, cost_million: int, month: int, day: int, more: bool = False) -> Case:
    return Case(firm, standard, cost_million, date(2026, month, day), "disbursed", more)


def _of(procedure: str, firm: int, product: str, cost_million: int, begins: tuple[int, int], ends: str) -> Case:
    """A case about a product; of the quality award the cost is its level: 2 for gold, 1 for silver."""
    award = {1: "gtclqg-bac", 2: "gtclqg-vang"}.get(cost_million, "") if procedure == "GTCL" else ""
    return Case(firm, award, cost_million, date(2026, *begins), ends, procedure=procedure, product=product)


CASES: tuple[Case, ...] = (
    _paid(3, "iso-50001", 152, 1, 12),
    _paid(4, "iso-22000", 118, 1, 14),
    _paid(8, "iso-14001", 130, 1, 20),
    _paid(6, "iso-14001", 104, 2, 3, more=True),
    _of("CBHC", 7, "Gạch ốp Tưởng Tượng", 48, (2, 5), "disbursed"),
    _of("TXNG", 10, "Cá kho Bịa Đặt", 64, (2, 10), "disbursed"),
    _paid(5, "iso-22000", 112, 3, 3),
    _paid(12, "iso-14001", 126, 3, 9),
    _paid(13, "iso-iec-17025", 180, 3, 11, more=True),
    _paid(14, "iso-50001", 210, 3, 17),
    _paid(15, "iso-15189", 165, 3, 24),
    _paid(9, "iso-14001", 108, 4, 1),
    _paid(11, "iso-22000", 120, 4, 7),
    _paid(16, "iso-14001", 115, 4, 13),
    _of("TXNG", 17, "Gà đồi Hình Dung", 66, (4, 21), "disbursed"),
    _paid(18, "iso-50001", 106, 5, 5, more=True),
    _paid(19, "iso-14001", 133, 5, 11),
    _paid(3, "iso-14001", 140, 5, 25),
    _paid(10, "iso-22000", 122, 6, 8),
    _paid(14, "iso-14001", 128, 6, 22),
    _paid(8, "iso-9001", 60, 6, 24),
    _of("GTCL", 20, "Giấy in Nháp Trắng", 2, (5, 18), "disbursed"),
    Case(6, "iso-50001", 156, date(2026, 6, 2), "stated"),
    _of("TCCS", 13, "Siro ho Phỏng Đoán", 26, (6, 15), "stated"),
    _of("GTCL", 4, "Hộp giấy Giả Định", 1, (6, 29), "stated"),
    Case(5, "haccp", 68, date(2026, 7, 6), "written_off"),
    _of("TXNG", 12, "Ống nhựa Mô Phỏng", 76, (7, 13), "sent"),
    Case(7, "iso-14001", 117, date(2026, 7, 20), "taken_back"),
    Case(15, "iso-iec-17025", 150, date(2026, 7, 27), "authorised"),
    _of("CBHC", 16, "Vở kẻ ngang Tạm Thời", 44, (8, 3), "checked"),
    Case(17, "iso-22000", 109, date(2026, 8, 5), "voided"),
    Case(8, "iso-50001", 111, date(2026, 8, 10), "returned"),
    Case(18, "iso-14001", 121, date(2026, 8, 12), "confirmed"),
    Case(19, "iso-45001", 84, date(2026, 8, 17), "confirmed", asked_for_more=True),
    Case(2, "iso-22000", 102, date(2026, 8, 24), "claimed"),
    Case(20, "iso-14001", 119, date(2026, 9, 7), "claimed"),
    Case(9, "iso-9001", 74, date(2026, 9, 9), "claim_returned"),
    replace(_of("TXNG", 11, "Rau cải Minh Họa", 60, (9, 14), "issued"), channel="post"),
    _of("GTCL", 3, "Bánh răng Thử Nghiệm", 2, (9, 16), "issued"),
    _of("TCCS", 6, "Bảng mạch Hư Cấu", 22, (9, 21), "issued"),
    Case(2, "iso-14001", 100, date(2026, 10, 5), "issued"),
    Case(10, "iso-14001", 125, date(2026, 10, 12), "approved", channel="portal"),
    Case(13, "iso-14001", 116, date(2026, 10, 14), "approved"),
    Case(14, "iso-31000", 100, date(2026, 10, 26), "recommended"),
    Case(12, "iso-50001", 135, date(2026, 10, 28), "recommended"),
    Case(4, "iso-14001", 100, date(2026, 11, 2), "recommended"),
    Case(16, "iso-50001", 99, date(2026, 10, 30), "rejection_proposed"),
    _of("CBHC", 18, "Tủ gỗ Phác Thảo", 40, (6, 10), "rejected"),
    Case(19, "iso-50001", 98, date(2026, 9, 2), "appealed"),
    Case(2, "iso-31000", 88, date(2026, 6, 3), "appeal_dismissed"),
    _of("TXNG", 14, "Mì gạo Thử Nghiệm", 71, (8, 26), "appeal_upheld"),
    Case(4, "haccp", 66, date(2026, 6, 4), "recovered"),
    Case(3, "iso-9001", 72, date(2026, 11, 5), "extended"),
    Case(7, "iso-50001", 75, date(2026, 5, 6), "refused"),
    _of("CBHC", 20, "Giấy gói Nháp Trắng", 41, (6, 17), "stopped"),
    _of("TCCS", 15, "Bộ thử nhanh Giả Tưởng", 25, (8, 19), "withdrawn"),
    Case(11, "iso-14001", 96, date(2026, 4, 15), "cancelled"),
    _of("TXNG", 17, "Trứng gà Hình Dung", 65, (10, 27), "in_review"),
    _of("TCCS", 8, "Rượu men lá Thử Việc", 21, (11, 4), "in_review"),
    Case(5, "iso-14001", 110, date(2026, 11, 9), "in_review"),
    Case(9, "iso-50001", 131, date(2026, 11, 12), "in_review", asked_for_more=True),
    Case(1, "iso-22000", 106, date(2026, 10, 20), "supplement_requested"),
    Case(2, "haccp", 63, date(2026, 11, 19), "submitted"),
    _of("GTCL", 6, "Cảm biến Hư Cấu", 1, (11, 20), "submitted"),
    Case(1, "iso-9001", 54, date(2026, 11, 16), "draft"),
    _of("TCSP", 11, "Rau sấy Minh Họa", 70, (3, 16), "disbursed"),
    _of("TCSP", 10, "Chả cá Bịa Đặt", 66, (5, 12), "recovering"),
    _of("TCSP", 5, "Miến khoai Ví Dụ", 65, (7, 8), "advanced"),
    _of("TCSP", 16, "Nhãn in Tạm Thời", 64, (9, 8), "contract"),
    _of("TCSP", 13, "Trà túi lọc Phỏng Đoán", 75, (10, 19), "recommended"),
    _of("TCSP", 20, "Giấy ăn Nháp Trắng", 67, (10, 26), "waitlisted"),
    _of("TCSP", 1, "Tương ớt Ví Dụ Xanh", 63, (11, 18), "draft"),
)
