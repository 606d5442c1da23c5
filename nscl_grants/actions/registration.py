"""Coming in begins with an e-mail: a link is mailed there, and only behind it are the forms that make an account.

So the page says the same whether the address has an account or not; whoever reads its mail is told which. The forms
behind the link tell that an identity number is known, to somebody whose address is proved and whose tries are counted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from nscl_grants.actions import letters
from nscl_grants.actions.recovery import MOST_LETTERS, LinkUsed
from nscl_grants.actions.sessions import Browser, digest_of
from nscl_grants.actions.throttle import REGISTRATIONS, count_knock, count_try
from nscl_grants.actions.tickets import issue
from nscl_grants.db.people import Account, account_by_email
from nscl_grants.db.tickets import EMAIL, Ticket, take_ticket, ticket_of, valid_ticket

LINK_LASTS = timedelta(days=1)

Address = Callable[[str], str]
"""Makes the whole address of a link from the token in it."""


@dataclass(frozen=True, slots=True)
class Door:
    """The mailed link that somebody comes in by, at the real moment at which they do."""

    token: str
    real: datetime


def ask_to_register(
    session: Session,
    email: str,
    browser: Browser,
    address: Address,
    sign_in: str,
    *,
    at: datetime,
    dated: datetime,
    language: str,
) -> None:
    """Mail the link, or to a known address where to sign in, and commit; refuses when asked too often."""
    count_knock(session, "comes in", browser, at=at, most=REGISTRATIONS)
    count_try(session, f"registration of {email}", browser, at=at, most_at_account=MOST_LETTERS)
    known = account_by_email(session, email)
    token = issue(session, EMAIL, at=at, lasts=LINK_LASTS, data={"comes_in": email})
    link = address(token) if known is None else sign_in
    kind, spoken = ("register", language) if known is None else ("register_known", known.language)
    letters.write(session, kind, email, {"link": link, "email": email}, at=dated, language=spoken)
    session.commit()


def email_behind(session: Session, door: Door) -> str:
    """The proved address, while the link is good; raises LinkUsed."""
    return _email(valid_ticket(session, digest_of(door.token), EMAIL, door.real))


def email_sent_from(session: Session, door: Door) -> str:
    """The address of the link, be it used meanwhile: a form may come twice. Raises LinkUsed where there was none."""
    return _email(ticket_of(session, digest_of(door.token), EMAIL))


def pass_door(session: Session, door: Door, account: Account, *, at: datetime) -> None:
    """Use the link up for this account, whose address it has proved; raises LinkUsed. The caller commits."""
    ticket = take_ticket(session, digest_of(door.token), EMAIL, door.real)
    if ticket is None or ticket.data.get("comes_in") != account.email:
        raise LinkUsed()
    account.email_proved_at = at


def _email(ticket: Ticket | None) -> str:
    if ticket is None or "comes_in" not in ticket.data:
        raise LinkUsed()
    return str(ticket.data["comes_in"])
