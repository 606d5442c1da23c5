"""What proves a person beside the password: codes of an authenticator app, passkeys, and recovery codes on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from nscl_grants.db.base import Base, Json, UtcDateTime

FACTORS = "second_factor"
"""The kind of a proposal that takes the second factors of an account away."""


class Totp(Base):
    """The authenticator app of an account; it counts once a first code has confirmed it."""

    __tablename__ = "totp"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    secret: Mapped[str]
    """Sealed with a key that the database does not hold (`actions/sealing.py`)."""
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    """The half minute of the last code that was taken; no code of it or of an earlier one counts again."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Passkey(Base):
    """A key that lives in a phone, a computer or a stick; we keep its public half."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    credential_id: Mapped[str] = mapped_column(unique=True)
    public_key: Mapped[str]
    sign_count: Mapped[int] = mapped_column(BigInteger)
    transports: Mapped[list[Any]] = mapped_column(Json)
    name: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RecoveryCode(Base):
    """A code for the day on which phone and key are lost; only its digest is kept, and it opens once."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    digest: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True)
class Factors:
    """What an account has beside its password."""

    app_since: datetime | None
    passkeys: Sequence[Passkey]
    codes_left: int

    @property
    def any(self) -> bool:
        """Whether there is a second factor; recovery codes alone are none."""
        return self.app_since is not None or bool(self.passkeys)


def factors_of(session: Session, account_id: int) -> Factors:
    """The second factors of an account, its passkeys the oldest first."""
    app = session.get(Totp, account_id)
    return Factors(app.confirmed_at if app else None, passkeys_of(session, account_id), codes_left(session, account_id))


def has_second_factor(session: Session, account_id: int) -> bool:
    """Whether signing in asks this account for more than the password."""
    app = select(Totp.account_id).where(Totp.account_id == account_id, Totp.confirmed_at.is_not(None)).exists()
    key = select(Passkey.id).where(Passkey.account_id == account_id).exists()
    return bool(session.scalar(select(app | key)))


def passkeys_of(session: Session, account_id: int) -> Sequence[Passkey]:
    """The passkeys of an account, the oldest first."""
    return session.scalars(select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.id)).all()


def passkey_by_credential(session: Session, credential_id: str) -> Passkey | None:
    """The passkey with that credential id, or None."""
    return session.scalar(select(Passkey).where(Passkey.credential_id == credential_id))


def codes_left(session: Session, account_id: int) -> int:
    """How many recovery codes were not used yet."""
    unused = RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None)
    return session.scalar(select(func.count(RecoveryCode.id)).where(*unused)) or 0


def take_code(session: Session, account_id: int, digest: str, at: datetime) -> bool:
    """Use up the recovery code; False when the account has none like that, or not any more."""
    taken = session.execute(
        update(RecoveryCode)
        .where(RecoveryCode.account_id == account_id, RecoveryCode.digest == digest, RecoveryCode.used_at.is_(None))
        .values(used_at=at)
        .returning(RecoveryCode.id)
    ).all()
    return bool(taken)


def take_step(session: Session, account_id: int, step: int) -> bool:
    """Note that the code of that half minute was used; False when it, or a later one, was used before."""
    taken = session.execute(
        update(Totp)
        .where(Totp.account_id == account_id, Totp.last_step < step)
        .values(last_step=step)
        .returning(Totp.account_id)
    ).all()
    return bool(taken)
