"""What agencies of the demo did for the plan, what they reported of it, and the yearly figures of others."""

from collections.abc import Mapping
from datetime import date
from typing import Any

STILL_TO_READ = "07795"
"""Sent, and neither accepted nor returned yet."""
RETURNED = "sct"
"""Sent, and returned with a reason."""
COORDINATED = ("skhcn", "syt", "sgddt", "stc", "snv", "sct", "bqlkcn", "bptth", "07795", "hhdn")
"""What the one coordinator of the demo reports for."""


def _did(
    day: date, kind: str, body: str, task: str, title: str, setting: str, place: str, **counts: int | str
) -> tuple[date, dict[str, Any]]:
    """What an agency did, as its coordinator answers the questionnaire."""
    named = {"kind": kind, "body": body, "task": task, "title": title, "setting": setting, "place": place}
    return day, {**named, "held_on": day.isoformat(), **counts}


RESULTS = (
    _did(
        date(2026, 2, 26),
        "policy",
        "skhcn",
        "1.2",
        "Dự thảo Nghị quyết quy định mức chi",
        "public",
        "Phường Bắc Giang",
        units=1,
    ),
    _did(
        date(2026, 3, 12),
        "course",
        "skhcn",
        "3.1",
        "5S và Kaizen cho quản lý sản xuất",
        "enterprise",
        "KCN Giả Định, phường Nếnh",
        people=145,
        cost=186_000_000,
        line="II.1",
    ),
    _did(
        date(2026, 4, 9),
        "course",
        "skhcn",
        "3.1",
        "ISO 9001 và ISO 14001, đánh giá nội bộ",
        "enterprise",
        "Phường Võ Cường",
        people=160,
        cost=210_000_000,
        line="II.1",
    ),
    _did(
        date(2026, 4, 22),
        "broadcast",
        "bptth",
        "2.2",
        "Phóng sự Năng suất từ xưởng nhỏ",
        "public",
        "Truyền hình tỉnh",
        units=2,
        cost=48_000_000,
        line="I.1",
    ),
    _did(
        date(2026, 5, 14),
        "workshop",
        "skhcn",
        "2.1",
        "Hội thảo Chuyển đổi số và năng suất",
        "enterprise",
        "Phường Kinh Bắc",
        people=210,
        cost=62_500_000,
        line="I.2",
    ),
    _did(
        date(2026, 5, 28),
        "survey",
        "bqlkcn",
        "2.3",
        "Khảo sát nhu cầu áp dụng công cụ quản lý",
        "enterprise",
        "Các khu công nghiệp",
        organisations=186,
    ),
    _did(
        date(2026, 6, 10),
        "study_visit",
        "skhcn",
        "2.4",
        "Học tập mô hình Lean tại tỉnh bạn",
        "enterprise",
        "Ngoài tỉnh",
        people=32,
        cost=124_000_000,
        line="I.3",
    ),
    _did(
        date(2026, 6, 18),
        "course",
        "sgddt",
        "3.1",
        "Nhập môn 5S cho giáo viên dạy nghề",
        "vocational",
        "Phường Bắc Giang",
        people=96,
        cost=88_000_000,
        line="II.1",
    ),
    _did(
        date(2026, 7, 8), "model", "syt", "4.3", "5S tại Trung tâm Y tế Giả Định", "health", "Phường Việt Yên", units=1
    ),
    _did(
        date(2026, 7, 16),
        "course",
        "skhcn",
        "3.1",
        "Truy xuất nguồn gốc, mã số mã vạch",
        "cooperative",
        "Xã Mẫu Sơn Giả Định",
        people=175,
        cost=192_400_000,
        line="II.1",
    ),
    _did(
        date(2026, 8, 5),
        "model",
        "skhcn",
        "4.2",
        "Mô hình tích hợp ISO 9001, 5S và Lean",
        "enterprise",
        "Phường Quế Võ",
        units=1,
    ),
    _did(
        date(2026, 8, 20),
        "club",
        "sgddt",
        "3.3",
        "Câu lạc bộ Cải tiến Trường Cao đẳng Ví Dụ",
        "college",
        "Phường Bắc Giang",
        units=1,
    ),
    _did(
        date(2026, 9, 10),
        "course",
        "skhcn",
        "3.1",
        "Công cụ KPI, TPM cho doanh nghiệp nhỏ và vừa",
        "enterprise",
        "Phường Võ Cường",
        people=188,
        cost=205_750_000,
        line="II.1",
    ),
    _did(
        date(2026, 9, 17),
        "workshop",
        "skhcn",
        "4.8",
        "Năng suất trong khu vực công",
        "administration",
        "Phường Bắc Giang",
        people=120,
    ),
    _did(
        date(2026, 9, 24),
        "nomination",
        "skhcn",
        "4.7",
        "Hướng dẫn hồ sơ Giải thưởng Chất lượng Quốc gia",
        "enterprise",
        "Phường Kinh Bắc",
        organisations=2,
    ),
    _did(
        date(2026, 10, 1),
        "information",
        "skhcn",
        "5.1",
        "Trả lời yêu cầu thông tin tiêu chuẩn, chín tháng",
        "public",
        "Trực tuyến",
        asked=84,
        served=82,
    ),
    _did(
        date(2026, 10, 8),
        "high_risk",
        "skhcn",
        "4.6",
        "Hướng dẫn xây dựng tiêu chuẩn cơ sở",
        "enterprise",
        "Phường Nếnh",
        organisations=24,
    ),
    _did(
        date(2026, 10, 15),
        "course",
        "skhcn",
        "3.1",
        "Năng suất xanh, kiểm kê khí nhà kính",
        "enterprise",
        "Phường Vũ Ninh",
        people=132,
        cost=174_200_000,
        line="II.1",
    ),
    _did(
        date(2026, 10, 22),
        "network",
        "skhcn",
        "5.2",
        "Kết nạp tổ chức thử nghiệm vào mạng lưới đo lường",
        "testing",
        "Phường Bắc Giang",
        organisations=6,
    ),
    _did(
        date(2026, 11, 5),
        "workshop",
        "07795",
        "2.1",
        "Phổ biến chính sách hỗ trợ cho hộ, doanh nghiệp",
        "enterprise",
        "Phường Nếnh",
        people=58,
    ),
)

SPENDING: tuple[tuple[date, str, int, str, str], ...] = (
    (date(2026, 4, 28), "I.1", 48_000_000, "UNC-0411", "Phóng sự Năng suất từ xưởng nhỏ"),
    (date(2026, 5, 20), "I.2", 62_500_000, "UNC-0527", "Hội thảo Chuyển đổi số và năng suất"),
    (date(2026, 6, 16), "I.3", 124_000_000, "UNC-0633", "Học tập mô hình Lean"),
    (date(2026, 7, 24), "II.1", 676_400_000, "UNC-0718", "Bốn lớp đào tạo sáu tháng đầu năm"),
    (date(2026, 10, 27), "II.1", 379_950_000, "UNC-1040", "Hai lớp đào tạo tháng 9 và tháng 10"),
)

FIGURES: tuple[tuple[str, str, str, str], ...] = (
    ("1.productivity", "value", "9,8", "Số giả định, theo mẫu niên giám thống kê"),
    ("1.tfp", "growth", "10,2", "Số giả định"),
    ("1.tfp", "capital", "7,4", "Số giả định"),
    ("1.tfp", "labour", "1,1", "Số giả định"),
    ("1.tfp", "capital_share", "48", "Số giả định"),
    ("4.high_risk", "denominator", "160", "Số giả định, danh sách của Sở Công Thương"),
    ("6.schools", "denominator", "85", "Số giả định, Sở Giáo dục và Đào tạo"),
    ("6.colleges", "denominator", "9", "Số giả định, Sở Giáo dục và Đào tạo"),
    ("5.2.network", "denominator", "14", "Số giả định, Chi cục Tiêu chuẩn Đo lường Chất lượng"),
)

SENT: Mapping[str, tuple[str, str, str]] = {
    "skhcn": (
        "Đã tổ chức các lớp đào tạo, hội thảo, mô hình theo kế hoạch năm; hỗ trợ doanh nghiệp theo Nghị quyết.",
        "Mức chi theo Nghị quyết mới chậm ban hành nên một số lớp khởi động muộn.",
        "Giao dự toán sớm trong quý I.",
    ),
    "syt": ("Một cơ sở khám bệnh, chữa bệnh áp dụng 5S.", "Thiếu người làm chuyên trách chất lượng.", ""),
    "sgddt": (
        "Một lớp cho giáo viên dạy nghề; thành lập một câu lạc bộ.",
        "",
        "Hướng dẫn TCVN ISO 21001 cho các trường.",
    ),
    "stc": ("Thẩm định và giao dự toán năm; phối hợp cung cấp số liệu tính TFP.", "", ""),
    "snv": ("Chưa có đợt khen thưởng riêng trong năm.", "", "Hướng dẫn tiêu chí xét khen thưởng đột xuất."),
    "sct": ("Phối hợp khảo sát doanh nghiệp trong các cụm công nghiệp.", "", ""),
    "bqlkcn": (
        "Khảo sát nhu cầu của 186 doanh nghiệp trong khu công nghiệp.",
        "Doanh nghiệp ngại chia sẻ số liệu.",
        "",
    ),
    "bptth": ("Hai phóng sự về năng suất đã phát sóng.", "", ""),
    "07795": ("Đã phổ biến chính sách cho hộ kinh doanh, doanh nghiệp trên địa bàn.", "", ""),
}

SIZES: Mapping[str, tuple[str, int, int, int]] = {
    "siêu nhỏ": ("industry", 8, 2_400_000_000, 1_200_000_000),
    "nhỏ": ("industry", 64, 38_000_000_000, 15_000_000_000),
    "vừa": ("industry", 168, 175_000_000_000, 82_000_000_000),
    "lớn": ("industry", 640, 1_250_000_000_000, 480_000_000_000),
}
"""Invented declarations, given to the firms of the demo by turns: field, labour, revenue and capital."""
AD_HOC_STEPS: tuple[tuple[date, str, Mapping[str, str]], ...] = (
    (date(2026, 7, 8), "submit", {"number": "84/TTr-SKHCN", "dated_on": "2026-07-08"}),
    (
        date(2026, 7, 13),
        "sign",
        {"number": "121/BC-UBND", "dated_on": "2026-07-13", "signer": "Lưu Văn Ký", "position": "vice"},
    ),
    (date(2026, 7, 14), "send", {"sent_on": "2026-07-14"}),
)
"""How the report that was asked for at mid-year went out."""
