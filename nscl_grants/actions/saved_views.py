"""Views that a person keeps of a list, and takes away again."""

from datetime import datetime

from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.db.saved_views import SavedView, view_named
from nscl_grants.domain.actor import Actor


def keep_view(session: Session, of_list: str, name: str, query: str, *, actor: Actor, at: datetime, act: str) -> None:
    """Keep what the list shows under that name, once, and commit; a view of the same name gives way."""

    def keep() -> None:
        known = view_named(session, actor.person_id, of_list, name)
        if known is None:
            known = SavedView(person_id=actor.person_id, list=of_list, name=name)
            session.add(known)
        known.query, known.at = query, at
        session.flush()

    sent = Sent(act, "view.keep", {"list": of_list, "name": name, "query": query})
    once(session, sent, actor=actor, at=at, do=keep)


def forget_view(session: Session, of_list: str, name: str, *, actor: Actor, at: datetime, act: str) -> None:
    """Take the view of that name away, once, and commit; one that is not there is gone already."""

    def forget() -> None:
        known = view_named(session, actor.person_id, of_list, name)
        if known is not None:
            session.delete(known)
            session.flush()

    once(session, Sent(act, "view.forget", {"list": of_list, "name": name}), actor=actor, at=at, do=forget)
