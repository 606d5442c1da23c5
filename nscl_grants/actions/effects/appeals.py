"""What follows an appeal (Luật Khiếu nại 2011): it is open until the competent person answers it."""

from nscl_grants.actions.assignment import least_loaded_reviewer
from nscl_grants.actions.step import Step
from nscl_grants.db import recoveries
from nscl_grants.db.payments import Appeal


def open_appeal(step: Step) -> None:
    """Keep what the organisation objects to."""
    step.session.add(
        Appeal(
            application_id=step.application.id,
            against=step.application.state,
            reason=step.answers.get("reason", ""),
            filed_at=step.at,
        )
    )


def settle_appeal(step: Step) -> None:
    """Answer the appeal; an upheld one sends the case to another reviewer, in its first place of the queue."""
    appeal = recoveries.open_appeal(step.session, step.application.id)
    assert appeal is not None, "appeal_is_open let a case without an appeal pass"
    upheld = step.transition.trigger == "uphold_appeal"
    appeal.answered_at = step.at
    appeal.outcome = "upheld" if upheld else "dismissed"
    appeal.answer = step.answers.get("reason") or step.answers.get("answer") or ""
    application = step.application
    if upheld and step.transition.dest == "in_review":
        application.recommended = application.approved = application.decision_id = None
        application.extended_on = None
        application.received_at = application.received_at or step.at
        application.queued_at = application.queued_at or step.at
        application.reviewer_id = least_loaded_reviewer(step.session, application, step.today)


EFFECTS = (open_appeal, settle_appeal)
