"""Each day's end of both chains is published once; who cuts or rewrites a book is found by it."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from nscl_grants.actions.daily_heads import publish_heads
from nscl_grants.db import audit, daily_heads, ledger_heads
from nscl_grants.db.engine import reading, writing
from nscl_grants.definitions.words import words
from tests.builders.cases import a_case, an_office
from tests.builders.people import MORNING


def test_the_ends_of_both_chains_are_published_once_when_the_day_is_over(engine: Engine) -> None:
    with writing(engine) as session:
        a_case(session, an_office(session), "approved")
        session.commit()
    assert publish_heads(engine, now=MORNING) == publish_heads(engine, now=MORNING + timedelta(hours=2))
    before = len(_heads(engine))

    tomorrow = MORNING + timedelta(days=1)
    assert publish_heads(engine, now=tomorrow) > 0
    assert publish_heads(engine, now=tomorrow) == 0

    heads = _heads(engine)
    assert len(heads) > before
    with reading(engine) as session:
        assert heads["ledger"] == ledger_heads.end_of_books(session).seq
        assert heads["audit"] == audit.end_of_log(session).seq
        assert [*daily_heads.differing(session, "ledger"), *daily_heads.differing(session, "audit")] == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_head_that_is_no_longer_in_the_book_is_named(engine: Engine) -> None:
    with writing(engine) as session:
        a_case(session, an_office(session), "submitted")
        head = {"day": MORNING.date(), "published_at": MORNING, "hash": "f" * 64}
        session.add(daily_heads.DailyHead(book="ledger", seq=1, **head))
        session.add(daily_heads.DailyHead(book="audit", seq=9_999, **head))
        session.commit()

    with reading(engine) as session:
        found = [*daily_heads.differing(session, "ledger"), *daily_heads.differing(session, "audit")]

    assert [(one.what, one.seq) for one in found] == [("head_differs", 1), ("head_differs", 9_999)]
    assert "finding.head_differs" in words()


def _heads(engine: Engine) -> dict[str, int]:
    with reading(engine) as session:
        return {head.book: head.seq for head in reversed(daily_heads.published_heads(session))}
