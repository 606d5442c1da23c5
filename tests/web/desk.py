"""The staff at their desks: one office, a browser for each of its people, and forms sent as a browser sends them."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import inspect
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from nscl_grants.config import Config
from nscl_grants.db.applications import Application
from nscl_grants.db.people import Account
from nscl_grants.domain.actor import Actor
from tests.builders.cases import Office, an_office
from tests.builders.people import MORNING
from tests.web.conftest import SignIn

TODAY = date(2026, 3, 3)
"""The day on which the pages are read; what builders do, they do on the morning before."""
LATER = MORNING + timedelta(hours=1)
_HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"')


@dataclass
class Desk:
    """An office, its database, and a browser for each of its people."""

    rows: Session
    office: Office
    sign_in: SignIn
    browsers: dict[int | None, FlaskClient] = field(default_factory=dict)

    def of(self, actor: Actor) -> FlaskClient:
        """The browser of a person of the office."""
        if actor.account_id not in self.browsers:
            account = self.rows.get_one(Account, actor.account_id)
            self.browsers[actor.account_id] = self.sign_in(account=account)
        return self.browsers[actor.account_id]

    def reviewer_of(self, case: Application) -> Actor:
        """The reviewer that the case was given to."""
        both = (self.office.reviewer, self.office.other_reviewer)
        return next(each for each in both if each.person_id == case.reviewer_id)

    def fresh(self, case: Application) -> Application:
        """The case as it stands now."""
        identity = inspect(case).identity
        assert identity is not None
        self.rows.expire_all()
        found = self.rows.get_one(Application, identity[0])
        self.rows.commit()  # An open session of the test's own would hold the only write lock.
        return found


@pytest.fixture
def desk(rows: Session, sign_in: SignIn) -> Desk:
    """A working office on the day after the builders' morning."""
    office = an_office(rows)
    rows.commit()
    return Desk(rows, office, sign_in)


@pytest.fixture
def config(tmp_path: Any, database_url: str) -> Config:
    """A demo that stands on one day, so that years and due dates are those of the builders."""
    return Config(instance=tmp_path, database_url=database_url, demo=True, today=TODAY)


def form_of(page: TestResponse, action: str = "") -> dict[str, str]:
    """What the hidden fields of a page carry: token, act, version; of the form with that action if one is named."""
    text = page.text
    if action:
        text = text[text.index(f'action="{action}"') :]
    main = text[text.find("<main") :] if not action else text[: text.index("</form>")]
    return dict(_HIDDEN.findall(main))


def press(
    browser: FlaskClient, page: str, values: dict[str, Any] | None = None, *, to: str = "", carried: Any = None
) -> TestResponse:
    """Open a page, fill in its form and send it, to another address if one is given."""
    hidden = carried or form_of(browser.get(page))
    return browser.post(to or page, data={**hidden, **(values or {})})
