"""Whoever of the office opens what belongs to a case or an organisation stands in the register of openings."""

from typing import Literal

from flask import current_app, request

from nscl_grants.actions.opened import Opening, note_opened
from nscl_grants.web.access import me, now


def note_opening(kind: Literal["application", "organisation"], subject: str, name: str) -> None:
    """Note that the reader, who is of the office, opened that file; what firms open of their own is not noted."""
    engine, opening = current_app.extensions["nscl"].engine, Opening("file.open", kind, subject, name)
    note_opened(engine, opening, actor=me(), at=now(), source=request.remote_addr or "")
