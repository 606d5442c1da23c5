"""The harmless test file of all scanners (EICAR), in a draft of the demo: how a file stands there that was found out.

A demo runs without a scanner. This one file is judged by the mark that every scanner knows it by, and no other is.
"""

import io
import uuid
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from nscl_grants.actions.attachments import Shelf, Upload, add
from nscl_grants.actions.scanning import note_verdict
from nscl_grants.db.applications import Application
from nscl_grants.db.attachments import Attachment
from nscl_grants.definitions.house import house_of
from nscl_grants.documents.specimen import specimen_pdf
from nscl_grants.domain.actor import Actor
from nscl_grants.outside.storage import Storage

# In two halves, so that no scanner takes the program for the sample.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD" + rb"-ANTIVIRUS-TEST-FILE!$H+H*"
FOUND, NAME = "Eicar-Test-Signature", "mau-thu-ma-doc-EICAR.pdf"


def infected_sample(session: Session, engine: Engine, storage: Storage, an: Actor, at: datetime) -> None:
    """The applicant has put the sample with the papers of her oldest draft, where several may lie, and it is found."""
    draft = session.scalars(
        select(Application)
        .where(Application.organisation_id.in_(an.organisations), Application.state == "draft")
        .order_by(Application.id)
        .limit(1)
    ).one()
    house = house_of(session)
    form = house.form(house.procedure(draft.procedure).form)
    document = max(form.documents, key=lambda each: each.most)
    content = specimen_pdf("Mẫu thử máy quét mã độc", "EICAR, vô hại") + EICAR
    upload = Upload(NAME, io.BytesIO(content))
    add(session, storage, draft, Shelf(document), [upload], actor=an, at=at, act=_act())
    stored_as = session.scalars(select(Attachment.stored_as).where(Attachment.name == NAME)).one()
    session.commit()
    note_verdict(engine, stored_as, FOUND, at)


def _act() -> str:
    return uuid.uuid5(uuid.NAMESPACE_OID, "demo/sample").hex
