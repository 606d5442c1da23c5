"""The demo: the whole plan, its people, and a believable year of invented applications.

Nothing here runs outside the demo: its accounts and firms exist nowhere else. Everything is told
through the same actions that people use, so the demo's books verify like any other.
"""

from nscl_grants.demo.people import PASSWORD, accounts

__all__ = ["PASSWORD", "accounts"]
