"""An organisation's browser: An writes and follows applications, Bình of another firm must never see them."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from nscl_grants.config import Config
from nscl_grants.db.applications import Application, Move
from nscl_grants.db.attachments import Attachment
from nscl_grants.db.engine import reading
from nscl_grants.db.people import Account
from nscl_grants.outside.storage import Storage
from tests.builders.cases import Office, an_office
from tests.builders.pdfs import a_pdf
from tests.builders.people import a_member, an_organisation
from tests.web.conftest import SignIn
from tests.web.pages import act_in, csrf_in

Row = TypeVar("Row")
ELSEWHERE = "/account"
"""A page that everybody has, with a form whose token is good for any other."""
PDF = a_pdf()


@dataclass
class Firm:
    """An and her firm, with a browser; and Bình's browser. What the database has is read in sessions of its own."""

    office: Office
    an: FlaskClient
    binh: FlaskClient
    rows: Session
    """For what the test itself writes; it holds the only write lock until its commit."""
    engine: Engine
    storage: Storage

    def fresh(self, reference: str) -> Application:
        """The case as the database has it now."""
        with reading(self.engine) as session:
            return session.scalars(select(Application).where(Application.reference == reference)).one()

    def all(self, table: type[Row]) -> Sequence[Row]:
        """All rows of a table as they are now, in order of id."""
        with reading(self.engine) as session:
            return session.scalars(select(table).order_by("id")).all()

    def count(self, table: type[Any]) -> int:
        """How many rows the table has now."""
        return len(self.all(table))

    def moves(self) -> int:
        """How many steps were taken in all cases."""
        return self.count(Move)

    def with_bytes(self, case: Application) -> None:
        """Let the files of a built case have bytes that can be opened."""
        for file in self.rows.scalars(select(Attachment).where(Attachment.application_id == case.id)):
            kept = self.storage.keep(io.BytesIO(PDF))
            file.stored_as, file.sha256, file.size_bytes = kept.stored_as, kept.sha256, kept.size_bytes
        self.rows.commit()


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> Config:
    """A demo two days after the builders' morning, so that no time limit of theirs has passed."""
    return Config(instance=tmp_path, database_url=database_url, demo=True, today=date(2026, 3, 4))


@pytest.fixture
def firm(rows: Session, sign_in: SignIn, config: Config, engine: Engine) -> Firm:
    """The office at work, and both firms signed in."""
    office = an_office(rows)
    other = a_member(rows, an_organisation(rows, "Công ty TNHH Đối Thủ"), name="Phạm Văn Bình")
    an = rows.get_one(Account, office.applicant.account_id)
    binh = rows.get_one(Account, other.account_id)
    rows.commit()
    return Firm(office, sign_in(account=an), sign_in(account=binh), rows, engine, Storage(config.uploads))


def post(
    client: FlaskClient, page: str, values: dict[str, Any] | None = None, *, to: str = "", act: str = ""
) -> TestResponse:
    """Open a page and send its form with the hidden fields it carries; `ELSEWHERE` stands in for a page one has not."""
    shown = client.get(page)
    assert shown.status_code == 200, shown.text
    carried: dict[str, Any] = {"csrf_token": csrf_in(shown), "act": act or act_in(shown)}
    version = shown.text.partition('name="version" value="')[2].partition('"')[0]
    if version:
        carried["version"] = version
    return client.post(to or page, data={**carried, **(values or {})})


def a_file(name: str = "hoa-don.pdf", content: bytes = PDF) -> FileStorage:
    """A file as a browser sends it."""
    return FileStorage(io.BytesIO(content), filename=name, content_type="application/octet-stream")


def uploads(folder: Path) -> int:
    """How many files lie in a folder."""
    return sum(path.is_file() for path in folder.rglob("*"))
