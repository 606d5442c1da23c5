"""Norms and the calendar in the page: one proposes, another confirms, and from then on everybody counts by it."""

from datetime import date

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.actions.letter_texts import wording
from nscl_grants.actions.letters import worded
from nscl_grants.actions.references import house_with_versions
from nscl_grants.db.acts import Proposal
from nscl_grants.db.applications import Application
from nscl_grants.db.letters import Letter
from nscl_grants.db.references import ReferenceVersion
from nscl_grants.domain.money import Money
from tests.builders.cases import HOUSE, a_case, an_office
from tests.builders.people import MORNING
from tests.web.conftest import SignIn
from tests.web.desk import TODAY, config, form_of, press

__all__ = ["config"]
FIRST_DAY = date(2026, 4, 15)
STORM = date(2026, 4, 14)
NEXT = {
    "percent": "70",
    "ceiling": "60.000.000",
    "cost_basis": "Chi phí xây dựng, áp dụng và đánh giá",
    "counts_vat": "no",
    "counts_cash": "no",
    "valid_from": f"{FIRST_DAY:%d/%m/%Y}",
    "valid_until": "01/01/2031",
    "resolution": "Nghị quyết 12/2027/NQ-HĐND",
    "article": "Điều 5",
    "unsure": "ceiling",
    "reason": "Nghị quyết mới của HĐND tỉnh",
}


def proposed(rows: Session, kind: str) -> str:
    """The address of the one proposal; the session lets go of the write lock."""
    found = rows.scalars(select(Proposal.id).where(Proposal.kind == kind)).one()
    rows.rollback()
    return f"/plan/references/{found}"


def test_a_norm_is_tried_on_last_years_cases_confirmed_by_another_and_then_in_force(
    rows: Session, sign_in: SignIn
) -> None:
    a_case(rows, an_office(rows), "in_review")
    rows.commit()
    manager, approver = sign_in("plan_manager"), sign_in("approver")

    press(manager, "/plan/norms/HTQL-1/next", NEXT)
    address = proposed(rows, "norm")
    tried = manager.get(address).text
    own = press(manager, "/plan/norms/HTQL-1/next", to=f"{address}/confirm")
    assert address in approver.get("/work").text
    carried = form_of(approver.get(address), f"{address}/confirm")
    confirmed = press(approver, address, to=f"{address}/confirm", carried=carried)

    assert "50.000.000" in tried
    assert "1 hồ sơ được nhiều hơn" in tried
    assert own.status_code in (409, 422)
    assert confirmed.status_code == 303
    kept = rows.scalars(select(ReferenceVersion)).one()
    assert (kept.key, kept.version, kept.reason) == ("HTQL-1", 1, NEXT["reason"])
    plan = house_with_versions(rows, HOUSE).plan
    rows.rollback()
    before, after = (plan.norm_for("HTQL", "iso-14001", on) for on in (TODAY, FIRST_DAY))
    assert before is not None
    assert after is not None
    assert (before.key, before.valid_until) == ("HTQL-1/1", FIRST_DAY)
    assert (after.key, after.percent, after.ceiling) == ("HTQL-1/2", 70, Money(60_000_000))
    assert NEXT["reason"] in approver.get("/plan/norms/HTQL-1").text
    assert HOUSE.norm("HTQL-1/1").valid_until == date(2031, 1, 1)


def test_a_norm_that_begins_today_is_refused_with_what_was_typed(rows: Session, sign_in: SignIn) -> None:
    manager = sign_in("plan_manager")

    answer = press(manager, "/plan/norms/HTQL-1/next", {**NEXT, "valid_from": f"{TODAY:%d/%m/%Y}"})

    assert "hồ sơ đã nộp giữ mức của ngày nộp. Chọn ngày từ" in answer.text
    assert "60.000.000" in answer.text
    assert rows.scalars(select(Proposal)).all() == []


def test_a_day_off_is_proposed_with_its_source_and_counts_when_confirmed(rows: Session, sign_in: SignIn) -> None:
    first, second = sign_in("admin"), sign_in("admin", name="Người Thứ Hai")
    said = {"what": "off", "day": f"{STORM:%d/%m/%Y}", "vi": "Nghỉ bão", "reason": "Công văn 1/UBND"}
    press(first, "/plan/references/days/new", said)
    address = proposed(rows, "day_off")
    press(second, address, to=f"{address}/confirm", carried=form_of(second.get(address), f"{address}/confirm"))

    assert not house_with_versions(rows, HOUSE).plan.calendar.is_working(STORM)
    rows.rollback()
    assert HOUSE.plan.calendar.is_working(STORM)
    listed = second.get("/plan/references/days").text
    assert "Nghỉ bão" in listed
    assert "Công văn 1/UBND" in listed
    assert "Nghỉ bão" in first.get("/admin/calendar?year=2026").text


def test_a_mail_speaks_the_words_that_two_people_chose_and_keeps_its_link(rows: Session, sign_in: SignIn) -> None:
    admin, approver, page = sign_in("admin"), sign_in("approver"), "/plan/letters/letter.reset.body"
    letter = Letter(address="an@firm.test", kind="reset", values={"link": "https://x"}, language="vi", at=MORNING)

    without = press(admin, page, {"vi": "Đặt lại mật khẩu.", "en": "Set it anew: {link}", "reason": "Ngắn"})
    press(admin, page, {"vi": "Đặt lại ở đây: {link}", "en": "Set it anew: {link}", "reason": "Ngắn hơn"})
    address = proposed(rows, "letter")
    before = worded(letter, wording(rows))
    rows.rollback()
    press(approver, address, to=f"{address}/confirm", carried=form_of(approver.get(address), f"{address}/confirm"))

    assert "phải giữ đúng các chỗ điền: {link}" in without.text
    assert "30 phút" in before[1]
    assert worded(letter, wording(rows)) == ("Đặt lại mật khẩu", "Đặt lại ở đây: https://x")
    rows.rollback()
    assert "Ngắn hơn" in admin.get(page).text


def test_who_only_reads_proposes_nothing(sign_in: SignIn) -> None:
    auditor: FlaskClient = sign_in("auditor")

    assert auditor.get("/plan/norms").status_code == 200
    assert auditor.get("/plan/norms/HTQL-1/next").status_code == 403
    assert auditor.get("/plan/references/days/new").status_code == 403


def test_the_next_edition_of_a_standard_is_proposed_confirmed_and_offered_from_its_day(
    rows: Session, sign_in: SignIn
) -> None:
    case = a_case(rows, an_office(rows), "in_review", standard="iso-9001")
    reference = case.reference
    rows.commit()
    manager, approver, auditor = sign_in("plan_manager"), sign_in("approver"), sign_in("auditor")
    said = {"what": "edition", "edition": "2026", "vi": "Quản lý chất lượng", "from": f"{FIRST_DAY:%d/%m/%Y}",
            "valid_months": "36", "reason": "ISO công bố phiên bản mới"}  # fmt: skip

    refused = press(manager, "/plan/lists/standards/iso-9001", {**said, "from": f"{TODAY:%d/%m/%Y}"})
    press(manager, "/plan/lists/standards/iso-9001", said)
    address = proposed(rows, "standard")
    press(approver, address, to=f"{address}/confirm", carried=form_of(approver.get(address), f"{address}/confirm"))

    assert refused.status_code == 422
    assert "Quản lý chất lượng" in refused.text
    plan = house_with_versions(rows, HOUSE).plan
    rows.rollback()
    assert [plan.item_label("iso-9001", day) for day in (TODAY, FIRST_DAY)] == ["ISO 9001:2015", "ISO 9001:2026"]
    assert "ISO 9001:2015" in approver.get(f"/cases/{reference}").text
    history = auditor.get("/plan/lists/standards/iso-9001").text
    assert "ISO công bố phiên bản mới" in history
    assert "Gửi đề xuất" not in history
    assert "evidence." not in auditor.get("/plan/lists/standards").text


def test_an_agency_is_added_under_a_key_of_its_own(rows: Session, sign_in: SignIn) -> None:
    first, second = sign_in("admin"), sign_in("admin", name="Người Thứ Hai")
    said = {"vi": "Ban Quản lý Thử Nghiệm", "short": "Sở KH&CN", "kind": "board", "reason": "Quyết định 1/QĐ-UBND"}

    press(first, "/plan/lists/agencies/new", said)
    address = proposed(rows, "agency")
    press(second, address, to=f"{address}/confirm", carried=form_of(second.get(address), f"{address}/confirm"))

    assert "Ban Quản lý Thử Nghiệm" in first.get("/plan/lists/agencies").text
    assert house_with_versions(rows, HOUSE).plan.agencies["so-kh-cn"].kind == "board"


def test_new_terms_hold_for_what_is_filed_from_their_day_and_are_confirmed_by_another(
    rows: Session, sign_in: SignIn
) -> None:
    case = a_case(rows, an_office(rows), "in_review")
    reference = case.reference
    rows.commit()
    manager, approver = sign_in("plan_manager"), sign_in("approver")
    page = manager.get("/plan/lists/procedures/HTQL")
    said = {
        "authority_vi": "Chủ tịch Ủy ban nhân dân tỉnh", "days": "10", "supplement_days": "15", "hold_days": "30",
        "claim_days": "90", "appeal_days": "90", "obligation_months": "36", "on_supplement": "resume",
        "from": f"{FIRST_DAY:%d/%m/%Y}", "reason": "Quyết định 7/QĐ-UBND",
    }  # fmt: skip

    early = press(manager, "/plan/lists/procedures/HTQL", {**said, "from": f"{TODAY:%d/%m/%Y}"})
    press(manager, "/plan/lists/procedures/HTQL", said)
    address = proposed(rows, "procedure")
    shown = approver.get(address)
    press(approver, address, to=f"{address}/confirm", carried=form_of(shown, f"{address}/confirm"))

    assert "cần xác nhận" in manager.get("/plan/lists/procedures").text
    assert 'value="14"' in page.text
    assert early.status_code == 422
    assert "Chủ tịch Ủy ban nhân dân tỉnh" in shown.text
    house = house_with_versions(rows, HOUSE)
    procedure = house.procedure("HTQL")
    kept = house.procedure_of(rows.scalars(select(Application).where(Application.reference == reference)).one())
    rows.rollback()
    assert [procedure.on(day).days for day in (TODAY, FIRST_DAY)] == [14, 10]
    assert (kept.days, kept.authority, "authority" in procedure.unsure) == (14, kept.authority, False)
    assert kept.authority != procedure.authority
    assert "14 ngày làm việc" in approver.get("/support/HTQL").text, "today the old terms still hold"
    assert manager.get("/plan/lists/procedures/new").status_code == 404
