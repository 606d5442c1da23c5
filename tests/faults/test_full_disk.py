"""A disk that is full, for files and for the database: the person gets words, and nothing is half done."""

import io
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import OperationalError

from nscl_grants.actions.attachments import Shelf, Upload, add
from nscl_grants.actions.cases import advance
from nscl_grants.db.applications import Application
from nscl_grants.db.engine import writing
from nscl_grants.definitions.house import enter
from nscl_grants.definitions.words import sentence
from nscl_grants.outside.storage import NoRoomForFiles, Storage
from tests.builders.cases import HOUSE, a_case, a_draft, an_act, an_office
from tests.builders.people import MORNING
from tests.faults.test_killed import everything, sound

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ROOM = 200
"""So many bytes a file may grow to: the small one fits, the larger does not."""


def test_files_that_find_no_room_leave_neither_bytes_nor_rows(engine: Engine, tmp_path: Path) -> None:
    storage = Storage(tmp_path / "uploads")
    with writing(engine) as session:
        office = an_office(session)
        case = a_draft(session, office)
        shelf = Shelf(office.house.form(case.form).documents[0])
        before = everything(engine)
        uploads = [Upload(f"{size}.png", io.BytesIO(PNG + b"0" * size)) for size in (10, 10 * ROOM)]

        with no_more_than(ROOM), pytest.raises(NoRoomForFiles) as refused:
            add(session, storage, case, shelf, uploads, actor=office.applicant, at=MORNING, act=an_act())

        session.rollback()
        assert everything(engine) == before
    assert "hết chỗ" in sentence(refused.value, "vi")
    assert not [path for path in storage.folder.rglob("*") if path.is_file()]


def test_a_database_that_may_not_grow_keeps_everything_as_it_was(engine: Engine) -> None:
    with writing(engine) as session:
        office = an_office(session)
        case_id = a_case(session, office, "recommended").id
        before = everything(engine)
    engine.dispose()
    act = an_act()

    def approve() -> str:
        with writing(engine) as session:
            case = enter(session, HOUSE).get_one(Application, case_id)
            answers = {"in_full": True, "remarks": "dài " * 10_000}
            advance(session, case, "approve", actor=office.approver, at=MORNING, act=act, answers=answers)
            return case.state

    with full(engine), pytest.raises(OperationalError, match="full"):
        approve()

    with writing(engine) as session:
        assert everything(engine) == before
    assert approve() == "approved", "the same act succeeds once there is room again"
    sound(engine)


@contextmanager
def no_more_than(size: int) -> Iterator[None]:
    """No file of this process grows beyond the size meanwhile."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def full(engine: Engine) -> Iterator[None]:
    """The database has no free page and gets no further one meanwhile."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        pages = connection.scalar(text("PRAGMA page_count"))

    def limit(connection: object, _: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")  # type: ignore[attr-defined] # the driver's own

    engine.dispose()
    event.listen(engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(engine, "connect", limit)
        engine.dispose()


PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (1).to_bytes(4, "big") * 2
