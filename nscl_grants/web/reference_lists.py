"""Reference lists: standards, agencies, the terms of procedures; each with its history, changed by two people."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden, NotFound

from nscl_grants.actions import references as acts
from nscl_grants.actions.references import RIGHTS
from nscl_grants.db.people import names_of
from nscl_grants.db.proposals import open_proposals
from nscl_grants.db.references import AGENCY, PROCEDURE, STANDARD, ReferenceVersion, versions_of
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import ADMIN, AUDITOR, STAFF_ROLES
from nscl_grants.domain.forms import Answers, Form
from nscl_grants.domain.listed import EDITION, END, NEW
from nscl_grants.domain.plan import Agency, Procedure
from nscl_grants.domain.procedure_terms import DAYS, terms_of
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.standards import Standard
from nscl_grants.domain.text import Text
from nscl_grants.domain.vietnamese import fold
from nscl_grants.web.access import db, me, now, posted_act, require_role, today
from nscl_grants.web.errors import status_of
from nscl_grants.web.forms import Context, QuestionForm, build
from nscl_grants.web.language import _
from nscl_grants.web.loaders import found
from nscl_grants.web.messages import tell

bp = Blueprint("reference_lists", __name__, url_prefix="/plan/lists")
bp.before_request(require_role(*STAFF_ROLES, AUDITOR, ADMIN))


@dataclass(frozen=True, slots=True)
class _List:
    """How one list is shown and asked for."""

    name: str
    kind: str
    new_form: str
    """Empty where the list is the plan's own: its entries change, and none comes to it."""
    change_form: str
    unasked: str | None
    """The section that only a new entry is asked."""
    known: Callable[[Any], Answers]
    content: Callable[[str, Answers, Any], Mapping[str, Any]]
    called: str
    """The answer by which a new entry gets its key."""

    def entries(self) -> Mapping[str, Any]:
        """All entries by their keys, in the order of the plan."""
        plan = house_of(db()).plan
        lists: Mapping[str, Mapping[str, Any]] = {
            STANDARD: plan.standards,
            AGENCY: plan.agencies,
            PROCEDURE: {key: each for key, each in plan.procedures.items() if each.open},
        }
        return lists[self.kind]

    def asked(self, entry: object | None) -> Form:
        """What is asked of a new entry, or of a change."""
        form = house_of(db()).form(self.change_form if entry else self.new_form)
        if entry is None or self.unasked is None:
            return form
        return replace(form, sections=tuple(section for section in form.sections if section.name != self.unasked))


def _standard_known(standard: Standard) -> Answers:
    return {
        "what": EDITION,
        "edition": standard.edition,
        "vi": standard.title.vi,
        "en": standard.title.en,
        "valid_months": standard.valid_months,
    }


def _standard_content(key: str, said: Answers, before: Standard | None) -> Mapping[str, Any]:
    what = said.get("what", NEW)
    if what == END:
        assert before is not None
        return {"key": key, "what": END, "from": said["from"], "code": before.code}
    return {
        "key": key,
        "what": what,
        "code": before.code if before else said["code"],
        "edition": said.get("edition") or "",
        "vi": said["vi"],
        "en": said.get("en") or said["vi"],
        "evidence": before.evidence if before else said["evidence"],
        "valid_months": said.get("valid_months"),
        "from": said["from"],
        "family": said.get("family"),
    }


def _agency_known(agency: Agency) -> Answers:
    return {"vi": agency.name.vi, "en": agency.name.en, "short": agency.short}


def _agency_content(key: str, said: Answers, before: Agency | None) -> Mapping[str, Any]:
    return {
        "key": key,
        "vi": said["vi"],
        "en": said.get("en") or said["vi"],
        "short": said["short"],
        "kind": before.kind if before else said["kind"],
    }


def _procedure_known(procedure: Procedure) -> Answers:
    terms = terms_of(procedure)
    authority = terms["authority"]
    return {**terms, "authority_vi": authority["vi"], "authority_en": authority["en"]}


def _procedure_content(key: str, said: Answers, before: Procedure | None) -> Mapping[str, Any]:
    assert before is not None
    return {
        "key": key,
        "what": "terms",
        "name": {"vi": before.name.vi, "en": before.name.en},
        "authority": {"vi": said["authority_vi"], "en": said.get("authority_en") or said["authority_vi"]},
        **{name: int(said[name]) for name in DAYS},
        "on_supplement": said["on_supplement"],
        "tthc_code": said.get("tthc_code") or "",
        "unsure": sorted(said.get("unsure") or ()),
        "from": said["from"],
        "before": {**terms_of(before)},
    }


LISTS = {
    each.name: each
    for each in (
        _List("standards", STANDARD, "listed_standard", "listed_edition", None, _standard_known, _standard_content,
              "code"),
        _List("agencies", AGENCY, "listed_agency", "listed_agency", "new", _agency_known, _agency_content, "short"),
        _List("procedures", PROCEDURE, "", "procedure_terms", None, _procedure_known, _procedure_content, ""),
    )
}  # fmt: skip


@bp.get("/<any(standards, agencies, procedures):listed>")
def index(listed: str) -> ResponseReturnValue:
    """The list as it is in force, what waits for the second person, and all changes with who and why."""
    shown = LISTS[listed]
    kept = versions_of(db(), shown.kind)
    return render_template(
        "lists/index.html",
        name=listed,
        entries=shown.entries().values(),
        waiting=open_proposals(db(), (shown.kind,)),
        kept=list(reversed(kept)),
        names=_names(kept),
        may_propose=_may_propose(shown),
        may_add=_may_propose(shown) and bool(shown.new_form),
    )


@bp.route("/<any(standards, agencies, procedures):listed>/new", methods=["GET", "POST"])
def add(listed: str) -> ResponseReturnValue:
    """Propose one more entry; 404 for a list that is the plan's own."""
    if not LISTS[listed].new_form:
        raise NotFound()
    return _propose(LISTS[listed], None)


@bp.route("/<any(standards, agencies, procedures):listed>/<key>", methods=["GET", "POST"])
def change(listed: str, key: str) -> ResponseReturnValue:
    """One entry through its versions, and the proposal of the next."""
    shown = LISTS[listed]
    entry = found(shown.entries().get(key))
    if request.method == "POST" or _may_propose(shown):
        return _propose(shown, entry)
    return _page(shown, entry, None)


def _propose(shown: _List, entry: Any) -> ResponseReturnValue:
    if not _may_propose(shown):
        raise Forbidden()
    part, context = shown.asked(entry), Context(today=today(), choices={"families": _families()})
    if request.method != "POST":
        return _page(shown, entry, build(part, shown.known(entry) if entry else {}, context))
    form = build(part, context=context, typed=request.form)
    if not form.validate():
        return _page(shown, entry, form, status=422)
    said = form.answers
    key = entry.key if entry else _key(said[shown.called], shown.entries())
    content = shown.content(key, said, entry)
    try:
        made = acts.propose(
            db(), shown.kind, key, content, reason=said["reason"], actor=me(), at=now(), act=posted_act()
        )
    except Refused as refused:
        return _page(shown, entry, form, refused, status_of(refused))
    tell(_("Đã gửi đề xuất thay đổi danh mục."), _("Danh mục đổi khi người thứ hai xác nhận."))
    listed = url_for(".index", listed=shown.name)
    return redirect(url_for("references.show", proposal_id=made.id) if made else listed, 303)


def _key(called: str, taken: Mapping[str, object]) -> str:
    """A key made of the name; with a number where two names would make one."""
    key = re.sub(r"[^a-z0-9]+", "-", fold(called)).strip("-") or "muc"
    others = (f"{key}-{n}" for n in range(2, len(taken) + 3))
    return key if key not in taken else next(each for each in others if each not in taken)


def _families() -> dict[str, Text]:
    """The norms that cover standards one by one; the others cover whatever their procedure supports."""
    return {family.key: family.title for family in house_of(db()).plan.families if family.standards}


def _may_propose(shown: _List) -> bool:
    return me().holds(*RIGHTS[shown.kind].propose)


def _names(kept: Sequence[ReferenceVersion]) -> Mapping[int, str]:
    return names_of(db(), {person for one in kept for person in (one.proposed_by, one.confirmed_by)})


def _page(
    shown: _List, entry: Any, form: QuestionForm | None, refused: Refused | None = None, status: int = 200
) -> ResponseReturnValue:
    kept = [one for one in versions_of(db(), shown.kind) if entry is not None and one.key == entry.key]
    page = render_template(
        "lists/entry.html",
        name=shown.name,
        entry=entry,
        form=form,
        kept=list(reversed(kept)),
        names=_names(kept),
        refused=refused,
        faulty=status != 200,
    )
    return page, status
