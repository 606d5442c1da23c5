"""Thousands of filed cases, written straight into the tables: for lists and query plans, which read and never act."""

from datetime import timedelta
from itertools import islice

from sqlalchemy import insert
from sqlalchemy.orm import Session

from nscl_grants.db.applications import Application
from nscl_grants.db.organisations import Organisation, OrganisationWord, words_of
from nscl_grants.domain.money import Money
from nscl_grants.domain.vietnamese import fold
from tests.builders.cases import Office
from tests.builders.people import MORNING, a_tax_code

STATES: tuple[str, ...] = (
    ("closed",) * 60 + ("disbursed",) * 10 + ("approved",) * 8 + ("rejected",) * 8 + ("in_review",) * 5
)
STATES += ("recommended",) * 3 + ("waitlisted",) * 3 + ("submitted",) * 2 + ("supplement_requested",)
FIRST = 500_000
"""Ids and tax codes from here on are theirs."""


def many_cases(session: Session, office: Office, count: int, *, firms: int = 500) -> None:
    """So many filed cases of so many firms, one an hour up to this morning, in the mix of a grown office; commits."""
    names = ["Công ty TNHH Giả Định", "HTX Nông sản Ví Dụ", "Công ty cổ phần Minh Họa", "Liên hiệp HTX Mẫu"]
    organisations, words = [], []
    for nth in range(firms):
        name, number = f"{names[nth % 4]} số {nth}", FIRST + nth
        row = {"id": number, "tax_code": a_tax_code(number), "name": name, "folded_name": fold(name)}
        organisations.append(row | _PLACE)
        words += [{"word": word, "organisation_id": number} for word in words_of(fold(name), a_tax_code(number))]
    session.execute(insert(Organisation), organisations)
    session.execute(insert(OrganisationWord), words)
    rows = (_case(office, nth, count, firms) for nth in range(count))
    while chunk := list(islice(rows, 2_000)):
        session.execute(insert(Application), chunk)
    session.commit()


_PLACE = {
    "kind": "enterprise",
    "address": "Số 1, đường Thử Nghiệm",
    "commune": "07795",
    "phone": "+842223123456",
    "email": "vanphong@vidu.test",
    "representative": "Trần Thị Thử",
    "representative_title": "Giám đốc",
    "registered_at": MORNING,
}


def _case(office: Office, nth: int, count: int, firms: int) -> dict[str, object]:
    state, filed_at = STATES[nth * 7 % len(STATES)], MORNING - timedelta(hours=count - nth)
    procedure = office.house.procedure("HTQL")
    workflow = office.house.workflow(procedure.workflow)
    live = state in ("in_review", "recommended")
    return {
        "reference": f"ns-m{nth:07d}",
        "code": f"H05.15-250101-{nth:05d}",
        "version": 1,
        "state": state,
        "procedure": "HTQL",
        "workflow": workflow.name,
        "workflow_version": workflow.version,
        "form": procedure.form,
        "form_version": office.house.form(procedure.form).version,
        "line": "III.1",
        "organisation_id": FIRST + nth % firms,
        "created_by": office.applicant.person_id,
        "created_at": filed_at,
        "channel": "online",
        "answers": {"standard": "iso-22000"},
        "saved": {},
        "filed_at": filed_at,
        "received_at": filed_at,
        "queued_at": filed_at,
        "item": "iso-22000",
        "requested": Money(50_000_000),
        "recommended": Money(50_000_000) if state not in ("submitted", "in_review") else None,
        "approved": Money(50_000_000) if state in ("approved", "disbursed", "closed") else None,
        "due_on": (filed_at + timedelta(days=14)).date() if live else None,
        "reviewer_id": (office.reviewer if nth % 2 else office.other_reviewer).person_id,
    }
