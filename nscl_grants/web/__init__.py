"""What people see: one blueprint an audience."""

ROOMS: tuple[str, ...] = (
    "public",
    "account",
    "applicant",
    "organisation",
    "files",
    "work",
    "case_lists",
    "cases",
    "claims",
    "review",
    "decisions",
    "intake",
    "intake_draft",
    "payments",
    "banks",
    "finance",
    "allotments",
    "years",
    "books",
    "audit",
    "admin",
    "roles",
    "plan_budget",
)
"""The modules of `nscl_grants.web` that hold a blueprint `bp`, and perhaps tabs `TABS`; a new front adds its name."""
