"""What the board's tests are made of: a small Melody, a client without an engine, events."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from harmony.board.document import Document
from harmony.catalog import Catalog
from harmony.errors import EngineLost

TEXT = """\
format: harmony/1
name: small
nodes:
  numbers:
    use: data.set@1
    title: Numbers
    with: {value: [1, 2, 3]}
  greet:
    use: text.template@1
    title: Greeting
    in: {n: numbers.value}
    with:
      template: Hello
"""


def write(folder: Path, text: str = TEXT, name: str = "small.melody.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def open_document(folder: Path, catalog: Catalog, text: str = TEXT) -> Document:
    return Document.open(write(folder, text), catalog)


class FakeClient:
    """Has the interface of `EngineClient`; the test answers and pushes from another thread, as the reader does."""

    def __init__(self) -> None:
        self.on_push: Any = lambda _message: None
        self.on_lost: Any = lambda: None
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.futures: list[Future[Any]] = []
        self.is_closed = False
        self.limits = {"processes": 3, "threads": 5}

    def request(self, method: str, params: dict[str, Any] | None = None) -> Future[Any]:
        self.asked.append((method, params or {}))
        self.futures.append(Future())
        return self.futures[-1]

    def close(self) -> None:
        self.is_closed = True

    def _on_reader(self, call: Any, *args: Any) -> None:
        thread = threading.Thread(target=call, args=args)
        thread.start()
        thread.join()

    def answer(self, result: Any) -> None:
        self._on_reader(self.futures[-1].set_result, result)

    def refuse(self, error: Exception) -> None:
        self._on_reader(self.futures[-1].set_exception, error)

    def push(self, run: str, *events: dict[str, Any]) -> None:
        self._on_reader(self.on_push, {"push": "events", "run": run, "events": list(events)})

    def lose(self) -> None:
        for future in self.futures:
            if not future.done():
                future.set_exception(EngineLost("The engine is gone."))
        self._on_reader(self.on_lost)


class Tape:
    """Makes events of one run, with numbers and times that go on."""

    def __init__(self, run: str = "r1", start: float = 1000.0) -> None:
        self.run, self.at, self.seq = run, start, 0

    def __call__(self, kind: str, node: str = "", pass_: str = "", after: float = 0.1, **body: Any) -> dict[str, Any]:
        self.at += after
        self.seq += 1
        event: dict[str, Any] = {"seq": self.seq, "at": self.at, "run": self.run, "kind": kind}
        if node:
            event |= {"node": node, "pass": pass_}
        return event | body


def artifact(type: str = "text", **more: Any) -> dict[str, Any]:
    return {"hash": "ab" * 32, "type": type, "size": 12, "quality": None} | more


def show(qtbot: Any, widget: Any) -> None:
    """Show a widget as the active window, so that there is a focus."""
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()
