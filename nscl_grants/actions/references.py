"""What the office keeps as data beside the plan's files: proposed by one, confirmed by another, in force for all.

Every session acts under the files with the confirmed versions laid over them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.db import audit
from nscl_grants.db.acts import Proposal
from nscl_grants.db.references import (
    AGENCY,
    DAY,
    LETTER,
    NORM,
    PROCEDURE,
    STANDARD,
    ReferenceVersion,
    last_version,
    next_version,
    versions_of,
)
from nscl_grants.definitions.house import House, enter, house_of
from nscl_grants.domain.actor import ADMIN, APPROVER, CLERK, PLAN_MANAGER, Actor
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.day_changes import changed, check_change
from nscl_grants.domain.letter_texts import check_text
from nscl_grants.domain.listed import agencies_after, check_agency, check_standard, standards_after
from nscl_grants.domain.norm_versions import check_follows, following, from_json, newest
from nscl_grants.domain.procedure_terms import check_terms, procedures_after
from nscl_grants.domain.text import Text
from nscl_grants.domain.two_people import check_answer, check_role


@dataclass(frozen=True, slots=True)
class Rights:
    """Who proposes a change of this kind, and who may stand behind it."""

    name: Text
    propose: tuple[str, ...]
    confirm: tuple[str, ...]


RIGHTS: Mapping[str, Rights] = {
    NORM: Rights(Text("Đề xuất mức hỗ trợ", "Propose a norm"), (PLAN_MANAGER,), (PLAN_MANAGER, APPROVER)),
    LETTER: Rights(Text("Đề xuất lời thư", "Propose the words of a mail"), (ADMIN, CLERK), (ADMIN, APPROVER)),
    STANDARD: Rights(
        Text("Đề xuất danh mục tiêu chuẩn", "Propose the list of standards"), (PLAN_MANAGER,), (PLAN_MANAGER, APPROVER)
    ),
    AGENCY: Rights(
        Text("Đề xuất danh mục cơ quan", "Propose the list of agencies"), (PLAN_MANAGER, ADMIN), (PLAN_MANAGER, ADMIN)
    ),
    PROCEDURE: Rights(
        Text("Đề xuất thời hạn, thẩm quyền", "Propose the terms of a procedure"),
        (PLAN_MANAGER,),
        (PLAN_MANAGER, APPROVER),
    ),
    DAY: Rights(Text("Đề xuất ngày nghỉ", "Propose a day off"), (ADMIN, PLAN_MANAGER), (ADMIN, PLAN_MANAGER)),
}

_laid_over: WeakKeyDictionary[Any, tuple[House, tuple[int, datetime], House]] = WeakKeyDictionary()
"""By the pool of connections, which an engine shares with its read-only twin.

The house of the files, the last version that is laid over it, and the result.
"""


def enter_house(session: Session, base: House) -> Session:
    """Let the session carry the definitions of the files with what was confirmed since; costs one short question."""
    return enter(session, house_with_versions(session, base))


def house_with_versions(session: Session, base: House) -> House:
    """The definitions in force: the files, and over them every confirmed version."""
    last, pool = last_version(session), session.get_bind().engine.pool
    if last is None:
        return base
    known = _laid_over.get(pool)
    if known is None or known[0] is not base or known[1] != last:
        known = (base, last, _with(session, base))
        _laid_over[pool] = known
    return known[2]


def propose(
    session: Session, kind: str, key: str, content: Mapping[str, Any], *, reason: str, actor: Actor, at: datetime,
    act: str,
) -> Proposal | None:  # fmt: skip
    """Propose the next version; what could not be confirmed today is refused today."""
    kept = {"key": key, "content": dict(content)}

    def do() -> Proposal:
        check_role(actor, RIGHTS[kind].name, *RIGHTS[kind].propose)
        check(session, kind, content, at)
        made = Proposal(act=act, kind=kind, content=kept, reason=reason, proposed_by=actor.person_id, proposed_at=at)
        session.add(made)
        session.flush()
        _note(session, made, actor, at, "propose")
        return made

    return once(session, Sent(act, f"{kind}.propose", {**kept, "reason": reason}), actor=actor, at=at, do=do)


def confirm(session: Session, proposal: Proposal, *, actor: Actor, at: datetime, act: str) -> None:
    """Stand behind it: from this moment on it counts."""
    proposal_id = proposal.id

    def do() -> None:
        session.refresh(proposal, with_for_update=True)
        kind, key, content = proposal.kind, proposal.content["key"], proposal.content["content"]
        check_role(actor, RIGHTS[kind].name, *RIGHTS[kind].confirm)
        check_answer(actor, outcome=proposal.outcome, proposed_by=proposal.proposed_by)
        check(session, kind, content, at)
        session.add(
            ReferenceVersion(
                kind=kind,
                key=key,
                version=next_version(session, kind, key),
                content=content,
                reason=proposal.reason,
                proposed_by=proposal.proposed_by,
                confirmed_by=actor.person_id,
                confirmed_at=at,
            )
        )
        _answer(session, proposal, "confirmed", actor, at)

    once(session, Sent(act, "reference.confirm", {"proposal": proposal_id}), actor=actor, at=at, do=do)


def decline(session: Session, proposal: Proposal, *, reason: str, actor: Actor, at: datetime, act: str) -> None:
    """Do not stand behind it; nothing changes."""
    proposal_id = proposal.id

    def do() -> None:
        session.refresh(proposal, with_for_update=True)
        check_role(actor, RIGHTS[proposal.kind].name, *RIGHTS[proposal.kind].confirm)
        check_answer(actor, outcome=proposal.outcome, proposed_by=proposal.proposed_by)
        proposal.content = {**proposal.content, "declined_because": reason}
        _answer(session, proposal, "declined", actor, at)

    sent = Sent(act, "reference.decline", {"proposal": proposal_id, "reason": reason})
    once(session, sent, actor=actor, at=at, do=do)


def check(session: Session, kind: str, content: Mapping[str, Any], at: datetime) -> None:
    """Refuse what may not follow today."""
    plan = house_of(session).plan
    if kind == DAY:
        check_change(plan.calendar, content, legal_date(at))
        return
    if kind == STANDARD:
        check_standard(plan.standards, content, legal_date(at))
        return
    if kind == AGENCY:
        check_agency(plan.agencies, content)
        return
    if kind == PROCEDURE:
        check_terms(plan.procedures, content, legal_date(at))
        return
    if kind == LETTER:
        check_text(Text(**content["before"]), Text(content["vi"], content["en"]))
        return
    norm = from_json(content)
    title = next(family.title for family in plan.families if family.key == norm.family)
    check_follows(norm, newest(plan.norms, norm.family), legal_date(at), title)


def _with(session: Session, base: House) -> House:
    norms = [from_json(one.content) for one in versions_of(session, NORM)]
    days = [one.content for one in versions_of(session, DAY)]
    entries, agencies = ([one.content for one in versions_of(session, kind)] for kind in (STANDARD, AGENCY))
    standards, families = standards_after(base.plan.standards, base.plan.families, entries)
    plan = replace(
        base.plan,
        norms=following(base.plan.norms, norms),
        calendar=changed(base.plan.calendar, days),
        standards=standards,
        families=families,
        agencies=agencies_after(base.plan.agencies, agencies),
        procedures=procedures_after(base.plan.procedures, [one.content for one in versions_of(session, PROCEDURE)]),
    )
    return replace(base, plan=plan)


def _answer(session: Session, proposal: Proposal, outcome: str, actor: Actor, at: datetime) -> None:
    proposal.outcome, proposal.answered_by, proposal.answered_at = outcome, actor.person_id, at
    session.flush()
    _note(session, proposal, actor, at, "confirm" if outcome == "confirmed" else "decline")


def _note(session: Session, proposal: Proposal, actor: Actor, at: datetime, what: str) -> None:
    audit.append(
        session,
        at=at,
        person_id=actor.person_id,
        account_id=actor.account_id,
        who=actor.name,
        what=f"{proposal.kind}.{what}",
        subject_kind="reference",
        subject=f"{proposal.content['key']}",
        after={"proposal": proposal.id, "reason": proposal.reason, **proposal.content},
    )
