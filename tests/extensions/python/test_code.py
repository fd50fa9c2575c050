"""python.code: the user's own function."""

import asyncio
import os

import pytest

from harmony.sdk import Context, StepFailed, Table
from harmony.sdk.invoke import invoke
from harmony.sdk.testing import find_function, play_node


def run(code, inputs=None, **options):
    return play_node("python.code", inputs, {"code": code}, **options)


def test_inputs_come_by_name():
    assert run("def main(a, b=2, *, c):\n    return [a, b, c]\n", {"a": 1, "c": 3}) == {"value": [1, 2, 3]}


def test_async_and_nothing():
    assert run("import asyncio\nasync def main():\n    await asyncio.sleep(0)\n    return 1\n") == {"value": 1}
    assert run("def main(**inputs):\n    pass\n") == {"value": None}


async def on_a_loop(code: str, said: list[str]) -> object:
    """What the code gives when it runs inline, beside others."""
    function = find_function("python.code", None)
    ctx = Context(node="n", send=lambda kind, body: said.append(body["text"]))
    return (await invoke(function, {}, {"code": "import asyncio\n" + code}, ctx))["value"]


async def test_an_async_main_runs_inline_and_each_has_its_own_log():
    one, two = [], []
    first = on_a_loop("async def main():\n    print(1)\n    await asyncio.sleep(0.02)\n    print(2)\n    return 3", one)
    second = on_a_loop("async def main():\n    await asyncio.sleep(0.01)\n    print(4, end='')\n    return 5", two)
    assert await asyncio.gather(first, second) == [3, 5]
    assert (one, two) == (["1", "2"], ["4"])


async def test_what_goes_wrong_in_an_async_main_is_told_as_elsewhere():
    with pytest.raises(StepFailed, match="Line 4 of the code, `1 / 0`: ZeroDivisionError"):
        await on_a_loop("async def main():\n    await asyncio.sleep(0)\n    1 / 0", [])
    caught = "async def main():\n    try:\n        await asyncio.wait_for(asyncio.sleep(9), 0.01)\n"
    assert await on_a_loop(caught + "    except TimeoutError:\n        return 'late'", []) == "late"


async def test_an_async_main_can_be_cancelled():
    said: list[str] = []
    code = "async def main():\n    try:\n        await asyncio.sleep(9)\n    finally:\n        print('left')"
    async with asyncio.TaskGroup() as group:
        task = group.create_task(on_a_loop(code, said))
        await asyncio.sleep(0.01)
        task.cancel()
    assert task.cancelled() and said == ["left"]


def test_tables_come_as_lists_of_objects():
    code = "def main(rows, parts):\n    return [rows, parts]\n"
    table = Table([{"a": 1}])
    assert run(code, {"rows": table, "parts": [table]})["value"] == [[{"a": 1}], [[{"a": 1}]]]


def test_a_port_that_did_not_deliver_leaves_the_default():
    code = "def main(a=5, b=None, c='x'):\n    return [a, b, c]\n"
    assert run(code, {"a": None, "b": None, "c": "y"})["value"] == [5, None, "y"]


def test_what_is_printed_is_logged():
    assert run("def main():\n    print('one')\n    print('two')\n").log == ["one", "two"]
    assert run("def main():\n    print('no end', end='')\n").log == ["no end"]


def test_an_error_names_the_line_of_the_code():
    code = "def half(x):\n    return 1 / x\n\ndef main(x):\n    return half(x)\n"
    with pytest.raises(StepFailed) as caught:
        run(code, {"x": 0})
    assert caught.value.message == "Line 2 of the code, `return 1 / x`: ZeroDivisionError: division by zero"
    assert caught.value.error_class == "bug"


def test_an_error_below_the_code_names_the_code_too():
    with pytest.raises(StepFailed, match=r"Line 3 of the code, `json.loads\('\{'\)`: JSONDecodeError"):
        run("import json\ndef main():\n    json.loads('{')\n")


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("raise TimeoutError('slow')", "timeout"),
        ("raise ConnectionResetError", "network"),
        ("raise MemoryError", "resource"),
        ("raise SystemExit(1)", "bug"),
        ("raise KeyboardInterrupt", "bug"),
        ("main()", "bug"),
        ("from harmony.sdk import StepFailed; raise StepFailed('x', error_class='auth')", "auth"),
    ],
)
def test_classes_of_failure(statement, name):
    with pytest.raises(StepFailed) as caught:
        run(f"def main():\n    {statement}\n")
    assert caught.value.error_class == name


@pytest.mark.parametrize(
    ("code", "inputs", "said"),
    [
        ("def main(:\n", {}, "Line 1 of the code does not parse: .*`def main"),
        ("x = 1\n", {}, "defines no function `main`"),
        ("def main(a):\n    pass\n", {"b": 1}, r"`main\(a\)` does not fit the input ports \(b\)"),
        ("  ", {}, "Give it `code`, or a `function`"),
    ],
)
def test_code_that_cannot_be_run(code, inputs, said):
    with pytest.raises(StepFailed, match=said) as caught:
        run(code, inputs)
    assert (caught.value.error_class, caught.value.retryable) == ("invalid_input", False)


def test_code_that_fails_before_main():
    with pytest.raises(StepFailed, match="Line 1 of the code, `1 / 0`"):
        run("1 / 0\ndef main(): ...\n")


def test_a_function_of_a_module_beside_the_melody(tmp_path):
    (tmp_path / "beside_the_melody.py").write_text(
        "def double(x):\n    return 2 * x\n\ndef fail():\n    raise ValueError\n"
    )
    options = {"base": tmp_path}
    assert play_node("python.code", {"x": 2}, {"function": "beside_the_melody:double"}, **options) == {"value": 4}
    with pytest.raises(StepFailed, match=r"Line 5 of beside_the_melody.py, `raise ValueError`: ValueError"):
        play_node("python.code", None, {"function": "beside_the_melody:fail"}, **options)


def test_a_module_that_was_changed_is_read_again(tmp_path):
    for number in (1, 2):
        (tmp_path / "changing_module.py").write_text(f"def f():\n    return {number}\n")
        os.utime(tmp_path / "changing_module.py", ns=(number * 10**9, number * 10**9))
        played = play_node("python.code", None, {"function": "changing_module:f"}, base=tmp_path)
        assert played == {"value": number}


@pytest.mark.parametrize(
    ("function", "said"),
    [
        ("json", "must be written package.module:name"),
        ("nowhere_at_all:f", "cannot be imported: ModuleNotFoundError"),
        ("json:nothing", "has no function `nothing`"),
    ],
)
def test_a_function_that_is_not_there(function, said):
    with pytest.raises(StepFailed, match=said):
        play_node("python.code", None, {"function": function})


@pytest.mark.parametrize(
    ("with_", "said"),
    [({}, "Give it `code`, or a `function`"), ({"code": "def main(): ...", "function": "os:getcwd"}, "not both")],
)
def test_exactly_one_of_code_and_function(with_, said):
    with pytest.raises(StepFailed, match=said):
        play_node("python.code", None, with_)
