"""The bucket falls while somebody sends a file and while somebody opens one: it is said, and nothing is lost."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from nscl_grants.config import Config
from nscl_grants.db.attachments import Attachment
from tests.builders.bucket import Weed, a_bucket_that_may_fall
from tests.builders.cases import a_draft
from tests.web.firm import PDF, Firm, a_file, firm, post

__all__ = ["firm"]
SAID = "Kho tệp đang không trả lời"


@pytest.fixture
def bucket(tmp_path: Path) -> Iterator[tuple[Config, Weed]]:
    with a_bucket_that_may_fall(tmp_path) as both:
        yield both


@pytest.fixture
def config(bucket: tuple[Config, Weed], database_url: str) -> Config:
    return replace(bucket[0], database_url=database_url, demo=True, today=date(2026, 3, 4))


@pytest.mark.long
def test_while_the_bucket_is_away_files_wait_in_words_and_afterwards_all_is_there(
    firm: Firm, bucket: tuple[Config, Weed]
) -> None:
    draft, server = a_draft(firm.rows, firm.office), bucket[1]
    firm.rows.commit()
    page = f"/my/applications/{draft.reference}/papers/invoices"
    before = {file.id for file in firm.all(Attachment)}
    assert post(firm.an, page, {"files": a_file("mot.pdf")}).status_code == 303
    (first,) = {file.id for file in firm.all(Attachment)} - before
    assert firm.an.get(f"/files/{first}").data == PDF

    server.stop()
    sent, opened = post(firm.an, page, {"files": a_file("hai.pdf")}), firm.an.get(f"/files/{first}")
    held = {file.id for file in firm.all(Attachment)} - before

    assert (sent.status_code, opened.status_code) == (503, 503)
    assert SAID in sent.text
    assert SAID in opened.text
    assert held == {first}, "nothing half done"

    server.start()
    assert post(firm.an, page, {"files": a_file("hai.pdf")}).status_code == 303
    assert firm.an.get(f"/files/{first}").data == PDF
    assert len({file.id for file in firm.all(Attachment)} - before) == 2
