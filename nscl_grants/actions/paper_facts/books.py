"""Our own books of paper numbers, one a kind and year, without gaps."""

from nscl_grants.actions.step import Step
from nscl_grants.db.numbers import next_number


def our_number(step: Step, kind: str) -> str:
    """The next number of the kind in this year; numbers below ten have a leading zero."""
    return f"{next_number(step.session, f'paper/{kind}', str(step.today.year)):02d}"
