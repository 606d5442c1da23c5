"""The list of payees (Mẫu 20) of payments that go to the treasury together; made anew when one is taken out."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from nscl_grants.actions.batch_papers import payee_list_of
from nscl_grants.actions.paper_row import About, Asked, add_paper, end_paper
from nscl_grants.db.batches import live, payments_of_batches
from nscl_grants.db.papers import papers_of_batches
from nscl_grants.db.payments import Payment, PaymentBatch
from nscl_grants.definitions.house import house_of
from nscl_grants.documents.facts import to_json
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.text import Text

VOIDED = Text("Hủy đợt chi", "Batch voided")


def request_payee_list(
    session: Session, batch: PaymentBatch, payments: Sequence[Payment], *, actor: Actor, at: datetime, act: str
) -> None:
    """Ask for the list of the batch as it is now, in the transaction of the act; none for a batch without payments."""
    if not payments:
        return
    facts = to_json(payee_list_of(house_of(session), batch, payments))
    about = About(application_id=payments[0].application_id, payment_batch_id=batch.id)
    request = f"{act}/payee_list/{batch.number}"
    add_paper(session, Asked("payee_list", request, about, at, actor.person_id, facts, legal_date(at)))


def list_payees_anew(session: Session, batch_id: int, *, actor: Actor, at: datetime, act: str) -> None:
    """A payment left the batch: the list of those that stay takes the place of the one before, or it ends with them."""
    batch = session.get_one(PaymentBatch, batch_id)
    session.flush()
    stay = live(payments_of_batches(session, [batch_id]))
    request_payee_list(session, batch, stay, actor=actor, at=at, act=act)
    if not stay:
        void_payee_list(session, batch, at)


def void_payee_list(session: Session, batch: PaymentBatch, at: datetime) -> None:
    """The payments of the batch are not made: its list stands no longer."""
    for paper in papers_of_batches(session, [batch.id]):
        if paper.state == "standing":
            end_paper(paper, "voided", at, VOIDED.vi)
