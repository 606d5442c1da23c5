"""What is wrong in a form, field by field, in the order in which the reader meets it."""

from collections.abc import Iterator

from wtforms import Field, FieldList, FormField, RadioField, SelectMultipleField
from wtforms.form import BaseForm

from nscl_grants.domain.refused import Refused
from nscl_grants.web.filters import sentence


def faults(form: BaseForm) -> list[tuple[str, str]]:
    """Every fault as the id of its field and its words; faults inside repeated parts too."""
    return [fault for field in form for fault in _faults_of(field)]


def mark(field: Field, refused: Refused) -> None:
    """Show a refusal at the field that it is about."""
    field.errors = (*field.errors, sentence(refused))


def _faults_of(field: Field) -> Iterator[tuple[str, str]]:
    if isinstance(field, FormField):
        for inner in field.form:
            yield from _faults_of(inner)
        return
    if isinstance(field, FieldList):
        for entry in field.entries:
            yield from _faults_of(entry)
    yield from ((_first_input(field), str(fault)) for fault in field.errors if not isinstance(fault, dict | list))


def _first_input(field: Field) -> str:
    """Where the link of a fault leads: of a group of answers to the first one."""
    several = isinstance(field, RadioField) or (
        isinstance(field, SelectMultipleField) and field.widget.__class__.__name__ == "ListWidget"
    )
    return f"{field.id}-0" if several else str(field.id)
