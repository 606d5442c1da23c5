"""A process that takes one step for somebody, and tells where it is, so that it can be killed right there."""

import multiprocessing
import os
import resource
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, cast

from sqlalchemy import event, make_url

from nscl_grants.actions.cases import advance
from nscl_grants.db.applications import Application
from nscl_grants.db.engine import make_engine, writing
from nscl_grants.db.payments import Payment
from nscl_grants.definitions.house import enter
from nscl_grants.domain.actor import Actor
from tests.builders.cases import HOUSE

IN_THE_BOOKS = "the first entry of the posting is written"
BEFORE_THE_COMMIT = "everything is written, nothing is committed"
AFTER_THE_COMMIT = "everything is committed, nobody was told"
BEFORE, AFTER = (IN_THE_BOOKS, BEFORE_THE_COMMIT), (AFTER_THE_COMMIT,)

WAIT_SECONDS = 120

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.faults.worker"])


@dataclass(frozen=True)
class Job:
    """One step, as a person sent it."""

    url: str
    subject: type[Application] | type[Payment]
    subject_id: int
    trigger: str
    actor: Actor
    at: datetime
    act: str
    answers: Mapping[str, Any]


def take(job: Job, at_point: Callable[[str], None] = lambda _: None) -> str:
    """Take the step, and give the state that it led to; `at_point` hears of every point on the way."""
    engine = make_engine(job.url)
    try:
        event.listen(engine, "after_cursor_execute", lambda *args: _heard(args[2], at_point))
        event.listen(engine, "commit", lambda _: at_point(BEFORE_THE_COMMIT))
        with writing(engine) as session:
            enter(session, HOUSE)
            subject = cast("Application | Payment", session.get_one(job.subject, job.subject_id))
            advance(session, subject, job.trigger, actor=job.actor, at=job.at, act=job.act, answers=job.answers)
            at_point(AFTER_THE_COMMIT)
            session.expire_all()
            return subject.state
    finally:
        engine.dispose()


def killed_at(job: Job, point: str) -> None:
    """Let a process take the step, which kills itself at that point as kill -9 would."""
    process = processes.Process(target=_take_and_die, args=(job, point))
    process.start()
    process.join(WAIT_SECONDS)
    assert process.exitcode == -signal.SIGKILL, f"the process ended with {process.exitcode} and not at: {point}"


def stopped_at(job: Job, point: str) -> "Stopped":
    """Let a process take the step, which waits at that point until it is let go."""
    here, there = processes.Pipe()
    process = processes.Process(target=_take_and_stop, args=(job, point, there))
    process.start()
    assert here.poll(WAIT_SECONDS), f"nobody came to: {point}"
    assert here.recv() == point
    return Stopped(process, here)


def started(job: Job) -> "Stopped":
    """Let a process take the step by itself; its answer comes when it is done, however long it had to wait."""
    here, there = processes.Pipe()
    process = processes.Process(target=_take_and_stop, args=(job, "", there))
    process.start()
    return Stopped(process, here)


def taken_without_room(job: Job) -> str:
    """What became of the step in a process whose files may not grow by more than two pages."""
    here, there = processes.Pipe()
    process = processes.Process(target=_take_without_room, args=(job, there))
    process.start()
    return Stopped(process, here).answer()


@dataclass
class Stopped:
    """A process in the middle of its step."""

    process: Any
    pipe: Connection

    def goes_on(self) -> str:
        """The state that the step led to, or the name of the error it ended with."""
        self.pipe.send("go on")
        return self.answer()

    def answer(self) -> str:
        """What it says in the end."""
        assert self.pipe.poll(WAIT_SECONDS), "no answer"
        answer: str = self.pipe.recv()
        self.process.join(WAIT_SECONDS)
        return answer


def _heard(statement: str, at_point: Callable[[str], None]) -> None:
    if statement.startswith("INSERT INTO ledger_entry"):
        at_point(IN_THE_BOOKS)


def _take_and_die(job: Job, point: str) -> None:
    def die(here: str) -> None:
        if here == point:
            os.kill(os.getpid(), signal.SIGKILL)

    take(job, die)


def _take_and_stop(job: Job, point: str, pipe: Connection) -> None:
    met: list[str] = []

    def stop(here: str) -> None:
        if here == point and not met:
            met.append(here)
            pipe.send(here)
            pipe.recv()

    _take_and_answer(job, pipe, stop)


def _take_without_room(job: Job, pipe: Connection) -> None:
    log = Path(f"{make_url(job.url).database}-wal")
    size = log.stat().st_size if log.exists() else 0
    # A limit on the size of files is what a full disk is to the database: a write that does not succeed.
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 8192, resource.RLIM_INFINITY))
    _take_and_answer(job, pipe, lambda _: None)


def _take_and_answer(job: Job, pipe: Connection, at_point: Callable[[str], None]) -> None:
    try:
        pipe.send(take(job, at_point))
    except Exception as error:  # noqa: BLE001 (whatever it was, the parent wants its name)
        pipe.send(type(error).__name__)
