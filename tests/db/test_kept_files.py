"""Every file that a row names is known to the backup and to the verifier, whatever way the row names it."""

import uuid

from sqlalchemy.orm import Session

from nscl_grants.db.acts import Proposal
from nscl_grants.db.file_scans import SENT_IN
from nscl_grants.db.kept_files import KeptFile, kept_files
from tests.builders.cases import an_office
from tests.builders.people import MORNING


def test_the_decision_behind_a_proposal_is_kept(session: Session) -> None:
    office = an_office(session)
    file = {"stored_as": "ab/abc", "sha256": "f" * 64, "name": "qd.pdf", "media_type": "application/pdf"}
    proposal = Proposal(
        act=uuid.uuid4().hex, kind="allot", content={"file": file}, reason="", proposed_by=office.finance.person_id,
        proposed_at=MORNING,
    )  # fmt: skip
    session.add(proposal)
    session.flush()

    assert KeptFile("ab/abc", "f" * 64, f"proposal {proposal.id}") in list(kept_files(session))


def test_every_place_that_is_scanned_is_one_of_a_column_or_of_a_proposal() -> None:
    columns = [place for place, _ in SENT_IN if hasattr(place, "key") and str(place.key).endswith("stored_as")]

    assert len(columns) == len(SENT_IN) - 1, "one place is named in the content of a proposal; kept_files reads it"
