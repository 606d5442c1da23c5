"""What was done for the plan: the kinds of task records, where they happen, and what each of them counts.

A record is never overwritten: whoever corrects it writes the next version, and what was known on an earlier
day can be read again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from nscl_grants.domain.money import Money
from nscl_grants.domain.plan import Counting
from nscl_grants.domain.text import Text

RECORD_KINDS: Mapping[str, Text] = {
    "policy": Text("Văn bản, cơ chế, chính sách", "Policy or regulation"),
    "workshop": Text("Hội nghị, hội thảo, tập huấn", "Conference or workshop"),
    "broadcast": Text("Phóng sự, tin bài tuyên truyền", "Broadcast or article"),
    "survey": Text("Điều tra, khảo sát nhu cầu", "Survey of needs"),
    "study_visit": Text("Tham quan, học tập kinh nghiệm", "Study visit"),
    "commendation": Text("Tôn vinh, khen thưởng", "Commendation"),
    "course": Text("Khóa đào tạo, bồi dưỡng", "Training course"),
    "club": Text("Câu lạc bộ cải tiến năng suất, chất lượng", "Productivity and quality club"),
    "model": Text("Mô hình áp dụng công cụ, hệ thống quản lý", "Model of tools and management systems"),
    "high_risk": Text("Hỗ trợ doanh nghiệp có sản phẩm rủi ro cao", "Help for makers of high-risk products"),
    "nomination": Text("Vận động tham gia Giải thưởng Chất lượng Quốc gia", "Entry for the National Quality Award"),
    "information": Text("Cung cấp thông tin tiêu chuẩn, quy chuẩn", "Information on standards and regulations"),
    "network": Text("Tham gia mạng lưới đo lường, công nhận phòng thử nghiệm", "Metrology network or accreditation"),
    "science": Text("Nhiệm vụ khoa học và công nghệ", "Science and technology task"),
    "cooperation": Text("Hoạt động hợp tác", "Cooperation"),
    "other": Text("Việc khác", "Something else"),
}

SETTINGS: Mapping[str, Text] = {
    "enterprise": Text("Doanh nghiệp", "Enterprises"),
    "cooperative": Text("Hợp tác xã", "Cooperatives"),
    "health": Text("Cơ sở khám bệnh, chữa bệnh", "Health facilities"),
    "school": Text("Trường trung học phổ thông", "Upper secondary schools"),
    "college": Text("Trường cao đẳng", "Colleges"),
    "university": Text("Trường đại học", "Universities"),
    "vocational": Text("Cơ sở giáo dục nghề nghiệp khác", "Other vocational schools"),
    "administration": Text("Cơ quan hành chính", "Administration"),
    "testing": Text("Tổ chức kiểm định, hiệu chuẩn, thử nghiệm", "Inspection, calibration and testing bodies"),
    "public": Text("Nhiều đối tượng, công chúng", "Several, or the public"),
}

Figure = Literal["people", "organisations", "units", "asked"]


@dataclass(frozen=True, slots=True)
class CutOff:
    """The moment that figures are of, and the last posting that counts."""

    seq: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Record:
    """What an agency did for a task, as it was written last."""

    reference: str
    n: int
    body: str
    kind: str
    task: str
    title: str
    setting: str
    held_on: date
    place: str
    people: int
    organisations: int
    units: int
    asked: int
    cost: Money
    line: str
    files: int = 0

    @property
    def year(self) -> int:
        """The year that it counts for."""
        return self.held_on.year

    def figure(self, what: Figure) -> int:
        """One of its counts."""
        return {
            "people": self.people,
            "organisations": self.organisations,
            "units": self.units,
            "asked": self.asked,
        }[what]


def counted(counting: Counting, records: Iterable[Record]) -> tuple[int, int]:
    """What the records add up to for an indicator, and how many of them count."""
    found = [record for record in records if matches(counting, record)]
    assert counting.what in ("people", "organisations", "units", "asked"), "the others are counted in the books"
    return sum(record.figure(counting.what) for record in found), len(found)


def counted_how(counting: Counting) -> Text:
    """What an indicator counts, in words."""
    if counting.what in BOOKS:
        return BOOKS[counting.what]
    kinds = [RECORD_KINDS[kind] for kind in counting.kinds]
    at = [SETTINGS[setting] for setting in counting.at]
    vi, en = (_counted_in(language, counting.what, kinds, at) for language in ("vi", "en"))
    return Text(vi, en)


def _counted_in(language: str, what: str, kinds: list[Text], at: list[Text]) -> str:
    of = ", ".join(kind.in_language(language) for kind in kinds)
    places = ", ".join(setting.in_language(language) for setting in at)
    where = {"vi": f"; nơi thực hiện: {places}", "en": f"; done at: {places}"}[language] if at else ""
    return f"{FIGURES[what].in_language(language)}: {of}{where}"


FIGURES: Mapping[str, Text] = {
    "people": Text("Cộng lượt người của các kết quả thuộc loại", "People in the records of these kinds"),
    "organisations": Text("Cộng số tổ chức của các kết quả thuộc loại", "Organisations in the records of these kinds"),
    "units": Text("Cộng số lượng của các kết quả thuộc loại", "Things counted in the records of these kinds"),
    "asked": Text("Cộng số yêu cầu của các kết quả thuộc loại", "Requests in the records of these kinds"),
}
BOOKS: Mapping[str, Text] = {
    "paid_organisations": Text(
        "Đếm tổ chức có tiền đã chi hoặc tạm ứng trong năm, theo sổ bút toán",
        "Organisations with money paid or advanced in the year, from the books",
    ),
    "paid_millions": Text(
        "Cộng tiền hỗ trợ đã chi và tạm ứng của năm, trừ khoản quay về, theo sổ bút toán",
        "Support paid and advanced in the year, less what came back, from the books",
    ),
}
"""What is counted in the books."""


def matches(counting: Counting, record: Record) -> bool:
    """Whether the record is one of those that the indicator counts."""
    return record.kind in counting.kinds and (not counting.at or record.setting in counting.at)
