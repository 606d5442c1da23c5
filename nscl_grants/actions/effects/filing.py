"""What follows when an application is filed, supplemented or refused."""

from datetime import date

from nscl_grants.actions.estimates import estimate_of
from nscl_grants.actions.products import is_about_product, register_product
from nscl_grants.actions.step import Step
from nscl_grants.db import evidence
from nscl_grants.db.notices import Notice
from nscl_grants.db.numbers import next_number
from nscl_grants.domain.evidence import evidence_in


def freeze_estimate(step: Step) -> None:
    """Pin the norm in force today, and keep the derivation as it was shown when the organisation filed."""
    estimate = estimate_of(step.session, step.application, on=step.today)
    assert estimate is not None, "norm_is_in_force let a case without a norm pass"
    application, norm = step.application, estimate.norm
    application.norm, application.family, application.item = norm.key, norm.family, estimate.item
    if is_about_product(step.house, application):
        product = register_product(step.session, application)
        application.product_id, application.item = product.id, product.name
    application.estimate = estimate.derivation.as_json()
    application.requested = estimate.entitled


def file_application(step: Step) -> None:
    """Give the case its mã hồ sơ: office code, day, and the number of that day without gaps (Nghị định 118/2025).

    Whoever files on behalf also says how the dossier came, and under which code of the portal.
    """
    application = step.application
    if application.code is None:
        application.code = _next_code(step, step.today)
        application.filed_at = step.at
    if "channel" in step.answers:
        application.channel = step.answers["channel"]
        application.external_code = step.answers.get("external_code")


def ask_for_supplement(step: Step) -> None:
    """Note what is asked for, of which only that reopens; the one round a case may have."""
    application = step.application
    application.supplement = {
        "sections": list(step.answers.get("sections") or ()),
        "documents": list(step.answers.get("documents") or ()),
        "reason": step.answers.get("reason", ""),
        "asked_on": step.today.isoformat(),
        "asked_by": step.actor.name,
    }
    application.came_from = step.transition.source
    days = step.house.procedure_of(application).supplement_days
    application.supplement_due_on = step.house.plan.calendar.add_working_days(step.today, days)


def keep_evidence(step: Step) -> None:
    """Write down the numbers by which an officer finds the same certificate or invoice in another dossier."""
    form = step.house.form(step.application.form, step.application.form_version)
    evidence.keep_evidence(step.session, step.application.id, evidence_in(form, step.application.answers))


def issue_receipt(step: Step) -> None:
    """The dossier is complete: this moment is its place in every queue from now on (Mẫu 01)."""
    application = step.application
    application.received_at = application.received_at or step.at
    application.queued_at = application.queued_at or step.at


def record_refusal(step: Step) -> None:
    """The dossier was not taken in: no clock runs, and the day of the refusal starts the time for an appeal."""
    step.application.due_on = None


def notify_applicant(step: Step) -> None:
    """Write the notice of this move into the outbox, in the transaction of the move."""
    trigger = step.transition.trigger
    notify(
        step,
        f"mail.{trigger}",
        reason=step.answers.get("reason", ""),
        due=_iso(step.application.supplement_due_on if trigger == "ask_supplement" else step.application.due_on),
    )


def notify(step: Step, kind: str, **values: object) -> None:
    """One notice about the case to its organisation."""
    application = step.application
    step.session.add(
        Notice(
            organisation_id=application.organisation_id,
            application_id=application.id,
            kind=kind,
            values={"code": application.code or application.reference, **values},
            at=step.at,
        )
    )


def _next_code(step: Step, day: date) -> str:
    office = step.house.plan.settings.office_code
    number = next_number(step.session, f"dossier/{office}", day.isoformat())
    return f"{office}-{day:%y%m%d}-{number:04d}"


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()


EFFECTS = (
    freeze_estimate,
    file_application,
    keep_evidence,
    ask_for_supplement,
    issue_receipt,
    record_refusal,
    notify_applicant,
)
