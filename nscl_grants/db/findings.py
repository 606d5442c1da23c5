"""What a verification found: which rule is broken, and at which record first."""

from dataclasses import dataclass

from nscl_grants.domain.word import Word


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it must be; `what` has its words under `[finding.…]`."""

    what: str
    seq: int = 0
    """The record of the chain, 0 where none is to blame."""
    where: str = ""

    @property
    def word(self) -> Word:
        """The name of what is wrong, for the reader's language."""
        return Word(f"finding.{self.what}")
