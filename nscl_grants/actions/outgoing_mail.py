"""Mail made from the notices, and handed to the relay outside every request; what was rolled back left no notice.

A notice becomes one mail to each account it concerns, at once or in the account's daily mail, as it wishes. A mail is
marked as tried before it is handed over and as sent afterwards: killed in between, it goes out again under the same
Message-ID, which mail programs show once.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from email.message import EmailMessage
from typing import Any

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from nscl_grants.actions.letter_texts import wording
from nscl_grants.actions.mail_text import message_of
from nscl_grants.db.applications import Application
from nscl_grants.db.engine import reading, writing
from nscl_grants.db.mail import Mail, mails_due, open_digest, wish_of
from nscl_grants.db.notices import Notice, StaffNotice
from nscl_grants.db.organisations import Organisation
from nscl_grants.db.people import Account, Membership
from nscl_grants.definitions.house import House
from nscl_grants.domain.calendar import ICT
from nscl_grants.domain.text import Text
from nscl_grants.outside.mail import NotTaken, Relay, line_to

DIGEST_TIME = time(7, 0)
MOST_AT_ONCE = 50
MOST_TRIES = 12
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=6)
AnyNotice = Notice | StaffNotice
_KINDS: tuple[type[Any], ...] = (Notice, StaffNotice)


def mail_round(engine: Engine, house: House, relay: Relay | None, *, now: datetime, site: str) -> int:
    """Make mails of new notices and hand over those that are due; gives back how many the relay took.

    Without a relay the notices are only read in the page, and count as told.
    """
    with reading(engine) as session:  # A round without news takes no write lock.
        is_new = any(session.scalar(select(kind.id).where(kind.sent_at.is_(None)).limit(1)) for kind in _KINDS)
    if is_new:
        with writing(engine) as session:
            make_mails(session, now=now, site=site, wanted=relay is not None)
            session.commit()
    return send_due(engine, house, relay, now=now, site=site) if relay else 0


def make_mails(session: Session, *, now: datetime, site: str, wanted: bool = True) -> None:
    """The mails of every notice that has none yet; the caller commits."""
    for notice in (*_untold(session, Notice), *_untold(session, StaffNotice)):
        if wanted:
            _spread(session, notice, now, site)
        notice.sent_at = now
    session.flush()


def send_due(engine: Engine, house: House, relay: Relay, *, now: datetime, site: str) -> int:
    """Hand over what is due, one mail a transaction; a relay that cannot be reached ends the round."""
    with reading(engine) as session:
        due, said = mails_due(session, now, MOST_AT_ONCE), wording(session)
    taken = 0
    with line_to(relay) as line:
        for mail_id in due:
            mail = _claim(engine, mail_id, now)
            if mail is None:
                continue
            try:
                line.hand_over(_written(house, mail, relay, site, said))
            except NotTaken as refused:
                _note_fault(engine, mail, refused, now)
                if refused.line_is_dead:
                    break
            else:
                _note_sent(engine, mail_id, now)
                taken += 1
    return taken


def _written(house: House, mail: Mail, relay: Relay, site: str, said: Mapping[str, Text]) -> EmailMessage:
    """The mail; one that cannot be written is given up, so that it does not stop the others."""
    try:
        return message_of(house, mail, relay.sender, site, said)
    except (ValueError, LookupError) as fault:
        raise NotTaken(f"cannot be written: {fault}", for_good=True) from fault


def _untold(session: Session, kind: type[Any]) -> Sequence[AnyNotice]:
    """Notices of which no mail was made, the oldest first; another worker's are left to it."""
    query = select(kind).where(kind.sent_at.is_(None)).order_by(kind.id).limit(MOST_AT_ONCE)
    return session.scalars(query.with_for_update(skip_locked=True)).all()


def _spread(session: Session, notice: AnyNotice, now: datetime, site: str) -> None:
    item = _item(session, notice)
    for account in _accounts(session, notice):
        wish = wish_of(session, account.id)
        digest = open_digest(session, account.id) if wish == "daily" else None
        if digest is not None:
            digest.items = [*digest.items, item]
        elif wish != "none":
            due_at = _next_digest(now) if wish == "daily" else now
            session.add(_mail(notice, account, account.email, account.language, item, now, due_at, site))
        session.flush()
    for address in _addresses(session, notice):
        session.add(_mail(notice, None, address, "vi", item, now, now, site))


def _item(session: Session, notice: AnyNotice) -> dict[str, object]:
    """What the mail tells of the notice; kept with it, so that a later try says the same."""
    case = session.get(Application, notice.application_id) if notice.application_id else None
    return {
        "kind": notice.kind,
        "values": notice.values,
        "life": list(case.life) if case else None,
        "organisation": case.organisation.name if case else "",
        "reference": case.reference if case else "",
        "for_staff": isinstance(notice, StaffNotice),
        "at": notice.at.isoformat(),
    }


def _accounts(session: Session, notice: AnyNotice) -> Sequence[Account]:
    """The active accounts of the person, or of the organisation's members."""
    query = select(Account).where(Account.active).order_by(Account.id)
    if isinstance(notice, StaffNotice):
        return session.scalars(query.where(Account.person_id == notice.person_id)).all()
    members = select(Membership.person_id).where(
        Membership.organisation_id == notice.organisation_id, Membership.until.is_(None)
    )
    return session.scalars(query.where(Account.person_id.in_(members))).all()


def _addresses(session: Session, notice: AnyNotice) -> Iterable[str]:
    """Addresses without an account: those that the notice names, and the organisation's own if nobody acts for it."""
    if isinstance(notice, StaffNotice):
        return ()
    known = {account.email.casefold() for account in _accounts(session, notice)}
    named = [str(address) for address in notice.values.get("to", ())]
    if not known and not named:
        named = [session.get_one(Organisation, notice.organisation_id).email]
    return [address for address in dict.fromkeys(named) if address and address.casefold() not in known]


def _mail(
    notice: AnyNotice,
    account: Account | None,
    address: str,
    language: str,
    item: dict[str, object],
    now: datetime,
    due_at: datetime,
    site: str,
) -> Mail:
    kind = "s" if isinstance(notice, StaffNotice) else "n"
    to = account.id if account else hashlib.sha256(address.encode()).hexdigest()[:16]
    return Mail(
        message_id=f"<{kind}{notice.id}.{to}@{_host(site)}>",
        account_id=account.id if account else None,
        address=address,
        language=language,
        digest=due_at > now,
        items=[item],
        at=now,
        due_at=due_at,
    )


def _host(site: str) -> str:
    return site.partition("//")[2].partition("/")[0].partition(":")[0] or "localhost"


def _next_digest(now: datetime) -> datetime:
    local = now.astimezone(ICT)
    morning = datetime.combine(local.date(), DIGEST_TIME, ICT)
    return (morning if local < morning else morning + timedelta(days=1)).astimezone(UTC)


def _claim(engine: Engine, mail_id: int, now: datetime) -> Mail | None:
    """Mark the mail as tried, unless another worker has; until its next moment nobody tries it again."""
    with writing(engine) as session:
        mail = session.scalar(
            select(Mail)
            .where(Mail.id == mail_id, Mail.sent_at.is_(None), Mail.due_at <= now)
            .with_for_update(skip_locked=True)
        )
        if mail is None:
            return None
        mail.tries += 1
        mail.due_at = now + min(FIRST_WAIT * 2 ** (mail.tries - 1), LONGEST_WAIT)
        session.commit()
        return mail


def _note_sent(engine: Engine, mail_id: int, now: datetime) -> None:
    with writing(engine) as session:
        session.execute(update(Mail).where(Mail.id == mail_id).values(sent_at=now, fault=""))
        session.commit()


def _note_fault(engine: Engine, mail: Mail, refused: NotTaken, now: datetime) -> None:
    gives_up = refused.for_good or mail.tries >= MOST_TRIES
    with writing(engine) as session:
        session.execute(
            update(Mail)
            .where(Mail.id == mail.id)
            .values(fault=str(refused)[:500], given_up_at=now if gives_up else None)
        )
        session.commit()
