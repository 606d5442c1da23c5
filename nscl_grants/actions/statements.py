"""Statements of the treasury: read once and kept, then each ticked row answers its payment."""

import io
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.actions.attachments import file_name
from nscl_grants.actions.moves import move
from nscl_grants.db import audit
from nscl_grants.db.batches import BankStatement, statement_by_digest
from nscl_grants.db.payments import Payment
from nscl_grants.domain.actor import FINANCE, Actor
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.statement import Row, read_rows
from nscl_grants.domain.text import Text
from nscl_grants.domain.two_people import check_role
from nscl_grants.outside.spreadsheets import MOST_ROWS, read_table
from nscl_grants.outside.storage import Storage

READ = Text("Nhập sao kê", "Read a statement")


@dataclass(eq=False)
class StatementRowsMissing(Refused):
    """Nothing in the file is a payment."""


def read_statement(
    session: Session, storage: Storage, file: IO[bytes], name: str, *, actor: Actor, at: datetime, act: str
) -> BankStatement | None:
    """Read the file and keep it with its rows, once, and commit; the very same file is kept once, whoever sends it."""
    check_role(actor, READ, FINANCE)
    name = file_name(name)
    rows = read_rows(read_table(file, name), name, most=MOST_ROWS)
    file.seek(0)
    kept, made = storage.keep(io.BytesIO(file.read())), None

    def do() -> BankStatement:
        known = statement_by_digest(session, kept.sha256)
        if known is not None:
            return known
        if not rows:
            raise StatementRowsMissing()
        statement = BankStatement(
            name=name,
            sha256=kept.sha256,
            stored_as=kept.stored_as,
            size_bytes=kept.size_bytes,
            rows=[row.as_json() for row in rows],
            uploaded_by=actor.person_id,
            uploaded_at=at,
        )
        session.add(statement)
        session.flush()
        _note(session, statement, actor, at)
        return statement

    try:
        made = once(session, Sent(act, "statement.read", {"file": kept.sha256}), actor=actor, at=at, do=do)
    finally:
        if made is None or made.stored_as != kept.stored_as:
            storage.discard(kept)
    return made


def answer(
    session: Session, statement: BankStatement, row: Row, payment: Payment, *, actor: Actor, at: datetime, act: str
) -> None:
    """Book what one row says of its payment, once, and commit; the second time it is done already."""
    assert row.on is not None
    trigger = "confirm_paid" if row.outcome == "paid" else "record_return"
    answers = _paid(statement, row, row.on) if row.outcome == "paid" else _returned(row, row.on)
    payment_id, own_act = payment.id, f"{act}/{row.n}"

    def do() -> None:
        move(session, payment, trigger, actor=actor, at=at, act=own_act, answers=answers)

    sent = Sent(own_act, f"payment.{trigger}", {"subject": payment_id, "answers": answers})
    once(session, sent, actor=actor, at=at, do=do)


def _paid(statement: BankStatement, row: Row, on: date) -> dict[str, str]:
    number = row.treasury_number or f"{statement.name}, dòng {row.n}"
    return {"treasury_number": number[:40], "paid_on": on.isoformat(), "statement": statement.sha256}


def _returned(row: Row, on: date) -> dict[str, str]:
    return {"returned_on": on.isoformat(), "reason": row.text or "Kho bạc trả lại"}


def _note(session: Session, statement: BankStatement, actor: Actor, at: datetime) -> None:
    audit.append(
        session,
        at=at,
        person_id=actor.person_id,
        account_id=actor.account_id,
        who=actor.name,
        what="statement.read",
        subject_kind="statement",
        subject=statement.name,
        before=None,
        after={"sha256": statement.sha256, "rows": len(statement.rows)},
    )
