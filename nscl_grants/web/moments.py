"""The moment that a page of the books is asked for: now, or any moment that is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import request

from nscl_grants.db.as_of import Then, then_at
from nscl_grants.domain.calendar import ICT
from nscl_grants.web.access import db
from nscl_grants.web.language import _

_MOST_SIGNS = 16


@dataclass(frozen=True, slots=True)
class AsOf:
    """What the address says of the moment."""

    then: Then | None = None
    """None for now."""
    asked: str = ""
    """The moment as it was typed; "" for now."""
    unread: str = ""
    """What was typed and is no moment."""

    @property
    def seq(self) -> int | None:
        """The last posting that counts; None for now."""
        return self.then.seq if self.then else None

    @property
    def address(self) -> dict[str, Any]:
        """The same moment in a further address; nothing for now."""
        return {"on": self.asked} if self.asked else {}


def moment_notes(as_of: AsOf) -> Sequence[str]:
    """What a file says of its moment; nothing for now."""
    if as_of.then is None:
        return ()
    return (_("Bảng như lúc %(on)s, sau bút toán %(seq)s.", on=as_of.asked, seq=as_of.then.seq),)


def asked_moment() -> AsOf:
    """The moment that `on` names, by the end of the day where it gives no hour."""
    typed = request.args.get("on", "").strip()[:_MOST_SIGNS]
    if not typed:
        return AsOf()
    for form, length in (("%d/%m/%Y %H:%M", timedelta(minutes=1)), ("%d/%m/%Y", timedelta(days=1))):
        try:
            begins = datetime.strptime(typed, form).replace(tzinfo=ICT)
            ends = begins + length - timedelta(microseconds=1)
        except (ValueError, OverflowError):
            continue
        return AsOf(then_at(db(), ends), typed)
    return AsOf(unread=typed)
