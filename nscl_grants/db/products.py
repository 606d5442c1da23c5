"""Products of an organisation: one by its name however it is written, or by its GTIN, whatever procedure it is in."""

from sqlalchemy import ForeignKey, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from nscl_grants.db.base import Base


class Product(Base):
    """A product that support was asked for; it stays, whatever becomes of its applications."""

    __tablename__ = "product"
    __table_args__ = (UniqueConstraint("organisation_id", "key"), UniqueConstraint("organisation_id", "gtin"))

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str]
    """As it was first written; entitlement is counted under it."""
    key: Mapped[str]
    """The name as it is compared: small letters without marks, single spaces."""
    gtin: Mapped[str | None]


def product_of(session: Session, organisation_id: int, key: str, gtin: str | None) -> Product | None:
    """The organisation's product with that GTIN, or else with that name."""
    same = Product.key == key if gtin is None else or_(Product.gtin == gtin, Product.key == key)
    found = session.scalars(select(Product).where(Product.organisation_id == organisation_id, same)).all()
    return next((each for each in found if gtin is not None and each.gtin == gtin), next(iter(found), None))
