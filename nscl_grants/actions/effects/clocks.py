"""The statutory clock: it starts at the complete receipt, waits for a supplement, and may be put off once."""

from datetime import date

from nscl_grants.actions.step import Step


def start_clock(step: Step) -> None:
    """Count the procedure's working days; received after 15:00 counts from the next working day."""
    application = step.application
    days = step.house.procedure_of(application).days
    application.clock_days = days
    application.clock_started_on = step.today
    application.due_on = step.house.plan.calendar.add_working_days(step.at, days)
    application.paused_on = None


def pause_clock(step: Step) -> None:
    """The organisation has the case now; its time is not the office's."""
    if step.application.due_on is not None:
        step.application.paused_on = step.today


def resume_clock(step: Step) -> None:
    """Go on as the procedure's rule says: from zero, or with the days that were left."""
    application = step.application
    if application.paused_on is None or application.due_on is None:
        return
    procedure = step.house.procedure_of(application)
    calendar = step.house.plan.calendar
    if procedure.on_supplement == "restart":
        start_clock(step)
    else:
        left = calendar.working_days_between(application.paused_on, application.due_on)
        application.due_on = calendar.add_working_days(step.at, left)
    application.paused_on = None


def extend_due_date(step: Step) -> None:
    """A new date, once, with an apology and its reason (Mẫu 04)."""
    application = step.application
    application.due_on = date.fromisoformat(step.answers["due_on"])
    application.extended_on = step.today


EFFECTS = (start_clock, pause_clock, resume_clock, extend_due_date)
