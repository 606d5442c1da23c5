"""What the papers of a batch state: whom it pays, to which account, how much."""

from collections.abc import Sequence

from nscl_grants.actions.paper_facts.paying import payer
from nscl_grants.db.payments import Payment, PaymentBatch
from nscl_grants.definitions.house import House
from nscl_grants.documents.facts.treasury import Payee, PayeeList
from nscl_grants.domain.calendar import legal_date


def payee_list_of(house: House, batch: PaymentBatch, listed: Sequence[Payment]) -> PayeeList:
    """Danh sách thanh toán (Mẫu 20) of the batch."""
    return PayeeList(
        payer=payer(house),
        voucher=batch.number,
        budget_year=batch.budget_year,
        payees=tuple(
            Payee(
                name=payment.bank_account.holder,
                tax_code=payment.application.organisation.tax_code,
                account=payment.bank_account.number,
                bank=f"{payment.bank_account.bank}, {payment.bank_account.branch}",
                amount=payment.amount,
            )
            for payment in listed
        ),
        on=legal_date(batch.made_at),
    )
