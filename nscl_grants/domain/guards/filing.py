"""What must hold before an application is filed, received or asked about."""

from dataclasses import dataclass
from datetime import date

from nscl_grants.domain.case import CaseFacts
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text

MOST_NAMED = 4
"""Open questions that one sentence names; of more it names the sections."""


@dataclass(eq=False)
class AnswersMissing(Refused):
    """Questions that must be answered are still open."""

    items: tuple[Text, ...]


@dataclass(eq=False)
class ManyAnswersMissing(Refused):
    """So many questions are open that the sentence names their sections."""

    count: int
    sections: tuple[Text, ...]


@dataclass(eq=False)
class DocumentsMissing(Refused):
    """Papers of the dossier list are not there."""

    items: tuple[Text, ...]


@dataclass(eq=False)
class NotDeclared(Refused):
    """The declaration of no other support was not given."""


@dataclass(eq=False)
class OutsideProvince(Refused):
    """The programme supports organisations with their seat in the province."""


@dataclass(eq=False)
class NoNormInForce(Refused):
    """No norm covers what is applied for on this day."""

    item: str
    on: date


@dataclass(eq=False)
class AskedOnce(Refused):
    """A supplement may be asked for once in the life of a case (Nghị định 118/2025)."""


@dataclass(eq=False)
class SupplementIncomplete(Refused):
    """The answer to the supplement request does not cover all that was asked."""

    items: tuple[Text, ...]


@dataclass(eq=False)
class ExtendedBefore(Refused):
    """The date of the result may be put off once."""


@dataclass(eq=False)
class DueDatePassed(Refused):
    """Putting off the result needs a notice before the date itself."""

    due_on: date


def form_is_complete(case: CaseFacts) -> Refused | None:
    """Every question that applies has an answer."""
    open_ones = case.missing_answers
    if len(open_ones) > MOST_NAMED:
        quoted = tuple(Text(f"“{title.vi}”", f"“{title.en}”") for title in case.sections_with_gaps)
        return ManyAnswersMissing(len(open_ones), quoted)
    return AnswersMissing(open_ones) if open_ones else None


def documents_are_in(case: CaseFacts) -> Refused | None:
    """Every paper of the dossier list is there."""
    return DocumentsMissing(case.missing_documents) if case.missing_documents else None


def declaration_is_given(case: CaseFacts) -> Refused | None:
    """The organisation declared that no other programme pays for the same content."""
    return None if case.declared else NotDeclared()


def organisation_is_in_province(case: CaseFacts) -> Refused | None:
    """The organisation has its seat in the province."""
    return None if case.commune_is_ours else OutsideProvince()


def norm_is_in_force(case: CaseFacts) -> Refused | None:
    """A norm covers the standard on the filing date."""
    return None if case.norm_found else NoNormInForce(case.item, case.today)


def no_supplement_was_asked(case: CaseFacts) -> Refused | None:
    """One supplement request in the whole life of a case."""
    return AskedOnce() if case.supplement_asked else None


def supplement_answers_all(case: CaseFacts) -> Refused | None:
    """Everything that was asked for is there."""
    return SupplementIncomplete(case.supplement_missing) if case.supplement_missing else None


def not_extended_before(case: CaseFacts) -> Refused | None:
    """One new date at most."""
    return ExtendedBefore() if case.extended else None


def due_date_is_ahead(case: CaseFacts) -> Refused | None:
    """At the latest one day before the due date."""
    if case.due_on is not None and case.today >= case.due_on:
        return DueDatePassed(case.due_on)
    return None


GUARDS = (
    form_is_complete,
    documents_are_in,
    declaration_is_given,
    organisation_is_in_province,
    norm_is_in_force,
    no_supplement_was_asked,
    supplement_answers_all,
    not_extended_before,
    due_date_is_ahead,
)
