"""The facts of the one-stop slips, gathered in the step that asks for them."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from nscl_grants.actions.paper_facts import office
from nscl_grants.actions.paper_facts.books import our_number
from nscl_grants.actions.step import Step
from nscl_grants.db.applications import Move
from nscl_grants.db.attachments import attachments_of
from nscl_grants.documents.facts import slips
from nscl_grants.domain.calendar import legal_date


def receipt(step: Step) -> slips.Receipt:
    """Mẫu 01."""
    application = step.application
    assert application.received_at is not None, "a receipt follows the complete receipt"
    assert application.due_on is not None, "the clock started with it"
    return slips.Receipt(
        **_head(step),
        filed_by=filed_by(step),
        documents=_documents(step),
        copies=int(step.answers.get("copies") or 1),
        days=application.clock_days or 0,
        received_at=application.received_at,
        due_on=application.due_on,
        result_by=_option(step, "receive", "result_by"),
        book_number=f"{our_number(step, 'receipt')}/{step.today.year}",
        intake=step.actor.name,
        remarks=step.answers.get("remarks") or "",
    )


def supplement_slip(step: Step) -> slips.SupplementSlip:
    """Mẫu 02."""
    answer_by = step.application.supplement_due_on
    assert answer_by is not None, "a supplement request sets a date"
    return slips.SupplementSlip(
        **_head(step),
        number=our_number(step, "supplement_slip"),
        on=step.today,
        items=_items(step) or ("Theo lý do nêu dưới đây",),
        reason=step.answers.get("reason", ""),
        answer_by=answer_by,
        officer=step.actor.name,
    )


def refusal_slip(step: Step) -> slips.RefusalSlip:
    """Mẫu 03."""
    return slips.RefusalSlip(
        **_head(step),
        number=our_number(step, "refusal_slip"),
        on=step.today,
        filed_by=filed_by(step),
        reason=step.answers.get("reason", ""),
        article=step.answers.get("article") or "",
        officer=step.actor.name,
        appeal_by=appeal_by(step),
    )


def apology_slip(step: Step) -> slips.ApologySlip:
    """Mẫu 04; the old date is the one of before this step."""
    application, old = step.application, step.facts.due_on
    assert old is not None, "what is put off was due"
    assert application.received_at is not None, "what is put off was received"
    assert application.due_on is not None, "a new date was given"
    return slips.ApologySlip(
        **_head(step),
        number=our_number(step, "apology_slip"),
        on=step.today,
        received_on=legal_date(application.received_at),
        due_on=old,
        new_due_on=application.due_on,
        reason=step.answers.get("reason", ""),
        signature=office.signature(step.house, application),
    )


def stop_notice(step: Step) -> slips.StopNotice:
    """Mẫu 05."""
    application = step.application
    asked: dict[str, Any] = application.supplement or {}
    assert application.supplement_due_on is not None, "a case stops after a supplement request"
    return slips.StopNotice(
        **_head(step),
        asked_on=date.fromisoformat(asked["asked_on"]),
        asked_for=asked.get("reason", ""),
        answer_by=application.supplement_due_on,
        signature=office.signature(step.house, application),
        year=step.today.year,
    )


def filed_by(step: Step) -> str:
    """Who filed the case: the person, or whoever presented it to the office."""
    filing = step.session.scalar(
        select(Move)
        .where(Move.subject == "application", Move.subject_id == step.application.id, Move.trigger == "submit")
        .order_by(Move.id.desc())
        .limit(1)
    )
    if filing is None:
        return step.actor.name
    return filing.answers.get("presenter") or filing.person_name


def appeal_by(step: Step) -> date:
    """The last day to appeal against this step."""
    return step.today + timedelta(days=step.house.procedure_of(step.application).appeal_days)


def _head(step: Step) -> dict[str, Any]:
    return {
        "letterhead": office.letterhead(step.house),
        "case": office.case(step.house, step.application),
        "firm": office.firm(step.house, step.application.organisation),
    }


def _documents(step: Step) -> tuple[str, ...]:
    """The papers that came, each with the number of its files."""
    application = step.application
    form = step.house.form(application.form, application.form_version)
    files = Counter(each.document for each in attachments_of(step.session, application.id))
    return tuple(
        f"{document.title.vi} ({files[document.name]:02d} tệp)" for document in form.documents if files[document.name]
    )


def _items(step: Step) -> tuple[str, ...]:
    application = step.application
    form = step.house.form(application.form, application.form_version)
    sections = (form.section(name) for name in step.answers.get("sections") or ())
    documents = (form.document(name) for name in step.answers.get("documents") or ())
    return (
        *(f"Mục “{section.title.vi}”" for section in sections if section),
        *(document.title.vi for document in documents if document),
    )


def _option(step: Step, form: str, question: str) -> str:
    """The words of the chosen option."""
    value = step.answers.get(question)
    asked = next(each for each in step.house.form(form).questions if each.name == question)
    label = asked.label_of(value)
    return label.vi if label else ""
