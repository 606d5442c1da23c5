"""Settings come from the environment, over a file, over defaults; a wrong one is named."""

from datetime import date
from pathlib import Path

import pytest

from nscl_grants.config import DEMO_SECRET, Config, ConfigIsWrong, load_config

OWN_SECRET = "a secret of our own, long enough to be one"


def test_with_nothing_set_everything_lies_under_instance(tmp_path: Path) -> None:
    config = load_config({}, tmp_path)

    assert config.database_url == f"sqlite:///{tmp_path / 'nscl.sqlite3'}"
    assert config.uploads == tmp_path / "uploads"
    assert config.today is None
    assert not config.demo
    config.check_secret()


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first, second = load_config({}, tmp_path), load_config({}, tmp_path)

    assert first.secret_key == second.secret_key
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0


def test_the_environment_goes_over_the_file_and_the_file_over_defaults(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('port = 9000\noffice_phone = "02223868686"\nhosts = ["nscl.example.vn"]\n')

    config = load_config({"NSCL_PORT": "9001", "NSCL_TODAY": "2026-11-22"}, tmp_path)

    assert config.port == 9001
    assert config.public_url == "http://127.0.0.1:9001"
    assert config.office_phone == "02223868686"
    assert config.hosts == ("nscl.example.vn",)
    assert config.today == date(2026, 11, 22)


def test_every_setting_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('prot = 9000\ntoday = "2026-02-30"\ndemo = "perhaps"\n')

    with pytest.raises(ConfigIsWrong) as wrong:
        load_config({}, tmp_path)

    assert "prot: there is no such setting" in str(wrong.value)
    assert "today = '2026-02-30'" in str(wrong.value)
    assert "demo = 'perhaps': say yes or no" in str(wrong.value)


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("port =")

    with pytest.raises(ConfigIsWrong, match=r"config\.toml"):
        load_config({}, tmp_path)


@pytest.mark.parametrize("secret", ["", "short", DEMO_SECRET])
def test_no_installation_but_the_demo_starts_with_a_secret_that_others_know(tmp_path: Path, secret: str) -> None:
    with pytest.raises(ConfigIsWrong, match="NSCL_SECRET_KEY"):
        Config(instance=tmp_path, secret_key=secret).check_secret()


def test_on_postgresql_the_secret_has_to_be_told_because_machines_share_it(tmp_path: Path) -> None:
    url = {"NSCL_DATABASE_URL": "postgresql://db/nscl"}

    with pytest.raises(ConfigIsWrong):
        load_config(url, tmp_path).check_secret()
    load_config({**url, "NSCL_SECRET_KEY": OWN_SECRET}, tmp_path).check_secret()


def test_the_demo_needs_no_secret(tmp_path: Path) -> None:
    Config(instance=tmp_path, demo=True).check_secret()


def test_a_secret_is_not_shown_when_settings_are_printed(tmp_path: Path) -> None:
    assert OWN_SECRET not in repr(Config(instance=tmp_path, secret_key=OWN_SECRET))
