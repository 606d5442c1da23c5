"""Tiếp nhận: the checklist paper by paper, what the dossier has in common with others, who is concerned, the act."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from nscl_grants.actions.facts import facts_of, roles_in
from nscl_grants.db.applications import Application
from nscl_grants.db.attachments import attachments_of
from nscl_grants.definitions.house import House, house_of
from nscl_grants.domain.actor import INTAKE
from nscl_grants.web.access import db, me, now, require_role, today
from nscl_grants.web.dossier import papers_of
from nscl_grants.web.filters import in_language
from nscl_grants.web.forms import Context, build
from nscl_grants.web.language import _
from nscl_grants.web.loaders import found_case
from nscl_grants.web.naming import about, code_of, state_of
from nscl_grants.web.twins import twins_of

RECEIVE = "receive"

bp = Blueprint("intake_check", __name__)
bp.before_request(require_role(INTAKE))


@bp.get("/cases/<reference>/intake")
def show(reference: str) -> ResponseReturnValue:
    """The dossier as the counter checks it; the form goes to the step of receiving it."""
    case = found_case(reference)
    house, facts = house_of(db()), facts_of(db(), case, actor=me(), at=now())
    workflow = house.workflow_of(case)
    offers = {each.transition.trigger: each for each in workflow.offers(case.state, roles_in(me(), case), facts)}
    papers = papers_of(house, case, attachments_of(db(), case.id))
    form = house.form(RECEIVE)
    known = {"copies": 1, "result_by": "online", "checked": [paper.name for paper in papers if paper.files]}
    choices = {"documents": {paper.name: paper.title for paper in papers}}
    return render_template(
        "intake/check.html",
        case=case,
        code=code_of(case),
        about=about(house, case),
        standing=state_of(house, case),
        papers=papers,
        lacking=[paper for paper in papers if paper.required and not paper.files],
        parties=_parties(house, case),
        twins=twins_of(db(), case, me()),
        offers=offers,
        form=build(form, known, Context(choices=choices, today=today())) if RECEIVE in offers else None,
    )


def _parties(house: House, case: Application) -> list[tuple[str, str]]:
    """The three that a dossier concerns: who is helped, who received it, who decides."""
    procedure, settings = house.procedure_of(case), house.plan.settings
    tax_code = _("mã số thuế")
    return [
        (_("Được hỗ trợ"), f"{case.organisation.name}, {tax_code} {case.organisation.tax_code}"),
        (_("Tiếp nhận"), in_language(settings.office)),
        (_("Quyết định"), in_language(procedure.authority) if procedure.authority else _("cần xác nhận")),
    ]
