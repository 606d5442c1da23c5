"""Papers: what was asked for, the facts it states, the bytes that were made from them, and whether it still stands.

A row is written in the transaction of the act that asks for the paper; the worker makes the bytes later.
Facts and bytes never change afterwards: a paper that is no longer right is replaced or voided, and kept.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, and_, func, or_, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from nscl_grants.db.applications import Application
from nscl_grants.db.base import Base, Json, UtcDateTime, one_of
from nscl_grants.db.by_id import oldest_first
from nscl_grants.db.cases import visible_to
from nscl_grants.db.decisions import Decision, DecisionRow
from nscl_grants.db.verdicts import may_be_opened
from nscl_grants.domain.actor import Actor

STATES = ("standing", "replaced", "voided")
MOST_TRIES = 3
"""A paper that cannot be made is not tried for ever; its fault stays in the row."""


class Paper(Base):
    """One paper of a case, or of a decision on many cases."""

    __tablename__ = "paper"
    __table_args__ = (
        CheckConstraint(one_of("state", STATES), name="state_is_known"),
        CheckConstraint("application_id IS NOT NULL OR decision_id IS NOT NULL", name="about_something"),
        CheckConstraint("(made_at IS NULL) = (sha256 IS NULL)", name="made_whole"),
        CheckConstraint("(sha256 IS NULL) = (stored_as IS NULL)", name="stored_whole"),
        CheckConstraint("(state = 'replaced') = (replaced_by IS NOT NULL)", name="replaced_by_another"),
        CheckConstraint("made_at IS NULL OR facts IS NOT NULL", name="made_from_facts"),
        Index("ix_paper_application", "application_id", "id"),
        Index("ix_paper_decision", "decision_id", "id"),
        Index("ix_paper_waiting", "made_at", "tries", "id"),
        Index("ix_paper_signing", "signing_asked_at", "id"),
        Index("ix_paper_register", "kind", "number", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request: Mapped[str] = mapped_column(unique=True)
    """Act, kind and subject: one act asks for one paper of a kind once."""
    kind: Mapped[str]
    template: Mapped[int]
    """The version of the kind's template; an old paper is drawn again by its own."""
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"))
    """None where a decision on many cases is what it is about."""
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id"))
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"))
    payment_batch_id: Mapped[int | None] = mapped_column(ForeignKey("payment_batch.id"))
    """A list of the payees of a batch names the case of its first payment, and only who pays may open it."""
    code: Mapped[str] = mapped_column(unique=True)
    """Printed on the paper; whoever holds it can check it."""
    facts: Mapped[dict[str, Any] | None] = mapped_column(Json)
    """None until the worker gathers those of a decision, whose rows are complete only with its transaction."""
    digest: Mapped[str | None]
    number: Mapped[str | None]
    """Of our own gapless book, or of the office's register; None while the clerk has not given it."""
    numbered_on: Mapped[date | None]
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by: Mapped[int]
    """The person's id, or 0 for the system."""
    state: Mapped[str] = mapped_column(default="standing")
    state_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state_reason: Mapped[str] = mapped_column(default="")
    replaced_by: Mapped[int | None] = mapped_column(ForeignKey("paper.id"))
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made_with: Mapped[str | None]
    """The renderer and its version: the same one makes the same bytes from the same facts."""
    address: Mapped[str | None]
    """The address of the check page as it is printed."""
    sha256: Mapped[str | None]
    stored_as: Mapped[str | None] = mapped_column(unique=True)
    size_bytes: Mapped[int | None]
    place: Mapped[list[Any] | None] = mapped_column(Json)
    """Where the page has room for the signature: page from 0, left, bottom, right, top in points."""
    signed_sha256: Mapped[str | None]
    signed_stored_as: Mapped[str | None]
    signed_how: Mapped[str | None]
    """key: the office's key; file: signed elsewhere and sent in; scan: signed by hand."""
    signed_type: Mapped[str | None]
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    signed_by: Mapped[int | None]
    """Whose act it was; the signers themselves are named in the signatures."""
    signers: Mapped[list[Any] | None] = mapped_column(Json)
    """What the validator said of each signature when it came in (outside/signing.py)."""
    signing_asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    signing_asked_by: Mapped[int | None]
    signing_fault: Mapped[str] = mapped_column(default="", server_default="")
    tries: Mapped[int] = mapped_column(default=0)
    fault: Mapped[str] = mapped_column(default="")

    application: Mapped[Application | None] = relationship()
    decision: Mapped[Decision | None] = relationship()


def paper_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The one predicate of cases, asked about a paper: its case, or one of the cases of its decision."""
    own = select(Application.id).where(Application.id == Paper.application_id, visible_to(actor)).exists()
    decided = (
        select(DecisionRow.application_id)
        .join(Application, Application.id == DecisionRow.application_id)
        .where(DecisionRow.decision_id == Paper.decision_id, visible_to(actor))
        .exists()
    )
    return or_(own, and_(Paper.application_id.is_(None), decided))


def papers_of_case(session: Session, application_id: int) -> Sequence[Paper]:
    """All papers of the case and of the decisions about it, in the order they were asked for."""
    return session.scalars(
        select(Paper)
        .where(
            or_(Paper.application_id == application_id, Paper.decision_id.in_(_decisions_of(application_id))),
            Paper.payment_batch_id.is_(None),
        )
        .order_by(Paper.id)
    ).all()


def papers_of_batches(session: Session, batch_ids: Collection[int]) -> Sequence[Paper]:
    """The papers of these batches of payments, in the order they were asked for."""
    return session.scalars(select(Paper).where(Paper.payment_batch_id.in_(batch_ids)).order_by(Paper.id)).all()


def papers_of_decision(session: Session, decision_id: int) -> Sequence[Paper]:
    """The papers of a decision, in the order they were asked for."""
    return session.scalars(select(Paper).where(Paper.decision_id == decision_id).order_by(Paper.id)).all()


def visible_paper(session: Session, actor: Actor, paper_id: int) -> Paper | None:
    """The paper, if the actor may see its case, or one of the cases of its decision."""
    return session.scalar(select(Paper).where(Paper.id == paper_id, paper_visible_to(actor)))


def paper_by_code(session: Session, code: str) -> Paper | None:
    """The paper that bears the code; for anybody who holds it."""
    return session.scalar(select(Paper).where(Paper.code == code))


def codes_known(session: Session, codes: Collection[str]) -> frozenset[str]:
    """Which of these codes are on papers of ours."""
    return frozenset(session.scalars(select(Paper.code).where(Paper.code.in_(codes))))


def waiting_papers(session: Session, most: int) -> Sequence[int]:
    """The ids of papers that are still to be made, in the order they were asked for."""
    return session.scalars(
        select(Paper.id).where(Paper.made_at.is_(None), Paper.tries < MOST_TRIES).order_by(Paper.id).limit(most)
    ).all()


def papers_to_sign(session: Session, most: int = 200) -> Sequence[Paper]:
    """Papers that the office's key is asked for, the longest-waiting first; loaded whole, to be read afterwards."""
    found = session.scalars(
        select(Paper).where(Paper.signing_asked_at.is_not(None)).order_by(Paper.signing_asked_at, Paper.id).limit(most)
    ).all()
    session.expunge_all()
    return found


def papers_to_judge(session: Session, *, needs_verdict: bool, most: int = 200) -> Sequence[Paper]:
    """Papers with a signed copy whose signatures nobody has looked at; loaded whole, to be read afterwards."""
    found = session.scalars(
        select(Paper)
        .where(
            Paper.signed_sha256.is_not(None),
            Paper.signers.is_(None),
            may_be_opened(Paper.signed_stored_as, needs_verdict=needs_verdict),
        )
        .order_by(Paper.id)
        .limit(most)
    ).all()
    session.expunge_all()
    return found


def papers_without_signature(
    session: Session,
    actor: Actor,
    kinds: Collection[str],
    *,
    after: int | None = None,
    backwards: bool = False,
    rows: int,
) -> Sequence[Paper]:
    """A page of the numbered papers of these kinds that stand and bear no signature yet, the oldest first."""
    unsigned = (
        select(Paper)
        .where(
            Paper.kind.in_(kinds),
            Paper.number.is_not(None),
            Paper.made_at.is_not(None),
            Paper.signed_sha256.is_(None),
            Paper.state == "standing",
            paper_visible_to(actor),
        )
        .options(joinedload(Paper.application).joinedload(Application.organisation))
    )
    return session.scalars(oldest_first(unsigned, Paper.id, after=after, backwards=backwards, rows=rows)).all()


def papers_to_number(
    session: Session,
    actor: Actor,
    kinds: Collection[str],
    *,
    after: int | None = None,
    backwards: bool = False,
    rows: int | None = None,
) -> Sequence[Paper]:
    """Standing papers of these kinds that wait for the register's number, the oldest first; all, or `rows` of them."""
    waiting = select(Paper).where(_to_number(actor, kinds))
    waiting = waiting.options(joinedload(Paper.application).joinedload(Application.organisation))
    return session.scalars(oldest_first(waiting, Paper.id, after=after, backwards=backwards, rows=rows)).all()


def how_many_to_number(session: Session, actor: Actor, kinds: Collection[str]) -> int:
    """How many they are."""
    return session.scalar(select(func.count()).select_from(Paper).where(_to_number(actor, kinds))) or 0


def _to_number(actor: Actor, kinds: Collection[str]) -> ColumnElement[bool]:
    return and_(Paper.kind.in_(kinds), Paper.number.is_(None), Paper.state == "standing", paper_visible_to(actor))


def standing_before(session: Session, paper: Paper) -> Sequence[Paper]:
    """The papers of the same kind about the same thing that this one takes the place of."""
    # The case that a batch's list names may change with the batch; it is the batch that the list is about.
    links = (Paper.application_id, Paper.decision_id, Paper.claim_id, Paper.payment_id)
    about = [_same(link, getattr(paper, link.key)) for link in links] if paper.payment_batch_id is None else []
    return session.scalars(
        select(Paper).where(
            Paper.id != paper.id,
            Paper.kind == paper.kind,
            Paper.state == "standing",
            _same(Paper.payment_batch_id, paper.payment_batch_id),
            *about,
        )
    ).all()


def is_asked_for(session: Session, request: str) -> bool:
    """Whether this act asked for this paper already."""
    return session.scalar(select(Paper.id).where(Paper.request == request)) is not None


def number_is_taken(session: Session, kinds: Collection[str], number: str, year: int) -> bool:
    """Whether the register's number stands on another paper of these kinds in that year."""
    taken = select(Paper.id).where(
        Paper.kind.in_(kinds),
        Paper.number == number,
        Paper.numbered_on >= date(year, 1, 1),
        Paper.numbered_on <= date(year, 12, 31),
    )
    return session.scalar(taken.limit(1)) is not None


def _same(column: Any, value: int | None) -> ColumnElement[bool]:
    same: ColumnElement[bool] = column.is_(None) if value is None else column == value
    return same


def _decisions_of(application_id: int) -> Any:
    return select(DecisionRow.decision_id).where(DecisionRow.application_id == application_id)
