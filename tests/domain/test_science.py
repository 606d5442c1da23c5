"""What an ordered task asks: two people, never above the contract, settled when paid as accepted."""

import pytest

from nscl_grants.definitions.workflows import load_workflows
from nscl_grants.domain.actor import APPROVER, CHIEF_ACCOUNTANT, FINANCE, PLAN_MANAGER
from nscl_grants.domain.money import Money
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.science import (
    AcceptedOutside,
    ContractNumberTaken,
    ContractOnCaseLine,
    ContractOverLine,
    InstalmentsWait,
    NotPaidAsAccepted,
    OverContract,
    SamePerson,
    ScienceFacts,
    check_instalment,
    science_life,
)
from nscl_grants.domain.workflow import MovedOn, NotYourStep

LIFE = science_life(load_workflows()["science_task"])
MILLION = 1_000_000


def facts(**more: object) -> ScienceFacts:
    return ScienceFacts(**{"actor": 2, "ordered_by": 1, "contract_by": 1, "settled_by": 1, **more})  # type: ignore[arg-type]  # By name.


def millions(amount: int) -> Money:
    return Money(amount * MILLION)


@pytest.mark.parametrize(
    ("trigger", "state", "role"),
    [
        ("approve_order", "proposed", APPROVER),
        ("sign_contract", "contract_drafted", APPROVER),
        ("confirm_settlement", "settling", CHIEF_ACCOUNTANT),
    ],
)
def test_nobody_stands_behind_what_they_prepared(trigger: str, state: str, role: str) -> None:
    assert LIFE.choose(trigger, state, {role}, facts()).source == state
    with pytest.raises(SamePerson):
        LIFE.choose(trigger, state, {role}, facts(actor=1))


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"asked": millions(100), "left": millions(100)}, None),
        ({"asked": millions(101), "left": millions(100)}, ContractOverLine),
        ({"asked": millions(1), "left": millions(100), "case_line": True}, ContractOnCaseLine),
        ({"asked": millions(1), "left": millions(100), "number_taken": "1/HĐ"}, ContractNumberTaken),
    ],
)
def test_a_contract_fits_its_line(more: dict[str, object], refusal: type[Refused] | None) -> None:
    if refusal is None:
        LIFE.choose("draft_contract", "selected", {PLAN_MANAGER}, facts(**more))
        return
    with pytest.raises(refusal):
        LIFE.choose("draft_contract", "selected", {PLAN_MANAGER}, facts(**more))


@pytest.mark.parametrize(("asked", "fits"), [(69, False), (70, True), (100, True), (101, False)])
def test_what_is_accepted_lies_between_what_was_promised_and_the_contract(asked: int, fits: bool) -> None:
    case = facts(contract=millions(100), paid=millions(40), waiting=millions(30), asked=millions(asked))

    if fits:
        assert LIFE.choose("accept", "running", {PLAN_MANAGER}, case).dest == "accepted"
    else:
        with pytest.raises(AcceptedOutside):
            LIFE.choose("accept", "running", {PLAN_MANAGER}, case)


def test_a_contract_is_settled_when_it_is_paid_as_accepted() -> None:
    def settle(paid: int, waiting: int = 0) -> str:
        case = facts(accepted=millions(90), paid=millions(paid), waiting=millions(waiting))
        return LIFE.choose("settle", "accepted", {FINANCE}, case).dest

    assert settle(90) == "settling"
    with pytest.raises(NotPaidAsAccepted):
        settle(80)
    with pytest.raises(InstalmentsWait):
        settle(90, waiting=5)


def test_a_contract_does_not_end_while_an_instalment_waits() -> None:
    with pytest.raises(InstalmentsWait):
        LIFE.choose("stop", "running", {APPROVER}, facts(waiting=millions(1)))


def test_instalments_together_reach_the_contract_and_never_pass_it() -> None:
    check_instalment(millions(60), most=millions(100), taken=millions(40))
    with pytest.raises(OverContract) as refused:
        check_instalment(millions(61), most=millions(100), taken=millions(40))
    assert refused.value.left == millions(60)


def test_steps_belong_to_their_roles_and_their_states() -> None:
    with pytest.raises(NotYourStep):
        LIFE.choose("select", "ordered", {APPROVER}, facts())
    with pytest.raises(MovedOn):
        LIFE.choose("sign_contract", "running", {APPROVER}, facts())
