"""Norms: what is in force, what follows, the history of each; the plan manager proposes the next version."""

from dataclasses import replace
from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden

from nscl_grants.actions import references as acts
from nscl_grants.actions.references import RIGHTS
from nscl_grants.db.people import names_of
from nscl_grants.db.proposals import open_proposals
from nscl_grants.db.references import NORM, versions_of
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import ADMIN, AUDITOR, PLAN_MANAGER, STAFF_ROLES
from nscl_grants.domain.forms import Answers, Form
from nscl_grants.domain.money import Money
from nscl_grants.domain.norm_versions import as_json, from_json, newest, next_key
from nscl_grants.domain.norms import Norm, NormFamily
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text
from nscl_grants.web.access import db, me, now, posted_act, require_role, today
from nscl_grants.web.errors import status_of
from nscl_grants.web.forms import Context, QuestionForm, build
from nscl_grants.web.language import _, lazy
from nscl_grants.web.loaders import found
from nscl_grants.web.messages import tell
from nscl_grants.web.nav import Tab

bp = Blueprint("norms", __name__, url_prefix="/plan/norms")
TABS = (
    Tab(
        "norms.index",
        lazy("Mức hỗ trợ"),
        "staff",
        rank=74,
        roles=frozenset({PLAN_MANAGER}),
        covers=("norms", "references", "reference_lists"),
    ),
)
bp.before_request(require_role(*STAFF_ROLES, AUDITOR, ADMIN))


@bp.get("")
def index() -> ResponseReturnValue:
    """Every family with its norm of today and what follows it, and what waits for the second person."""
    plan = house_of(db()).plan
    return render_template(
        "norms/index.html",
        families=[(family, _current(family), newest(plan.norms, family.key)) for family in plan.families],
        waiting=[(one, from_json(one.content["content"])) for one in open_proposals(db(), (NORM,))],
        titles={family.key: family.title for family in plan.families},
        may_propose=_may_propose(),
    )


@bp.get("/<family_key>")
def family(family_key: str) -> ResponseReturnValue:
    """One family: its versions, newest first, with who stands behind each and why."""
    shown = _family(family_key)
    norms = [norm for norm in house_of(db()).plan.norms if norm.family == shown.key]
    kept = {one.content["key"]: one for one in versions_of(db(), NORM) if one.key == shown.key}
    return render_template(
        "norms/family.html",
        family=shown,
        versions=[(norm, kept.get(norm.key)) for norm in reversed(norms)],
        names=names_of(db(), {person for one in kept.values() for person in (one.proposed_by, one.confirmed_by)}),
        may_propose=_may_propose(),
    )


@bp.route("/<family_key>/next", methods=["GET", "POST"])
def propose(family_key: str) -> ResponseReturnValue:
    """Propose the next version; nothing changes before a second person confirms it."""
    if not _may_propose():
        raise Forbidden()
    shown = _family(family_key)
    before = newest(house_of(db()).plan.norms, shown.key)
    part = _asked(before)
    context = Context(today=today())
    if request.method != "POST":
        return _page(shown, before, build(part, _known(before), context))
    form = build(part, context=context, typed=request.form)
    if not form.validate():
        return _page(shown, before, form, status=422)
    wished, act = _wished(before, form.answers), posted_act()
    try:
        made = acts.propose(
            db(), NORM, shown.key, as_json(wished), reason=form.answers["reason"], actor=me(), at=now(), act=act
        )
    except Refused as refused:
        return _page(shown, before, form, refused, status_of(refused))
    tell(_("Đã gửi đề xuất mức hỗ trợ."), _("Người thứ hai xem thử trên hồ sơ một năm qua rồi xác nhận."))
    return redirect(url_for("references.show", proposal_id=made.id) if made else url_for(".index"), 303)


def _family(key: str) -> NormFamily:
    return found(next((family for family in house_of(db()).plan.families if family.key == key), None))


def _current(family: NormFamily) -> Norm | None:
    norms = house_of(db()).plan.norms
    return next((norm for norm in norms if norm.family == family.key and norm.is_in_force(today())), None)


def _may_propose() -> bool:
    return me().holds(*RIGHTS[NORM].propose)


def _asked(before: Norm) -> Form:
    """The questions of the kind of norm that the family has: a share or a lump sum."""
    form, unasked = house_of(db()).form("next_norm"), "share" if before.lump_sum is not None else "lump"
    return replace(form, sections=tuple(section for section in form.sections if section.name != unasked))


def _known(before: Norm) -> Answers:
    """What the norm before says, for a start; the resolution is new and is asked anew."""
    return {
        "percent": before.percent,
        "ceiling": before.ceiling.dong if before.ceiling else None,
        "lump_sum": before.lump_sum.dong if before.lump_sum else None,
        "cost_basis": before.cost_basis.vi,
        "counts_vat": before.counts_vat,
        "counts_cash": before.counts_cash,
        "valid_until": before.valid_until.isoformat(),
    }


def _wished(before: Norm, answers: Answers) -> Norm:
    """The next version as it was typed; what is not asked stays as it was."""
    cost_basis = answers.get("cost_basis", before.cost_basis.vi)
    ceiling, lump_sum = answers.get("ceiling"), answers.get("lump_sum")
    return replace(
        before,
        key=next_key(house_of(db()).plan.norms, before.family),
        percent=answers.get("percent", before.percent),
        ceiling=Money(ceiling) if ceiling else None,
        lump_sum=Money(lump_sum) if lump_sum else None,
        cost_basis=before.cost_basis if cost_basis == before.cost_basis.vi else Text(cost_basis, cost_basis),
        counts_vat=answers.get("counts_vat", before.counts_vat),
        counts_cash=answers.get("counts_cash", before.counts_cash),
        valid_from=date.fromisoformat(answers["valid_from"]),
        valid_until=date.fromisoformat(answers["valid_until"]),
        resolution=Text(answers["resolution"], answers.get("resolution_en") or answers["resolution"]),
        article=Text(answers["article"], answers.get("article_en") or answers["article"]),
        unsure=frozenset(answers.get("unsure") or ()),
        note=None,
    )


def _page(
    shown: NormFamily, before: Norm, form: QuestionForm, refused: Refused | None = None, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "norms/propose.html", family=shown, before=before, form=form, refused=refused, faulty=status != 200
    )
    return page, status
