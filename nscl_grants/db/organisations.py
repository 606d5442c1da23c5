"""Organisations that apply, and the bank accounts they are paid to."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship, validates

from nscl_grants.db.base import Base, Ordered, UtcDateTime, one_of

KINDS = ("enterprise", "cooperative", "cooperative_union")


class Organisation(Base):
    """An enterprise, a cooperative or a union of cooperatives, known by its tax code."""

    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint(one_of("kind", KINDS), name="kind_is_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tax_code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    folded_name: Mapped[str] = mapped_column(index=True)
    """The name without diacritics and in lower case, for search."""
    kind: Mapped[str]
    address: Mapped[str]
    commune: Mapped[str]
    """The five-digit code of a commune of the province, or "" when the organisation has its seat elsewhere."""
    phone: Mapped[str] = mapped_column(index=True)
    email: Mapped[str]
    representative: Mapped[str]
    representative_title: Mapped[str]
    registered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    checked_on: Mapped[date | None]
    """The day on which an officer looked it up in the register of businesses; None while nobody did."""
    checked_source: Mapped[str | None]
    checked_by: Mapped[int | None]
    """The officer's person id."""
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    bank_accounts: Mapped[list["BankAccount"]] = relationship(
        back_populates="organisation", order_by="BankAccount.version"
    )
    words: Mapped[list["OrganisationWord"]] = relationship(cascade="all, delete-orphan")

    @validates("folded_name", "tax_code")
    def _keep_words(self, key: str, value: str) -> str:
        """Whoever names an organisation gives the search its words."""
        known = {"folded_name": self.folded_name or "", "tax_code": self.tax_code or "", key: value}
        wanted = words_of(known["folded_name"], known["tax_code"])
        kept = {each.word: each for each in self.words if each.word in wanted}
        self.words = [kept.get(word) or OrganisationWord(word=word) for word in sorted(wanted)]
        return value


class OrganisationWord(Base):
    """A word of an organisation's name, or its tax code: what a search finds by its beginning, through an index."""

    __tablename__ = "organisation_word"

    word: Mapped[str] = mapped_column(Ordered, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True, index=True)


class BankAccount(Base):
    """One version of an organisation's bank details; never changed, only followed by the next version.

    It may be paid to once a second person has confirmed it (design: bank details are confirmed by two people).
    """

    __tablename__ = "bank_account"
    __table_args__ = (
        UniqueConstraint("organisation_id", "version"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> proposed_by", name="confirmed_by_another"),
        CheckConstraint("(confirmed_by IS NULL) = (confirmed_at IS NULL)", name="confirmed_whole"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    version: Mapped[int]
    number: Mapped[str]
    holder: Mapped[str]
    bank: Mapped[str]
    branch: Mapped[str]
    proposed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    usable_from: Mapped[date | None]
    """The first day on which corrected details may be paid to; None for the first ones of an organisation."""
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was declined, or stopped after it had been confirmed; the version before does not come back by that."""
    ended_because: Mapped[str] = mapped_column(default="", server_default="")

    organisation: Mapped[Organisation] = relationship(back_populates="bank_accounts")


def words_of(folded_name: str, tax_code: str) -> set[str]:
    """What an organisation is searched by."""
    return {*folded_name.split(), *tax_code.replace("-", " ").split()}


def organisation_by_tax_code(session: Session, tax_code: str) -> Organisation | None:
    """The organisation with that tax code, or None."""
    return session.scalar(select(Organisation).where(Organisation.tax_code == tax_code))


def confirmed_bank_account(session: Session, organisation_id: int) -> BankAccount | None:
    """The newest version of the organisation's bank details that two people stand behind; None once it was stopped."""
    newest = last_confirmed(session, organisation_id)
    return newest if newest is not None and newest.ended_at is None else None


def last_confirmed(session: Session, organisation_id: int) -> BankAccount | None:
    """The newest version that was confirmed, be it stopped since; None while none ever was."""
    return session.scalar(
        select(BankAccount)
        .where(BankAccount.organisation_id == organisation_id, BankAccount.confirmed_at.is_not(None))
        .order_by(BankAccount.version.desc())
        .limit(1)
    )


def newest_bank_account(session: Session, organisation_id: int) -> BankAccount | None:
    """The newest version of the organisation's bank details, confirmed or not, or None."""
    return session.scalar(
        select(BankAccount)
        .where(BankAccount.organisation_id == organisation_id)
        .order_by(BankAccount.version.desc())
        .limit(1)
    )


def unconfirmed_bank_accounts() -> Select[BankAccount]:
    """Bank details that wait for a second person, the longest-waiting first; older versions that were overtaken do
    not wait any more."""
    newer = select(BankAccount.organisation_id, BankAccount.version).subquery()
    return (
        select(BankAccount)
        .where(
            BankAccount.confirmed_at.is_(None),
            BankAccount.ended_at.is_(None),
            ~select(newer.c.version)
            .where(newer.c.organisation_id == BankAccount.organisation_id, newer.c.version > BankAccount.version)
            .exists(),
        )
        .order_by(BankAccount.proposed_at)
    )


def bank_accounts_to_confirm(session: Session) -> Sequence[BankAccount]:
    """The bank details that wait, with their organisations."""
    return session.scalars(unconfirmed_bank_accounts().options(joinedload(BankAccount.organisation))).all()
