"""One step of a case by its firm: filing, supplementing, withdrawing, appealing; each on a page of its own."""

from flask import url_for
from flask.typing import ResponseReturnValue

from nscl_grants.actions.estimates import estimate_of
from nscl_grants.web.access import db, today
from nscl_grants.web.applicant.blueprint import bp
from nscl_grants.web.applicant.loaders import OwnCase, own_case
from nscl_grants.web.filters import in_language, money
from nscl_grants.web.language import _
from nscl_grants.web.naming import about, item_name
from nscl_grants.web.steps import Frame, Pair, step_page


@bp.route("/applications/<reference>/<trigger>", methods=["GET", "POST"])
def step(reference: str, trigger: str) -> ResponseReturnValue:
    """What follows from the step, what it asks, and the one verb; or why it must wait."""
    case = own_case(reference)
    home, back = url_for(".home"), url_for(".show", reference=reference)
    label = _label(case, trigger)
    trail = [(_("Hồ sơ của tôi"), home), (case.row.code or _("Hồ sơ nháp"), back), (label, None)]
    return step_page(case.row, trigger, Frame(trail, back, _facts(case), f"{label}?", "applicant/step.html"))


def _label(case: OwnCase, trigger: str) -> str:
    rows = case.house.workflow_of(case.row).transitions
    labels = [row.label for row in rows if row.trigger == trigger and row.source == case.row.state]
    labels += [row.label for row in rows if row.trigger == trigger]
    return in_language(labels[0]) if labels else trigger


def _facts(case: OwnCase) -> list[Pair]:
    """What the person should have in sight: for whom, for what, how much."""
    estimate = estimate_of(db(), case.row, on=today())
    pairs = [
        (_("Tổ chức"), case.row.organisation.name),
        (_("Nội dung"), item_name(case.house, case.row) or about(case.house, case.row)),
    ]
    if case.row.code:
        pairs.append((_("Mã hồ sơ"), case.row.code))
    if estimate is not None:
        pairs.append((_("Ước tính hỗ trợ"), money(estimate.derivation.result)))
    return pairs
