"""Runs of open documents: starts, stops and resumes them through the bridge, and routes their events.

Events of a run may come before the answer that names it; they wait here until it has come.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

from harmony.board.bridge import Bridge
from harmony.board.document import Document
from harmony.board.playing import Playing
from harmony.board.ran import Ran
from harmony.errors import HarmonyError


class Player(QObject):
    """The runs that this board has started or shows.

    Signals:
        refused(document, error): a run could not be started, stopped or resumed.
        started(document): the engine plays it.
        changed(document): whether it can be run, stopped or resumed may be different.
    """

    refused = Signal(object, object)
    started = Signal(object)
    changed = Signal(object)

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.bridge = bridge
        self._documents: dict[str, Document] = {}
        self._early: dict[str, list[dict[str, Any]]] = {}
        self._asked: set[Document] = set()
        self._wanted: dict[Document, str] = {}
        bridge.events.connect(self._take)
        bridge.resync.connect(self._resync)
        bridge.status_changed.connect(self._status)

    # What can be done now

    def is_starting(self, document: Document) -> bool:
        """True between the click and the engine's answer."""
        return document in self._asked

    def is_live(self, document: Document | None) -> bool:
        """True while the engine plays the run that the document shows."""
        return document is not None and document.playing is not None and document.playing.is_live

    def can_play(self, document: Document | None) -> bool:
        """True if Run may be pressed."""
        return (
            document is not None
            and bool(document.melody.nodes)
            and not self.is_live(document)
            and not self.is_starting(document)
        )

    def can_resume(self, document: Document | None) -> bool:
        """True if the run that is shown stands still and can go on."""
        playing = document.playing if document is not None else None
        return playing is not None and playing.status in {"lost", "failed", "waiting"} and document not in self._asked

    # Doing it

    def play(self, document: Document, inputs: Mapping[str, Any], **more: Any) -> None:
        """Play a document as it stands on the board.

        Args:
            document: what to play; its text is sent, saved or not.
            inputs: values by name, as texts or plain data.
            more: `to`, `pins` as the engine's `run.play` takes them.
        """
        params = {"text": document.text, "inputs": dict(inputs), **more}
        if document.path is not None:
            params["path"] = str(document.path)
        self._ask(
            document, "run.play", params, ran=Ran(document.melody, inputs, is_part=bool({"to", "from"} & more.keys()))
        )

    def is_paused(self, document: Document | None) -> bool:
        """True if the run that is shown is held and can go on."""
        playing = document.playing if document is not None else None
        return playing is not None and playing.status == "paused" and document not in self._asked

    def pause(self, document: Document) -> None:
        """Hold the run that is shown: what runs now ends, nothing else begins."""
        if document.playing is not None:
            act = {"run": document.playing.run, "action": "pause"}
            self.bridge.request("run.debug", act, None, lambda e: self.refused.emit(document, e))

    def go_on(self, document: Document) -> None:
        """Let a run that is held go on."""
        playing = document.playing
        if playing is not None and self.is_paused(document):
            self._ask(document, "run.debug", {"run": playing.run, "action": "go"}, playing)

    def act_on(self, document: Document, action: str, node: str) -> None:
        """Skip, cancel or begin anew (`retry`) one node of the run that is shown."""
        if document.playing is not None:
            act = {"run": document.playing.run, "action": action, "node": node}
            self.bridge.request("run.debug", act, None, lambda e: self.refused.emit(document, e))

    def stop(self, document: Document) -> None:
        """Cancel the run that is shown."""
        if document.playing is not None:
            self.bridge.request(
                "run.cancel", {"run": document.playing.run}, None, lambda e: self.refused.emit(document, e)
            )

    def resume(self, document: Document) -> None:
        """Go on with the run that is shown."""
        playing = document.playing
        if playing is None:
            return
        self._forget(playing.run)
        self._ask(document, "run.resume", {"run": playing.run}, playing)

    def answer(self, document: Document, node: str, pass_: str, choice: str, values: dict[str, Any]) -> None:
        """Answer what a run asks a person; it plays on."""
        playing = document.playing
        if playing is None or document in self._asked:
            return
        self._forget(playing.run)
        what = {"run": playing.run, "node": node, "pass": pass_, "choice": choice, "values": values}
        self._ask(document, "run.answer", what, playing)

    def show_stored(self, document: Document, run: str) -> None:
        """Show a run that was kept: its states, timeline and outputs as they were, or as they go on."""
        if self.is_live(document) or document in self._asked:
            return
        self._wanted[document] = run

        def is_wanted() -> bool:
            """False if the document was closed meanwhile, played, or is to show another run."""
            return self._wanted.get(document) == run

        def done(answer: dict[str, Any]) -> None:
            if not is_wanted():
                return
            playing = Playing(run)
            playing.apply(answer["events"])
            self._show(document, playing)
            self.changed.emit(document)
            self._ask_melody(document, playing)

        def failed(error: HarmonyError) -> None:
            if is_wanted():
                del self._wanted[document]
                self.refused.emit(document, error)

        self.bridge.request("runs.events", {"run": run}, done, failed)

    def _ask_melody(self, document: Document, playing: Playing) -> None:
        """Read with what a stored run was played, so that what was edited since can be told."""

        def done(answer: dict[str, Any]) -> None:
            melody = answer.get("melody")
            if isinstance(melody, dict) and self._documents.get(playing.run) is document:
                is_part = 0 < playing.nodes < len(melody.get("nodes") or {})
                playing.ran = Ran(melody, answer.get("inputs"), is_part=is_part)
                document.states_changed.emit(frozenset())
                document.run_changed.emit()

        self.bridge.request("runs.melody", {"run": playing.run}, done, lambda _error: None)

    def clear(self, document: Document) -> None:
        """Show no run any more."""
        self._let_go(document)
        document.show_run(None)
        self.changed.emit(document)

    def forget(self, document: Document) -> None:
        """The document was closed; its run plays on without being shown."""
        self._let_go(document)
        self._asked.discard(document)

    def _ask(
        self,
        document: Document,
        method: str,
        params: dict[str, Any],
        again: Playing | None = None,
        ran: Ran | None = None,
    ) -> None:
        self._asked.add(document)
        self._wanted.pop(document, None)
        self.changed.emit(document)

        def done(answer: dict[str, Any]) -> None:
            self._began(document, answer["run"], again, ran)

        def failed(error: HarmonyError) -> None:
            if document not in self._asked:  # it was closed meanwhile
                return
            early = self._answered(document, again.run if again is not None else "")
            if again is not None:  # it stands as it stood, and what else goes on in it is told as before
                self._documents[again.run] = document
                document.apply_events(early)
            self.changed.emit(document)
            self.refused.emit(document, error)

        self.bridge.request(method, params, done, failed)

    def _answered(self, document: Document, run: str) -> list[dict[str, Any]]:
        """The engine answered; the events of the run that came before that."""
        self._asked.discard(document)
        early = self._early.pop(run, [])
        if not self._asked:
            self._early.clear()  # of runs that nobody here looks at
        return early

    def _began(self, document: Document, run: str, again: Playing | None, ran: Ran | None = None) -> None:
        if document not in self._asked:  # it was closed meanwhile
            self._early.pop(run, None)
            return
        early = self._answered(document, run)
        if again is None:
            playing = Playing(run)
            playing.ran = ran
        else:
            playing = again
            playing.go_on()
        self._show(document, playing)
        self.started.emit(document)
        document.apply_events(early)
        self.changed.emit(document)

    def _show(self, document: Document, playing: Playing) -> None:
        """Show a run, and no other one."""
        self._let_go(document)
        self._documents[playing.run] = document
        document.show_run(playing)

    def _let_go(self, document: Document) -> None:
        """Events of no run are the document's any more."""
        self._documents = {run: d for run, d in self._documents.items() if d is not document}
        self._wanted.pop(document, None)

    def _forget(self, run: str) -> None:
        self._documents.pop(run, None)

    # Events

    def _take(self, run: str, events: list[dict[str, Any]]) -> None:
        document = self._documents.get(run)
        if document is None:
            if self._asked:
                self._early.setdefault(run, []).extend(events)
            return
        was_live = self.is_live(document)
        document.apply_events(events)
        if self.is_live(document) != was_live:
            self.changed.emit(document)

    def _resync(self, run: str) -> None:
        """Read what was missed from the store."""
        document = self._documents.get(run)
        if document is None or document.playing is None:
            return
        after = document.playing.seq
        self.bridge.request(
            "runs.events", {"run": run, "after": after}, lambda answer: self._take(run, answer["events"])
        )

    def _status(self, status: str) -> None:
        if status == "lost":
            for document in dict.fromkeys(self._documents.values()):
                document.lose_run()
                self.changed.emit(document)
