"""Notices are read in the page; that they were is noted, and nothing else about them changes. How mail comes is each
account's choice."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.db.mail import MailWish
from nscl_grants.db.notices import Notice, StaffNotice
from nscl_grants.domain.actor import Actor


def mark_read(session: Session, organisations: Collection[int], *, at: datetime) -> None:
    """All notices to these organisations count as read, and commit; a second time changes nothing."""
    session.execute(
        update(Notice)
        .where(Notice.organisation_id.in_(organisations), Notice.read_at.is_(None), Notice.at <= at)
        .values(read_at=at)
    )
    session.commit()


def mark_read_by_staff(session: Session, person_id: int, *, at: datetime) -> None:
    """All notices to this person count as read, and commit; a second time changes nothing."""
    session.execute(
        update(StaffNotice)
        .where(StaffNotice.person_id == person_id, StaffNotice.read_at.is_(None), StaffNotice.at <= at)
        .values(read_at=at)
    )
    session.commit()


def choose_mail(session: Session, wish: str, *, actor: Actor, at: datetime, act: str) -> None:
    """How the account wants its mail from now on, once, and commit."""

    def choose() -> None:
        known = session.get(MailWish, actor.account_id)
        if known is None:
            session.add(MailWish(account_id=actor.account_id, wish=wish, at=at))
        else:
            known.wish, known.at = wish, at
        session.flush()

    once(session, Sent(act, "mail.choose", {"wish": wish}), actor=actor, at=at, do=choose)
