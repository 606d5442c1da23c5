"""The state of every case, claim and payment as it follows from its moves alone, beside what its row says."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.db.applications import Application, Move
from nscl_grants.db.findings import Finding
from nscl_grants.db.payments import Claim, Payment

Name = tuple[str, int]
"""A kind of subject and its number."""

_SUBJECTS: dict[str, type[Application] | type[Claim] | type[Payment]] = {
    "application": Application,
    "claim": Claim,
    "payment": Payment,
}


def states_from_moves(session: Session) -> tuple[dict[Name, str], list[Finding]]:
    """Where the moves lead, one after the other, and those that do not follow on the one before."""
    states: dict[Name, str] = {}
    numbers: dict[Name, int] = {}
    broken = []
    query = select(Move.subject, Move.subject_id, Move.n, Move.source, Move.dest).order_by(
        Move.subject, Move.subject_id, Move.n
    )
    for kind, id_, n, source, dest in session.execute(query.execution_options(yield_per=500)):
        name = kind, id_
        if n != numbers.get(name, 0) + 1 or states.get(name, source) != source:
            broken.append(Finding("move_missing", 0, f"{kind} {id_} #{n}"))
        states[name], numbers[name] = dest, n
    return states, broken


def states_differ(session: Session) -> Iterator[Finding]:
    """Rows whose state is not where their moves lead; a row without a move is where it began."""
    states, broken = states_from_moves(session)
    yield from broken
    for kind, table in _SUBJECTS.items():
        for id_, state in session.execute(select(table.id, table.state).order_by(table.id)):
            if states.pop((kind, id_), state) != state:
                yield Finding("state_differs", 0, f"{kind} {id_} {state}")
    for kind, id_ in states:
        yield Finding("state_differs", 0, f"{kind} {id_}")
