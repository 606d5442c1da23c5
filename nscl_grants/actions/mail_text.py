"""How a mail reads: plain text, in the reader's language, with what happened and where to see it; no amounts."""

from datetime import date, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from nscl_grants.db.mail import Mail
from nscl_grants.definitions.house import House
from nscl_grants.definitions.notice_words import notice_words
from nscl_grants.definitions.words import words
from nscl_grants.domain.vietnamese import clean
from nscl_grants.domain.wording import date_words, moment_words


def message_of(house: House, mail: Mail, sender: str, site: str) -> EmailMessage:
    """The message, the same at every try but for nothing."""
    language, message = mail.language, EmailMessage()
    message["From"], message["To"] = sender, mail.address
    message["Subject"] = _subject(house, mail)
    message["Date"] = format_datetime(mail.at)
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    told = "\n\n".join(_told(house, item, language, site) for item in mail.items)
    message.set_content(f"{_word('mail.greeting', language)}\n\n{told}\n\n{_word('mail.foot', language)}\n{site}\n")
    return message


def _subject(house: House, mail: Mail) -> str:
    if len(mail.items) > 1:
        return _word("mail.digest_subject", mail.language).format(count=len(mail.items))
    item = mail.items[0]
    what, code = _what(house, item, mail.language), item["values"].get("code", "")
    return clean(f"{what}: {code}" if code else what)


def _told(house: House, item: dict[str, Any], language: str, site: str) -> str:
    values = item["values"]
    when = moment_words(datetime.fromisoformat(item["at"]), language)
    lines = [_what(house, item, language), f"{when}"]
    about = ", ".join(part for part in (values.get("code", ""), item["organisation"]) if part)
    lines += [about] if about else []
    if reason := values.get("reason"):
        lines.append(f"{_word('mail.reason', language)} {clean(str(reason))}")
    if due := values.get("due"):
        lines.append(f"{_word('mail.due', language)} {date_words(date.fromisoformat(due), language)}")
    if item["reference"]:
        folder = "cases" if item["for_staff"] else "my/applications"
        lines.append(f"{site.rstrip('/')}/{folder}/{item['reference']}")
    return "\n".join(lines)


def _what(house: House, item: dict[str, Any], language: str) -> str:
    life = item.get("life")
    return notice_words(house, item["kind"], (life[0], life[1]) if life else None).in_language(language)


def _word(key: str, language: str) -> str:
    return words()[key].in_language(language)
