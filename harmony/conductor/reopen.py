"""From a journal to a plan: what was played, under which Melodies, and what is kept of it.

A run has one part, and one more for each time that it was opened again. Every part is planned
afresh, under a Melody of its own, with what the parts before it have left behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import structs

from harmony.conductor import journal as log
from harmony.conductor.admission import Admission
from harmony.conductor.codes import Codes, chosen_in, code_of, codes_of
from harmony.conductor.events import Record
from harmony.conductor.plan.core import Setting
from harmony.conductor.plan.messages import Reopened
from harmony.conductor.plan.past import Past
from harmony.conductor.plan.plan import Plan
from harmony.conductor.plan.table import FindType
from harmony.errors import RunError
from harmony.melody.frozen import thaw
from harmony.melody.hashes import plain_hash
from harmony.melody.model import Melody

if TYPE_CHECKING:
    from harmony.conductor.trail import Trail

Documents = dict[str, Any]


class History:
    """The journal of one run, read.

    Args:
        admission: what the run is to go on with; with `watch`, what it began with.
        records: its journal from the beginning.
        keep_code: extensions that have changed since count as those that were played with.
        watch: told of every plan and every event, in order.

    Attributes:
        plan: as it was when the last record was written.
        owed: what it said then and the journal does not hold.
        is_edited: `admission` has another Melody than was played last, or other extensions play it.
    """

    def __init__(
        self,
        admission: Admission,
        records: Sequence[Record],
        find_type: FindType,
        watch: Trail | None = None,
        *,
        keep_code: bool = True,
    ) -> None:
        self._admission = admission
        self._find_type = find_type
        self._records = records
        self._watch = watch
        first = records[0].body
        self._hash = first["hash"]
        self._documents = first.get("melodies", {})
        self._codes: Codes | None = first.get("extensions")
        self._keep_code = keep_code
        self._setting = Setting(
            melody=admission.melody if watch is not None else self._melody(self._hash, first["melody"]),
            inputs=log.unpack(first["inputs"]),
            pins=log.unpack(first["pins"]),
            melodies=dict(admission.melodies) if watch is not None else self._melodies(self._documents),
            base=admission.base,
            seed=admission.seed,
            start=admission.start,
            stop=admission.stop,
            history=first.get("history", {}),
            codes=self._codes or {},
        )
        self.owed: list[Record] = []
        self.plan = self._plan(records[0])
        self._play()

    @cached_property
    def _now(self) -> tuple[str, Documents]:
        """What it is to go on with; who only looks back never asks, and large Melodies take their time."""
        return plain_hash(thaw(self._admission.melody)), documents(self._admission.melodies)

    @property
    def is_edited(self) -> bool:
        """True if what is to be played differs from what was played last."""
        if (self._hash, self._documents) != self._now or self._codes_now() != self._codes:
            return True
        return not self._keep_code and self._players_now() != self._players_were()

    def _players_were(self) -> Codes:
        """What the Players that were chosen were played with, or would have been played with again."""
        return {name: code for _use, (name, *code) in self._chosen.values()} | self._setting.players

    def _players_now(self) -> Codes:
        """The same, as they are now; one that is not there any more counts as it was."""
        types = {name: self._find_type(use) for use, (name, *_code) in self._chosen.values()}
        return self._players_were() | {name: code_of(type) for name, type in types.items() if type is not None}

    @cached_property
    def _chosen(self) -> dict[tuple[str, str], tuple[str, list[str]]]:
        return chosen_in(self._records)

    def _codes_now(self) -> Codes | None:
        """The extensions that it is to be played with; what is kept, and journals that name none, stay as they are."""
        if self._codes is None:
            return None
        now = codes_of(self._admission.melody, self._admission.melodies, self._find_type)
        if not self._keep_code:
            return now
        was = self._codes
        return was if (self._hash, self._documents) == self._now else {name: was.get(name, now[name]) for name in now}

    def again(self, event: Reopened) -> Plan:
        """A fresh plan for one more part; `event` says why, and gets the new Melody if there is one."""
        kept = self._past(event)
        if self.is_edited:
            event.melody = thaw(self._admission.melody)
            event.melody_hash, event.melodies = self._now
            event.extensions = self._codes_now()
            event.players = {} if self._keep_code else self._players_now()
            self._take_melodies(event)
        plan = Plan(self._setting, self._find_type)
        plan.memory.past = kept
        return plan

    def _play(self) -> None:
        """Read the parts, one after the other."""
        records = self._records
        seen = None if self._watch is None else self._watch.handled
        cuts = [index for index, record in enumerate(records) if record.kind == log.REOPENED]
        self.plan.memory.notes = Past() if cuts else None
        begin = 0
        for cut in cuts:
            log.replay(self.plan, records[begin:cut], seen)
            event = log.read(records[cut])
            assert isinstance(event, Reopened)
            kept = past_of(self.plan, records[:cut], event)
            if event.melody is not None:
                self._take_melodies(event)
            self.plan = self._plan(records[cut])
            self.plan.memory.past = kept
            self.plan.memory.notes = kept.copy() if cut != cuts[-1] else None
            begin = cut
        self.owed = log.replay(self.plan, records[begin:], seen)

    def _plan(self, record: Record) -> Plan:
        """A fresh plan for the part that begins with `record`."""
        if self._watch is None:
            return Plan(self._setting, self._find_type)
        plan = Plan(self._setting, self._find_type, self._watch.make)
        self._watch.began(plan, record)
        return plan

    def _past(self, event: Reopened) -> Past:
        """What the last part leaves behind; read once more, for what is seldom asked for is not noted."""
        if self.plan.memory.notes is None:
            before = self.plan.memory.past
            cuts = [index for index, record in enumerate(self._records) if record.kind == log.REOPENED]
            self.plan = Plan(self._setting, self._find_type)
            self.plan.memory.past = before
            self.plan.memory.notes = before.copy() if before is not None else Past()
            log.replay(self.plan, self._records[cuts[-1] if cuts else 0 :])
        return past_of(self.plan, self._records, event)

    def _take_melodies(self, event: Reopened) -> None:
        assert event.melody is not None
        self._hash, self._documents = event.melody_hash, event.melodies or {}
        self._codes = event.extensions
        self._setting = structs.replace(
            self._setting,
            melody=self._melody(self._hash, event.melody),
            melodies=self._melodies(self._documents),
            codes=self._codes or {},
            players=event.players,
        )

    def _melody(self, hash: str, document: Documents) -> Melody:
        is_now = self._watch is None and hash == self._now[0]
        return self._admission.melody if is_now else Melody.model_validate(document)

    def _melodies(self, found: Documents) -> dict[str, Melody]:
        if self._watch is None and found == self._now[1]:
            return dict(self._admission.melodies)
        return {path: Melody.model_validate(document) for path, document in found.items()}


def documents(melodies: Mapping[str, Melody]) -> Documents:
    """Melodies as plain data, for the journal."""
    return {path: thaw(melody) for path, melody in melodies.items()}


def past_of(plan: Plan, records: Iterable[Record], event: Reopened) -> Past:
    """What is kept of all that has been played so far.

    Args:
        plan: of the last part, with its notes.
        records: from the beginning, for the numbers of attempts.
        event: why the run is opened again.
    """
    past = plan.memory.notes or Past()
    for record in records:
        if record.kind == "node.started":
            past.attempts[record.node, record.pass_] = record.attempt
    past.gaps, past.letters = list(plan.gaps), list(plan.letters)
    past.spent, past.mail = dict(plan.purse.spent), list(plan.mail)
    past.lost, past.raised = dict(plan.purse.lost), dict(plan.purse.raised)
    past.edits = {key: dict(ports) for key, ports in plan.memory.edits.items()}
    for node, pass_, port, value in event.edits:
        past.edits.setdefault((node, pass_), {})[port] = value
    if event.lost:
        past.forget_outputs(frozenset(event.lost))
    for node, pass_ in event.drop:
        past.forget_letter(node, pass_)
    if event.why != "letters":
        past.forget_failures()
    return past


def cut_before(records: Sequence[Record], node: str, pass_: str | None) -> list[Record]:
    """The records before a node was first started, skipped or settled.

    Raises:
        RunError: it was not.
    """
    kinds = ("node.started", "node.cached", "node.skipped", "node.failed")
    for index, record in enumerate(records):
        if record.node == node and record.kind in kinds and pass_ in (None, record.pass_):
            return list(records[:index])
    where = f"`{node}@{pass_}`" if pass_ else f"`{node}`"
    raise RunError(f"Node {where} has not begun in that run: there is nothing before it to keep.")


def letters_in(records: Iterable[Record], node: str | None, pass_: str | None) -> list[list[str]]:
    """Dead letters that lie open, as `[node, pass]`; all, or those of a node.

    Raises:
        RunError: there is none.
    """
    found: dict[tuple[str, str], None] = {}
    for record in records:
        key = (record.node, record.pass_)
        if record.kind == "letter":
            found[key] = None
        elif record.kind == ".discarded" or record.kind == log.DISCARDED:
            found.pop(key, None)
        elif record.kind == log.REOPENED:
            for dropped in record.body.get("drop", ()):
                found.pop((dropped[0], dropped[1]), None)
    chosen = [list(key) for key in found if node in (None, key[0]) and pass_ in (None, key[1])]
    if not chosen:
        raise RunError(f"There is no dead letter of `{node}` in that run." if node else "That run has no dead letters.")
    return chosen
