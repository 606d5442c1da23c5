"""The reviewer judges papers and costs; the amount follows from what was let stand."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from nscl_grants.actions.acts import ChangedMeanwhile
from nscl_grants.actions.assessments import (
    Allowed,
    CostCutUnexplained,
    CostRaised,
    PaperRefusedUnexplained,
    Verdict,
    save,
)
from nscl_grants.actions.facts import facts_of
from nscl_grants.db.applications import Application, Assessment
from nscl_grants.db.assessments import current_assessment
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.duties import DutyTaken
from nscl_grants.domain.guards.review import CostsUnassessed, DocumentsUnread
from nscl_grants.domain.money import Money
from nscl_grants.domain.norms import Estimate
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.workflow import MovedOn, NotYourStep
from tests.builders.cases import Office, a_case, an_act, an_office, take
from tests.builders.people import MORNING, somebody

ALL = Money.read("80.000.000")


def found(session: Session, case: Application) -> Assessment:
    assessment = current_assessment(session, case)
    assert assessment is not None
    return assessment


def papers(office: Office, case: Application) -> dict[str, Verdict]:
    return {document.name: Verdict(True) for document in office.house.form(case.form).documents}


def work(
    session: Session,
    office: Office,
    case: Application,
    *,
    by: Actor | None = None,
    act: str | None = None,
    seen: int | None = None,
    documents: dict[str, Verdict] | None = None,
    costs: list[Allowed] | None = None,
    remarks: str = "",
) -> None:
    save(
        session,
        case,
        actor=by or office.reviewer,
        at=MORNING,
        act=act or an_act(),
        seen_version=case.version if seen is None else seen,
        documents=papers(office, case) if documents is None else documents,
        costs=[Allowed(ALL)] if costs is None else costs,
        remarks=remarks,
    )


def test_what_was_found_is_kept_and_the_amount_is_derived_from_it(session: Session) -> None:
    office = an_office(session)
    case = a_case(session, office, "in_review")

    work(session, office, case, costs=[Allowed(Money.read("60.000.000"), "Tiền ăn")], remarks="Đúng phạm vi")

    assessment = found(session, case)
    assert assessment.costs == [{"allowed": 60_000_000, "reason": "Tiền ăn"}]
    assert assessment.remarks == "Đúng phạm vi"
    assert Estimate.from_json(assessment.derivation or {}).result == Money.read("30.000.000")
    facts = facts_of(session, case, actor=office.reviewer, at=MORNING)
    assert (facts.derived, facts.unread_documents, facts.unassessed_costs) == (Money.read("30.000.000"), (), 0)


def test_a_second_save_goes_on_with_the_same_round(session: Session) -> None:
    office = an_office(session)
    case = a_case(session, office, "in_review")

    work(session, office, case, remarks="Đang xem")
    work(session, office, case, remarks="Đã xem xong")

    assessment = found(session, case)
    assert (assessment.round, assessment.remarks) == (1, "Đã xem xong")


def test_a_cost_line_that_was_not_looked_at_holds_back_the_recommendation(session: Session) -> None:
    office = an_office(session)
    case = a_case(session, office, "in_review")

    work(session, office, case, costs=[Allowed(None)])

    with pytest.raises(CostsUnassessed):
        take(session, case, "recommend", office.reviewer, MORNING, conditions_met=True)


def test_a_paper_that_was_not_judged_holds_back_the_recommendation(session: Session) -> None:
    office = an_office(session)
    case = a_case(session, office, "in_review")

    work(session, office, case, documents={})

    with pytest.raises(DocumentsUnread):
        take(session, case, "recommend", office.reviewer, MORNING, conditions_met=True)


@pytest.mark.parametrize(
    ("findings", "refused"),
    [
        ({"costs": [Allowed(Money.read("70.000.000"))]}, CostCutUnexplained),
        ({"costs": [Allowed(Money.read("80.000.001"))]}, CostRaised),
        ({"documents": {"invoices": Verdict(False)}}, PaperRefusedUnexplained),
    ],
)
def test_nothing_is_cut_raised_or_turned_down_without_a_word(
    session: Session, findings: dict[str, Any], refused: type[Refused]
) -> None:
    office = an_office(session)
    case = a_case(session, office, "in_review")

    with pytest.raises(refused):
        work(session, office, case, **findings)

    assert current_assessment(session, case) is None


def test_a_save_on_what_somebody_changed_meanwhile_is_refused(session: Session) -> None:
    office = an_office(session)
    case = a_case(session, office, "in_review")
    seen = case.version
    work(session, office, case, remarks="Chi đã xem")

    with pytest.raises(ChangedMeanwhile):
        work(session, office, case, by=office.other_reviewer, seen=seen, remarks="Khánh đã xem")

    assert found(session, case).remarks == "Chi đã xem"


def test_the_same_act_saves_once(session: Session) -> None:
    office = an_office(session)
    case = a_case(session, office, "in_review")
    seen, act = case.version, an_act()

    for _ in range(2):
        work(session, office, case, seen=seen, act=act)

    assert case.version == seen + 1


def test_only_a_case_in_review_can_be_assessed(session: Session) -> None:
    office = an_office(session)
    case = a_case(session, office, "submitted")

    with pytest.raises(MovedOn):
        work(session, office, case)


def test_only_reviewers_assess(session: Session) -> None:
    office = an_office(session)
    case = a_case(session, office, "in_review")

    with pytest.raises(NotYourStep):
        work(session, office, case, by=office.approver)


def test_whoever_has_another_duty_in_the_case_does_not_assess_it(session: Session) -> None:
    office = an_office(session)
    both = somebody(session, "approver", "reviewer", name="Người hai vai")
    case = a_case(session, office, "rejection_proposed")
    take(session, case, "send_back", both, MORNING, reason="Xem lại")

    with pytest.raises(DutyTaken):
        work(session, office, case, by=both)
