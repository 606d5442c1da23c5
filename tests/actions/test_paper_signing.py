"""Papers are signed by the office's key or by hand; both copies are kept, and what is wrong with one is told."""

import io
import subprocess
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from nscl_grants.actions.attachments import Upload
from nscl_grants.actions.paper_bundles import NoPapersToBind, ask_for_bundle
from nscl_grants.actions.paper_register import register_paper
from nscl_grants.actions.paper_round import paper_round
from nscl_grants.actions.paper_scans import NoPaperWithThisCode, PaperHasItsCopy, name_scan, send_scans
from nscl_grants.actions.paper_signing import NotToBeSigned, ask_to_sign, put_signed
from nscl_grants.config import Config
from nscl_grants.db.applications import Application
from nscl_grants.db.paper_bundles import PaperBundle
from nscl_grants.db.paper_scans import PaperScan
from nscl_grants.db.papers import Paper, papers_of_case
from nscl_grants.db.verdicts import FileScan
from nscl_grants.domain.workflow import NotYourStep
from nscl_grants.outside.storage import Storage
from tests.builders.cases import HOUSE, Office, a_case, an_act, an_office
from tests.builders.keys import SECRET, invented_keys
from tests.builders.people import MORNING

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


class Desk:
    """The clerk's desk with a key, and the worker beside it."""

    def __init__(self, session: Session, engine: Engine, folder: Path) -> None:
        self.session, self.engine, self.storage = session, engine, Storage(folder / "uploads")
        self.office: Office = an_office(session)
        self.config = Config(
            instance=folder,
            demo=True,
            public_url="https://nscl.test",
            signing_pkcs12=invented_keys().pkcs12_in(folder),
            signing_secret=SECRET,
            signing_roots=invented_keys().root_in(folder),
        )

    def work(self) -> int:
        """One round of the worker."""
        self.session.commit()
        done = paper_round(self.engine, HOUSE, self.storage, self.config, now=MORNING)
        self.session.expire_all()
        return done

    def notice(self, number: str = "15") -> Paper:
        """A notice of support that is registered and made."""
        case: Application = a_case(self.session, self.office, "issued")
        self.work()
        draft = [each for each in papers_of_case(self.session, case.id) if each.kind == "award_notice"][-1]
        register_paper(
            self.session, self.storage, draft, number=number, on=MORNING.date(), signed=None,
            actor=self.office.clerk, at=MORNING, act=an_act(),
        )  # fmt: skip
        self.work()
        return [each for each in papers_of_case(self.session, case.id) if each.kind == "award_notice"][-1]

    def sign(self, paper: Paper) -> None:
        """The clerk asks for the key, and the worker signs."""
        ask_to_sign(self.session, [paper], actor=self.office.clerk, at=MORNING, act=an_act())
        self.work()

    def issued(self, paper: Paper) -> bytes:
        """The bytes as they were issued."""
        assert paper.stored_as is not None
        assert paper.sha256 is not None
        return self.storage.read(paper.stored_as, paper.sha256, "")

    def signed(self, paper: Paper) -> bytes:
        """The signed copy."""
        assert paper.signed_stored_as is not None
        assert paper.signed_sha256 is not None
        return self.storage.read(paper.signed_stored_as, paper.signed_sha256, "")

    def scanned(self, paper: Paper) -> bytes:
        """The paper as it comes from the scanner."""
        command = ["pdftoppm", "-r", "150", "-gray", "-png", "-"]
        page = subprocess.run(command, input=self.issued(paper), capture_output=True, check=True).stdout
        kept = io.BytesIO()
        Image.open(io.BytesIO(page)).rotate(1, fillcolor=250).save(kept, "JPEG")
        return kept.getvalue()


@pytest.fixture
def desk(session: Session, engine: Engine, tmp_path: Path) -> Desk:
    return Desk(session, engine, tmp_path)


def upload(content: bytes, name: str) -> Upload:
    return Upload(name, io.BytesIO(content))


def test_the_office_key_signs_behind_the_issued_bytes_and_both_digests_stay(desk: Desk) -> None:
    paper = desk.notice()
    issued = desk.issued(paper)

    desk.sign(paper)

    assert desk.issued(paper) == issued
    assert desk.signed(paper).startswith(issued)
    assert paper.signed_how == "key"
    assert [(each["intact"], each["trusted"]) for each in paper.signers or ()] == [(True, True)]


def test_a_draft_is_not_signed_and_nobody_but_the_clerk_signs(desk: Desk) -> None:
    case = a_case(desk.session, desk.office, "issued")
    desk.work()
    draft = [each for each in papers_of_case(desk.session, case.id) if each.kind == "award_notice"][-1]

    with pytest.raises(NotToBeSigned):
        ask_to_sign(desk.session, [draft], actor=desk.office.clerk, at=MORNING, act=an_act())
    with pytest.raises(NotYourStep):
        ask_to_sign(desk.session, [draft], actor=desk.office.finance, at=MORNING, act=an_act())


def test_a_key_that_cannot_be_opened_is_told_to_the_clerk(desk: Desk) -> None:
    paper = desk.notice()
    desk.config = Config(
        instance=desk.config.instance, demo=True, signing_pkcs12=desk.config.signing_pkcs12, signing_secret="wrong"
    )

    desk.sign(paper)

    assert paper.signed_sha256 is None
    assert paper.signing_asked_at is None
    assert "passphrase" in paper.signing_fault


def test_a_file_signed_elsewhere_is_judged_and_one_flipped_byte_in_it_is_found(desk: Desk) -> None:
    paper, other = desk.notice(), desk.notice("16")
    desk.sign(other)
    broken = bytearray(desk.signed(other))
    broken[len(broken) // 2] ^= 1

    put_signed(
        desk.session, desk.storage, paper, upload(bytes(broken), "ky.pdf"), actor=desk.office.clerk, at=MORNING,
        act=an_act(),
    )  # fmt: skip
    desk.work()

    assert [each["intact"] for each in paper.signers or ()] == [False]


def test_a_scan_finds_its_paper_by_the_qr(desk: Desk) -> None:
    paper, other = desk.notice(), desk.notice("16")
    files = [upload(desk.scanned(paper), "quet-1.jpg"), upload(desk.scanned(other), "quet-2.jpg")]

    send_scans(desk.session, desk.storage, files, actor=desk.office.clerk, at=MORNING, act=an_act())
    desk.work()

    assert [paper.signed_how, other.signed_how] == ["scan", "scan"]
    assert desk.signed(paper) != desk.signed(other)
    scans = desk.session.scalars(select(PaperScan).order_by(PaperScan.id)).all()
    assert [(scan.paper_id, scan.found_by) for scan in scans] == [(paper.id, "qr"), (other.id, "qr")]


def test_a_scan_without_a_code_waits_for_the_code_that_is_typed(desk: Desk) -> None:
    paper, empty = desk.notice(), io.BytesIO()
    Image.new("L", (600, 800), 255).save(empty, "JPEG")
    send_scans(
        desk.session, desk.storage, [upload(empty.getvalue(), "trang.jpg")], actor=desk.office.clerk, at=MORNING,
        act=an_act(),
    )  # fmt: skip
    desk.work()
    scan = desk.session.scalars(select(PaperScan)).one()
    assert scan.read_at is not None
    assert scan.paper_id is None

    with pytest.raises(NoPaperWithThisCode):
        name_scan(desk.session, scan, "2222-2222-2222", actor=desk.office.clerk, at=MORNING, act=an_act())
    name_scan(desk.session, scan, paper.code, actor=desk.office.clerk, at=MORNING, act=an_act())

    desk.session.refresh(paper)
    assert paper.signed_sha256 == scan.sha256


def test_a_second_scan_of_a_paper_does_not_take_the_place_of_the_first(desk: Desk) -> None:
    paper = desk.notice()
    desk.sign(paper)
    first = paper.signed_sha256

    send_scans(
        desk.session, desk.storage, [upload(desk.scanned(paper), "quet.jpg")], actor=desk.office.clerk, at=MORNING,
        act=an_act(),
    )  # fmt: skip
    desk.work()

    scan = desk.session.scalars(select(PaperScan)).one()
    assert (scan.code, scan.paper_id, paper.signed_sha256) == (paper.code, None, first)
    with pytest.raises(PaperHasItsCopy):
        name_scan(desk.session, scan, paper.code, actor=desk.office.clerk, at=MORNING, act=an_act())


def test_a_bundle_holds_every_paper_once_as_zip_and_as_one_pdf(desk: Desk) -> None:
    papers = [desk.notice("15"), desk.notice("16")]
    desk.sign(papers[0])

    ask_for_bundle(
        desk.session, [paper.id for paper in papers], "Thông báo", actor=desk.office.clerk, at=MORNING, act=an_act()
    )
    desk.work()

    bundle = desk.session.scalars(select(PaperBundle)).one()
    assert (bundle.done, bundle.fault) == (2, "")
    assert bundle.zip_stored_as is not None
    assert bundle.zip_sha256 is not None
    with zipfile.ZipFile(io.BytesIO(desk.storage.read(bundle.zip_stored_as, bundle.zip_sha256, ""))) as archive:
        assert [name[:13] for name in archive.namelist()] == ["001 15-TB-SKH", "002 16-TB-SKH"]
        assert archive.read(archive.namelist()[0]) == desk.signed(papers[0])
        assert archive.read(archive.namelist()[1]) == desk.issued(papers[1])
    assert bundle.pdf_stored_as is not None
    assert bundle.pdf_sha256 is not None
    with pikepdf.open(io.BytesIO(desk.storage.read(bundle.pdf_stored_as, bundle.pdf_sha256, ""))) as merged:
        assert len(merged.pages) == sum(len(PdfReader(io.BytesIO(desk.issued(paper))).pages) for paper in papers)
    with pytest.raises(NoPapersToBind):
        ask_for_bundle(desk.session, [], "Rỗng", actor=desk.office.clerk, at=MORNING, act=an_act())


def test_what_the_scanner_holds_back_is_neither_read_nor_bound(desk: Desk) -> None:
    paper = desk.notice()
    desk.config = replace(desk.config, clamd_socket="/nobody/clamd.ctl")
    files = [upload(desk.scanned(paper), "quet.jpg")]
    send_scans(desk.session, desk.storage, files, actor=desk.office.clerk, at=MORNING, act=an_act())
    desk.work()
    scan = desk.session.scalars(select(PaperScan)).one()
    before = scan.read_at

    desk.session.add(FileScan(place=scan.stored_as, verdict="clean", at=MORNING))
    desk.work()
    assert (before, scan.paper_id, paper.signed_how) == (None, paper.id, "scan")
    desk.session.execute(update(FileScan).values(verdict="infected"))
    ask_for_bundle(desk.session, [paper.id], "Thông báo", actor=desk.office.clerk, at=MORNING, act=an_act())
    desk.work()

    bundle = desk.session.scalars(select(PaperBundle)).one()
    assert bundle.zip_stored_as is not None
    assert bundle.zip_sha256 is not None
    with zipfile.ZipFile(io.BytesIO(desk.storage.read(bundle.zip_stored_as, bundle.zip_sha256, ""))) as archive:
        assert [archive.read(name) for name in archive.namelist()] == [desk.issued(paper)]


@pytest.mark.long
def test_two_hundred_papers_are_bound_in_one_go(desk: Desk) -> None:
    paper = desk.notice()
    ask_for_bundle(
        desk.session, [paper.id] * 200, "Hai trăm thông báo", actor=desk.office.clerk, at=MORNING, act=an_act()
    )
    began = time.process_time()

    desk.work()

    bundle = desk.session.scalars(select(PaperBundle)).one()
    assert (bundle.done, bundle.fault) == (200, "")
    assert time.process_time() - began < 30
