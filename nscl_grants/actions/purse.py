"""The purse of a case: which posting each step of its life makes in the ledger.

A case with money of two years is moved oldest year first. Every posting's id derives from the act,
so a retry finds its own posting instead of making a second one.
"""

from datetime import date

from sqlalchemy.orm.exc import StaleDataError

from nscl_grants.actions.estimates import entitlement_of
from nscl_grants.actions.step import Step
from nscl_grants.db import ledger
from nscl_grants.db.applications import Application
from nscl_grants.db.payments import Payment
from nscl_grants.definitions.house import House
from nscl_grants.domain.case import CaseMoney
from nscl_grants.domain.ledger import awarding, paying, recovering
from nscl_grants.domain.ledger.accounts import Place
from nscl_grants.domain.ledger.award import Award, CaseBook
from nscl_grants.domain.ledger.limits import Limit
from nscl_grants.domain.ledger.posting import Entries, Kind, Posting
from nscl_grants.domain.ledger.recovering import GivenBack
from nscl_grants.domain.money import ZERO, Money


def award_of(house: House, application: Application) -> Award:
    """The terms of the case: its line, and what its organisation may get by the norm of the filing date."""
    entitlement = None
    if application.family and application.item and application.norm:
        entitlement = entitlement_of(application, house.norm(application.norm), application.item)
    counts_products = house.plan.line(application.line).products is not None
    return Award(
        application.reference, application.line, entitlement, application.item or "" if counts_products else ""
    )


def money_of(book: CaseBook) -> CaseMoney:
    """Where the money of the case stands, all years together."""
    return CaseMoney(**book.totals())


def hold(step: Step, amount: Money, year: int) -> None:
    """free → held."""
    award, book = _award(step), _book(step)
    _post(step, Kind.HOLD, awarding.hold(award, book, year, amount), year, limits=award.limits)


def fund(step: Step, amount: Money, year: int) -> None:
    """free → committed, for an award that stands."""
    award, book = _award(step), _book(step)
    _post(step, Kind.FUND, awarding.fund(award, book, year, amount), year, limits=award.limits)


def commit(step: Step, amount: Money) -> None:
    """held → committed; what was not approved is free again."""
    year = _year_of(step, Place.HELD)
    _post(step, Kind.COMMIT, awarding.commit(_award(step), _book(step), year, amount), year)


def expire(step: Step) -> None:
    """held → free, because the hold ended; an expiry is never reversed."""
    year = _year_of(step, Place.HELD)
    _post(step, Kind.EXPIRE, awarding.release_all(_award(step), _book(step), year), year)


def release_all(step: Step) -> None:
    """held, committed, due → free, each year in its own posting."""
    for year in _book(step).years:
        entries = awarding.release_all(_award(step), _book(step), year)
        _post(step, Kind.RELEASE, entries, year, nth=year)


def confirm(step: Step, amount: Money, *, final: bool) -> None:
    """committed → due, the oldest year first; a final claim lets go of the rest in the same posting."""
    award, book = _award(step), _book(step)
    shares = dict(book.oldest_first(amount, Place.COMMITTED))
    for year in book.years:
        share = shares.get(year, ZERO)
        entries = awarding.confirm_finally(award, book, year, share) if final else awarding.confirm(award, year, share)
        _post(step, Kind.CONFIRM, entries, year, nth=year)


def prepare(step: Step, payment: Payment) -> None:
    """due → reserved."""
    year = payment.budget_year
    _post(step, Kind.PREPARE, paying.prepare(_award(step), year, payment.amount), year)


def void(step: Step, payment: Payment) -> None:
    """reserved → due."""
    year = payment.budget_year
    _post(step, Kind.VOID, paying.void(_award(step), year, payment.amount), year)


def instruct(step: Step, payment: Payment) -> None:
    """reserved → in transit."""
    year = payment.budget_year
    _post(step, Kind.INSTRUCT, paying.instruct(_award(step), year, payment.amount), year)


def pay(step: Step, payment: Payment, paid_on: date) -> None:
    """in transit → paid, on the day that the treasury names."""
    year = payment.budget_year
    entries = paying.pay(_award(step), _book(step), year, payment.amount)
    _post(step, Kind.PAY, entries, year, on=paid_on)


def pay_advance(step: Step, payment: Payment, paid_on: date) -> None:
    """in transit → advanced, on the day that the treasury names."""
    year = payment.budget_year
    entries = paying.pay_advance(_award(step), _book(step), year, payment.amount)
    _post(step, Kind.PAY_ADVANCE, entries, year, on=paid_on)


def settle(step: Step, amount: Money) -> Money:
    """advanced → paid as far as the work was accepted, the oldest year first; gives back how much that was."""
    award, book = _award(step), _book(step)
    shares = book.oldest_first(amount, Place.ADVANCED)
    for year, share in shares:
        _post(step, Kind.SETTLE, paying.settle(award, year, share), _open_year(step), nth=year)
    return Money(sum(share.dong for _, share in shares))


def give_back(step: Step, payment: Payment, place: Place, on: date) -> None:
    """in transit or paid → due, on the day that it came back."""
    year = payment.budget_year
    _post(step, Kind.RETURN, paying.send_back(_award(step), _book(step), year, place, payment.amount), year, on=on)


def take_back(step: Step, payment: Payment, on: date, *, of_advance: Money = ZERO) -> Money:
    """A payment that came back too late to be due again: demanded as far as it was not yet, and received at once.

    It counts as never paid: entitlement and product are given back, and in its own budget year the money is free again.
    What other years were asked to give back falls by as much as this one brings, as far as `of_advance` as an advance.
    Gives back how much of it the case is still owed.
    """
    award, year, booked_in = _award(step), payment.budget_year, _open_year(step)
    asked_here = min(payment.amount, _book(step).of(year, Place.TO_RECOVER))
    owed = payment.amount - asked_here
    for other in _book(step).years:
        falls = min(owed, _book(step).of(other, Place.TO_RECOVER)) if other != year else ZERO
        advanced = min(falls, of_advance)
        of_advance, owed = of_advance - advanced, owed - falls
        entries = (
            *recovering.annul(award, other, Place.ADVANCED, advanced),
            *recovering.annul(award, other, Place.PAID, falls - advanced),
        )
        _post(step, Kind.ANNUL, entries, booked_in, nth=other)
    entries = recovering.demand(award, _book(step), year, payment.amount - asked_here)
    _post(step, Kind.DEMAND, entries, booked_in, nth=year)
    back = GivenBack(entitlement=True, slot_in=booked_in)
    _post(
        step,
        Kind.RECEIVE,
        recovering.receive(award, _book(step), year, payment.amount, gives_back=back),
        booked_in,
        nth=year,
        on=on,
    )
    if year == booked_in:
        _post(step, Kind.RESTORE, recovering.restore(award, year, payment.amount), year, nth=year, on=on)
    return owed


def demand(step: Step, amount: Money) -> None:
    """paid → to recover, the oldest year first; the unpaid rest of the award is free again in that posting."""
    award, book = _award(step), _book(step)
    shares = dict(book.oldest_first(amount, Place.ADVANCED, Place.PAID))
    for year in book.years:
        asked = recovering.demand(award, book, year, shares[year]) if year in shares else ()
        rest = awarding.release_all(award, book, year)
        # What is still open of a year is moved in that year alone; money that has left it, in the open one.
        _post(step, Kind.DEMAND, (*asked, *rest), year if rest else _open_year(step), nth=year)


def receive(step: Step, amount: Money, on: date, *, restore: bool, gives_back: bool) -> None:
    """to recover → recovered on that day, and on to free when the year is open and it is wished (giảm chi).

    Entitlement and product are given back only where the decision says so.
    """
    award, booked_in = _award(step), _open_year(step)
    back = GivenBack(entitlement=gives_back, slot_in=booked_in if gives_back else None)
    for year, share in _book(step).oldest_first(amount, Place.TO_RECOVER):
        entries = recovering.receive(award, _book(step), year, share, gives_back=back)
        _post(step, Kind.RECEIVE, entries, booked_in, nth=year, on=on)
        if restore:
            _post(step, Kind.RESTORE, recovering.restore(award, year, share), year, nth=year, on=on)


def write_off(step: Step, amount: Money, on: date) -> None:
    """to recover → written off, on the day of the decision."""
    award, book = _award(step), _book(step)
    for year, share in book.oldest_first(amount, Place.TO_RECOVER):
        entries = recovering.write_off(award, year, share)
        _post(step, Kind.WRITE_OFF, entries, _open_year(step), nth=year, on=on)


def annul(step: Step, *, of_advance: Money = ZERO) -> None:
    """to recover → paid, or advanced as far as it was an advance: the demand falls."""
    award, book = _award(step), _book(step)
    for year in book.years:
        share = book.of(year, Place.TO_RECOVER)
        advanced = min(share, of_advance)
        of_advance = of_advance - advanced
        entries = (
            *recovering.annul(award, year, Place.ADVANCED, advanced),
            *recovering.annul(award, year, Place.PAID, share - advanced),
        )
        _post(step, Kind.ANNUL, entries, _open_year(step), nth=year)


def _award(step: Step) -> Award:
    return award_of(step.house, step.application)


def lock_books(step: Step) -> None:
    """Hold the end of the books before anything is posted, or noted in the audit.

    The case is ours, and yet a correction may have moved its money since the facts were read: then all begins again.
    """
    if ledger.is_locked(step.session):
        return
    step.session.flush()  # What can be written before is written before: others wait from here on.
    ledger.lock(step.session)
    if step.book is not None and step.book != _read_book(step):
        raise StaleDataError("the money of the case was moved meanwhile")


def _book(step: Step) -> CaseBook:
    lock_books(step)
    if step.book is None:
        step.book = _read_book(step)
    return step.book


def _read_book(step: Step) -> CaseBook:
    with step.session.no_autoflush:
        return ledger.case_book(step.session, step.application.reference)


def _year_of(step: Step, place: Place) -> int:
    book = _book(step)
    return next(year for year in book.years if book.of(year, place) > ZERO)


def _open_year(step: Step) -> int:
    return step.house.budget_year(step.today)


def _post(
    step: Step,
    kind: Kind,
    entries: Entries,
    year: int,
    *,
    nth: int = 0,
    limits: tuple[Limit, ...] = (),
    on: date | None = None,
) -> None:
    if not entries:
        return
    lock_books(step)
    posting = Posting(
        id=step.posting_id(f"{kind}/{nth}"),
        kind=kind,
        person=f"{step.actor.person_id}",
        budget_year=year,
        effective_on=on or step.today,
        entries=entries,
        case=step.application.reference,
        limits=limits,
        memo={"code": step.application.code or "", "move": step.transition.trigger},
    )
    ledger.post(step.session, posting, recorded_at=step.at)
    step.book = None
