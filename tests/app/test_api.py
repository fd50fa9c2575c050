"""The README's example, and what else Python programs do."""

import asyncio
import re
from pathlib import Path

import pytest

from harmony import Harmony, Melody
from harmony.errors import MelodyError, UsageError

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
HELLO = """\
format: harmony/1
name: hello
inputs: {who: {type: text, default: you}}
outputs: {text: greet.text}
nodes:
  greet: {use: text.template@1, with: {template: "Hello {{ inputs.who }}"}}
"""


@pytest.mark.slow
def test_the_example_of_the_readme_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    example = re.search(r"## In Python\n\n```python\n(.*?)```", readme, re.DOTALL)
    assert example is not None
    (tmp_path / "melodies").symlink_to(ROOT / "melodies")
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "one.py").write_text("def f(x):\n    return x\n")
    monkeypatch.chdir(tmp_path)
    body = "".join(f"    {line}\n" for line in example[1].splitlines())
    scope: dict[str, object] = {}
    exec(f"async def main():\n{body}    return result\n", scope)
    result = asyncio.run(scope["main"]())  # type: ignore[operator]
    assert result.status == "completed"
    assert Path(result.outputs["report"]).suffix == ".html"
    assert (result.gaps, result.letters) == ([], [])
    said = capsys.readouterr().out.splitlines()
    assert said[-1].strip() == "run.completed"
    assert any(line.startswith("node.completed scan") for line in said)


async def test_a_file_and_inputs_by_name(tmp_path: Path) -> None:
    path = tmp_path / "hello.melody.yaml"
    path.write_text(HELLO)
    async with Harmony(tmp_path / "mine") as harmony:
        run = await harmony.play(path, who="Ada")
        assert (await run).outputs == {"text": "Hello Ada"}
        with pytest.raises(UsageError, match="no input “whom”"):
            await harmony.play(str(path), whom="Ada")
        path.write_text(HELLO.replace("greet.text", "greet.no"))
        with pytest.raises(MelodyError):
            await harmony.play(path)
    assert (tmp_path / "mine" / "harmony.db").exists()


async def test_a_melody_built_in_python() -> None:
    from harmony.melody.load import loads

    melody = loads(HELLO).melody
    assert isinstance(melody, Melody)
    async with Harmony() as harmony:
        run = await harmony.play(melody)
        assert (await run).outputs == {"text": "Hello you"}


async def test_a_run_is_resumed_by_its_id() -> None:
    text = "format: harmony/1\nname: w\noutputs: {a: one.value}\nnodes:\n  one: {use: data.set@1, with: {value: 1}}\n"
    text += "  w: {use: flow.wait@1, after: [one], with: {for: 500ms}}\n"
    from harmony.melody.load import loads

    melody = loads(text).melody
    assert melody is not None
    async with Harmony() as harmony:
        run = await harmony.play(melody)
        async for event in run.events():
            if event["kind"] == "node.waiting":
                break
    async with Harmony() as harmony:
        again = await harmony.resume(run.id)
        assert (await again).outputs == {"a": 1}
