"""What the names in a workflow file mean for a case: its guards and its conditions."""

from dataclasses import replace

from nscl_grants.domain.case import CaseFacts
from nscl_grants.domain.conditions import CONDITIONS
from nscl_grants.domain.guards import GUARDS
from nscl_grants.domain.workflow import Rules, Transition


def _facing(case: CaseFacts, transition: Transition) -> CaseFacts:
    return replace(case, duty=transition.duty)


RULES: Rules[CaseFacts] = Rules(guards=GUARDS, conditions=CONDITIONS, facing=_facing)
