"""The mail relay: hands a message over by SMTP, or says why it was not taken and whether to try again."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage

from nscl_grants.config import Config

PORTS = {"none": 25, "starttls": 587, "tls": 465}
"""How the line to the relay is secured, and the port that goes with it."""
PERMANENT = 500
"""SMTP answers from here on are for good; those below may change."""


@dataclass(frozen=True, slots=True)
class Relay:
    """Where mail is handed over, and how."""

    host: str
    sender: str
    port: int = 0
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    timeout_seconds: float = 10


def relay_of(config: Config) -> Relay | None:
    """The relay that the installation names, or None."""
    if not config.smtp_host:
        return None
    return Relay(
        host=config.smtp_host,
        sender=config.smtp_from or config.office_email or f"no-reply@{config.smtp_host}",
        port=config.smtp_port,
        security=config.smtp_security,
        user=config.smtp_user,
        password=config.smtp_password,
    )


class NotTaken(Exception):
    """The relay did not take the message."""

    def __init__(self, said: str, *, for_good: bool = False, line_is_dead: bool = False) -> None:
        super().__init__(said)
        self.for_good = for_good
        """It will never take it: trying again is of no use."""
        self.line_is_dead = line_is_dead
        """Nothing else can be handed over now either."""


class Line:
    """A line to the relay, opened when the first message is handed over."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._smtp: smtplib.SMTP | None = None

    def hand_over(self, message: EmailMessage) -> None:
        """Give the relay one message; raises NotTaken."""
        try:
            self._smtp = self._smtp or self._opened()
            self._smtp.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = next(iter(refused.recipients.values()))
            raise NotTaken(_words(code, said), for_good=code >= PERMANENT) from refused
        except smtplib.SMTPAuthenticationError as refused:
            raise NotTaken(_words(refused.smtp_code, refused.smtp_error), line_is_dead=True) from refused
        except smtplib.SMTPConnectError as refused:
            raise NotTaken(_words(refused.smtp_code, refused.smtp_error), line_is_dead=True) from refused
        except smtplib.SMTPResponseException as refused:
            for_good = refused.smtp_code >= PERMANENT
            raise NotTaken(_words(refused.smtp_code, refused.smtp_error), for_good=for_good) from refused
        except (OSError, smtplib.SMTPException) as broken:
            raise NotTaken(str(broken) or type(broken).__name__, line_is_dead=True) from broken

    def close(self) -> None:
        """Say goodbye; a relay that is gone need not answer."""
        if self._smtp is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._smtp.quit()
            self._smtp.close()

    def _opened(self) -> smtplib.SMTP:
        relay, safe = self._relay, ssl.create_default_context()
        where = (relay.host, relay.port or PORTS[relay.security])
        if relay.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=relay.timeout_seconds, context=safe)
        else:
            smtp = smtplib.SMTP(*where, timeout=relay.timeout_seconds)
        if relay.security == "starttls":
            smtp.starttls(context=safe)
        if relay.user:
            smtp.login(relay.user, relay.password)
        return smtp


@contextmanager
def line_to(relay: Relay) -> Iterator[Line]:
    """A line that is closed afterwards."""
    line = Line(relay)
    try:
        yield line
    finally:
        line.close()


def _words(code: int, said: bytes | str) -> str:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return f"{code} {text}"[:500]
