"""What people see: one blueprint an audience."""

ROOMS: tuple[str, ...] = ("public", "account", "applicant", "organisation", "files")
"""The modules of `nscl_grants.web` that hold a blueprint `bp`, and perhaps tabs `TABS`; a new front adds its name."""
