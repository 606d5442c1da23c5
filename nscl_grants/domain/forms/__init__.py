"""Questionnaires: what is asked, how answers are read, and what is still missing."""

from nscl_grants.domain.forms.kinds import Choices, read_date
from nscl_grants.domain.forms.missing import Missing, missing, missing_in
from nscl_grants.domain.forms.reading import Reading, read
from nscl_grants.domain.forms.shapes import Answers, Document, Form, Kind, Option, Question, Section, When

__all__ = [
    "Answers",
    "Choices",
    "Document",
    "Form",
    "Kind",
    "Missing",
    "Option",
    "Question",
    "Reading",
    "Section",
    "When",
    "missing",
    "missing_in",
    "read",
    "read_date",
]
