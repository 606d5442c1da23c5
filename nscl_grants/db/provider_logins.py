"""Which person at an identity provider is which account here: by the provider and its own name for the person."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from nscl_grants.db.base import Base, UtcDateTime


class ProviderLogin(Base):
    """An account signs in with this identity too; `subject` is the provider's, an e-mail never decides."""

    __tablename__ = "provider_login"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    issuer: Mapped[str]
    subject: Mapped[str]
    linked_at: Mapped[datetime] = mapped_column(UtcDateTime)


def login_of(session: Session, issuer: str, subject: str) -> ProviderLogin | None:
    """The link of that identity, or None when nobody linked it."""
    return session.scalar(select(ProviderLogin).where(ProviderLogin.issuer == issuer, ProviderLogin.subject == subject))


def linked_login(session: Session, account_id: int, issuer: str) -> ProviderLogin | None:
    """The identity at that provider which the account is linked to, or None."""
    return session.scalar(
        select(ProviderLogin).where(ProviderLogin.account_id == account_id, ProviderLogin.issuer == issuer)
    )
