"""Bundles: many papers as one ZIP and one PDF to print; asked for here, made by the worker."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.db.paper_bundles import PaperBundle
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.refused import Refused

MOST_PAPERS = 1_000


@dataclass(eq=False)
class NoPapersToBind(Refused):
    """No paper that the person may open fits the choice."""


@dataclass(eq=False)
class TooManyToBind(Refused):
    """More papers than one bundle holds."""

    count: int
    most: int = MOST_PAPERS


@dataclass(eq=False)
class BundleClosed(Refused):
    """The bundle holds a paper that whoever asked for it may not see any more."""


def ask_for_bundle(
    session: Session, paper_ids: Sequence[int], title: str, *, actor: Actor, at: datetime, act: str
) -> PaperBundle | None:
    """Ask for a bundle of these papers, which the caller found for this person, and commit."""

    def ask() -> PaperBundle:
        if not paper_ids:
            raise NoPapersToBind()
        if len(paper_ids) > MOST_PAPERS:
            raise TooManyToBind(len(paper_ids))
        bundle = PaperBundle(
            request=act, title=title, paper_ids=list(paper_ids), asked_by=actor.person_id, asked_at=at, fault=""
        )
        session.add(bundle)
        session.flush()
        return bundle

    return once(session, Sent(act, "paper.bundle", {"papers": list(paper_ids)}), actor=actor, at=at, do=ask)
