"""The row of a paper: what it is about, what it states, its code; written in the transaction that asks for it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from nscl_grants.db import audit, papers
from nscl_grants.db.papers import Paper
from nscl_grants.documents.facts import digest_of
from nscl_grants.documents.kinds import KINDS
from nscl_grants.domain.actor import Actor
from nscl_grants.outside.storage import Kept

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without signs that are mistaken for one another when read out or copied by hand."""
_GROUPS, _GROUP_SIGNS = 3, 4

EACH_STANDS = frozenset({"repayment_slip", "acceptance_minutes", "advance_settlement", "figures_correction"})
"""Several of these stand side by side; any other kind is replaced by the next one about the same thing."""


@dataclass(frozen=True, slots=True)
class About:
    """What a paper is about."""

    application_id: int | None = None
    decision_id: int | None = None
    claim_id: int | None = None
    payment_id: int | None = None
    payment_batch_id: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A paper that is asked for."""

    kind: str
    request: str
    about: About
    at: datetime
    by: int
    facts: Mapping[str, Any] | None = None
    on: date | None = None
    signed: Kept | None = None


def add_paper(session: Session, asked: Asked) -> Paper:
    """The row, which takes the place of the papers that said the same before."""
    kind, facts = KINDS[asked.kind], asked.facts
    paper = Paper(
        request=asked.request,
        kind=kind.key,
        template=kind.newest,
        application_id=asked.about.application_id,
        decision_id=asked.about.decision_id,
        claim_id=asked.about.claim_id,
        payment_id=asked.about.payment_id,
        payment_batch_id=asked.about.payment_batch_id,
        code=new_code(),
        facts=None if facts is None else dict(facts),
        digest=None if facts is None else digest_of(dict(facts)),
        number=None if facts is None else facts.get("number") or facts.get("book_number") or None,
        numbered_on=asked.on,
        asked_at=asked.at,
        asked_by=asked.by,
        signed_sha256=asked.signed.sha256 if asked.signed else None,
        signed_stored_as=asked.signed.stored_as if asked.signed else None,
        signed_how="file" if asked.signed else None,
        signed_type="application/pdf" if asked.signed else None,
        signed_at=asked.at if asked.signed else None,
        signed_by=asked.by if asked.signed else None,
    )
    session.add(paper)
    session.flush()
    if kind.key not in EACH_STANDS:
        for before in papers.standing_before(session, paper):
            end_paper(before, "replaced", asked.at, "", paper.id)
    session.flush()
    return paper


def about_same(paper: Paper) -> About:
    """What another paper in its place is about."""
    return About(paper.application_id, paper.decision_id, paper.claim_id, paper.payment_id, paper.payment_batch_id)


def end_paper(paper: Paper, state: str, at: datetime, reason: str, replaced_by: int | None = None) -> None:
    """The paper stands no longer."""
    paper.state, paper.state_since, paper.state_reason = state, at, reason
    paper.replaced_by = replaced_by


def new_code() -> str:
    """A code that cannot be guessed and is easy to type: 7K3M-9QXT-2HBD."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP_SIGNS)) for _ in range(_GROUPS))
    return "-".join(groups)


def note_paper(
    session: Session, paper: Paper, actor: Actor, at: datetime, what: str, after: Mapping[str, object]
) -> None:
    """What was done to the paper, in the audit."""
    audit.append(
        session,
        at=at,
        person_id=actor.person_id,
        account_id=actor.account_id,
        who=actor.name,
        what=what,
        subject_kind="paper",
        subject=paper.code,
        before=None,
        after=after,
    )
