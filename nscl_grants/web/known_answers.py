"""What the page of a step begins with: what the officer found before is on it, to be put better or taken away."""

from collections.abc import Iterable, Iterator

from nscl_grants.db.applications import Application, Assessment
from nscl_grants.db.assessments import current_assessment
from nscl_grants.db.attachments import attachments_of
from nscl_grants.definitions.house import House, house_of
from nscl_grants.domain.forms import Answers, Document
from nscl_grants.domain.money import Money
from nscl_grants.web.access import db, today
from nscl_grants.web.dossier import papers_of
from nscl_grants.web.filters import in_language
from nscl_grants.web.language import _

COUNTER = "submitted"
"""The state in which nothing but the checklist has been looked at."""


def known_answers(application: Application, trigger: str) -> Answers:
    """The first answers to the questions of the step; a questionnaire takes of them what it asks for."""
    known: Answers = {"channel": application.channel, "arrived_on": today().isoformat()}
    house = house_of(db())
    if trigger == "ask_supplement" and application.state == COUNTER:
        return {**known, **_lacking(house, application)}
    assessment = current_assessment(db(), application)
    if assessment is None:
        return known
    documents = house.form(application.form, application.form_version).documents
    found = "\n".join(_findings(documents, assessment))
    if trigger == "ask_supplement":
        return {**known, "documents": _refused(documents, assessment), "reason": found}
    return {**known, "reason": found} if trigger == "propose_rejection" else known


def _lacking(house: House, application: Application) -> Answers:
    """The papers that the dossier must have and has not."""
    papers = papers_of(house, application, attachments_of(db(), application.id))
    lacking = [paper for paper in papers if paper.required and not paper.files]
    reason = "\n".join(_("– Thiếu %(paper)s.", paper=in_language(paper.title)) for paper in lacking)
    return {"documents": [paper.name for paper in lacking], "reason": reason}


def _refused(documents: Iterable[Document], assessment: Assessment) -> list[str]:
    found = assessment.documents
    return [each.name for each in documents if each.name in found and not found[each.name]["accepted"]]


def _findings(documents: Iterable[Document], assessment: Assessment) -> Iterator[str]:
    """A line for each refused paper and each cost line that was cut, then the remarks."""
    titles = {each.name: in_language(each.title) for each in documents}
    for name in _refused(documents, assessment):
        yield f"– {titles[name]}: {assessment.documents[name]['reason']}"
    for nth, cost in enumerate(assessment.costs, 1):
        if cost.get("reason") and cost.get("allowed") is not None:
            amount = Money(cost["allowed"])
            yield _("– Khoản chi %(n)d, được tính %(amount)s đồng: %(why)s", n=nth, amount=amount, why=cost["reason"])
    if assessment.remarks:
        yield assessment.remarks
