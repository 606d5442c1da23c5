"""What is held about a person beside the person itself: letters, mandates, ways to sign in, and where from."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from nscl_grants.db.letters import Letter
from nscl_grants.db.mail import Mail
from nscl_grants.db.mandates import Mandate
from nscl_grants.db.people import Account
from nscl_grants.db.personal_data import sessions_of
from nscl_grants.db.provider_logins import ProviderLogin
from nscl_grants.db.second_factors import Passkey, RecoveryCode, Totp
from nscl_grants.db.sessions import WebSession


@dataclass(frozen=True, slots=True)
class HeldBeside:
    """All of it; each list with the newest first."""

    letters: Sequence[Letter]
    mails: Sequence[Mail]
    mandates: Sequence[Mandate]
    apps: Sequence[Totp]
    passkeys: Sequence[Passkey]
    codes_left: int
    provider_logins: Sequence[ProviderLogin]
    sessions: Sequence[WebSession]


def held_beside(session: Session, person_id: int, accounts: Sequence[Account]) -> HeldBeside:
    """What is held about the person with these accounts; the same number of questions however much it is."""
    ids, emails = [account.id for account in accounts], [account.email for account in accounts]
    unused = select(func.count(RecoveryCode.id)).where(RecoveryCode.account_id.in_(ids), RecoveryCode.used_at.is_(None))
    return HeldBeside(
        letters=session.scalars(select(Letter).where(Letter.address.in_(emails)).order_by(Letter.id.desc())).all(),
        mails=session.scalars(select(Mail).where(Mail.address.in_(emails)).order_by(Mail.id.desc())).all(),
        mandates=session.scalars(
            select(Mandate)
            .where(Mandate.person_id == person_id)
            .options(joinedload(Mandate.organisation))
            .order_by(Mandate.id.desc())
        ).all(),
        apps=session.scalars(select(Totp).where(Totp.account_id.in_(ids), Totp.confirmed_at.is_not(None))).all(),
        passkeys=session.scalars(select(Passkey).where(Passkey.account_id.in_(ids)).order_by(Passkey.id.desc())).all(),
        codes_left=session.scalar(unused) or 0,
        provider_logins=session.scalars(
            select(ProviderLogin).where(ProviderLogin.account_id.in_(ids)).order_by(ProviderLogin.id.desc())
        ).all(),
        sessions=sessions_of(session, accounts),
    )
