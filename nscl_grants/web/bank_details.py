"""The form of bank details, wherever somebody may enter them: the firm's own page, its application, the counter."""

from collections.abc import Callable

from flask import request

from nscl_grants.actions.organisations import BankDetails
from nscl_grants.db.organisations import Organisation
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.bank_details import read_account_number
from nscl_grants.domain.forms import Answers, Form, Section
from nscl_grants.domain.refused import Refused
from nscl_grants.web.access import db, today, undo
from nscl_grants.web.faults import mark
from nscl_grants.web.forms import Context, QuestionForm, build

ASKED = "bank_account"
"""The kind of the question that chooses one, and the word of the address for the one that was just entered."""


def blank_details(organisation: Organisation) -> QuestionForm:
    """The questions; the holder is the organisation."""
    return _form({"holder": organisation.name})


def typed_details() -> QuestionForm:
    """What was sent."""
    return _form(None)


def entered(form: QuestionForm, propose: Callable[[BankDetails], None]) -> bool:
    """Whether the account was taken; what is wrong with it stands beside its number."""
    if not form.validate():
        return False
    said = form.answers
    try:
        number = read_account_number(said["number"])
        propose(BankDetails(number, said["holder"], said["bank"], said["branch"]))
    except Refused as refused:
        undo()
        mark(form["number"], refused)
        return False
    return True


def section_of_accounts(form: Form) -> Section | None:
    """The section that asks which account the support is paid to."""
    return next((section for section in form.sections if asks_for_an_account(section)), None)


def asks_for_an_account(section: Section) -> bool:
    """Whether one of its questions chooses an account."""
    return any(question.kind == ASKED for question in section.questions)


def with_the_new_one(section: Section, answers: Answers, organisation: Organisation) -> Answers:
    """The answers with the account that was just entered, when the reader comes from entering one."""
    names = [question.name for question in section.questions if question.kind == ASKED]
    if ASKED not in request.args or not organisation.bank_accounts:
        return answers
    return {**answers, **{name: str(organisation.bank_accounts[-1].id) for name in names}}


def _form(answers: Answers | None) -> QuestionForm:
    typed = request.form if answers is None else None
    return build(house_of(db()).form(ASKED), answers, Context(today=today()), typed=typed)
