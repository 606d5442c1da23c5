"""The people and firms of the demo; every name is invented, every tax code is valid in form."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from nscl_grants.db.absences import Absence
from nscl_grants.db.interests import TAX_CODE, Interest
from nscl_grants.db.organisations import BankAccount, Organisation
from nscl_grants.db.people import Account, AccountRole, Membership, Person, account_with_rights, actor_of
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.vietnamese import fold

PASSWORD = "demo-nscl-2026"  # noqa: S105  # pragma: allowlist secret (printed at every start of the demo, and of no use elsewhere)
DOMAIN = "demo.nscl.test"

STAFF: Mapping[str, tuple[str, tuple[str, ...], str]] = {
    "intake": ("Phạm Thị Thử Nghiệm", ("intake",), "cán bộ tiếp nhận (một cửa)"),
    "reviewer": ("Lê Văn Mẫu", ("reviewer",), "chuyên viên thẩm định"),
    "reviewer2": ("Hoàng Thị Minh Họa", ("reviewer",), "chuyên viên thẩm định thứ hai"),
    "approver": ("Nguyễn Văn Giả Định", ("approver",), "người quyết định"),
    "approver2": ("Vũ Thị Ví Dụ", ("approver",), "người quyết định thứ hai"),
    "clerk": ("Bùi Văn Sổ", ("clerk",), "văn thư"),
    "finance": ("Đỗ Thị Dụ", ("finance",), "kế toán"),
    "finance2": ("Trịnh Văn Nháp", ("finance",), "kế toán thứ hai"),
    "chief-accountant": ("Đặng Thị Kiểm", ("chief_accountant",), "kế toán trưởng"),
    "account-holder": ("Phan Văn Chủ", ("account_holder",), "chủ tài khoản"),
    "coordinator": ("Mai Thị Báo", ("coordinator",), "đầu mối báo cáo"),
    "plan-manager": ("Lý Văn Tổng", ("plan_manager",), "đầu mối tổng hợp Kế hoạch"),
    "auditor": ("Cao Thị Soát", ("auditor",), "thanh tra, kiểm toán"),
    "admin": ("Tạ Văn Quản", ("admin",), "quản trị"),
    "admin2": ("Kiều Thị Trị", ("admin",), "quản trị thứ hai"),
}

COMPARED = 17
"""So many firms were compared with the register of businesses; those after them were not yet."""

APPLICANTS = {
    "applicant": ("Trần Thị Thử", "người nộp của Công ty TNHH Thực phẩm Ví Dụ Xanh"),
    "applicant2": ("Ngô Văn Nháp", "người nộp của HTX Nông sản Mẫu Lúa Vàng"),
}

FIRMS: tuple[tuple[str, str, str], ...] = (
    ("Công ty TNHH Thực phẩm Ví Dụ Xanh", "enterprise", "07795"),
    ("HTX Nông sản Mẫu Lúa Vàng", "cooperative", "07339"),
    ("Công ty CP Cơ khí Thử Nghiệm Số Một", "enterprise", "09247"),
    ("Công ty TNHH Bao bì Giả Định", "enterprise", "09193"),
    ("HTX Miến Ví Dụ", "cooperative", "07774"),
    ("Công ty TNHH Điện tử Hư Cấu", "enterprise", "09367"),
    ("Công ty CP Gốm Tưởng Tượng", "enterprise", "09292"),
    ("Liên hiệp HTX Thử Việc", "cooperative_union", "07210"),
    ("Công ty TNHH Dệt Không Có Thật", "enterprise", "09400"),
    ("Công ty TNHH Thủy sản Bịa Đặt", "enterprise", "09496"),
    ("HTX Rau Sạch Minh Họa", "cooperative", "09319"),
    ("Công ty CP Nhựa Mô Phỏng", "enterprise", "07777"),
    ("Công ty TNHH Dược phẩm Phỏng Đoán", "enterprise", "09187"),
    ("Công ty CP Thép Ước Lệ", "enterprise", "07681"),
    ("Phòng thử nghiệm Giả Tưởng", "enterprise", "09169"),
    ("Công ty TNHH In ấn Tạm Thời", "enterprise", "09190"),
    ("HTX Gà đồi Hình Dung", "cooperative", "07288"),
    ("Công ty CP Gỗ Nội thất Phác Thảo", "enterprise", "09385"),
    ("Công ty TNHH Linh kiện Mường Tượng", "enterprise", "09253"),
    ("Công ty CP Giấy Nháp Trắng", "enterprise", "09379"),
)

_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


@dataclass(frozen=True)
class Cast:
    """Everybody in the story, by the name of the account, and the firms in the order of the list."""

    people: Mapping[str, Actor]
    firms: tuple[Organisation, ...]

    def __getitem__(self, name: str) -> Actor:
        return self.people[name]


def accounts() -> Iterator[tuple[str, str]]:
    """The e-mail of each account, and who it is."""
    for name, (full_name, what) in APPLICANTS.items():
        yield f"{name}@{DOMAIN}", f"{full_name}, {what}"
    for name, (full_name, _, what) in STAFF.items():
        yield f"{name}@{DOMAIN}", f"{full_name}, {what}"


def settle(session: Session, *, since: datetime, today: date) -> Cast:
    """Put everybody into an empty database; does not commit."""
    hashed = PasswordHasher().hash(PASSWORD)
    firms = tuple(_firm(session, number, *firm, since=since) for number, firm in enumerate(FIRMS, start=1))
    made = {name: _account(session, name, full, roles, hashed, since) for name, (full, roles, _) in STAFF.items()}
    for nth, (name, (full, _)) in enumerate(APPLICANTS.items()):
        made[name] = _account(session, name, full, ("applicant",), hashed, since)
        session.add(Membership(organisation_id=firms[nth].id, person_id=made[name].person_id, since=since))
    for nth, firm in enumerate(firms[2:], start=3):
        full = f"Người nộp {firm.name.split()[-2]} {firm.name.split()[-1]}"
        made[f"firm{nth}"] = _account(session, f"firm{nth}", full, ("applicant",), hashed, since)
        session.add(Membership(organisation_id=firm.id, person_id=made[f"firm{nth}"].person_id, since=since))
    _say_who_is_away(session, made, since, today)
    session.flush()
    for nth, firm in enumerate(firms, start=1):
        _bank(session, firm, made[applicant_of(nth)], made["finance2"], since)
    for firm in firms[:COMPARED]:
        firm.checked_on, firm.checked_source = since.date(), "Cổng thông tin quốc gia về đăng ký doanh nghiệp"
        firm.checked_by, firm.checked_at = made["intake"].person_id, since
    return Cast({name: _actor(session, account, today) for name, account in made.items()}, firms)


def _say_who_is_away(session: Session, made: Mapping[str, Account], since: datetime, today: date) -> None:
    """One of the office has reported an absence, and one has declared a tie to a firm that never applied."""
    away, tied = made["coordinator"].person_id, made["reviewer"].person_id
    session.add(
        Absence(
            person_id=away,
            since=today + timedelta(days=2),
            until=today + timedelta(days=7),
            note="Nghỉ phép năm",
            recorded_by=away,
            recorded_at=since,
            ended_on=None,
        )
    )
    session.add(
        Interest(
            person_id=tied,
            kind=TAX_CODE,
            value=tax_code(300),
            note="Công ty của người nhà",
            declared_at=since,
            withdrawn_at=None,
        )
    )


def applicant_of(nth: int) -> str:
    """The account that acts for the nth firm, counted from 1."""
    return {1: "applicant", 2: "applicant2"}.get(nth, f"firm{nth}")


def tax_code(number: int) -> str:
    """The number-th invented tax code whose check digit exists."""
    found = (code for n in range(1, 10_000) if (code := _with_check_digit(f"9900{n:05d}")) is not None)
    return next(code for nth, code in enumerate(found, start=1) if nth == number)


def _with_check_digit(digits: str) -> str | None:
    check = 10 - sum(int(digit) * weight for digit, weight in zip(digits, _TAX_WEIGHTS, strict=True)) % 11
    return None if check == 10 else f"{digits}{check}"


def _firm(session: Session, number: int, name: str, kind: str, commune: str, *, since: datetime) -> Organisation:
    firm = Organisation(
        tax_code=tax_code(number),
        name=name,
        folded_name=fold(name),
        kind=kind,
        address=f"Lô {number}, khu sản xuất Giả Định",
        commune=commune,
        phone=f"0222{3_000_000 + number}",
        email=f"vanphong{number}@{DOMAIN}",
        representative=f"Người đại diện thứ {number}",
        representative_title="Giám đốc",
        registered_at=since,
    )
    session.add(firm)
    session.flush()
    return firm


def _account(
    session: Session, name: str, full_name: str, roles: tuple[str, ...], hashed: str, since: datetime
) -> Account:
    person = Person(full_name=full_name, created_at=since)
    session.add(person)
    session.flush()
    account = Account(
        person_id=person.id,
        email=f"{name}@{DOMAIN}",
        password_hash=hashed,
        created_at=since,
        password_changed_at=since,
        email_proved_at=since,
    )
    session.add(account)
    session.flush()
    session.add_all([AccountRole(account_id=account.id, role=role, since=date(2026, 1, 1)) for role in roles])
    return account


def _bank(session: Session, firm: Organisation, proposed_by: Account, confirmed_by: Account, since: datetime) -> None:
    session.add(
        BankAccount(
            organisation_id=firm.id,
            version=1,
            number=f"9990{firm.id:08d}",
            holder=firm.name,
            bank="Ngân hàng TMCP Giả Định",
            branch="Chi nhánh Bắc Ninh",
            proposed_by=proposed_by.person_id,
            proposed_at=since,
            confirmed_by=confirmed_by.person_id,
            confirmed_at=since,
        )
    )


def _actor(session: Session, account: Account, today: date) -> Actor:
    session.flush()
    session.expire(account)
    found = account_with_rights(session, account.id)
    assert found is not None, "the account was just made"
    return actor_of(found, today)
