"""What every paper says of the office, the organisation and the case, in the words of this moment."""

from sqlalchemy.orm import Session

from nscl_grants.db.applications import Application
from nscl_grants.db.organisations import Organisation
from nscl_grants.db.people import Person
from nscl_grants.definitions.house import House
from nscl_grants.documents.facts import Case, DerivedStep, Firm, Letterhead, Signature
from nscl_grants.domain.norms import Estimate


def letterhead(house: House) -> Letterhead:
    """The agency, without the name of the province, which the one above it carries already."""
    settings = house.plan.settings
    return Letterhead(
        parent=settings.parent.vi,
        agency=settings.office.vi.removesuffix(settings.province.vi).strip(),
        place=settings.place,
        short=settings.office_short,
        address=settings.address.vi,
        phone=settings.phone,
        email=settings.email,
    )


def firm(house: House, organisation: Organisation) -> Firm:
    """The organisation as it is registered now."""
    return Firm(
        name=organisation.name,
        tax_code=organisation.tax_code,
        address=full_address(house, organisation),
        phone=organisation.phone,
        email=organisation.email,
        representative=organisation.representative,
        representative_title=organisation.representative_title,
    )


def full_address(house: House, organisation: Organisation) -> str:
    """Số 1, đường A, phường Nếnh, tỉnh Bắc Ninh; without the commune where the seat is elsewhere."""
    commune = house.plan.communes.get(organisation.commune)
    if commune is None:
        return organisation.address
    return f"{organisation.address}, {commune.label.vi}, {house.plan.settings.province.vi}"


def case(house: House, application: Application) -> Case:
    """The case by its code, its procedure in full, and the standard or product it is about."""
    return Case(
        code=application.code or application.reference,
        procedure=house.procedure(application.procedure).title.vi,
        subject=subject(house, application),
    )


def subject(house: House, application: Application) -> str:
    """ISO 22000:2018; of a product what it is supported for: công bố hợp chuẩn, sản phẩm Bún khô."""
    procedure = house.procedure(application.procedure)
    item = str(application.item or application.answers.get(procedure.about) or "")
    if procedure.about == "product":
        return f"{procedure.name.vi[:1].lower()}{procedure.name.vi[1:]}, sản phẩm {item}"
    return house.plan.item_label(item, application.filed_on)


def purpose(house: House, application: Application) -> str:
    """What the money is for, after "hỗ trợ"."""
    applied = house.procedure(application.procedure).about == "standard"
    return f"áp dụng {subject(house, application)}" if applied else subject(house, application)


def authority(house: House, application: Application) -> str:
    """Who decides: Giám đốc Sở Khoa học và Công nghệ."""
    named = house.procedure_of(application).authority
    return named.vi if named else house.plan.settings.office.vi


def signature(house: House, application: Application, name: str = "") -> Signature:
    """The decider's position without the agency, as signatures have it: GIÁM ĐỐC."""
    whole = authority(house, application)
    position = whole.removesuffix(letterhead(house).agency).strip()
    return Signature((position or whole,), name)


def grounds(house: House, application: Application, *more: str) -> tuple[str, ...]:
    """Căn cứ, from the procedure's legal basis."""
    basis = house.procedure(application.procedure).legal_basis
    return (*(f"Căn cứ {text.vi}" for text in basis), *more)


def line_name(house: House, key: str) -> str:
    """The budget line by its number and short name."""
    line = house.plan.line(key)
    return f"dòng {key}, {line.short.vi[:1].lower()}{line.short.vi[1:]}"


def derived(estimate: Estimate | None) -> tuple[DerivedStep, ...]:
    """The derivation as papers show it."""
    steps = estimate.steps if estimate else ()
    return tuple(
        DerivedStep(step.label.vi, step.basis.vi if step.basis else "", step.amount, step.unsure) for step in steps
    )


def person_name(session: Session, person_id: int | None) -> str:
    """The person's full name; "" for nobody and for the system."""
    person = session.get(Person, person_id) if person_id else None
    return person.full_name if person else ""
