"""What filed dossiers are recognised by: the numbers of their certificates and invoices, however they are written."""

from collections.abc import Iterable

from sqlalchemy import ForeignKey, Index, delete
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from nscl_grants.db.applications import Application
from nscl_grants.db.base import Base


class Evidence(Base):
    """One number in one dossier; the rows are those of the dossier as it was filed or supplemented last."""

    __tablename__ = "evidence"
    __table_args__ = (Index("ix_evidence_key", "kind", "key", "application_id"),)

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    """certificate or invoice."""
    key: Mapped[str] = mapped_column(primary_key=True)
    shown: Mapped[str]
    """As the organisation wrote it."""

    application: Mapped[Application] = relationship()


def keep_evidence(session: Session, application_id: int, found: Iterable[tuple[str, str, str]]) -> None:
    """Write what the dossier is recognised by as (kind, key, shown), in place of what was there."""
    session.execute(delete(Evidence).where(Evidence.application_id == application_id))
    rows = {(kind, key): shown for kind, key, shown in found}
    session.add_all(
        Evidence(application_id=application_id, kind=kind, key=key, shown=shown) for (kind, key), shown in rows.items()
    )
