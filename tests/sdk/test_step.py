from __future__ import annotations

from pathlib import Path

from harmony.sdk.step import StepContext


def made(scratch: Path) -> StepContext:
    return StepContext(("a/b", 2, "key", "/base"), lambda _kind, _body: None, {"S": "v"}, scratch=str(scratch))


def test_the_folder_is_made_on_first_use_and_deleted(tmp_path: Path) -> None:
    context = made(tmp_path)
    assert list(tmp_path.iterdir()) == []
    (context.folder / "x").write_text("x")
    assert context.folder.parent == tmp_path
    context.close()
    assert list(tmp_path.iterdir()) == []


def test_it_is_a_context(tmp_path: Path) -> None:
    context = made(tmp_path)
    key = (context.node, context.attempt, context.idempotency_key, context.base)
    assert key == ("a/b", 2, "key", Path("/base"))
    assert context.secret("S") == "v" and not context.cancelled
    context.close()
