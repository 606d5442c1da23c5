"""The application and the model take every act together, and must come to the same."""

import json
from datetime import date
from itertools import count
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from nscl_grants.db import ledger
from nscl_grants.db.ledger_export import export_json
from nscl_grants.db.ledger_verify import verify
from tests.model.application import Application
from tests.model.laws import broken_laws
from tests.model.small_world import CASES, COUNTED, PLANNED, START
from tests.model.world import Wish, World
from tools import verify_ledger


class SideBySide:
    """Both at once, from an empty budget on."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.session = Session(engine, expire_on_commit=False)
        self.model = World(CASES, dict(PLANNED), dict(COUNTED), START)
        self.app = Application(self.session, CASES, dict(PLANNED), dict(COUNTED), START)
        self._ids = (f"act-{n}" for n in count(1))
        self._boards: list[tuple[int, Any]] = []

    @property
    def today(self) -> date:
        """The day on which the next act happens."""
        return self.model.today

    @today.setter
    def today(self, day: date) -> None:
        self.model.today = self.app.today = day

    def step(self, kind: str, year: int, **fields: Any) -> str:
        """A new act; what became of it."""
        return self.ask(Wish(next(self._ids), kind, year, **fields))

    def ask(self, wish: Wish) -> str:
        """Let both do it; a refusal must be one that the model has a reason for."""
        reasons = self.model.act(wish)
        outcome = self.app.act(wish)
        assert outcome in reasons or (outcome == "done" and not reasons), (wish, outcome, sorted(reasons))
        return outcome

    def check(self) -> None:
        """Every figure is the same in both, and no law of the handbook is broken."""
        figures = self.app.figures()
        self.session.rollback()
        model = self.model
        assert figures == model.amounts
        assert broken_laws(figures, CASES, model.planned, model.counted, model.closed) == []

    def note_the_board(self) -> None:
        """Keep what the board shows now, to be looked up again at the end."""
        self._boards.append((ledger.lock(self.session).seq, ledger.board(self.session)))
        self.session.rollback()

    def end(self) -> None:
        """The books verify from nothing, by our program and by a stranger, and every board can still be shown."""
        try:
            assert list(verify(self.session)) == []
            assert verify_ledger.verify(map(json.loads, export_json(self.session)))[0] == []
            for seq, board in self._boards:
                assert ledger.board(self.session, as_of=seq) == board
        finally:
            self.session.close()
            self.engine.dispose()
