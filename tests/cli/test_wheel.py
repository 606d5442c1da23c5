"""A wheel carries everything: installed somewhere, it checks itself and prepares the demo from an empty folder."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from nscl_grants.paths import PACKAGE

CHECKOUT = PACKAGE.parent
UV = CHECKOUT / ".uv" / "bin" / "uv"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the unpacked wheel and nothing of the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([UV, "build", "--wheel", "--quiet", "--out-dir", folder, CHECKOUT], check=True, cwd=folder)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder / "site")
    return folder / "site"


def run(installed: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`nscl-grants …` of the wheel, standing in a folder of its own."""
    environ = {key: value for key, value in os.environ.items() if not key.startswith("NSCL_")}
    return subprocess.run(
        [sys.executable, "-m", "nscl_grants.cli", *arguments],
        cwd=cwd,
        env={**environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_the_wheel_carries_definitions_pages_migrations_and_static_files(installed: Path) -> None:
    package = installed / "nscl_grants"

    for needed in (
        "_top/workflows/firm_support.toml",
        "_top/forms/htql.toml",
        "_top/templates/base/document.html",
        "db/migrations/versions/0001_ledger.py",
        "web/static/css/theme.css",
        "web/static/icons.svg",
        "plans/bac_ninh_2026_2030/plan.toml",
        "definitions/words/cases.toml",
        "translations/en/shell.po",
        "documents/typefaces/LICENSE_FONT",
    ):
        assert (package / needed).is_file(), needed


def test_the_wheel_checks_itself(installed: Path, tmp_path: Path) -> None:
    done = run(installed, tmp_path, "check")

    assert (done.returncode, done.stdout.strip()) == (0, "Workflows, forms, plan and words are sound."), done.stderr


def test_the_demo_is_prepared_from_an_empty_folder_and_kept(installed: Path, tmp_path: Path) -> None:
    first = run(installed, tmp_path, "demo", "--prepare-only")

    assert first.returncode == 0, first.stderr
    assert "applicant@demo.nscl.test" in first.stdout
    database = tmp_path / "instance" / "demo" / "nscl.sqlite3"
    written = database.stat().st_mtime_ns

    again = run(installed, tmp_path, "demo", "--prepare-only")

    assert again.returncode == 0, again.stderr
    assert database.stat().st_mtime_ns == written
    assert "Preparing" not in again.stdout
