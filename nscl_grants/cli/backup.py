"""Commands that save an installation and bring it back: backup, restore."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy import Engine

from nscl_grants.actions.backup import Told, back_up
from nscl_grants.actions.restore import restore
from nscl_grants.cli.running import demo_config, demo_mark
from nscl_grants.config import Config, load_config
from nscl_grants.db.engine import make_engine
from nscl_grants.outside.storage import Storage, storage_of
from nscl_grants.reports.soundness import verify_all

SECRET = "Keep config.toml and secret.key of the instance folder apart from it: without them no second factor is read."  # noqa: S105  # pragma: allowlist secret
DOORS = "Every session has ended; mailed links and recovery codes of that day work no more. People renew their codes."


@click.command("backup")
@click.option("--to", "place", type=click.Path(path_type=Path, dir_okay=False), default=None,
              help="The archive to write (default: nscl-grants-<moment>.tar here).")  # fmt: skip
@click.option("--demo", is_flag=True, help="Of the demo.")
def backup_command(place: Path | None, demo: bool) -> None:
    """Write the database, uploaded files and papers into one archive, with the digest of each.

    It may run while people work. The archive holds personal data: only its owner can read it.

    \b
    Example:  nscl-grants backup --to /backup/nscl-2026-11-26.tar
    """
    config, now = _config(demo), datetime.now(UTC)
    place = (place or Path(f"nscl-grants-{now:%Y%m%d-%H%M%S}.tar")).absolute()
    with _opened(config) as (engine, storage):
        made = back_up(engine, storage, place, at=now, told=_progress("Files"))
    click.echo(f"{made.place}: the database and {made.files} files, {made.place.stat().st_size:,} bytes.")
    click.echo(f"SHA-256 of its list: {made.manifest_sha256}")
    click.echo(SECRET)
    if made.unsound:
        for name in made.unsound:
            click.echo(f"Missing or changed, not in the backup: {name}", err=True)
        raise click.ClickException(f"The backup is written, but {len(made.unsound)} files were missing or changed.")


@click.command("restore")
@click.argument("archive", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--demo", is_flag=True, help="Into the demo.")
def restore_command(archive: Path, demo: bool) -> None:
    """Put a backup into an empty installation, then verify books, log and files from nothing.

    \b
    Example:  NSCL_INSTANCE=/srv/nscl nscl-grants restore /backup/nscl-2026-11-26.tar
    """
    wrong, config = 0, _config(demo)
    with _opened(config) as (engine, storage):
        done = restore(engine, storage, archive, at=datetime.now(UTC), told=_progress("Digests"))
        click.echo(f"The backup of {done.made_at} is in: the database and {done.files} files.")
        click.echo(f"SHA-256 of its list: {done.manifest_sha256}")
        click.echo(DOORS)
        for what, findings in verify_all(engine, storage):
            click.echo(f"{what}: {f'{len(findings)} findings.' if findings else 'all right.'}")
            for finding in findings:
                click.echo(f"  {finding}", err=True)
            wrong += len(findings)
    if demo:
        demo_mark(config).touch()
    if wrong:
        raise click.ClickException("It is restored as it was saved, and does not verify. Look into it before using it.")


@contextmanager
def _opened(config: Config) -> Iterator[tuple[Engine, Storage]]:
    engine = make_engine(config.database_url)
    try:
        yield engine, storage_of(config)
    finally:
        engine.dispose()


def _config(demo: bool) -> Config:
    return demo_config(None) if demo else load_config()


def _progress(label: str) -> Told:
    """One line that counts, rewritten in place; on a terminal alone."""
    is_terminal = sys.stderr.isatty()

    def told(done: int, many: int) -> None:
        if is_terminal and (done % 20 == 0 or done == many):
            click.echo(f"\r{label}: {done} of {many}", nl=done == many, err=True)

    return told


COMMANDS = (backup_command, restore_command)
