"""What a person decides about their own data: consent purpose by purpose, and requests to correct or to erase it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.db import audit
from nscl_grants.db.held_about import HeldBeside, held_beside
from nscl_grants.db.people import Person
from nscl_grants.db.personal_data import (
    CORRECT,
    ERASURE,
    Consent,
    DataRequest,
    accounts_of,
    acts_logged_of,
    cases_begun_by,
    consents_of,
    memberships_of,
    requests_of,
)
from nscl_grants.db.proposals import open_proposals
from nscl_grants.definitions.personal_data import personal_data_rules
from nscl_grants.domain.actor import ADMIN, Actor
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text
from nscl_grants.domain.two_people import ProposalAnswered, check_role
from nscl_grants.domain.vietnamese import clean

ANSWER_DAYS = 20
"""To be confirmed by the office, as the retention times are."""
MOST_WISH_SIGNS = 1000
ANSWER = Text("Trả lời yêu cầu về dữ liệu", "Answer a request about data")


@dataclass(eq=False)
class WishIsEmpty(Refused):
    """A request says nothing."""


@dataclass(eq=False)
class AskedAlready(Refused):
    """The same kind of request waits for its answer."""


def decide(session: Session, agreed: Collection[str], *, actor: Actor, at: datetime, act: str) -> None:
    """Give consent to exactly these purposes, once, and commit; what did not change is not said again."""
    asked = [purpose.name for purpose in personal_data_rules().asked]
    wanted = {name: name in agreed for name in asked}

    def say() -> None:
        said = consents_of(session, actor.person_id)
        changed = {name: given for name, given in wanted.items() if (name in said and said[name].given) != given}
        for name, given in changed.items():
            session.add(Consent(person_id=actor.person_id, purpose=name, given=given, at=at))
        session.flush()
        if changed:
            note(session, actor, at, "personal.consent", actor.person_id, changed)

    once(session, Sent(act, "personal.consent", {"agreed": sorted(agreed)}), actor=actor, at=at, do=say)


def ask(session: Session, kind: str, wish: str, *, actor: Actor, at: datetime, act: str) -> None:
    """Ask to have one's data corrected or erased, once, and commit."""
    wish = clean(wish)[:MOST_WISH_SIGNS]

    def put() -> None:
        if not wish:
            raise WishIsEmpty()
        if any(one.outcome == "open" and one.kind == kind for one in requests_of(session, actor.person_id)):
            raise AskedAlready()
        due_on = legal_date(at + timedelta(days=ANSWER_DAYS))
        session.add(DataRequest(person_id=actor.person_id, kind=kind, wish=wish, asked_at=at, due_on=due_on))
        session.flush()
        note(session, actor, at, "personal.ask", actor.person_id, {"request": kind})

    once(session, Sent(act, "personal.ask", {"kind": kind, "wish": wish}), actor=actor, at=at, do=put)


def answer(
    session: Session, request: DataRequest, outcome: str, said: str, *, actor: Actor, at: datetime, act: str
) -> None:
    """Say what was corrected, or why it was not (or why nothing is erased); once, and commit."""
    request_id, said = request.id, clean(said)[:MOST_WISH_SIGNS]
    assert outcome == "declined" or request.kind == CORRECT, "an erasure is done by two"

    def reply() -> None:
        check_role(actor, ANSWER, ADMIN)
        if not said:
            raise WishIsEmpty()
        close(session, request, outcome, said, actor, at)
        note(session, actor, at, "personal.answer", request.person_id, {"outcome": outcome})

    content = {"request": request_id, "outcome": outcome, "said": said}
    once(session, Sent(act, "personal.answer", content), actor=actor, at=at, do=reply)


def close(session: Session, request: DataRequest, outcome: str, said: str, actor: Actor, at: datetime) -> None:
    """Answer the request, which has to be open; a proposal that rested on it falls with it. The caller commits."""
    session.refresh(request, with_for_update=True)
    if request.outcome != "open":
        raise ProposalAnswered()
    request.outcome, request.answer = outcome, said
    request.answered_by, request.answered_at = actor.person_id, at
    for proposal in open_proposals(session, (ERASURE,)):
        if proposal.content["request"] == request.id:
            proposal.outcome, proposal.answered_by, proposal.answered_at = "declined", actor.person_id, at
    session.flush()


def held_about(session: Session, person_id: int) -> dict[str, Any]:
    """All that the system holds about the person, in the types of JSON."""
    person, accounts = session.get_one(Person, person_id), accounts_of(session, person_id)
    beside = held_beside(session, person_id, accounts)
    return {
        "person": {
            "full_name": person.full_name,
            "identity_number": person.identity_number,
            "phone": person.phone,
            "since": person.created_at.isoformat(),
        },
        "accounts": [{"email": each.email, "language": each.language, "active": each.active} for each in accounts],
        "organisations": [
            {
                "tax_code": organisation.tax_code,
                "name": organisation.name,
                "since": membership.since.isoformat(),
                "until": membership.until and membership.until.isoformat(),
            }
            for membership, organisation in memberships_of(session, person_id)
        ],
        "sessions": [
            {"begun": each.created_at.isoformat(), "browser": each.user_agent, "address": each.source_address}
            for each in beside.sessions
        ],
        **_told_beside(beside),
        "consents": {name: word.given for name, word in consents_of(session, person_id).items()},
        "requests": [
            {"kind": each.kind, "wish": each.wish, "asked": each.asked_at.isoformat(), "outcome": each.outcome}
            for each in requests_of(session, person_id)
        ],
        "cases_begun": list(cases_begun_by(session, person_id)),
        "events_in_the_log": acts_logged_of(session, person_id),
    }


def _told_beside(beside: HeldBeside) -> dict[str, Any]:
    """Letters without their text, which may hold a link, and keys without what they open with."""
    return {
        "letters": [
            {"kind": each.kind, "address": each.address, "at": each.at.isoformat(), "sent": _moment(each.sent_at)}
            for each in beside.letters
        ],
        "notices_by_mail": [
            {"about": [item["kind"] for item in each.items], "address": each.address, "at": each.at.isoformat()}
            for each in beside.mails
        ],
        "mandates": [
            {"file": each.name, "organisation": each.organisation.tax_code, "at": each.uploaded_at.isoformat()}
            for each in beside.mandates
        ],
        "second_factors": {
            "app_since": [_moment(each.confirmed_at) for each in beside.apps],
            "passkeys": [{"name": each.name, "since": each.created_at.isoformat()} for each in beside.passkeys],
            "recovery_codes_left": beside.codes_left,
        },
        "providers": [
            {"issuer": each.issuer, "subject": each.subject, "since": each.linked_at.isoformat()}
            for each in beside.provider_logins
        ],
    }


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def note(session: Session, actor: Actor, at: datetime, what: str, person_id: int, after: dict[str, Any]) -> None:
    """One audit event about a person, who is named by number alone."""
    audit.append(
        session,
        at=at,
        person_id=actor.person_id,
        account_id=actor.account_id,
        who=actor.name,
        what=what,
        subject_kind="person",
        subject=f"person {person_id}",
        after=after,
    )
