"""Commands that run the system: demo, serve, worker."""

import dataclasses
import logging
import os
import secrets
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Engine

from nscl_grants import demo as demo_data
from nscl_grants.actions.daily_heads import publish_heads
from nscl_grants.actions.letters import letters_round
from nscl_grants.actions.outgoing_mail import mail_round
from nscl_grants.actions.reminders import remind_due
from nscl_grants.actions.scanning import scan_round
from nscl_grants.actions.worker import work_once
from nscl_grants.app import create_app
from nscl_grants.cli.server import serve_app
from nscl_grants.config import Config, load_config
from nscl_grants.db.engine import make_engine
from nscl_grants.db.migrate import is_current, upgrade
from nscl_grants.definitions.house import load_house
from nscl_grants.demo.office_key import PASSPHRASE, office_key
from nscl_grants.outside.mail import relay_of
from nscl_grants.outside.scanner import scanner_of
from nscl_grants.outside.storage import storage_of
from nscl_grants.paths import INSTANCE
from nscl_grants.web.clock import moment_on

DEMO_DAY, DAY_AFTER_THE_CLOSE = date(2026, 11, 22), date(2027, 2, 2)
_DAY = "today"
"""The file of a demo that says on which day it stands."""
REST_SECONDS = 5
"""Between two looks at whether the worker still lives."""
log = logging.getLogger(__name__)


@click.command()
@click.option("--reset", is_flag=True, help="Forget what was done in the demo and start anew.")
@click.option("--port", type=int, default=None, help="The port to serve on (default 8000).")
@click.option("--prepare-only", is_flag=True, help="Make the data and print the accounts, but do not serve.")
@click.option(
    "--year-end", is_flag=True, help="Tell the year on until its books are closed; only together with --reset."
)
def demo(reset: bool, port: int | None, prepare_only: bool, year_end: bool) -> None:
    """Serve the whole plan with a year of invented applications.

    \b
    Example:  nscl-grants demo --reset
    Example:  nscl-grants demo --reset --year-end
    """
    if year_end and not reset:
        raise click.ClickException(
            "The demo that is there stands on its own day. Start anew with: nscl-grants demo --reset --year-end"
        )
    config = demo_config(port)
    if reset:
        shutil.rmtree(config.instance, ignore_errors=True)
        _stand_on(config.instance, DAY_AFTER_THE_CLOSE if year_end else DEMO_DAY)
        config = demo_config(port)
    config.instance.mkdir(parents=True, exist_ok=True)
    engine = make_engine(config.database_url)
    if not demo_mark(config).exists():
        _make_demo(config, engine)
        demo_mark(config).touch()
    elif not is_current(engine):
        upgrade(engine)
    _print_accounts(config)
    if prepare_only:
        return
    engine.dispose()
    with _worker_beside(config):
        serve_app(lambda: create_app(config), config, workers=1)


def demo_mark(config: Config) -> Path:
    """The file whose being there says that the demo was told to its end, or restored."""
    return config.instance / "ready"


def demo_config(port: int | None) -> Config:
    """The demo's own folder, calendar day and secret, whatever the installation beside it says."""
    environ = {key: value for key, value in os.environ.items() if key not in ("NSCL_DATABASE_URL", "NSCL_SECRET_KEY")}
    environ["NSCL_DEMO"] = "yes"
    folder = Path(environ.get("NSCL_INSTANCE", INSTANCE)) / "demo"
    kept = folder / _DAY
    environ.setdefault("NSCL_TODAY", kept.read_text().strip() if kept.exists() else DEMO_DAY.isoformat())
    if "NSCL_SIGNING_PKCS12" not in environ and "NSCL_SIGNING_PKCS11" not in environ:
        environ |= {"NSCL_SIGNING_PKCS12": str(office_key(folder)), "NSCL_SIGNING_SECRET": PASSPHRASE}
    environ["NSCL_SECRET_KEY"] = demo_secret(folder)
    config = load_config(environ, folder)
    return config if port is None else dataclasses.replace(config, port=port, public_url="")


def _stand_on(folder: Path, day: date) -> None:
    """The demo stands on that day from now on, also when it is started again."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _DAY).write_text(day.isoformat())


def demo_secret(folder: Path) -> str:
    """This demo's own secret, made when it is first asked for: nobody signs its cookies who cannot read its folder."""
    kept = folder / "secret.key"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48))
    return kept.read_text()


def _make_demo(config: Config, engine: Engine) -> None:
    click.echo("Preparing the demo: the plan, its people, and a year of invented applications …")
    upgrade(engine)
    # Telling a year takes nearly every action there is; a demo that was told before starts without loading them.
    year = import_module("nscl_grants.demo.year")
    story = year.STORIES.get(config.today, year.IN_NOVEMBER)
    with click.progressbar(length=story.chapters, label="A year in the province", show_eta=False) as bar:
        year.tell(engine, load_house(config.plan), story, uploads=config.uploads, told=lambda: bar.update(1))


def _print_accounts(config: Config) -> None:
    click.echo(f"\nNSCL Grants, demo of {config.today:%d/%m/%Y}:  {config.public_url}\n")
    click.echo(f"Password of every account: {demo_data.PASSWORD}\n")
    for email, what in demo_data.accounts():
        click.echo(f"  {email:<36} {what}")
    click.echo("\nStop with Ctrl+C. Start anew with: nscl-grants demo --reset (make demo-reset)\n")


@click.command()
@click.option("--workers", type=int, default=2, show_default=True, help="Processes that answer requests.")
@click.option("--without-worker", is_flag=True, help="Do not start the worker beside the server.")
def serve(workers: int, without_worker: bool) -> None:
    """Serve the pages; on SQLite the worker runs beside, on PostgreSQL start it yourself where you like.

    \b
    Example:  NSCL_DATABASE_URL=postgresql://… nscl-grants serve --workers 4
    """
    config = load_config()
    if config.demo:
        raise click.ClickException("NSCL_DEMO is set, and a demo is open to everybody. Start it with: nscl-grants demo")
    config.check_secret()
    engine = make_engine(config.database_url)
    if not is_current(engine):
        raise click.ClickException("The database is not up to date. Run: nscl-grants db upgrade")
    engine.dispose()
    if without_worker or not config.database_url.startswith("sqlite"):
        serve_app(lambda: create_app(config), config, workers=workers)
        return
    with _worker_beside(config):
        serve_app(lambda: create_app(config), config, workers=workers)


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now and stop.")
@click.option("--every", type=int, default=5, show_default=True, help="Seconds between two rounds.")
def worker(once: bool, every: int) -> None:
    """Take the steps that clocks set in motion, make the papers that steps asked for, and send mail.

    \b
    Example:  nscl-grants worker --once
    """
    config = load_config() if "NSCL_DEMO" not in os.environ else demo_config(None)
    engine, house, storage = make_engine(config.database_url), load_house(config.plan), storage_of(config)
    # What draws and signs takes a second to load: the server, which shares this module, does without.
    papers = import_module("nscl_grants.actions.paper_round")
    site, relay, part = config.public_url, relay_of(config), run_part if once else survive_part
    while True:
        now = moment_on(config.today)
        steps = part(work_once, engine, house, now=now) + part(remind_due, engine, house, now=now)
        part(publish_heads, engine, now=now)
        judged = part(scan_round, engine, storage, scanner_of(config), now=now)
        made = part(papers.paper_round, engine, house, storage, config, now=now)
        sent = part(mail_round, engine, house, relay, now=now, site=site)
        sent += part(letters_round, engine, relay, now=now, site=site)
        if steps or once:
            click.echo(
                f"{now:%Y-%m-%d %H:%M} {steps} steps taken, {made} papers made, "
                f"{judged} files scanned, {sent} mails sent"
            )
        if once:
            return
        time.sleep(0 if made else every)


def run_part(work: Callable[..., Any], *given: Any, **named: Any) -> int:
    """How much one part of a round did."""
    return int(work(*given, **named) or 0)


def survive_part(work: Callable[..., Any], *given: Any, **named: Any) -> int:
    """The same; what fails is logged and tried again in the next round, and never stops the other parts."""
    try:
        return run_part(work, *given, **named)
    except Exception:  # A store, a relay or a database that is away for a while is no end of the worker.
        log.exception("the worker's %s failed; the next round tries again", getattr(work, "__name__", "part"))
        return 0


@contextmanager
def _worker_beside(config: Config) -> Iterator[None]:
    """The worker as a child process; it ends with the server."""
    day = "" if config.today is None else config.today.isoformat()
    environ = {**os.environ, "NSCL_TODAY": day, "NSCL_PORT": str(config.port)}
    if config.demo:
        environ |= {"NSCL_DEMO": "yes"}
    ended = threading.Event()

    def start() -> "subprocess.Popen[bytes]":
        return subprocess.Popen([sys.executable, "-m", "nscl_grants.cli", "worker"], env=environ)

    children = [start()]

    def watch() -> None:
        while not ended.wait(REST_SECONDS):
            if children[-1].poll() is not None:
                log.error("the worker ended with %s and is started anew", children[-1].returncode)
                children.append(start())

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()
        children[-1].terminate()
        children[-1].wait(10)


COMMANDS = (demo, serve, worker)
