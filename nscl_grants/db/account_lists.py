"""Lists of accounts: those of the office by name, and any account found by a name or an e-mail."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select, union
from sqlalchemy.orm import Session, joinedload, selectinload

from nscl_grants.db.people import Account, AccountRole, Person, PersonWord
from nscl_grants.db.staff import held_on
from nscl_grants.db.word_search import begins, worded
from nscl_grants.domain.actor import APPLICANT
from nscl_grants.domain.vietnamese import sort_key

PAGE_ROWS = 50
CHUNK_ROWS = 500


@dataclass(frozen=True, slots=True)
class WantedAccounts:
    """What the list was asked for; empty fields do not filter."""

    search: str = ""
    """The beginnings of words of a name, or of the e-mail; finds accounts of firms, too."""
    role: str = ""
    """A role that is held on `today`."""
    locked: bool = False
    """Only those that nobody can sign in with."""
    today: date = date.min

    @property
    def is_of_the_office(self) -> bool:
        """Whether the list is that of the office, which is short and goes by name; others go page by page."""
        return not self.search and self.role != APPLICANT


def accounts_wanted(
    session: Session,
    wanted: WantedAccounts,
    *,
    after: int | None = None,
    backwards: bool = False,
    rows: int | None = PAGE_ROWS + 1,
) -> Sequence[Account]:
    """Accounts of the office by name, active ones first; of others up to `rows` by id, from there on or back."""
    query = _query(wanted).options(joinedload(Account.person), selectinload(Account.roles))
    if wanted.is_of_the_office:
        found = session.scalars(query).all()
        return sorted(found, key=lambda one: (not one.active, sort_key(one.person.full_name), one.id))
    if after is not None:
        query = query.where(Account.id < after if backwards else Account.id > after)
    return session.scalars(query.order_by(Account.id.desc() if backwards else Account.id).limit(rows)).all()


def all_accounts(session: Session, wanted: WantedAccounts) -> Iterator[Account]:
    """All of them in the order of the list, read a few hundred at a time."""
    after: int | None = None
    while found := accounts_wanted(session, wanted, after=after, rows=CHUNK_ROWS):
        yield from found
        if wanted.is_of_the_office:
            return
        after = found[-1].id
        session.expunge_all()


def _query(wanted: WantedAccounts) -> Select[Account]:
    query = select(Account).join(Account.person)
    if wanted.search:
        query = query.where(Account.id.in_(_ids_named(wanted.search)))
    elif wanted.is_of_the_office:
        office = select(AccountRole.account_id).where(AccountRole.role != APPLICANT)
        query = query.where(or_(Account.id.in_(office), ~Account.roles.any()))
    if wanted.role:
        query = query.where(Account.id.in_(_ids_holding(wanted)))
    return query.where(~Account.active) if wanted.locked else query


def _ids_holding(wanted: WantedAccounts) -> Select[int]:
    return select(AccountRole.account_id).where(AccountRole.role == wanted.role, held_on(wanted.today))


def _ids_named(search: str) -> Select[int]:
    """Two questions, each answered by its own index."""
    named: ColumnElement[bool] = worded(Person.id, PersonWord.word, PersonWord.person_id, search)
    by_name = select(Account.id).join(Person, Person.id == Account.person_id).where(named)
    by_email = select(Account.id).where(begins(Account.email, search.strip().casefold()))
    return select(union(by_name, by_email).subquery().c.id)
