"""The firm's front: its applications from the draft to the last payment, one question a page.

One module a page; `blueprint` holds what they hang on, `loaders` what the reader may open.
"""

from nscl_grants.web.applicant import autosave, begin, case, check, claim, deadlines, form, home, papers, step
from nscl_grants.web.applicant.blueprint import TABS, bp

__all__ = ["TABS", "autosave", "begin", "bp", "case", "check", "claim", "deadlines", "form", "home", "papers", "step"]
