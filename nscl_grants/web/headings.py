"""What a case is called at the head of its firm's pages: by what it asks for."""

from nscl_grants.db.applications import Application
from nscl_grants.definitions.house import House
from nscl_grants.web.filters import in_language
from nscl_grants.web.language import _
from nscl_grants.web.naming import item_name


def heading_of(house: House, case: Application) -> str:
    """Reads “Hỗ trợ áp dụng ISO 22000:2018”; before a standard is chosen, the name of the procedure."""
    procedure, item = house.procedure(case.procedure), item_name(house, case)
    if not item:
        return in_language(procedure.name)
    if procedure.about == "product":
        return f"{in_language(procedure.name)}: {item}"
    return _("Hỗ trợ áp dụng %(item)s", item=item)
