"""The facts of the minutes and of the proposal, from the round of appraisal that was just closed."""

from collections.abc import Iterator

from nscl_grants.actions.paper_facts import office
from nscl_grants.actions.paper_facts.books import our_number
from nscl_grants.actions.paper_facts.filed import cost_words
from nscl_grants.actions.step import Step
from nscl_grants.db.applications import Assessment
from nscl_grants.db.assessments import current_assessment
from nscl_grants.documents.facts import Signature, review
from nscl_grants.domain.forms import Form
from nscl_grants.domain.money import ZERO, Money
from nscl_grants.domain.norms import Estimate


def review_minutes(step: Step) -> review.ReviewMinutes:
    """Biên bản thẩm định."""
    house, application = step.house, step.application
    assessment = current_assessment(step.session, application)
    form = house.form(application.form, application.form_version)
    recommends = step.transition.trigger == "recommend"
    said = step.answers.get("remarks") or step.answers.get("reason") or ""
    return review.ReviewMinutes(
        letterhead=office.letterhead(house),
        case=office.case(house, application),
        firm=office.firm(house, application.organisation),
        number=our_number(step, "review_minutes"),
        on=step.today,
        round=assessment.round if assessment else 1,
        reviewer=step.actor.name,
        bases=office.grounds(house, application),
        documents=tuple(_documents(form, assessment)),
        costs=tuple(_costs(step, form, assessment)) if recommends else (),
        steps=office.derived(found_estimate(step)) if recommends else (),
        remarks=said,
        requested=application.requested,
        recommended=application.recommended if recommends else None,
        article=step.answers.get("article") or "",
    )


def proposal(step: Step) -> review.Proposal:
    """Tờ trình on this one case."""
    house, application = step.house, step.application
    amount = application.recommended or ZERO
    organisation = application.organisation
    free = step.facts.budget.free if step.facts.budget else ZERO
    return review.Proposal(
        letterhead=office.letterhead(house),
        to=office.authority(house, application),
        procedure=house.procedure(application.procedure).title.vi,
        bases=office.grounds(house, application),
        cases=(
            review.ProposedCase(
                organisation.name,
                organisation.tax_code,
                application.code or application.reference,
                office.subject(house, application),
                amount,
            ),
        ),
        line=application.line,
        left=free - amount,
        budget_year=application.budget_year or step.today.year,
        signature=Signature(("Người trình",), step.actor.name),
        year=step.today.year,
    )


def _documents(form: Form, assessment: Assessment | None) -> Iterator[review.JudgedDocument]:
    for name, verdict in (assessment.documents if assessment else {}).items():
        document = form.document(name)
        if document:
            yield review.JudgedDocument(document.title.vi, bool(verdict.get("accepted")), verdict.get("reason") or "")


def _costs(step: Step, form: Form, assessment: Assessment | None) -> Iterator[review.JudgedCost]:
    judged = assessment.costs if assessment else []
    for row, verdict in zip(step.application.answers.get("costs") or (), judged, strict=False):
        declared = Money((row.get("amount") or 0) + (row.get("vat") or 0))
        yield review.JudgedCost(
            what=f"{cost_words(form, row)}, {row.get('provider', '')}, hóa đơn {row.get('invoice_number', '')}",
            declared=declared,
            allowed=Money(verdict.get("allowed") or 0),
            reason=verdict.get("reason") or "",
        )


def found_estimate(step: Step) -> Estimate | None:
    """The derivation of the newest round, or the one of the filing where nobody derived anew."""
    assessment = current_assessment(step.session, step.application)
    frozen = (assessment.derivation if assessment else None) or step.application.estimate
    return Estimate.from_json(frozen) if frozen else None
