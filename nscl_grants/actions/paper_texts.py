"""Officers word a draft anew: reasons, remarks, căn cứ; never its amounts, names or numbers.

The paper with the new words takes the place of the one before, which stays as it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.actions.paper_row import Asked, about_same, add_paper, note_paper
from nscl_grants.db.papers import Paper
from nscl_grants.documents.kinds import KINDS
from nscl_grants.domain.actor import APPROVER, CLERK, REVIEWER, Actor
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text
from nscl_grants.domain.word import Word
from nscl_grants.domain.workflow import NotYourStep

_REWORD = Text("Sửa lời văn", "Change the words")
MAY_BE_EMPTY = frozenset({"remarks"})
MOST_SIGNS = 3_000


@dataclass(eq=False)
class NotToBeReworded(Refused):
    """The paper has its number, stands no longer, is not gathered yet, or has no words of an officer's own."""

    paper: Text


@dataclass(eq=False)
class WordsMissing(Refused):
    """A paper without this says nothing."""

    what: Word


@dataclass(eq=False)
class WordsTooLong(Refused):
    """More than fits a paper."""

    what: Word
    most: int = MOST_SIGNS


def reword_paper(
    session: Session, paper: Paper, texts: Mapping[str, str], *, actor: Actor, at: datetime, act: str
) -> Paper | None:
    """The same paper in other words, and commit; what is not among its texts is not touched."""
    paper_id = paper.id

    def reword() -> Paper:
        session.refresh(paper, with_for_update=True)
        facts = reworded(paper, texts, actor)
        about, request = about_same(paper), f"{act}/{paper.kind}/words/{paper.id}"
        changed = add_paper(session, Asked(paper.kind, request, about, at, actor.person_id, facts))
        before = {name: (paper.facts or {}).get(name) for name in texts}
        note_paper(session, paper, actor, at, "paper.reword", {"before": before, "after": dict(texts)})
        return changed

    sent = Sent(act, "paper.reword", {"paper": paper_id, "texts": dict(texts)})
    return once(session, sent, actor=actor, at=at, do=reword)


def reworded(paper: Paper, texts: Mapping[str, str], actor: Actor) -> dict[str, Any]:
    """The facts with the new words; refuses for who may not, for a paper that is final, and for words that are none."""
    if not may_reword(actor, paper.kind):
        raise NotYourStep(_REWORD, tuple(Word(f"role.{role}") for role in sorted(_roles(paper.kind))))
    if not is_open(paper):
        raise NotToBeReworded(KINDS[paper.kind].title)
    facts = dict(paper.facts or {})
    for name in KINDS[paper.kind].texts:
        if name in texts:
            facts[name] = _checked(name, texts[name], is_list=isinstance(facts.get(name), list))
    return facts


def is_open(paper: Paper) -> bool:
    """Whether its words may still be changed."""
    kind = KINDS[paper.kind]
    return bool(kind.texts) and paper.state == "standing" and paper.number is None and paper.facts is not None


def may_reword(actor: Actor, kind: str) -> bool:
    """Whether the words of this kind are the actor's to choose."""
    return actor.holds(*_roles(kind))


def _roles(kind: str) -> frozenset[str]:
    return frozenset({REVIEWER, CLERK}) if kind == "proposal" else frozenset({APPROVER, CLERK})


def _checked(name: str, text: str, *, is_list: bool) -> Any:
    said = text.strip()
    if not said and name not in MAY_BE_EMPTY:
        raise WordsMissing(Word(f"paper_text.{name}"))
    if len(said) > MOST_SIGNS:
        raise WordsTooLong(Word(f"paper_text.{name}"))
    return [line.strip() for line in said.splitlines() if line.strip()] if is_list else said
