"""Deadlines go into anybody's calendar; a firm reads who has its case, until when, and what to prepare."""

from icalendar import Calendar

from tests.builders.cases import a_case
from tests.web.desk import Desk, config, desk

__all__ = ["config", "desk"]


def test_a_firm_and_the_office_take_their_deadlines_into_a_calendar(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "in_review")
    due, code, reference = case.due_on, case.code, case.reference
    desk.rows.commit()
    an, reviewer = desk.of(desk.office.applicant), desk.of(desk.reviewer_of(case))

    for browser, page, file in ((an, "/my", "/my/deadlines.ics"), (reviewer, "/work", "/work/deadlines.ics")):
        assert f'href="{file}"' in browser.get(page).text
        answer = browser.get(file)
        assert answer.content_type.startswith("text/calendar")
        (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
        assert event.decoded("dtstart") == due
        assert code is not None
        assert code in str(event["SUMMARY"])
        assert reference in str(event["URL"])
        (again,) = Calendar.from_ical(browser.get(file).data).walk("VEVENT")
        assert again["UID"] == event["UID"], "taken in again, it is the same entry and not one more"


def test_a_firm_reads_who_has_its_case_until_when_and_what_to_prepare(desk: Desk) -> None:
    case = a_case(desk.rows, desk.office, "in_review")
    desk.rows.commit()

    page = desk.of(desk.office.applicant).get(f"/my/applications/{case.reference}").text

    assert "Sở Khoa học và Công nghệ tỉnh Bắc Ninh, hạn" in page
    assert "Tiếp theo. Chuyên viên thẩm định" in page
    assert "Cần chuẩn bị" in page
    assert "Giấy đề nghị thanh toán đã ký" in page


def test_nobody_elses_deadlines_are_in_the_calendar(desk: Desk) -> None:
    a_case(desk.rows, desk.office, "in_review")
    desk.rows.commit()

    assert b"VEVENT" not in desk.of(desk.office.clerk).get("/work/deadlines.ics").data
