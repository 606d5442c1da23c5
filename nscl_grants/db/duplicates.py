"""What a case shares with others: invoices, certificates, accounts; and what its organisation has open elsewhere."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from nscl_grants.db.applications import Application
from nscl_grants.db.evidence import Evidence
from nscl_grants.db.ledger_tables import LedgerAccount
from nscl_grants.db.organisations import BankAccount, Organisation
from nscl_grants.domain.ledger.accounts import Place, Unit
from nscl_grants.domain.money import Money

GIVEN_UP = ("draft", "refused", "rejected", "withdrawn", "stopped", "cancelled")
"""Cases in these states claim nothing for an invoice or a certificate."""


def cases_naming(
    session: Session, application: Application, *, certificate: str, invoices: Collection[str]
) -> Sequence[Application]:
    """Other live cases with this certificate or one of these invoices, by their numbers as `number_key` spells them.

    An invoice is looked for whatever its day; the caller looks whose it is.
    """
    kind, key = Evidence.kind, Evidence.key
    same = [
        (kind == "invoice") & ((key == number) | key.startswith(f"{number}/", autoescape=True)) for number in invoices
    ]
    if certificate:
        same.append((kind == "certificate") & (key == certificate))
    if not same:
        return ()
    return session.scalars(
        select(Application)
        .where(
            Application.id != application.id,
            Application.state.not_in(GIVEN_UP),
            Application.filed_at.is_not(None),
            Application.id.in_(select(Evidence.application_id).where(or_(*same))),
        )
        .options(joinedload(Application.organisation))
        .order_by(Application.id)
    ).all()


def others_with_account(session: Session, bank: BankAccount) -> Sequence[Organisation]:
    """Other organisations that gave the same account number."""
    return session.scalars(
        select(Organisation)
        .join(BankAccount, BankAccount.organisation_id == Organisation.id)
        .where(BankAccount.number == bank.number, BankAccount.organisation_id != bank.organisation_id)
        .distinct()
        .order_by(Organisation.id)
    ).all()


def newest_version(session: Session, organisation_id: int) -> int | None:
    """The newest version of the organisation's bank details, confirmed or not; without those that were declined."""
    return session.scalar(
        select(func.max(BankAccount.version)).where(
            BankAccount.organisation_id == organisation_id, BankAccount.ended_at.is_(None)
        )
    )


def open_elsewhere(session: Session, application: Application) -> tuple[Money, Money]:
    """What the organisation has in other cases: advanced and unsettled, and to be paid back in any case."""
    references = select(Application.reference).where(Application.organisation_id == application.organisation_id)
    table = LedgerAccount
    found = session.execute(
        select(table.place, table.case_reference, table.balance).where(
            table.unit == Unit.VND,
            table.place.in_((Place.ADVANCED, Place.TO_RECOVER)),
            table.case_reference.in_(references),
            table.balance > 0,
        )
    ).all()
    advanced = sum(
        row.balance for row in found if row.place == Place.ADVANCED and row.case_reference != application.reference
    )
    return Money(advanced), Money(sum(row.balance for row in found if row.place == Place.TO_RECOVER))
