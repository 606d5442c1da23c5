"""What the office keeps as data beside the plan's files, version by version: norms, days off, letters, lists."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from nscl_grants.db.base import Base, Json, UtcDateTime, one_of

NORM, DAY, LETTER, STANDARD, AGENCY, PROCEDURE = "norm", "day_off", "letter", "standard", "agency", "procedure"
REFERENCES = (NORM, DAY, LETTER, STANDARD, AGENCY, PROCEDURE)


class ReferenceVersion(Base):
    """One version of one thing, which two people stand behind; never changed, only followed by the next."""

    __tablename__ = "reference_version"
    __table_args__ = (
        CheckConstraint(one_of("kind", REFERENCES), name="kind_is_known"),
        CheckConstraint("proposed_by <> confirmed_by", name="confirmed_by_another"),
        UniqueConstraint("kind", "key", "version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    key: Mapped[str]
    version: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    reason: Mapped[str]
    proposed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    confirmed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime)


def versions_of(session: Session, kind: str) -> Sequence[ReferenceVersion]:
    """Every version of that kind, in the order they were confirmed."""
    return session.scalars(
        select(ReferenceVersion).where(ReferenceVersion.kind == kind).order_by(ReferenceVersion.id)
    ).all()


def next_version(session: Session, kind: str, key: str) -> int:
    """The number that the next version of that thing gets."""
    newest = select(func.max(ReferenceVersion.version)).where(
        ReferenceVersion.kind == kind, ReferenceVersion.key == key
    )
    return (session.scalar(newest) or 0) + 1


def last_version(session: Session) -> tuple[int, datetime] | None:
    """What tells the newest version of all from every other; None while nothing was ever confirmed."""
    newest = select(ReferenceVersion.id, ReferenceVersion.confirmed_at).order_by(ReferenceVersion.id.desc()).limit(1)
    found = session.execute(newest).first()
    return None if found is None else (found.id, found.confirmed_at)
