"""Notices become mails, and mails reach a relay that may be down, slow or unwilling."""

import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as Talk
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from nscl_grants.actions import letters
from nscl_grants.actions.outgoing_mail import mail_round
from nscl_grants.db.engine import writing
from nscl_grants.db.letters import Letter
from nscl_grants.db.mail import Mail, MailWish
from nscl_grants.db.notices import Notice
from nscl_grants.db.people import Account
from nscl_grants.outside.mail import Relay
from tests.builders.cases import HOUSE, Office, a_case, an_office
from tests.builders.people import MORNING

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
SITE = "https://hotro.example.test"
LATER = timedelta(minutes=6)


@dataclass
class Post:
    """A relay of the test's own: what it took, and what it answers."""

    answers: list[str] = field(default_factory=list)
    taken: list[Message] = field(default_factory=list)

    async def handle_DATA(self, _: SMTP, __: Talk, envelope: Envelope) -> str:
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            self.taken.append(message_from_bytes(envelope.content or b"", policy=default))  # type: ignore[arg-type]
        return answer


@pytest.fixture
def post() -> Iterator[tuple[Post, Relay]]:
    """A relay that listens."""
    handler = Post()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield handler, relay_at(controller.port)
    controller.stop()


def relay_at(port: int) -> Relay:
    return Relay("127.0.0.1", "so@khcn.test", port=port, security="none", timeout_seconds=0.5)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def office(session: Session) -> Office:
    """A case was filed: its organisation has one notice and one member."""
    office = an_office(session)
    a_case(session, office, "submitted")
    return office


def sent(engine: Engine, relay: Relay, at: Any = MORNING) -> int:
    return mail_round(engine, HOUSE, relay, now=at, site=SITE)


def mails(engine: Engine) -> list[Mail]:
    with writing(engine) as session:
        return list(session.scalars(select(Mail).order_by(Mail.id)))


def test_a_notice_reaches_each_member_once_and_says_what_happened(
    office: Office, engine: Engine, post: tuple[Post, Relay]
) -> None:
    handler, relay = post

    assert (sent(engine, relay), sent(engine, relay)) == (1, 0)

    mail = handler.taken[0]
    assert mail["Subject"].startswith("Nộp hồ sơ: H05.")
    assert mail["Message-ID"].endswith("@hotro.example.test>")
    assert f"{SITE}/my/applications/ns-" in mail.get_content()  # type: ignore[attr-defined]


def test_a_relay_that_answers_try_later_gets_the_same_message_id_again(
    office: Office, engine: Engine, post: tuple[Post, Relay]
) -> None:
    handler, relay = post
    handler.answers = ["451 greylisted"]

    assert sent(engine, relay) == 0
    (waiting,) = mails(engine)
    assert (waiting.fault, waiting.given_up_at) == ("451 greylisted", None)
    assert sent(engine, relay) == 0  # Not before its time.
    assert sent(engine, relay, MORNING + LATER) == 1

    assert [mail["Message-ID"] for mail in handler.taken] == [waiting.message_id]


def test_an_address_refused_for_good_is_given_up_and_stops_no_other(
    office: Office, engine: Engine, session: Session, post: tuple[Post, Relay]
) -> None:
    handler, relay = post
    handler.answers = ["550 no such user"]
    a_case(session, office, "submitted", standard="iso-14001")

    assert sent(engine, relay) == 1

    assert [bool(mail.given_up_at) for mail in mails(engine)] == [True, False]


def test_a_relay_that_is_down_loses_nothing(office: Office, engine: Engine, post: tuple[Post, Relay]) -> None:
    _, relay = post

    assert sent(engine, relay_at(free_port())) == 0
    assert sent(engine, relay, MORNING + LATER) == 1


def test_a_relay_that_says_nothing_is_left_after_a_moment(office: Office, engine: Engine) -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        begun = time.monotonic()

        assert sent(engine, relay_at(deaf.getsockname()[1])) == 0

    assert time.monotonic() - begun < 3
    assert mails(engine)[0].sent_at is None


def test_a_daily_mail_gathers_what_happened_until_the_morning(
    office: Office, engine: Engine, session: Session, post: tuple[Post, Relay]
) -> None:
    handler, relay = post
    assert office.applicant.account_id is not None
    session.add(MailWish(account_id=office.applicant.account_id, wish="daily", at=MORNING))
    a_case(session, office, "submitted", standard="iso-14001")

    assert sent(engine, relay) == 0
    assert sent(engine, relay, MORNING + timedelta(days=1)) == 1

    assert handler.taken[0]["Subject"] == "2 thông báo về hỗ trợ năng suất, chất lượng"


def test_who_wants_no_mail_gets_none_and_reads_the_notice_in_the_page(
    office: Office, engine: Engine, session: Session, post: tuple[Post, Relay]
) -> None:
    assert office.applicant.account_id is not None
    session.add(MailWish(account_id=office.applicant.account_id, wish="none", at=MORNING))
    session.commit()

    assert sent(engine, post[1]) == 0
    assert not mails(engine)
    assert session.scalars(select(Notice)).all()


def test_an_act_that_is_rolled_back_sends_nothing(engine: Engine, session: Session, post: tuple[Post, Relay]) -> None:
    office = an_office(session)
    session.add(
        Notice(organisation_id=office.organisation.id, application_id=None, kind="mail.submit", values={}, at=MORNING)
    )
    session.flush()
    session.rollback()

    assert sent(engine, post[1]) == 0


def test_without_a_relay_notices_are_for_the_page_alone(office: Office, engine: Engine) -> None:
    assert mail_round(engine, HOUSE, None, now=MORNING, site=SITE) == 0
    assert not mails(engine)


def test_a_letter_with_a_link_is_sent_once_and_the_link_is_struck_out(engine: Engine, post: tuple[Post, Relay]) -> None:
    handler, relay = post
    handler.answers = ["451 later"]
    with writing(engine) as session:
        letters.write(session, "reset", "an@vidu.test", {"link": f"{SITE}/login/reset/geheim"}, at=MORNING)
        session.commit()

    rounds = [letters.letters_round(engine, relay, now=MORNING, site=SITE) for _ in range(3)]

    assert rounds == [0, 1, 0]
    assert "reset/geheim" in handler.taken[0].get_content()  # type: ignore[attr-defined]
    assert handler.taken[0]["Subject"] == "Đặt lại mật khẩu"
    with writing(engine) as session:
        assert "geheim" not in str(session.scalars(select(Letter.values)).all())


def test_a_letter_that_cannot_be_written_stops_no_other(engine: Engine, post: tuple[Post, Relay]) -> None:
    handler, relay = post
    with writing(engine) as session:
        # Such an address is refused today; one may lie here from before.
        letters.write(session, "reset", "=?utf-8?q?=2c=0a?=@vidu.test", {"link": f"{SITE}/a"}, at=MORNING)
        letters.write(session, "reset", "an@vidu.test", {"link": f"{SITE}/b"}, at=MORNING)
        session.commit()

    rounds = [letters.letters_round(engine, relay, now=MORNING, site=SITE) for _ in range(2)]

    assert rounds == [1, 0]
    assert [mail["To"] for mail in handler.taken] == ["an@vidu.test"]


def test_a_mail_that_cannot_be_written_is_given_up_and_stops_no_other(
    office: Office, engine: Engine, session: Session, post: tuple[Post, Relay]
) -> None:
    handler, relay = post
    (account,) = session.scalars(select(Account).where(Account.person_id == office.applicant.person_id))
    account.email = "=?utf-8?q?=2c=0a?=@vidu.test"
    a_case(session, office, "in_review", standard="iso-14001")

    for _ in range(2):
        sent(engine, relay)

    given_up = [mail for mail in mails(engine) if mail.given_up_at]
    assert given_up
    assert all("cannot be written" in mail.fault for mail in given_up)
    assert handler.taken, "the reviewer's mail went out"
