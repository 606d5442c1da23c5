"""Papers come onto a case whole or not at all, and are marked, never lost, when they are taken off."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nscl_grants.actions import attachments
from nscl_grants.actions.attachments import (
    MOST_FILES,
    MOST_MEGABYTES,
    DocumentIsFull,
    NoFileChosen,
    Shelf,
    TooManyFiles,
    Upload,
    add,
    file_name,
    remove,
)
from nscl_grants.db.applications import Application
from nscl_grants.db.attachments import Attachment, attachments_of
from nscl_grants.domain.forms import Document
from nscl_grants.domain.reopening import NotOpenForChange
from nscl_grants.outside.sniffing import FileKindRefused
from nscl_grants.outside.storage import FileTooLarge, Storage
from tests.builders.cases import Office, a_case, a_claim, a_draft, an_act, an_office, take
from tests.builders.pdfs import a_pdf
from tests.builders.people import MORNING

LATER = MORNING + timedelta(days=2)


@pytest.fixture
def office(session: Session) -> Office:
    """The cast and a budget."""
    return an_office(session)


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    """A folder for uploads."""
    return Storage(tmp_path / "uploads")


def pdf(name: str = "hoa-don.pdf", body: str = "hello") -> Upload:
    return Upload(name, io.BytesIO(a_pdf(body)))


def shelf(office: Office, name: str = "invoices") -> Shelf:
    document = office.house.form("htql").document(name)
    assert document is not None
    return Shelf(document)


def put(
    session: Session,
    storage: Storage,
    office: Office,
    case: Application,
    *uploads: Upload,
    act: str = "",
    on: str = "invoices",
) -> None:
    add(session, storage, case, shelf(office, on), uploads, actor=office.applicant, at=LATER, act=act or an_act())


def stored(storage: Storage) -> int:
    return sum(path.is_file() for path in storage.folder.rglob("*"))


def new_files(session: Session, case: Application) -> list[Attachment]:
    return [file for file in attachments_of(session, case.id) if file.uploaded_at == LATER]


def test_a_file_is_kept_with_its_digest_under_a_name_of_ours(
    session: Session, office: Office, storage: Storage
) -> None:
    draft = a_draft(session, office)

    put(session, storage, office, draft, pdf("../../HÓA ĐƠN.pdf"))

    (file,) = new_files(session, draft)
    assert (file.name, file.media_type, file.scan) == ("HÓA ĐƠN.pdf", "application/pdf", "unscanned")
    assert storage.read(file.stored_as, file.sha256, file.name) == a_pdf("hello")


def test_one_bad_file_keeps_all_of_them_out(session: Session, office: Office, storage: Storage) -> None:
    draft = a_draft(session, office)

    with pytest.raises(FileKindRefused):
        put(session, storage, office, draft, pdf(), Upload("virus.pdf", io.BytesIO(b"MZ not a pdf")))

    assert new_files(session, draft) == []
    assert stored(storage) == 0


def test_the_same_upload_sent_twice_is_there_once(session: Session, office: Office, storage: Storage) -> None:
    draft, act = a_draft(session, office), an_act()

    put(session, storage, office, draft, pdf(), act=act)
    put(session, storage, office, draft, pdf(), act=act)

    assert len(new_files(session, draft)) == 1
    assert stored(storage) == 1


def test_a_refused_upload_leaves_no_bytes_behind(session: Session, office: Office, storage: Storage) -> None:
    case = a_case(session, office, "submitted")

    with pytest.raises(NotOpenForChange):
        put(session, storage, office, case, pdf())

    assert new_files(session, case) == []
    assert stored(storage) == 0


def test_a_file_too_large_is_named(session: Session, office: Office, storage: Storage) -> None:
    draft = a_draft(session, office)
    large = Upload("to.pdf", io.BytesIO(b"%PDF-1.7" + bytes(MOST_MEGABYTES * 1024 * 1024)))

    with pytest.raises(FileTooLarge) as refused:
        put(session, storage, office, draft, large)

    assert (refused.value.name, refused.value.most_megabytes) == ("to.pdf", 20)


def test_a_form_without_a_file_is_told_so(session: Session, office: Office, storage: Storage) -> None:
    draft = a_draft(session, office)

    with pytest.raises(NoFileChosen):
        put(session, storage, office, draft)


def test_a_paper_has_as_many_files_as_the_dossier_list_says(session: Session, office: Office, storage: Storage) -> None:
    draft = a_draft(session, office)
    most = shelf(office, "request").document.most

    with pytest.raises(DocumentIsFull):
        put(session, storage, office, draft, *[pdf(body=f"{n}") for n in range(most)], on="request")


def test_a_case_has_no_more_files_than_it_may(session: Session, office: Office, storage: Storage) -> None:
    draft = a_draft(session, office)
    there = len(attachments_of(session, draft.id))

    put(session, storage, office, draft, *[pdf(body=f"{n}") for n in range(MOST_FILES - there)])
    with pytest.raises(TooManyFiles):
        put(session, storage, office, draft, pdf(body="one more"))

    assert len(attachments_of(session, draft.id)) == MOST_FILES


def test_a_file_taken_off_is_marked_and_kept(session: Session, office: Office, storage: Storage) -> None:
    draft = a_draft(session, office)
    put(session, storage, office, draft, pdf())
    (file,) = new_files(session, draft)

    remove(session, draft, shelf(office), file, actor=office.applicant, at=LATER, act=an_act())

    assert new_files(session, draft) == []
    assert file.removed_at == LATER
    assert stored(storage) == 1


def test_what_was_filed_cannot_be_taken_off_in_a_supplement_round(
    session: Session, office: Office, storage: Storage
) -> None:
    case = a_case(session, office, "in_review")
    take(session, case, "ask_supplement", office.reviewer, LATER, sections=[], documents=["invoices"], reason="Thiếu")
    (filed,) = [file for file in attachments_of(session, case.id) if file.document == "invoices"]

    put(session, storage, office, case, pdf())
    (added,) = new_files(session, case)
    remove(session, case, shelf(office), added, actor=office.applicant, at=LATER, act=an_act())
    with pytest.raises(NotOpenForChange):
        remove(session, case, shelf(office), filed, actor=office.applicant, at=LATER, act=an_act())

    assert (added.removed_at, filed.removed_at) == (LATER, None)


def test_a_supplement_round_takes_only_the_papers_it_names(session: Session, office: Office, storage: Storage) -> None:
    case = a_case(session, office, "in_review")
    take(session, case, "ask_supplement", office.reviewer, LATER, sections=[], documents=["invoices"], reason="Thiếu")

    with pytest.raises(NotOpenForChange):
        put(session, storage, office, case, pdf(), on="certificate")


def test_a_claim_that_was_sent_takes_no_more_papers(session: Session, office: Office, storage: Storage) -> None:
    case = a_case(session, office, "issued")
    claim = a_claim(session, office, case)
    paper: Document = office.house.form("claim").documents[0]
    there = session.scalar(select(func.count(Attachment.id)))

    with pytest.raises(NotOpenForChange):
        add(session, storage, case, Shelf(paper, claim), [pdf()], actor=office.applicant, at=LATER, act=an_act())

    assert session.scalar(select(func.count(Attachment.id))) == there


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (r"C:\hoso\hoa don.pdf", "hoa don.pdf"),
        ("/etc/passwd", "passwd"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("hai\ndòng.pdf", "hai dòng.pdf"),
        ("", "khong-ten"),
        ("x" * 200 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_file_name_is_one_visible_line_without_folders(sent: str, kept: str) -> None:
    assert file_name(sent) == kept


def test_the_limits_are_those_that_the_pages_tell() -> None:
    assert (attachments.MOST_MEGABYTES, attachments.MOST_FILES) == (20, 25)
