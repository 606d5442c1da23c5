"""Who registers an organisation first only says who they are, until an officer compares it with the register."""

from sqlalchemy import select

from nscl_grants.db.audit import AuditEvent
from nscl_grants.db.interests import Interest
from nscl_grants.db.organisations import Organisation
from tests.builders.cases import a_case
from tests.builders.people import MORNING
from tests.web.desk import TODAY, Desk, config, desk
from tests.web.pages import send

__all__ = ["config", "desk"]
SOURCE = "Cổng thông tin quốc gia về đăng ký doanh nghiệp"
SAID = {"checked_on": f"{TODAY:%d/%m/%Y}", "source": SOURCE, "same": "yes"}


def test_an_organisation_bears_a_mark_on_its_pages_until_an_officer_has_compared_it(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "in_review")
    reviewer, finance = desk.reviewer_of(case), desk.office.finance
    tax_code, reference = desk.office.organisation.tax_code, case.reference
    desk.rows.commit()
    pages = (f"/cases/{reference}", f"/organisations/{tax_code}", f"/cases/{reference}/review")
    before = [desk.of(reviewer).get(page).text for page in pages]

    done = send(desk.of(reviewer), f"/organisations/{tax_code}/check", SAID)

    after = [desk.of(reviewer).get(page).text for page in pages]
    assert done.status_code == 303
    assert all("chưa đối chiếu" in page for page in before)
    assert all("chưa đối chiếu" not in page and SOURCE in page for page in after)
    assert f"/organisations/{tax_code}/check" not in desk.of(finance).get(f"/organisations/{tax_code}").text
    assert reviewer.name in desk.of(reviewer).get(f"/organisations/{tax_code}/check").text
    told = desk.rows.scalars(select(AuditEvent.after).where(AuditEvent.what == "organisation.check")).all()
    assert told == [{"on": TODAY.isoformat(), "source": SOURCE}]


def test_nothing_is_confirmed_of_a_day_to_come_or_without_a_source_or_by_who_is_tied(desk: Desk) -> None:
    intake, organisation = desk.office.intake, desk.office.organisation
    page = f"/organisations/{organisation.tax_code}/check"
    desk.rows.commit()
    browser = desk.of(intake)

    faulty = [send(browser, page, {**SAID, **changed}).status_code for changed in
              ({"checked_on": "01/01/2030"}, {"source": " "}, {"same": ""})]  # fmt: skip
    desk.rows.add(
        Interest(person_id=intake.person_id, kind="tax_code", value=organisation.tax_code, note="", declared_at=MORNING)
    )
    desk.rows.commit()
    tied = send(browser, page, SAID)

    assert faulty == [422, 422, 422]
    assert tied.status_code == 422
    assert "có quan hệ" in tied.text
    assert desk.rows.scalars(select(Organisation.checked_on)).all() == [None]


def test_only_who_receives_or_reviews_compares(desk: Desk) -> None:
    page = f"/organisations/{desk.office.organisation.tax_code}/check"
    desk.rows.commit()

    assert desk.of(desk.office.finance).get(page).status_code == 403
    assert desk.of(desk.office.applicant).get(page).status_code == 403
