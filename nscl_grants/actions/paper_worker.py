"""Makes the bytes of the papers that were asked for, outside every request, each exactly once."""

import io
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from nscl_grants.actions.paper_facts.decisions import award_decision
from nscl_grants.actions.paper_facts.office import letterhead
from nscl_grants.actions.references import enter_house
from nscl_grants.db.decisions import Decision
from nscl_grants.db.engine import reading, writing
from nscl_grants.db.papers import Paper, waiting_papers
from nscl_grants.definitions.house import House, house_of
from nscl_grants.documents.facts import digest_of, to_json
from nscl_grants.documents.press import RENDERER, Drawn, PaperFailed, draw_paper
from nscl_grants.outside.storage import Kept, Storage

MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A paper that is to be made, read in one moment."""

    id: int
    kind: str
    template: int
    code: str
    asked_at: datetime
    facts: dict[str, Any]
    number: str | None
    numbered_on: date | None


def make_waiting_papers(
    engine: Engine, house: House, storage: Storage, *, now: datetime, public_url: str, most: int = MOST_AT_ONCE
) -> int:
    """Make up to `most` papers, in the order they were asked for; gives back how many were made.

    Two workers at once may draw the same paper; only the first one's bytes are kept. One that cannot be made is
    noted with its fault, tried a few times, and stops no other.
    """
    with reading(engine) as session:
        waiting = waiting_papers(session, most)
    return sum(_make(engine, house, storage, paper_id, now, public_url) for paper_id in waiting)


def _make(engine: Engine, house: House, storage: Storage, paper_id: int, now: datetime, public_url: str) -> bool:
    with reading(engine) as session:
        paper = _read(enter_house(session, house), house_of(session), paper_id)
    address = f"{public_url.rstrip('/')}/check/{paper.code}"
    try:
        drawn = draw_paper(
            paper.kind,
            paper.template,
            paper.facts,
            code=paper.code,
            address=address,
            author=letterhead(house).agency,
            made_at=paper.asked_at,
        )
    except PaperFailed as failed:
        _note_failure(engine, paper_id, str(failed))
        return False
    kept = storage.keep(io.BytesIO(drawn.content))
    is_ours = _keep(engine, paper, drawn, kept, address, now)
    if not is_ours:
        storage.discard(kept)
    return is_ours


def _read(session: Session, house: House, paper_id: int) -> _Waiting:
    row = session.get_one(Paper, paper_id)
    facts = row.facts if row.facts is not None else _gathered(session, house, row)
    number = row.number or facts.get("number") or facts.get("book_number") or None
    dated = facts.get("on")
    numbered_on = row.numbered_on or (date.fromisoformat(dated) if dated else None)
    return _Waiting(row.id, row.kind, row.template, row.code, row.asked_at, facts, number, numbered_on)


def _gathered(session: Session, house: House, row: Paper) -> dict[str, Any]:
    """The facts of a decision on many cases, which was complete when its transaction ended."""
    assert row.decision_id is not None, "only the facts of a decision wait for the worker"
    return to_json(award_decision(session, house, session.get_one(Decision, row.decision_id)))


def _keep(engine: Engine, paper: _Waiting, drawn: Drawn, kept: Kept, address: str, now: datetime) -> bool:
    """Write the bytes' place and digest into the row, unless somebody was faster."""
    with writing(engine) as session:
        kept_here = session.execute(
            update(Paper)
            .where(Paper.id == paper.id, Paper.made_at.is_(None))
            .values(
                facts=paper.facts,
                digest=digest_of(paper.facts),
                number=paper.number,
                numbered_on=paper.numbered_on,
                made_at=now,
                made_with=RENDERER,
                address=address,
                sha256=kept.sha256,
                stored_as=kept.stored_as,
                size_bytes=kept.size_bytes,
                place=None if drawn.place is None else list(drawn.place),
                fault="",
            )
            .returning(Paper.id)
        ).all()
        session.commit()
    return bool(kept_here)


def _note_failure(engine: Engine, paper_id: int, fault: str) -> None:
    with writing(engine) as session:
        session.execute(update(Paper).where(Paper.id == paper_id).values(tries=Paper.tries + 1, fault=fault[:500]))
        session.commit()
