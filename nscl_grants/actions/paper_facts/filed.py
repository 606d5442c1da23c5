"""The facts of the application as filed: every answer in words, every file with its digest."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from nscl_grants.actions.paper_facts import office, slips
from nscl_grants.actions.step import Step
from nscl_grants.db.applications import Application
from nscl_grants.db.attachments import attachments_of
from nscl_grants.db.organisations import BankAccount
from nscl_grants.definitions.words import word
from nscl_grants.documents.facts import filed
from nscl_grants.documents.wording import amount, phone, short_date
from nscl_grants.domain.forms import Form, Question
from nscl_grants.domain.money import Money


def application_paper(step: Step) -> filed.ApplicationPaper:
    """Hồ sơ như đã nộp."""
    house, application = step.house, step.application
    form = house.form(application.form, application.form_version)
    return filed.ApplicationPaper(
        letterhead=office.letterhead(house),
        case=office.case(house, application),
        firm=office.firm(house, application.organisation),
        form_title=form.title.vi,
        filed_at=step.at,
        filed_by=step.answers.get("presenter") or slips.filed_by(step),
        channel=word(f"channel.{application.channel}", "vi"),
        sections=tuple(_sections(step, form)),
        costs=tuple(_cost(form, row) for row in application.answers.get("costs") or ()),
        files=tuple(_files(step, form)),
        requested=application.requested,
    )


def invoices(application: Application) -> str:
    """The invoices of the costs, as vouchers name them."""
    rows = application.answers.get("costs") or ()
    return "; ".join(
        f"{row.get('invoice_number', '')}, {_day(row.get('invoice_date'))}" for row in rows[:_MOST_INVOICES]
    )


_MOST_INVOICES = 4
"""More do not fit on a voucher; the dossier names them all."""


def cost_words(form: Form, row: Mapping[str, Any]) -> str:
    """What a cost line was spent on."""
    questions = {each.name: each for question in form.questions for each in question.rows}
    label = questions["kind"].label_of(row.get("kind")) if "kind" in questions else None
    return row.get("content") or (label.vi if label else str(row.get("kind", "")))


def _sections(step: Step, form: Form) -> Iterator[filed.AnsweredSection]:
    answers = step.application.answers
    for section in form.sections:
        asked = [question for question in section.asked(answers) if question.kind != "rows"]
        if asked:
            told = (filed.Answered(each.ask.vi, _words(step, each, answers.get(each.name))) for each in asked)
            yield filed.AnsweredSection(section.title.vi, tuple(told))


def _words(step: Step, question: Question, value: Any) -> str:
    """One answer in Vietnamese."""
    match question.kind, value:
        case _, None | "" | []:
            return "–"
        case "promise", _:
            return "Đã cam kết" if value else "Chưa cam kết"
        case _, bool():
            return "Có" if value else "Không"
        case "money", _:
            return amount(Money(value))
        case "date", _:
            return _day(value)
        case "phone", _:
            return phone(str(value))
        case _, list():
            return ", ".join(_words(step, question, each) for each in value)
        case "bank_account", _:
            return _bank(step, str(value))
        case _:
            return _chosen(step, question, str(value))


def _chosen(step: Step, question: Question, value: str) -> str:
    house, label = step.house, question.label_of(value)
    if label:
        return label.vi
    if question.kind == "standard" and value in house.plan.standards:
        standard = house.plan.standards[value].on(step.application.filed_on or step.today)
        return f"{standard.label}: {standard.title.vi}"
    if question.kind == "commune" and value in house.plan.communes:
        return house.plan.communes[value].label.vi
    return value


def _bank(step: Step, value: str) -> str:
    bank = step.session.get(BankAccount, int(value)) if value.isdecimal() else None
    if bank is None:
        return value
    return f"{bank.number}, {bank.bank}, {bank.branch}; {bank.holder}"


def _cost(form: Form, row: Mapping[str, Any]) -> filed.CostLine:
    return filed.CostLine(
        what=cost_words(form, row),
        provider=str(row.get("provider", "")),
        invoice=f"{row.get('invoice_number', '')}, {_day(row.get('invoice_date'))}",
        amount=Money(row.get("amount") or 0),
        vat=Money(row.get("vat") or 0),
        by_transfer=bool(row.get("by_transfer")),
    )


def _files(step: Step, form: Form) -> Iterator[filed.FiledFile]:
    for each in attachments_of(step.session, step.application.id):
        document = form.document(each.document)
        if document:
            yield filed.FiledFile(document.title.vi, each.name, each.sha256)


def _day(value: Any) -> str:
    return short_date(date.fromisoformat(value)) if value else ""
