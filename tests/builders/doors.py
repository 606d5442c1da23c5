"""The mailed link behind which an account is made."""

from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.actions.registration import LINK_LASTS, Door
from nscl_grants.actions.tickets import issue
from nscl_grants.db.letters import Letter
from nscl_grants.db.tickets import EMAIL


def a_door(session: Session, email: str, at: datetime) -> Door:
    """A link that was mailed to that address at that moment; commits."""
    token = issue(session, EMAIL, at=at, lasts=LINK_LASTS, data={"comes_in": email})
    session.commit()
    return Door(token, at)


def newest_link(rows: Session, kind: str) -> str:
    """The path of the link in the newest letter of that kind."""
    letter = rows.scalars(select(Letter).where(Letter.kind == kind).order_by(Letter.id.desc()).limit(1)).one()
    path = str(urlsplit(letter.values["link"]).path)
    rows.commit()
    return path
