"""An upload that is cut off, or whose length is a lie, leaves nothing behind and gets words, not a trace."""

import io

import pytest
from werkzeug.test import EnvironBuilder, TestResponse

from nscl_grants.db.applications import Application
from nscl_grants.db.attachments import Attachment
from tests.builders.cases import a_draft
from tests.builders.pdfs import a_pdf
from tests.web.firm import Firm, config, firm
from tests.web.pages import act_in, csrf_in

__all__ = ["config", "firm"]


@pytest.fixture
def draft(firm: Firm) -> Application:
    """A draft of An's firm."""
    made = a_draft(firm.rows, firm.office)
    firm.rows.commit()
    return made


def upload(firm: Firm, draft: Application, content: bytes, *, sent: float = 1, said: float = 1) -> TestResponse:
    """Send a file; of the body only the share `sent` arrives, and the header speaks of the share `said`."""
    address = f"/my/applications/{draft.reference}/papers/invoices"
    page = firm.an.get(address)
    fields = {"csrf_token": csrf_in(page), "act": act_in(page), "files": (io.BytesIO(content), "hoa-don.pdf")}
    request = EnvironBuilder(method="POST", data=fields).get_environ()
    whole, kind = request["wsgi.input"].read(), request["CONTENT_TYPE"]
    return firm.an.post(
        address,
        input_stream=io.BytesIO(whole[: int(len(whole) * sent)]),
        content_type=kind,
        environ_overrides={"CONTENT_LENGTH": str(int(len(whole) * said))},
    )


# Werkzeug leaves its own temporary file to the collector when a body ends too early.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    ("sent", "said"),
    [(0.5, 1), (0.95, 1), (0, 1), (1, 0.5), (1, 0.95)],
    ids=["half", "almost all", "nothing", "said half", "said almost all"],
)
def test_what_does_not_arrive_whole_is_not_kept(firm: Firm, draft: Application, sent: float, said: float) -> None:
    before = firm.count(Attachment)

    answer = upload(firm, draft, a_pdf("x" * 20_000), sent=sent, said=said)

    assert answer.status_code in (400, 422)
    assert "Traceback" not in answer.text
    assert firm.count(Attachment) == before
    assert [path for path in firm.storage.folder.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(("content", "said"), [(b"", "trống"), (a_pdf()[:70], "bị cắt ngang")])
def test_an_empty_or_damaged_file_is_told_in_words(firm: Firm, draft: Application, content: bytes, said: str) -> None:
    before = firm.count(Attachment)

    answer = upload(firm, draft, content)

    assert answer.status_code == 422
    assert said in answer.text
    assert firm.count(Attachment) == before
