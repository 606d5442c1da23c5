"""The deadlines of a firm's cases as a calendar file: its own, and the days by which the office answers."""

from collections.abc import Iterator
from datetime import date

from flask import url_for
from flask.typing import ResponseReturnValue

from nscl_grants.definitions.house import House, house_of
from nscl_grants.reports.firm import FirmCase, firm_cases
from nscl_grants.web.access import db, me, now
from nscl_grants.web.applicant.blueprint import bp
from nscl_grants.web.applicant.turns import duty_words
from nscl_grants.web.calendar_file import Deadline, calendar_file
from nscl_grants.web.headings import heading_of
from nscl_grants.web.language import _
from nscl_grants.web.naming import code_of


@bp.get("/deadlines.ics")
def deadlines() -> ResponseReturnValue:
    """All deadlines of the reader's cases that are not over."""
    house = house_of(db())
    found = [each for case in firm_cases(db(), me()) for each in _of_case(house, case)]
    return calendar_file(_("Thời hạn hồ sơ hỗ trợ"), found, at=now())


def _of_case(house: House, case: FirmCase) -> Iterator[Deadline]:
    row, turn = case.row, case.turn
    duty = duty_words(turn)
    if turn.holder == "firm" and turn.due_on is not None:
        yield _deadline(house, case, duty, turn.due_on, turn.duty or "")
    if row.claim_by is not None and turn.duty != "claim" and not case.state.final:
        yield _deadline(house, case, _("Hạn đề nghị thanh toán"), row.claim_by, "claim_by")
    if row.due_on is not None and case.state.clock == "running":
        yield _deadline(house, case, _("Hẹn trả kết quả"), row.due_on, "result")
    until = (row.contract or {}).get("until")
    if until and turn.duty != "claim" and not case.state.final:
        yield _deadline(house, case, _("Hạn hoàn thành, nghiệm thu"), date.fromisoformat(until), "contract")


def _deadline(house: House, case: FirmCase, what: str, on: date, kind: str) -> Deadline:
    code = code_of(case.row)
    return Deadline(
        key=f"{case.row.reference}-{kind}",
        on=on,
        title=f"{what}: {code}",
        about=f"{heading_of(house, case.row)}, {case.row.organisation.name}",
        path=url_for(".show", reference=case.row.reference),
    )
