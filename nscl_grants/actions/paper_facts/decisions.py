"""The facts of decisions and of what organisations are told of them."""

from datetime import date

from sqlalchemy.orm import Session

from nscl_grants.actions.paper_facts import office
from nscl_grants.actions.paper_facts.review import found_estimate
from nscl_grants.actions.paper_facts.slips import appeal_by
from nscl_grants.actions.step import Step
from nscl_grants.db.decisions import Decision, DecisionRow
from nscl_grants.db.recoveries import open_recovery
from nscl_grants.definitions.house import House
from nscl_grants.documents.facts import decisions
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.money import ZERO


def award_decision(session: Session, house: House, decision: Decision) -> decisions.AwardDecision:
    """Quyết định hỗ trợ; its rows are complete and never change, so the worker may gather it later."""
    first = decision.rows[0].application
    made_on = legal_date(decision.made_at)
    return decisions.AwardDecision(
        letterhead=office.letterhead(house),
        authority=office.authority(house, first),
        procedure=house.procedure(first.procedure).title.vi,
        bases=office.grounds(house, first, "Theo kết quả thẩm định hồ sơ đề nghị hỗ trợ"),
        rows=tuple(_row(house, row) for row in decision.rows),
        line=office.line_name(house, first.line),
        budget_year=first.budget_year or made_on.year,
        claim_days=house.procedure_of(first).claim_days,
        remarks=decision.remarks,
        signature=office.signature(house, first, office.person_name(session, decision.made_by)),
        year=made_on.year,
        number=decision.number or "",
        on=decision.issued_on,
    )


def award_notice(step: Step) -> decisions.AwardNotice:
    """Thông báo hỗ trợ, once the decision is issued."""
    house, application, decision = step.house, step.application, decision_of(step)
    assert decision is not None, "a notice of support follows a decision"
    assert application.claim_by is not None, "an issued decision sets the date to claim by"
    return decisions.AwardNotice(
        letterhead=office.letterhead(house),
        case=office.case(house, application),
        firm=office.firm(house, application.organisation),
        decision_number=step.answers.get("number") or decision.number or "",
        decided_on=date.fromisoformat(step.answers["issued_on"]),
        amount=application.approved or ZERO,
        requested=application.requested or ZERO,
        steps=office.derived(found_estimate(step)),
        claim_by=application.claim_by,
        signature=office.signature(house, application, office.person_name(step.session, decision.made_by)),
        year=step.today.year,
    )


def rejection_notice(step: Step) -> decisions.RejectionNotice:
    """Thông báo không hỗ trợ."""
    house, application = step.house, step.application
    return decisions.RejectionNotice(
        letterhead=office.letterhead(house),
        case=office.case(house, application),
        firm=office.firm(house, application.organisation),
        bases=office.grounds(house, application),
        article=step.answers.get("article") or "",
        reason=step.answers.get("reason") or "",
        appeal_by=appeal_by(step),
        signature=office.signature(house, application, step.actor.name),
        year=step.today.year,
    )


def cancellation_notice(step: Step) -> decisions.CancellationNotice:
    """Thông báo hủy hỗ trợ, of what was awarded and not paid."""
    house, application = step.house, step.application
    award = step.session.get(Decision, application.decision_id) if application.decision_id else None
    money = step.facts.money
    article = step.answers.get("article")
    lapsed = "Quá thời hạn gửi đề nghị thanh toán mà không có đề nghị thanh toán"
    return decisions.CancellationNotice(
        letterhead=office.letterhead(house),
        case=office.case(house, application),
        firm=office.firm(house, application.organisation),
        bases=office.grounds(house, application, *((f"Căn cứ {article}",) if article else ())),
        award_number=(award.number if award else None) or "",
        award_on=award.issued_on if award else None,
        awarded=step.facts.approved or ZERO,
        paid=money.spent,
        reason=step.answers.get("reason") or lapsed,
        appeal_by=appeal_by(step),
        signature=office.signature(house, application, "" if step.actor.person_id == 0 else step.actor.name),
        year=step.today.year,
    )


def recovery_decision(step: Step) -> decisions.RecoveryDecision:
    """Quyết định thu hồi."""
    house, application = step.house, step.application
    recovery = open_recovery(step.session, application.id)
    award = step.session.get(Decision, application.decision_id) if application.decision_id else None
    pay_by = step.answers.get("pay_by")
    article = step.answers.get("article")
    basis = (f"Căn cứ {article}",) if article else ()
    return decisions.RecoveryDecision(
        letterhead=office.letterhead(house),
        authority=office.authority(house, application),
        case=office.case(house, application),
        firm=office.firm(house, application.organisation),
        bases=office.grounds(house, application, *basis),
        award_number=(award.number if award else None) or "",
        award_on=award.issued_on if award else None,
        amount=recovery.amount,
        reason=recovery.reason,
        pay_by=date.fromisoformat(pay_by) if pay_by else None,
        treasury=house.plan.settings.treasury.vi,
        appeal_by=appeal_by(step),
        signature=office.signature(house, application, step.actor.name),
        year=step.today.year,
    )


def decision_of(step: Step) -> Decision | None:
    """The decision that the step belongs to, or the one that stands for the case."""
    if step.decision is not None:
        return step.decision
    kept = step.application.decision_id
    return step.session.get(Decision, kept) if kept else None


def _row(house: House, row: DecisionRow) -> decisions.AwardRow:
    application = row.application
    return decisions.AwardRow(
        firm=application.organisation.name,
        tax_code=application.organisation.tax_code,
        address=office.full_address(house, application.organisation),
        code=application.code or application.reference,
        subject=office.subject(house, application),
        amount=row.amount,
        reason=row.reason,
    )
