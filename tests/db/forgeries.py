"""Postings written by hand, each sound but for one thing, and the rule of the database that it meets."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, text

from nscl_grants.domain.ledger.accounts import AccountKey, Place, Unit, fresh, slots, source, vnd
from tests.db.books import a_product, an_award
from tests.db.forging import forge, forge_entry, forge_posting, open_account

AN, BINH, PRODUCT = an_award(), an_award("ns-binh", holder="0100112437"), a_product()
FREE, HELD = vnd(Place.FREE, "III.1", 2026), vnd(Place.HELD, "III.1", 2026, AN.case)
MILLION = 1_000_000

assert AN.entitlement
QUOTA, USED = AN.entitlement.quota(), AN.entitlement.used(AN.case)


def of(place: Place, case: str = "", line: str = "III.1", year: int = 2026) -> AccountKey:
    """An account of money on line III.1."""
    return vnd(place, line, year, case)


def _entitlement(place: Place, case: str = "") -> AccountKey:
    return AccountKey(Unit.ENTITLEMENT, place, case=case, family="TCSP", holder="0100112437", item="Bánh đa")


def _some_id(connection: Connection) -> Any:
    return connection.scalar(text("SELECT id FROM ledger_posting WHERE seq = 3"))


FORGERIES: dict[str, tuple[str, Callable[[Connection], Any]]] = {
    "more than the line has": (
        "beyond the limit",
        lambda c: forge(c, "hold", [(FREE, of(Place.HELD, "ns-x"), 1951 * MILLION)], case="ns-x"),
    ),
    "more than the case has": (
        "beyond the limit",
        lambda c: forge(c, "commit", [(HELD, of(Place.COMMITTED, AN.case), 51 * MILLION)], case=AN.case),
    ),
    "a way that no movement goes": (
        "not a way of this movement",
        lambda c: forge(c, "hold", [(FREE, of(Place.PAID, AN.case), MILLION)], case=AN.case),
    ),
    "a movement that does not exist": (
        "a movement with entries, and a case where it has one",
        lambda c: forge(c, "steal", [(FREE, HELD, MILLION)], case=AN.case),
    ),
    "a case that is not the posting's": (
        "from one line, year, case or entitlement to another",
        lambda c: forge(c, "commit", [(HELD, of(Place.COMMITTED, AN.case), MILLION)], case=BINH.case),
    ),
    "from one case to another": (
        "from one line, year, case or entitlement to another",
        lambda c: forge(c, "commit", [(HELD, of(Place.COMMITTED, BINH.case), MILLION)], case=AN.case),
    ),
    "no case where there must be one": (
        "a movement with entries, and a case where it has one",
        lambda c: forge(c, "hold", [(FREE, HELD, MILLION)]),
    ),
    "from one year to another": (
        "from one line, year, case or entitlement to another",
        lambda c: forge(c, "release", [(HELD, of(Place.FREE, year=2027), MILLION)], case=AN.case),
    ),
    "from one line to another": (
        "from one line, year, case or entitlement to another",
        lambda c: forge(c, "release", [(HELD, of(Place.FREE, line="I.1"), MILLION)], case=AN.case),
    ),
    "money without entitlement": (
        "the entitlement moves with the money",
        lambda c: forge(c, "hold", [(FREE, HELD, MILLION)], case=AN.case),
    ),
    "entitlement beyond the norm": (
        "beyond the limit",
        lambda c: forge(c, "hold", [(FREE, HELD, MILLION), (QUOTA, USED, MILLION)], case=AN.case),
    ),
    "entitlement given back and the money kept": (
        "the entitlement moves with the money",
        lambda c: forge(c, "release", [(USED, QUOTA, MILLION)], case=AN.case),
    ),
    "a product without a slot": (
        "the product moves with the money",
        lambda c: forge(
            c,
            "hold",
            [
                (of(Place.FREE, line="III.2"), of(Place.HELD, "ns-p", line="III.2"), MILLION),
                (_entitlement(Place.QUOTA), _entitlement(Place.USED, "ns-p"), MILLION),
            ],
            limits=[(_entitlement(Place.QUOTA), -50 * MILLION, 0)],
            case="ns-p",
        ),
    ),
    "a product without entitlement": (
        "the entitlement moves with the money",
        lambda c: forge(
            c,
            "hold",
            [
                (of(Place.FREE, line="III.2"), of(Place.HELD, "ns-p", line="III.2"), MILLION),
                (slots(Place.FREE, "III.2", 2026), slots(Place.HELD, "III.2", 2026, "ns-p"), 1),
            ],
            case="ns-p",
        ),
    ),
    "two slots for one product": (
        "beyond the limit",
        lambda c: forge(
            c, "hold", [(slots(Place.FREE, "III.2", 2026), slots(Place.HELD, "III.2", 2026, "ns-p"), 2)], case="ns-p"
        ),
    ),
    "an allotment without the estimate": (
        "the estimate moves with the money",
        lambda c: forge(c, "allot", [(vnd(Place.LINE, "III.1"), of(Place.FREE, year=2027), MILLION)], year=2027),
    ),
    "an allotment beyond the estimate": (
        "beyond the limit",
        lambda c: forge(
            c,
            "allot",
            [
                (vnd(Place.LINE, "III.1"), FREE, MILLION),
                (fresh(Place.ESTIMATE, "III.1", 2026), fresh(Place.ALLOTTED, "III.1", 2026), MILLION),
            ],
        ),
    ),
    "money into a line of counted products": (
        "no money of another line for one whose products are counted",
        lambda c: forge(
            c,
            "reallocate",
            [
                (FREE, vnd(Place.LINE, "III.1"), MILLION),
                (vnd(Place.LINE, "III.1"), vnd(Place.LINE, "III.2"), MILLION),
                (vnd(Place.LINE, "III.2"), of(Place.FREE, line="III.2"), MILLION),
                (fresh(Place.ALLOTTED, "III.1", 2026), fresh(Place.ALLOTTED, "III.2", 2026), MILLION),
            ],
        ),
    ),
    "a plan beyond the plan": (
        "beyond the limit",
        lambda c: forge(c, "plan", [(source(Unit.VND), vnd(Place.LINE, "III.1"), 1)]),
    ),
    "money carried in that was not carried out": (
        "what is carried out of a year is carried into the next",
        lambda c: forge(
            c,
            "carry_over",
            [
                (FREE, of(Place.CARRIED_OUT), MILLION),
                (of(Place.CARRIED_IN, year=2027), of(Place.FREE, year=2027), 2 * MILLION),
            ],
        ),
    ),
    "money carried out twice": (
        "what is carried out of a year is carried into the next",
        lambda c: forge(
            c, "carry_over", [(FREE, of(Place.CARRIED_OUT), MILLION), (FREE, of(Place.CARRIED_OUT), MILLION)]
        ),
    ),
    "money carried to another line": (
        "what is carried out of a year is carried into the next",
        lambda c: forge(
            c,
            "carry_over",
            [
                (FREE, of(Place.CARRIED_OUT), MILLION),
                (of(Place.CARRIED_IN, line="I.1", year=2027), of(Place.FREE, line="I.1", year=2027), MILLION),
            ],
        ),
    ),
    "a budget year that was never opened": (
        "a budget year is opened, once, before anything is booked in it",
        lambda c: forge(c, "hold", [(FREE, HELD, MILLION)], case=AN.case, year=2031),
    ),
    "another year than the account's": (
        "the year of the account is closed",
        lambda c: forge(c, "commit", [(HELD, of(Place.COMMITTED, AN.case), MILLION)], case=AN.case, year=2027),
    ),
    "the end of a year in use": ("the year is still in use", lambda c: forge(c, "close_year", [])),
    "a year opened twice": (
        "a budget year is opened, once, before anything is booked in it",
        lambda c: forge(c, "open_year", []),
    ),
    "a later year closed first": ("years close in order", lambda c: forge(c, "close_year", [], year=2027)),
    "a limit that the movement may not set": (
        "not a limit that this movement may set",
        lambda c: forge(
            c, "release", [(HELD, FREE, MILLION), (USED, QUOTA, MILLION)], case=AN.case, limits=[(QUOTA, -MILLION, 0)]
        ),
    ),
    "a limit of a place that has none": (
        "not a limit that this movement may set",
        lambda c: forge(
            c,
            "hold",
            [(FREE, of(Place.HELD, "ns-x"), MILLION)],
            case="ns-x",
            limits=[(FREE, -MILLION, 9_000_000_000_000_000)],
        ),
    ),
    "a cap below what is used": (
        "beyond the limit",
        lambda c: forge(
            c, "adjust_plan", [(vnd(Place.LINE, "I.1"), source(Unit.VND), 1)], limits=[(source(Unit.VND), -MILLION, 0)]
        ),
    ),
    "a cap that lets an entitlement rise above zero": (
        "not a limit that this movement may set",
        lambda c: forge(
            c,
            "hold",
            [(FREE, HELD, MILLION), (QUOTA, USED, MILLION)],
            case=AN.case,
            limits=[(QUOTA, -MILLION, MILLION)],
        ),
    ),
    "a posting out of sequence": (
        "the next posting, sealed with the one before",
        lambda c: forge(c, "lapse", [(FREE, of(Place.LAPSED), 1)], seq=99),
    ),
    "a posting again": (
        "the next posting, sealed with the one before",
        lambda c: forge(c, "lapse", [(FREE, of(Place.LAPSED), 1)], seq=3),
    ),
    "a posting from before the beginning": (
        "the next posting, sealed with the one before",
        lambda c: forge(c, "lapse", [(FREE, of(Place.LAPSED), 1)], seq=0),
    ),
    "a posting that is not chained": (
        "the next posting, sealed with the one before",
        lambda c: forge(c, "lapse", [(FREE, of(Place.LAPSED), 1)], prev_hash="0" * 64),
    ),
    "a posting without a hash": (
        "the next posting, sealed with the one before",
        lambda c: forge(c, "lapse", [(FREE, of(Place.LAPSED), 1)], hash=""),
    ),
    "an id that is taken": (
        "the id is taken",
        lambda c: forge(c, "lapse", [(FREE, of(Place.LAPSED), 1)], id=_some_id(c)),
    ),
    "a posting without its entries": ("foreign key", lambda c: forge_posting(c, "lapse")),
    "a posting with an entry too few": (
        "foreign key",
        lambda c: forge(c, "lapse", [(FREE, of(Place.LAPSED), 1)], entry_count=2),
    ),
    "a posting with an entry too many": (
        "entries belong to the latest posting, in order, as many as it said",
        lambda c: forge(c, "lapse", [(FREE, of(Place.LAPSED), 1), (FREE, of(Place.LAPSED), 1)], entry_count=1),
    ),
    "a posting without entries that moves": (
        "a movement with entries, and a case where it has one",
        lambda c: forge(c, "lapse", [(FREE, of(Place.LAPSED), 1)], entry_count=None),
    ),
    "a posting that says a limit and has none": (
        "foreign key",
        lambda c: forge(c, "lapse", [(FREE, of(Place.LAPSED), 1)], limit_count=1),
    ),
    "a posting on one that is not complete": (
        "the posting before is not complete",
        lambda c: (forge_posting(c, "lapse"), forge_posting(c, "lapse")),
    ),
    "an entry of a posting that is done": (
        "entries belong to the latest posting, in order, as many as it said",
        lambda c: forge_entry(c, 3, 99, FREE, of(Place.LAPSED), 1),
    ),
    "an entry of a posting to come": (
        "entries belong to the latest posting, in order, as many as it said",
        lambda c: forge_entry(c, 99, 1, FREE, of(Place.LAPSED), 1),
    ),
    "an entry out of order": (
        "entries belong to the latest posting, in order, as many as it said",
        lambda c: forge_entry(c, forge_posting(c, "lapse", entry_count=2), 2, FREE, of(Place.LAPSED), 1),
    ),
    "an amount of nothing": ("an amount above zero", lambda c: forge(c, "lapse", [(FREE, of(Place.LAPSED), 0)])),
    "an amount below zero": ("an amount above zero", lambda c: forge(c, "lapse", [(FREE, of(Place.LAPSED), -1)])),
    "an amount beyond all money": (
        "an amount above zero",
        lambda c: forge(c, "lapse", [(FREE, of(Place.LAPSED), 9_100_000_000_000_000)]),
    ),
    "an entry from an account to itself": (
        "not a way of this movement",
        lambda c: forge(c, "lapse", [(FREE, FREE, 1)]),
    ),
    "money turned into products": (
        "not a way of this movement",
        lambda c: forge(c, "lapse", [(FREE, slots(Place.LAPSED, "III.1", 2026), 1)]),
    ),
    "an account that opens full": (
        "an account opens empty, with the names and the limits of its place",
        lambda c: open_account(c, of(Place.FREE, year=2027), balance=MILLION),
    ),
    "an account that opens without a floor": (
        "an account opens empty, with the names and the limits of its place",
        lambda c: open_account(c, of(Place.FREE, year=2027), floor=-MILLION),
    ),
    "an account that opens with a low ceiling": (
        "an account opens empty, with the names and the limits of its place",
        lambda c: open_account(c, of(Place.PAID, "ns-x"), ceiling=1),
    ),
    "an account of a place that does not exist": (
        "an account opens empty, with the names and the limits of its place",
        lambda c: open_account(c, of(Place.FREE, year=2027), place="pocket"),
    ),
    "an account of a case without a case": (
        "an account opens empty, with the names and the limits of its place",
        lambda c: open_account(c, of(Place.HELD, "ns-x"), case_reference=""),
    ),
    "an account that exists": ("the account exists", lambda c: open_account(c, FREE)),
    "an account that counts as moved": (
        "an account opens empty, with the names and the limits of its place",
        lambda c: open_account(c, of(Place.FREE, year=2027), moved_seq=1),
    ),
}
