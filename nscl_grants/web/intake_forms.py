"""The form of an organisation that came on paper: the registration form without its user."""

from typing import Any

from nscl_grants.web.account_forms import RegistrationForm


class OrganisationForm(RegistrationForm):
    """What the office must know of an organisation."""

    # WTForms leaves out a field that a subclass sets to None.
    full_name: Any = None
    identity_number: Any = None
    email: Any = None
    password: Any = None
