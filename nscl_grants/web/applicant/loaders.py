"""What an applicant may open: the cases, claims and files of the own organisations; all else does not exist here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from werkzeug.exceptions import NotFound

from nscl_grants.actions.attachments import Shelf
from nscl_grants.db.applications import Application
from nscl_grants.db.attachments import Attachment
from nscl_grants.db.cases import visible_attachment, visible_case
from nscl_grants.db.organisations import BankAccount
from nscl_grants.definitions.house import House, house_of
from nscl_grants.domain.forms import Document, Form, Section
from nscl_grants.domain.reopening import Reopened
from nscl_grants.web.access import db, me

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case with the definitions it lives under."""

    row: Application
    house: House
    form: Form

    @property
    def open(self) -> Reopened:
        """What of it may be changed now."""
        return Reopened(self.row.state, self.row.supplement)

    def section(self, name: str) -> Section:
        """The section of that name, if it may be changed now."""
        section = self.form.section(name)
        if section is None or not self.open.has_section(name):
            raise NotFound()
        return section

    def document(self, name: str) -> Document:
        """The paper of that name, if the answers call for it."""
        asked = self.form.documents_asked(self.row.answers)
        return _found(next((document for document in asked if document.name == name), None))


def own_case(reference: str) -> OwnCase:
    """The case of the own organisation; 404 for all others, whatever other roles the reader holds."""
    case = visible_case(db(), me(), reference)
    if case is None or case.organisation_id not in me().organisations:
        raise NotFound()
    house = house_of(db())
    return OwnCase(case, house, house.form(case.form, case.form_version))


def own_attachment(case: OwnCase, shelf: Shelf, attachment_id: int) -> Attachment:
    """The file on that shelf of the case."""
    attachment = _found(visible_attachment(db(), me(), attachment_id))
    if attachment.application_id != case.row.id or attachment.document != shelf.key:
        raise NotFound()
    return attachment


def own_banks(case: OwnCase) -> Sequence[BankAccount]:
    """The bank details that may be chosen: the newest version, and the newest that is confirmed."""
    every = case.row.organisation.bank_accounts
    confirmed = [bank for bank in every if bank.confirmed_at is not None]
    return list(dict.fromkeys([*every[-1:], *confirmed[-1:]]))


def _found(row: Row | None) -> Row:
    if row is None:
        raise NotFound()
    return row
