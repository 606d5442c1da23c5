"""What the transaction holds locked and so knows, until it or the savepoint around it ends."""

from typing import Any

from sqlalchemy.orm import Session

_HELD = "held"


def held(session: Session) -> dict[Any, Any]:
    """Notes of this transaction; fresh in every transaction and in every savepoint."""
    here = session.get_transaction(), session.get_nested_transaction()
    noted = session.info.get(_HELD)
    if noted is None or noted[0] is not here[0] or noted[1] is not here[1]:
        noted = (*here, {})
        session.info[_HELD] = noted
    notes: dict[Any, Any] = noted[2]
    return notes
