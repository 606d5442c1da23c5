"""What follows when a case is given to a reviewer, assessed, queued or taken from the queue."""

from nscl_grants.actions.assignment import give_to, least_loaded_reviewer
from nscl_grants.actions.step import Step
from nscl_grants.db.assessments import open_assessment


def assign_reviewer(step: Step) -> None:
    """Give the case to the reviewer with the fewest open cases who may review it."""
    if step.application.reviewer_id is None:
        reviewer_id = least_loaded_reviewer(step.session, step.application, step.today)
        if reviewer_id is not None:
            give_to(step.session, step.application, reviewer_id, at=step.at)


def record_assessment(step: Step) -> None:
    """Close the round of appraisal: its derivation becomes the recommendation."""
    application = step.application
    assessment = open_assessment(step.session, application, reviewer_id=step.actor.person_id, at=step.at)
    assessment.done_at = step.at
    assessment.remarks = step.answers.get("remarks") or step.answers.get("reason") or assessment.remarks
    application.reviewer_id = step.actor.person_id
    application.recommended = step.facts.derived if step.transition.trigger == "recommend" else None


def join_queue(step: Step) -> None:
    """Wait for the line; the place is that of the first complete receipt, and waiting reserves nothing."""
    application = step.application
    application.queued_at = application.queued_at or step.at
    application.hold_until = None


EFFECTS = (assign_reviewer, record_assessment, join_queue)
