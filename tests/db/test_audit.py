"""The audit log keeps every event as it was, in its order, and notices when it does not."""

from typing import Any

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from nscl_grants.db import audit
from nscl_grants.db.audit import AuditEvent
from nscl_grants.db.audit_lists import told
from nscl_grants.db.audit_values import AuditValue, forget
from nscl_grants.db.engine import reading, writing
from nscl_grants.domain.chain import GENESIS
from tests.db.books import MARCH
from tests.db.tampering import unguarded


def an_event(session: Session, what: str = "application.submit", **other: Any) -> int:
    """Something that An did."""
    event = {
        "at": MARCH,
        "person_id": 3,
        "account_id": 4,
        "who": "Nguyễn Văn An",
        "what": what,
        "subject_kind": "application",
        "subject": "ns-an",
        **other,
    }
    return audit.append(session, **event)


def test_an_event_is_kept_as_it_was(session: Session) -> None:
    an_event(session, before={"state": "draft"}, after={"state": "submitted", "n": 1}, source="203.0.113.9")

    (event,) = told(session, session.scalars(select(AuditEvent)).all())
    assert (event.seq, event.at, event.who, event.source) == (1, MARCH, "Nguyễn Văn An", "203.0.113.9")
    assert (event.before, event.after) == ({"state": "draft"}, {"state": "submitted", "n": 1})
    assert event.prev_hash == GENESIS


def test_events_are_numbered_without_a_gap_and_sealed_in_a_chain(session: Session) -> None:
    assert [an_event(session) for _ in range(3)] == [1, 2, 3]

    events = session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).all()
    assert [event.prev_hash for event in events] == [GENESIS, events[0].hash, events[1].hash]
    assert list(audit.verify(session)) == []


def test_an_event_of_an_act_that_failed_leaves_no_gap(session: Session) -> None:
    an_event(session)
    session.commit()
    an_event(session)
    session.rollback()

    assert an_event(session) == 2


def test_an_event_holds_only_what_can_be_sealed(session: Session) -> None:
    with pytest.raises(TypeError):
        an_event(session, after={"amount": 0.5})


CHANGES = (
    "UPDATE audit_event SET who = 'x' WHERE seq = 1",
    "UPDATE audit_event SET seq = 9 WHERE seq = 2",
    "DELETE FROM audit_event",
    "UPDATE audit_head SET seq = 0",
    "DELETE FROM audit_head",
    "INSERT INTO audit_head (id, seq, hash) VALUES (2, 0, '')",
    "INSERT INTO audit_event SELECT * FROM audit_event WHERE seq = 1",
    "INSERT INTO audit_event (seq, at, person_id, who, what, subject_kind, subject, source, prev_hash, hash)"
    " SELECT 4, at, 3, who, what, subject_kind, subject, source, hash, hash FROM audit_event WHERE seq = 2",
    "INSERT INTO audit_event (seq, at, person_id, who, what, subject_kind, subject, source, prev_hash, hash)"
    " SELECT 3, at, 3, who, what, subject_kind, subject, source, prev_hash, hash FROM audit_event WHERE seq = 2",
)


def test_nothing_in_the_log_can_be_changed_by_hand(engine: Engine) -> None:
    with writing(engine) as session:
        an_event(session)
        an_event(session)
        session.commit()

    for change in CHANGES:
        with pytest.raises(DBAPIError, match="audit"), engine.begin() as connection:
            connection.execute(text(change))


TAMPERED = {
    "UPDATE audit_event SET who = 'x' WHERE seq = 2": [("audit_event_changed", 2)],
    "UPDATE audit_event SET after = NULL WHERE seq = 2": [("audit_event_changed", 2)],
    "DELETE FROM audit_event WHERE seq = 2": [("audit_gap", 3), ("audit_chain_broken", 3)],
    "DELETE FROM audit_event WHERE seq = 3": [("audit_end_missing", 3)],
}


@pytest.mark.parametrize("tampering", TAMPERED)
def test_what_an_owner_changes_is_named(engine: Engine, tampering: str) -> None:
    with writing(engine) as session:
        for _ in range(3):
            an_event(session, after={"state": "submitted"})
        session.commit()
    with unguarded(engine) as connection:
        connection.execute(text(tampering))

    with reading(engine) as session:
        assert [(found.what, found.seq) for found in audit.verify(session)] == TAMPERED[tampering]


def test_the_log_itself_names_nobody_and_a_person_can_be_forgotten_without_breaking_the_chain(session: Session) -> None:
    about = {"email": "an@co.test", "state": "draft", "deeper": {"phone": "+84912345678"}}
    an_event(session, after=about, subject_kind="account", subject="an@co.test")
    an_event(session, person_id=9, who="Nguyễn Văn An")

    written = str(session.execute(text("SELECT who, subject, after FROM audit_event")).all())
    assert not any(secret in written for secret in ("An", "an@co.test", "+84912345678"))
    assert "draft" in written
    forget(session, 3, ("an@co.test", "+84912345678"))
    session.expire_all()

    assert list(audit.verify(session)) == []
    first, second = told(session, session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).all())
    assert "an@co.test" not in f"{first.who}{first.subject}{first.after}"
    assert second.who == "Nguyễn Văn An"  # Somebody else of that name.


def test_a_value_can_be_forgotten_and_not_replaced(engine: Engine) -> None:
    with writing(engine) as session:
        an_event(session)
        session.commit()

    for change in ("UPDATE audit_value SET value = 'Ai đó'", "DELETE FROM audit_value"):
        with pytest.raises(DBAPIError, match="audit_value"), engine.begin() as connection:
            connection.execute(text(change))
    with unguarded(engine) as connection:
        connection.execute(text("UPDATE audit_value SET value = 'Ai đó'"))
    with reading(engine) as session:
        assert [found.what for found in audit.verify(session)] == ["audit_value_changed"]
        assert session.scalars(select(AuditValue.value)).all() == ["Ai đó"]
