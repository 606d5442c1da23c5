"""What registering and signing in ask of people and sessions: who is known, who is in, who keeps trying."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cache

from sqlalchemy import ColumnElement, Date, Select, bindparam, delete, func, or_, select, update
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from nscl_grants.db.absences import Delegation, is_delegated_to
from nscl_grants.db.organisations import Organisation
from nscl_grants.db.people import Account, Person, rights
from nscl_grants.db.sessions import SignInAttempt, WebSession


def is_known(session: Session, *, email: str, identity_number: str) -> bool:
    """Whether an account has that e-mail, or a person that number."""
    return bool(
        session.scalar(
            select(
                or_(
                    select(Account.id).where(Account.email == email).exists(),
                    select(Person.id).where(Person.identity_number == identity_number).exists(),
                )
            )
        )
    )


def accounts_at(session: Session, domain: str) -> Sequence[Account]:
    """The active accounts whose e-mail is of that domain, with their roles, by e-mail."""
    return session.scalars(
        select(Account)
        .where(Account.active, Account.email.endswith(f"@{domain}", autoescape=True))
        .options(selectinload(Account.roles))
        .order_by(Account.email)
    ).all()


def organisations_of(session: Session, ids: Collection[int]) -> Sequence[Organisation]:
    """The organisations with these ids, by name."""
    return session.scalars(select(Organisation).where(Organisation.id.in_(ids)).order_by(Organisation.name)).all()


def live_session(
    session: Session, token_digest: str, *, seen_since: datetime, begun_since: datetime, today: date
) -> tuple[WebSession, frozenset[str]] | None:
    """The session of that token, unless it was ended, left alone too long, or has grown too old.

    With its account's rights, and the roles that the person exercises for others that day, for every page needs them.
    """
    asked = {"token": token_digest, "seen_since": seen_since, "begun_since": begun_since, "today": today}
    row = session.execute(_live_session(), asked).unique().one_or_none()
    return None if row is None else (row[0], frozenset((row[1] or "").split(",")) - {""})


@cache
def _live_session() -> Select[WebSession, str | None]:
    """The question behind it, put together once: every request asks it."""
    own, day = aliased(Account), bindparam("today", type_=Date)
    person = select(own.person_id).where(own.id == WebSession.account_id).correlate(WebSession).scalar_subquery()
    delegated = select(func.aggregate_strings(Delegation.role, ",")).where(is_delegated_to(person, day))
    return (
        select(WebSession, delegated.correlate(WebSession).scalar_subquery())
        .where(
            WebSession.token_digest == bindparam("token"),
            WebSession.account_id.is_not(None),
            WebSession.ended_at.is_(None),
            WebSession.last_seen_at >= bindparam("seen_since"),
            WebSession.created_at >= bindparam("begun_since"),
        )
        .options(joinedload(WebSession.account).options(*rights()))
    )


def live_sessions_of(
    session: Session, account_id: int, *, seen_since: datetime, begun_since: datetime
) -> Sequence[WebSession]:
    """The browsers that an account is signed in with, the last used first."""
    return session.scalars(
        select(WebSession)
        .where(
            WebSession.account_id == account_id,
            WebSession.ended_at.is_(None),
            WebSession.last_seen_at >= seen_since,
            WebSession.created_at >= begun_since,
        )
        .order_by(WebSession.last_seen_at.desc())
    ).all()


def touch_session(session: Session, token_digest: str, at: datetime) -> None:
    """Note that the session was used; the clock never runs backwards here."""
    session.execute(
        update(WebSession)
        .where(WebSession.token_digest == token_digest, WebSession.last_seen_at < at)
        .values(last_seen_at=at)
    )


def end_sessions_of(session: Session, account_id: int, at: datetime, *, but: str | None = None) -> int:
    """End every session of the account but one; gives back how many that were."""
    ended = session.execute(
        update(WebSession)
        .where(
            WebSession.account_id == account_id, WebSession.ended_at.is_(None), WebSession.token_digest != (but or "")
        )
        .values(ended_at=at)
        .returning(WebSession.token_digest)
    ).all()
    return len(ended)


def end_session(session: Session, account_id: int, token_digest: str, at: datetime) -> bool:
    """End one session of the account; False when it has none like that."""
    ended = session.execute(
        update(WebSession)
        .where(
            WebSession.account_id == account_id,
            WebSession.token_digest == token_digest,
            WebSession.ended_at.is_(None),
        )
        .values(ended_at=at)
        .returning(WebSession.token_digest)
    ).all()
    return bool(ended)


def failures_from_source_at_account(session: Session, source: str, email_digest: str, since: datetime) -> int:
    """How often that source failed at that account since then."""
    return _count(
        session, SignInAttempt.source_address == source, SignInAttempt.email_digest == email_digest, since=since
    )


def failures_from_source(session: Session, source: str, since: datetime) -> int:
    """How often that source failed, at whatever account."""
    return _count(session, SignInAttempt.source_address == source, since=since)


def failures_at_account(session: Session, email_digest: str, since: datetime) -> int:
    """How often anybody failed at that account."""
    return _count(session, SignInAttempt.email_digest == email_digest, since=since)


def forget_failures(session: Session, *, before: datetime) -> None:
    """Remove attempts that no limit counts any more."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < before))


def _count(session: Session, *conditions: ColumnElement[bool], since: datetime) -> int:
    statement = select(func.count(SignInAttempt.id)).where(SignInAttempt.at >= since)
    for condition in conditions:
        statement = statement.where(condition)
    return session.scalar(statement) or 0
