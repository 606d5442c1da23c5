"""The page of one step: what it asks, what follows from it, why it must wait, and the one verb.

Every front that moves a case, a claim or a payment shows it through `step_page`; what may be done is the
workflow's to say, and what was typed is never lost.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, NotFound

from nscl_grants.actions.attachments import Upload, file_name
from nscl_grants.actions.cases import advance
from nscl_grants.actions.facts import facts_of, roles_in
from nscl_grants.actions.step import Subject, application_of
from nscl_grants.actions.step_files import advance_with_files
from nscl_grants.db.applications import Application
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.case import CaseFacts
from nscl_grants.domain.forms import Choices, Form
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.workflow import MovedOn, NoSuchStep, NotYourStep, Offer, Transition, Workflow
from nscl_grants.web.access import db, me, now, posted_act, today
from nscl_grants.web.errors import status_of
from nscl_grants.web.file_rows import uploads_storage
from nscl_grants.web.filters import in_language
from nscl_grants.web.forms import Context, QuestionForm, build
from nscl_grants.web.known_answers import known_answers
from nscl_grants.web.messages import tell
from nscl_grants.web.whole import whole

Pair = tuple[str, str]
Typed = MultiDict[str, str]


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds a step: the way back, and the facts that whoever takes it should have in sight."""

    trail: Sequence[tuple[str, str | None]]
    back: str
    """Where to go without taking the step, and after it."""
    facts: Sequence[Pair] = ()
    question: str = ""
    """The h1 of a step that cannot be taken back; the step's label without it."""
    template: str = "cases/step.html"


def step_page(subject: Subject, trigger: str, frame: Frame) -> ResponseReturnValue:
    """Show the step on GET; take it on POST, or show what stands in its way beside what was typed."""
    offer = _offer(subject, trigger)
    form = _form(subject, offer.transition)
    if request.method != "POST":
        return _page(subject, offer, form, frame, 200)
    if form is not None and not form.validate():
        return _page(subject, offer, form, frame, 422)
    return _take(subject, offer, form, frame)


def docked(offers: Sequence[Offer]) -> list[Offer]:
    """The steps in the order of a dock: the main one first, what cannot be taken back last."""
    order = {"primary": 0, "quiet": 1, "danger": 2}
    return sorted(offers, key=lambda offer: order[offer.transition.tone])


def posted_version() -> int:
    """The version of the subject that the form was shown with."""
    try:
        return whole(request.form["version"])
    except ValueError:
        raise BadRequest() from None


def tell_step(subject: Subject, transition: Transition) -> None:
    """On the next page: which step was taken, and what comes next."""
    application = application_of(subject)
    state = _workflow(subject).states[subject.state]
    code = application.code or application.organisation.name
    tell(f"{in_language(transition.label)}: {code}.", in_language(state.next))


def _take(subject: Subject, offer: Offer, form: QuestionForm | None, frame: Frame) -> ResponseReturnValue:
    # Also when the offer carries a refusal: only the act knows whether it was done already by a first click.
    answers = {} if form is None else form.answers
    trigger, version = offer.transition.trigger, posted_version()
    files = {} if form is None else step_files(form)
    sent: dict[str, Any] = {"actor": me(), "at": now(), "act": posted_act(), "answers": answers}
    try:
        if files:
            advance_with_files(db(), uploads_storage(), subject, trigger, files, seen_version=version, **sent)
        else:
            advance(db(), subject, trigger, seen_version=version, **sent)
    except Refused as refused:
        return _page(subject, Offer(offer.transition, refused), form, frame, status_of(refused))
    tell_step(subject, offer.transition)
    return redirect(frame.back, 303)


def _page(subject: Subject, offer: Offer, form: QuestionForm | None, frame: Frame, status: int) -> ResponseReturnValue:
    page = render_template(
        frame.template,
        subject=subject,
        application=application_of(subject),
        offer=offer,
        form=form,
        frame=frame,
        may_try=offer.refusal is None or (status != 200 and not isinstance(offer.refusal, MovedOn | NotYourStep)),
    )
    return page, status if offer.refusal is None else status_of(offer.refusal)


def _offer(subject: Subject, trigger: str) -> Offer:
    """The step that is meant, with what stands in its way; a step that no life knows is not found."""
    facts = facts_of(db(), subject, actor=me(), at=now(), answers=None)
    workflow, roles = _workflow(subject), roles_in(me(), application_of(subject))
    try:
        return Offer(workflow.choose(trigger, subject.state, roles, facts), None)
    except NoSuchStep:
        raise NotFound() from None
    except Refused as refused:
        return Offer(_row(workflow, trigger, subject.state, roles), refused)


def _row(workflow: Workflow[CaseFacts], trigger: str, state: str, roles: Collection[str]) -> Transition:
    """The row that was most likely meant: from this state and for these roles, if there is such a one."""
    rows = [row for row in workflow.transitions if row.trigger == trigger]
    return max(rows, key=lambda row: (not row.by.isdisjoint(roles), row.source == state))


def _workflow(subject: Subject) -> Workflow[CaseFacts]:
    return house_of(db()).workflow_of(subject)


def _form(subject: Subject, transition: Transition) -> QuestionForm | None:
    if transition.form is None:
        return None
    house = house_of(db())
    context = Context(choices=_choices(application_of(subject)), today=today())
    if request.method == "POST":
        return build(house.form(transition.form), context=context, typed=typed_with_files(house.form(transition.form)))
    known = known_answers(application_of(subject), transition.trigger)
    return build(house.form(transition.form), known, context)


def typed_with_files(form: Form) -> Typed:
    """What was sent; a question for a file is answered by the name of the file that came, and by nothing else."""
    typed: Typed = MultiDict(request.form)
    for question in form.questions:
        if question.kind == "file":
            typed.poplist(question.name)
            sent = request.files.get(question.name)
            if sent is not None and sent.filename:
                typed[question.name] = file_name(sent.filename)
    return typed


def step_files(form: QuestionForm) -> dict[str, Upload]:
    """The files that came, by the questions that asked for them."""
    asked = [question.name for question in form.questions if question.kind == "file" and question.name in form.answers]
    return {name: Upload(request.files[name].filename or "", request.files[name].stream) for name in asked}


def _choices(application: Application) -> Choices:
    """The sections and papers of the case, for steps that name some of them."""
    form = house_of(db()).form(application.form, application.form_version)
    return {
        "sections": {section.name: section.title for section in form.sections},
        "documents": {document.name: document.title for document in form.documents},
    }
