"""The lists that the questions of an application choose from: standards, communes, the organisation's accounts."""

from collections.abc import Iterable
from datetime import date

from nscl_grants.db.applications import Application
from nscl_grants.db.organisations import BankAccount
from nscl_grants.definitions.house import House
from nscl_grants.domain.forms import Choices
from nscl_grants.domain.text import Text
from nscl_grants.domain.vietnamese import sort_key


def choices_of(house: House, case: Application, banks: Iterable[BankAccount], *, on: date) -> Choices:
    """What may be chosen in this case on that day."""
    return {
        "standards": _standards(house, case, on),
        "communes": communes(house),
        "bank_accounts": bank_accounts(banks),
    }


def communes(house: House) -> dict[str, Text]:
    """The communes of the province by name, as a dictionary has them."""
    named = sorted(house.plan.communes.values(), key=lambda commune: sort_key(commune.name))
    return {commune.code: commune.label for commune in named}


def bank_accounts(banks: Iterable[BankAccount]) -> dict[str, Text]:
    """The accounts by their id, newest first; one that is not confirmed says so."""
    return {str(bank.id): bank_words(bank) for bank in sorted(banks, key=lambda bank: -bank.version)}


def bank_words(bank: BankAccount) -> Text:
    """0123456789, Ngân hàng Giả Định, Bắc Ninh; Công ty TNHH Ví Dụ."""
    account = f"{bank.number}, {bank.bank}, {bank.branch}; {bank.holder}"
    if bank.confirmed_at is not None:
        return Text(account, account)
    return Text(f"{account} (chờ người thứ hai xác nhận)", f"{account} (waits for a second person)")


def _standards(house: House, case: Application, on: date) -> dict[str, Text]:
    """The standards with a norm in force that day, and the one that was chosen before."""
    listed = {standard.key: standard for standard in house.plan.standards_of(case.procedure, on)}
    chosen = house.plan.standards.get(case.answers.get("standard", ""))
    if chosen is not None:
        listed.setdefault(chosen.key, chosen)
    return {
        key: Text(f"{standard.label}: {standard.title.vi}", f"{standard.label}: {standard.title.en}")
        for key, standard in listed.items()
    }
