"""Within a reading session the same question has the same answer, so it is asked once.

A reading session sees one moment throughout; a page and the rules it shows may each ask for the files of a case
without the database hearing of it four times. A writing session remembers nothing.
"""

from collections.abc import Callable
from functools import wraps
from inspect import unwrap
from typing import Concatenate, ParamSpec, TypeVar, cast

from sqlalchemy.orm import Session

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
READING = "reading"
_ANSWERS = "answers"


def remembered(
    query: Callable[Concatenate[Session, Asked], Answer],
) -> Callable[Concatenate[Session, Asked], Answer]:
    """The same query, asked once for the same arguments; what it gives is not to be changed by its readers."""

    @wraps(query)
    def ask(session: Session, *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        if not session.info.get(READING):
            return query(session, *args, **kwargs)
        answers = session.info.setdefault(_ANSWERS, {})
        asked = (query, args, tuple(sorted(kwargs.items())))
        if asked not in answers:
            answers[asked] = query(session, *args, **kwargs)
        return cast("Answer", answers[asked])

    return cast("Callable[Concatenate[Session, Asked], Answer]", ask)  # mypy sees the wrapper of `wraps` here.


def foresee(session: Session, query: Callable[..., object], *args: object, answer: object) -> None:
    """Note what a remembered query will answer, because a greater one has just read it; `answer` is by name."""
    if session.info.get(READING):
        session.info.setdefault(_ANSWERS, {})[unwrap(query), args, ()] = answer
