"""A backup is put back and verifies; what was changed, cut off or would be written over is refused in words."""

import io
import tarfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, MetaData, select
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from nscl_grants.actions import sessions
from nscl_grants.actions.second_factors import first_codes
from nscl_grants.actions.sessions import Browser
from nscl_grants.actions.tickets import issue
from nscl_grants.cli import program
from nscl_grants.db.attachments import Attachment
from nscl_grants.db.engine import make_engine, reading, writing
from nscl_grants.db.second_factors import RecoveryCode
from nscl_grants.db.sessions import WebSession
from nscl_grants.db.tickets import RESET, Ticket
from nscl_grants.definitions.words import sentence
from nscl_grants.domain.refused import Refused
from nscl_grants.outside.storage import Storage
from tests.builders.cases import a_case, an_office
from tests.builders.people import MORNING, an_account, somebody
from tests.conftest import _maintain

Run = Callable[..., Result]


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    return tmp_path / "here" / "uploads"


@pytest.fixture
def installation(engine: Engine, database_url: str, uploads: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A case with money committed, all of whose files are kept."""
    with writing(engine) as session:
        a_case(session, an_office(session), "approved")
        _keep_its_files(session, Storage(uploads))
        session.commit()
    engine.dispose()
    monkeypatch.setenv("NSCL_INSTANCE", str(uploads.parent))
    monkeypatch.setenv("NSCL_DATABASE_URL", database_url)
    monkeypatch.setenv("NSCL_SECRET_KEY", "s" * 40)
    return uploads.parent


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_restored_backup_opens_no_door_of_its_day(
    engine: Engine, installation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(engine) as session:
        account, browser = an_account(session, "clerk"), Browser("127.0.0.1")
        sessions.begin(session, account, browser, at=MORNING, how="password")
        issue(session, RESET, at=MORNING, lasts=timedelta(days=9000), account_id=account.id)
        first_codes(session, account.id, MORNING)
        session.commit()
    archive, address = tmp_path / "backup.tar", f"sqlite:///{tmp_path / 'there' / 'books.db'}"
    _run("backup", "--to", str(archive))
    monkeypatch.setenv("NSCL_DATABASE_URL", address)
    monkeypatch.setenv("NSCL_INSTANCE", str(tmp_path / "there"))

    assert "Every session has ended" in _run("restore", str(archive)).output

    with reading(make_engine(address)) as session:
        for column in (WebSession.ended_at, Ticket.used_at, RecoveryCode.used_at):
            moments = session.scalars(select(column)).all()
            assert moments, column
            assert None not in moments, column


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_restored_backup_verifies_and_is_the_same(
    engine: Engine, installation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "backup.tar"
    saved = _run("backup", "--to", str(archive))
    assert saved.exit_code == 0, saved.output
    assert archive.stat().st_mode & 0o077 == 0, "it holds what others must not read"

    address = f"sqlite:///{tmp_path / 'there' / 'books.db'}"
    monkeypatch.setenv("NSCL_DATABASE_URL", address)
    monkeypatch.setenv("NSCL_INSTANCE", str(tmp_path / "there"))
    done = _run("restore", str(archive))

    assert done.exit_code == 0, done.output
    for what in ("The ledger", "The audit trail", "The files"):
        assert f"{what}: all right." in done.output
    assert rows_of(make_engine(address)) == rows_of(engine)
    assert files_of(tmp_path / "there" / "uploads") == files_of(installation / "uploads") != {}
    again = _run("restore", str(archive))
    assert again.exit_code != 0
    assert "is not empty" in _said(again)

    demo = _run("restore", str(archive), "--demo")
    started = _run("demo", "--prepare-only")
    assert demo.exit_code == started.exit_code == 0, demo.output + started.output
    assert "Preparing the demo" not in started.output, "a restored demo is there already"


@pytest.mark.long
@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_on_postgresql_too_and_the_next_row_gets_the_next_number(
    engine: Engine,
    installation: Path,
    postgres_server: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    archive = tmp_path / "backup.tar"
    assert _run("backup", "--to", str(archive)).exit_code == 0
    _maintain(postgres_server, "CREATE DATABASE restored")
    address = postgres_server.url.set(database="restored").render_as_string(hide_password=False)
    monkeypatch.setenv("NSCL_DATABASE_URL", address)
    monkeypatch.setenv("NSCL_INSTANCE", str(tmp_path / "there"))

    done = _run("restore", str(archive))

    assert done.exit_code == 0, done.output + _said(done)
    assert done.output.count("all right.") == 3, "the guards stand, too"
    restored = make_engine(make_url(address))
    assert rows_of(restored) == rows_of(engine)
    with writing(restored) as session:
        somebody(session, "reviewer", name="Mới Đến")
    restored.dispose()
    _maintain(postgres_server, "DROP DATABASE restored WITH (FORCE)")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_changed_or_cut_backup_restores_nothing(
    installation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, there = tmp_path / "backup.tar", tmp_path / "there"
    _run("backup", "--to", str(archive))
    monkeypatch.setenv("NSCL_DATABASE_URL", f"sqlite:///{there / 'books.db'}")
    monkeypatch.setenv("NSCL_INSTANCE", str(there))

    for spoil, said in ((_cut, "was cut off"), (_change_a_file, "was changed"), (_drop_a_file, "was changed"),
                        (_climb_out, "was changed")):  # fmt: skip
        spoiled = tmp_path / f"{spoil.__name__}.tar"
        spoil(archive, spoiled)
        done = _run("restore", str(spoiled))
        assert (done.exit_code, said in _said(done)) == (1, True), spoil.__name__
        assert not (there / "books.db").exists()
        assert not (there / "uploads").exists()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_file_that_is_gone_is_named_and_the_rest_is_saved(installation: Path, tmp_path: Path) -> None:
    gone = next(path for path in (installation / "uploads").rglob("*") if path.is_file())
    gone.unlink()

    done = _run("backup", "--to", str(tmp_path / "backup.tar"))

    assert done.exit_code != 0
    assert gone.name in _said(done)
    assert (tmp_path / "backup.tar").exists()
    assert "is there already" in _said(_run("backup", "--to", str(tmp_path / "backup.tar")))


def test_where_nothing_was_set_up_nothing_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NSCL_INSTANCE", str(tmp_path))

    done = _run("backup", "--to", str(tmp_path / "backup.tar"))

    assert done.exit_code != 0
    assert "no database" in _said(done)
    assert not list(tmp_path.glob("*.tar*"))
    assert not list(tmp_path.glob("*.sqlite3"))


def rows_of(engine: Engine) -> dict[str, list[str]]:
    """All rows of all tables."""
    found = MetaData()
    with engine.connect() as connection:
        found.reflect(connection)
        rows = {name: sorted(map(repr, connection.execute(select(table)))) for name, table in found.tables.items()}
    engine.dispose()
    return rows


def files_of(folder: Path) -> dict[str, bytes]:
    """All files below, by name."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _keep_its_files(session: Session, storage: Storage) -> None:
    for attachment in session.scalars(select(Attachment)):
        kept = storage.keep(io.BytesIO(f"file {attachment.id}".encode()))
        attachment.stored_as, attachment.sha256, attachment.size_bytes = kept.stored_as, kept.sha256, kept.size_bytes


def _run(*args: str) -> Result:
    return CliRunner().invoke(program, list(args))


def _said(done: Result) -> str:
    """What a person reads; refusals are worded at the front door."""
    return done.output + (sentence(done.exception, "en") if isinstance(done.exception, Refused) else "")


def _cut(archive: Path, spoiled: Path) -> None:
    spoiled.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])


def _change_a_file(archive: Path, spoiled: Path) -> None:
    content = archive.read_bytes()
    spoiled.write_bytes(content.replace(b"file 1", b"file 9", 1))
    assert spoiled.read_bytes() != content


def _drop_a_file(archive: Path, spoiled: Path) -> None:
    _copied(archive, spoiled, lambda name: not name.startswith("files/"))


def _climb_out(archive: Path, spoiled: Path) -> None:
    _copied(archive, spoiled, lambda _: True, first="../escaped")


def _copied(archive: Path, spoiled: Path, wanted: Callable[[str], bool], first: str = "") -> None:
    with tarfile.open(archive) as source, tarfile.open(spoiled, "w") as target:
        if first:
            target.addfile(tarfile.TarInfo(first), io.BytesIO())
        for member in source.getmembers():
            if wanted(member.name):
                target.addfile(member, source.extractfile(member))
