"""Guards: each looks at a case and says why it must wait, or None.

The page shows that sentence beside the button; firing the transition raises it. One definition, two uses.
"""

from collections.abc import Callable, Mapping

from nscl_grants.domain.case import CaseFacts
from nscl_grants.domain.guards import checks, deciding, filing, more_eyes, paying, products, review
from nscl_grants.domain.refused import Refused

Guard = Callable[[CaseFacts], Refused | None]

_ROOMS = (filing, review, more_eyes, deciding, paying, checks, products)
GUARDS: Mapping[str, Guard] = {guard.__name__: guard for room in _ROOMS for guard in room.GUARDS}
