"""What the audit log says of people: the log keeps a salted digest, this table its meaning, until it is forgotten.

The chain seals the digest. When a person is forgotten, salt and value go, and the chain stays whole: nobody can find
out any more what was there, not by trying names either.
"""

import hashlib
import secrets
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Protocol

from sqlalchemy import and_, insert, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from nscl_grants.db.base import Base
from nscl_grants.db.findings import Finding

MARK = "~"
"""What a digest in the log begins with."""
FORGOTTEN = "(đã xóa)"
PERSONAL = frozenset(
    {"email", "phone", "full_name", "identity_number", "representative", "holder", "number_of_account"}
)
"""Names of fields whose values are never in the log itself."""
OF_NOBODY = 0


class AuditValue(Base):
    """One value and the digest that stands for it in the log."""

    __tablename__ = "audit_value"

    digest: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int]
    """Whose name it is; 0 for values that tell by themselves whose they are, as an e-mail."""
    salt: Mapped[str | None]
    value: Mapped[str | None] = mapped_column(index=True)


def conceal(session: Session, value: str, person_id: int = OF_NOBODY) -> str:
    """The digest that stands for the value; the same one as long as the value is not forgotten."""
    if not value or value.startswith(MARK):
        return value
    known = session.scalar(
        select(AuditValue.digest).where(AuditValue.value == value, AuditValue.person_id == person_id).limit(1)
    )
    if known is not None:
        return known
    salt = secrets.token_hex(16)
    digest = _digest(salt, value)
    session.execute(insert(AuditValue).values(digest=digest, person_id=person_id, salt=salt, value=value))
    return digest


class Named(Protocol):
    """A person."""

    id: Any
    full_name: Any


def name_in_log(session: Session, person: Named) -> str:
    """What stands for the person's name in the values of an event, until the person is forgotten."""
    return conceal(session, person.full_name, person.id)


def concealed(session: Session, values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The same table with its personal fields concealed, one level down as well."""
    if values is None:
        return None
    kept: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            kept[name] = concealed(session, value)
        else:
            kept[name] = conceal(session, value) if name in PERSONAL and isinstance(value, str) else value
    return kept


def revealed(session: Session, digests: Collection[str]) -> dict[str, str]:
    """What these digests stand for, as far as it is not forgotten."""
    wanted = {digest for digest in digests if digest.startswith(MARK)}
    found = session.execute(select(AuditValue.digest, AuditValue.value).where(AuditValue.digest.in_(wanted)))
    return {digest: FORGOTTEN if value is None else value for digest, value in found}


def standing_for(part: str) -> Any:
    """The digests of all values that contain this text, as a part of a greater question."""
    return select(AuditValue.digest).where(AuditValue.value.contains(part, autoescape=True))


def forget(session: Session, person_id: int, values: Collection[str]) -> None:
    """Let go of the person's name, and of these values that are the person's alone; the caller commits."""
    theirs = and_(AuditValue.person_id == OF_NOBODY, AuditValue.value.in_([value for value in values if value]))
    session.execute(
        update(AuditValue)
        .where(or_(AuditValue.person_id == person_id, theirs), AuditValue.value.is_not(None))
        .values(value=None, salt=None)
        .execution_options(synchronize_session=False)
    )


def verify_values(session: Session) -> Iterator[Finding]:
    """Every value that is not forgotten is the one that its digest was made of."""
    for digest, salt, value in session.execute(
        select(AuditValue.digest, AuditValue.salt, AuditValue.value).where(AuditValue.value.is_not(None))
    ):
        if salt is None or _digest(salt, value or "") != digest:
            yield Finding("audit_value_changed", 0, digest)


def _digest(salt: str, value: str) -> str:
    return MARK + hashlib.sha256(f"{salt}\0{value}".encode()).hexdigest()
