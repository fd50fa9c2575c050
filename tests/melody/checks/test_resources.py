from __future__ import annotations

import pytest

from tests.melody.types import problems

RUN = "run: {resources: {seat: 2, disk: 4GB, scanner: {count: 1, scope: machine}}}\n"


@pytest.mark.parametrize(
    ("node", "code"),
    [
        ("{use: data.set@1, resources: {seat: 3}}", "resources.amount"),
        ("{use: data.set@1, resources: {disk: 5GB}}", "resources.amount"),
        ("{use: data.set@1, resources: {gpu: 2}}", "resources.amount"),
        ("{use: data.set@1, resources: {scanner: 2}}", "resources.amount"),
        ("{use: data.set@1, resources: {disk: much}}", "resources.amount"),
        ("{use: flow.join@1, resources: {seat: 1}}", "resources.flow"),
    ],
)
def test_what_can_never_be_had_is_explained(node: str, code: str) -> None:
    found = problems(f"{RUN}nodes:\n  a: {node}\n")
    assert [p.code for p in found] == [code] and found[0].hint and found[0].node == "a"


@pytest.mark.parametrize(
    "resources", ["seat: 2", "disk: 4GB", "gpu: 1", "cpu: 99", "memory: 900GB", "scanner: 1", "seat: 0.5, other: 1"]
)
def test_what_can_be_had_is_right(resources: str) -> None:
    assert problems(f"{RUN}nodes:\n  a: {{use: data.set@1, resources: {{{resources}}}}}\n") == []


def test_a_flow_node_may_hold_what_the_machine_shares() -> None:
    assert problems(f"{RUN}nodes:\n  a: {{use: flow.join@1, resources: {{scanner: 1}}}}\n") == []
