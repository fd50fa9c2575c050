"""The flow nodes, one file each; the plan itself plays them.

`FLOWS` maps the part behind `flow.` to its rules.
"""

from __future__ import annotations

from harmony.conductor.plan.flow.approve import Approve
from harmony.conductor.plan.flow.base import Flow
from harmony.conductor.plan.flow.choose import Choose
from harmony.conductor.plan.flow.each import Each
from harmony.conductor.plan.flow.finish import Fail, Stop
from harmony.conductor.plan.flow.join import Join
from harmony.conductor.plan.flow.melody import SubMelody
from harmony.conductor.plan.flow.repeat import Repeat
from harmony.conductor.plan.flow.send import Send
from harmony.conductor.plan.flow.switch import Switch
from harmony.conductor.plan.flow.wait import Wait

FLOWS: dict[str, Flow] = {
    "approve": Approve(),
    "choose": Choose(),
    "each": Each(),
    "fail": Fail(),
    "join": Join(),
    "melody": SubMelody(),
    "repeat": Repeat(),
    "send": Send(),
    "stop": Stop(),
    "switch": Switch(),
    "wait": Wait(),
}

__all__ = ["FLOWS", "Flow"]
