"""How a mail reads: plain text, in the reader's language, with what happened and where to see it; no amounts."""

from collections.abc import Mapping
from datetime import date, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from nscl_grants.db.mail import Mail
from nscl_grants.definitions.house import House
from nscl_grants.definitions.notice_words import notice_words
from nscl_grants.domain.text import Text
from nscl_grants.domain.vietnamese import clean
from nscl_grants.domain.wording import date_words, moment_words


def message_of(house: House, mail: Mail, sender: str, site: str, said: Mapping[str, Text]) -> EmailMessage:
    """The message, the same at every try; `said` are the words in force."""
    language, message = mail.language, EmailMessage()
    message["From"], message["To"] = sender, mail.address
    message["Subject"] = _subject(house, mail, said)
    message["Date"] = format_datetime(mail.at)
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    told = "\n\n".join(_told(house, item, language, site, said) for item in mail.items)
    greeting, foot = (said[key].in_language(language) for key in ("mail.greeting", "mail.foot"))
    message.set_content(f"{greeting}\n\n{told}\n\n{foot}\n{site}\n")
    return message


def _subject(house: House, mail: Mail, said: Mapping[str, Text]) -> str:
    if len(mail.items) > 1:
        return said["mail.digest_subject"].in_language(mail.language).format(count=len(mail.items))
    item = mail.items[0]
    what, code = _what(house, item, mail.language), item["values"].get("code", "")
    return clean(f"{what}: {code}" if code else what)


def _told(house: House, item: dict[str, Any], language: str, site: str, said: Mapping[str, Text]) -> str:
    values = item["values"]
    when = moment_words(datetime.fromisoformat(item["at"]), language)
    lines = [_what(house, item, language), f"{when}"]
    about = ", ".join(part for part in (values.get("code", ""), item["organisation"]) if part)
    lines += [about] if about else []
    if reason := values.get("reason"):
        lines.append(f"{said['mail.reason'].in_language(language)} {clean(str(reason))}")
    if due := values.get("due"):
        lines.append(f"{said['mail.due'].in_language(language)} {date_words(date.fromisoformat(due), language)}")
    if item["reference"]:
        folder = "cases" if item["for_staff"] else "my/applications"
        lines.append(f"{site.rstrip('/')}/{folder}/{item['reference']}")
    return "\n".join(lines)


def _what(house: House, item: dict[str, Any], language: str) -> str:
    life = item.get("life")
    return notice_words(house, item["kind"], (life[0], life[1]) if life else None).in_language(language)
