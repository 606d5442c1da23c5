"""Files that belong to a case: what they are, who gave them, and the digest they must still have when opened."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from nscl_grants.db.base import Base, UtcDateTime, one_of
from nscl_grants.db.remembered import remembered

STEP_FILES, PAYMENT_FILES = "step.", "payment."
"""What the documents of files begin with that came with a step of the case, or of one of its payments."""
SCANS = ("unscanned", "pending", "clean", "infected")


class Attachment(Base):
    """One uploaded file; taken off a case it is marked so and kept."""

    __tablename__ = "attachment"
    __table_args__ = (
        CheckConstraint(one_of("scan", SCANS), name="scan_is_known"),
        Index("ix_attachment_application", "application_id", "document", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    document: Mapped[str]
    """The key of the document in the form's checklist, or "decision", "claim.<n>", "recovery" … for staff papers."""
    name: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(index=True)
    stored_as: Mapped[str] = mapped_column(unique=True)
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    scan: Mapped[str] = mapped_column(default="unscanned")


@remembered
def attachments_of(session: Session, application_id: int) -> Sequence[Attachment]:
    """The files that are on the case now, in the order they came."""
    return session.scalars(
        select(Attachment)
        .where(Attachment.application_id == application_id, Attachment.removed_at.is_(None))
        .order_by(Attachment.document, Attachment.id)
    ).all()
