"""What holds for every runner alike."""

from __future__ import annotations

import pytest

from harmony.sdk import StepFailed
from tests.runners.conftest import Bench

pytestmark = pytest.mark.slow

ALL = pytest.mark.parametrize("isolation", ["inline", "thread", "process"])
SECRET = "hunter2 is/long"
CLASSES = {
    "timeout": "timeout",
    "network": "network",
    "resource": "resource",
    "exit": "bug",
    "interrupt": "bug",
    "cancelled": "bug",
    "bug": "bug",
    "said": "rate_limit",
    "group": "timeout",
}
KEY = "⟨secret:TOKEN:n1⟩"


@ALL
async def test_values_go_through(bench: Bench, isolation: str) -> None:
    for value in (1, 2.5, "é", True, None, [1, [2]], {"a": {"b": None}}, 2**70, "x" * 10_000):
        assert await bench.play("echo_sync", isolation, value=value) == value
    assert await bench.play("echo", isolation, value=3) == 3


@ALL
async def test_reports_arrive_in_order_and_spending_adds_up(bench: Bench, isolation: str) -> None:
    done = await bench.run(bench.call("report_all", isolation))
    assert [kind for kind, _body in bench.told] == ["progress", "log", "spend", "spend", "score"]
    assert done.spent == {"usd": 0.75, "tokens": 10}


@ALL
async def test_a_generator_sends_chunks(bench: Bench, isolation: str) -> None:
    assert await bench.play("stream", isolation) == "one two"
    assert [body["data"] for kind, body in bench.told if kind == "chunk"] == ["one", "two"]


@ALL
async def test_what_code_raises_has_a_class(bench: Bench, isolation: str) -> None:
    for how, error_class in CLASSES.items():
        for name in ("fail", "fail_async"):
            with pytest.raises(StepFailed) as caught:
                await bench.play(name, isolation, {"how": how})
            assert (how, caught.value.error_class) == (how, error_class)


@ALL
async def test_what_step_failed_says_arrives(bench: Bench, isolation: str) -> None:
    with pytest.raises(StepFailed, match="wait a bit") as caught:
        await bench.play("fail", isolation, {"how": "said"})
    assert (caught.value.retry_after, caught.value.retryable, caught.value.detail) == (7.5, True, {"a": 1})


@ALL
async def test_endless_recursion_is_a_bug(bench: Bench, isolation: str) -> None:
    with pytest.raises(StepFailed, match="calls itself") as caught:
        await bench.play("recurse", isolation)
    assert caught.value.error_class == "bug"


@ALL
async def test_a_bug_names_the_line(bench: Bench, isolation: str) -> None:
    with pytest.raises(StepFailed, match=r"division by zero.*steps\.py"):
        await bench.play("fail", isolation, {"how": "bug"})


@ALL
async def test_an_output_of_the_wrong_type(bench: Bench, isolation: str) -> None:
    with pytest.raises(StepFailed, match="`value`") as caught:
        await bench.play("wrong", isolation)
    assert caught.value.error_class == "invalid_output"


@ALL
async def test_secrets_reach_the_code_and_nobody_else(bench: Bench, isolation: str) -> None:
    call = bench.call("leak", isolation, {"key": KEY})
    call.secrets = {"n1": SECRET}
    value = bench.artifacts.get((await bench.run(call)).outputs["value"])
    assert value["length"] == len(SECRET)
    assert SECRET not in str(value) + str(bench.told)
    assert any("secret" in line and "taken out" in line for line in bench.lines())


@ALL
async def test_secrets_in_files_tables_and_errors(bench: Bench, isolation: str) -> None:
    for name in ("leak_file", "leak_table"):
        call = bench.call(name, isolation, {"key": KEY})
        call.secrets = {"n1": SECRET}
        value = bench.artifacts.get((await bench.run(call)).outputs["value"])
        assert SECRET not in (value.read_text() if name == "leak_file" else str(value.rows()))
    call = bench.call("leak_error", isolation, {"key": KEY})
    call.secrets = {"n1": SECRET}
    with pytest.raises(StepFailed) as caught:
        await bench.run(call)
    assert SECRET not in str(caught.value) + str(caught.value.detail)


@ALL
async def test_changing_an_input_changes_nobody_elses(bench: Bench, isolation: str) -> None:
    artifact = bench.artifacts.put([1], "list")
    assert await bench.play("mutate", isolation, value=artifact) == [1, "changed"]
    assert bench.artifacts.get(artifact) == [1]


async def test_an_unknown_isolation_is_refused(bench: Bench) -> None:
    with pytest.raises(StepFailed, match="cluster"):
        await bench.play("echo", "cluster")
