"""What comes out of a plan: commands, which the loop carries out; public records are commands as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from harmony.conductor.artifacts import Artifact, Slot
from harmony.conductor.events import Record

if TYPE_CHECKING:
    from harmony.conductor.plan.state import State


class Start(Struct, gc=False):
    """Run one attempt of a step (or of an alternative, or give an alternative's value).

    Attributes:
        state: whose attempt; the loop reads its inputs and never changes it.
        attempt: its number.
        vary: parameters that replace declared ones in this attempt.
    """

    state: State
    attempt: int
    vary: dict[str, Any]


class Stop(Struct):
    """End an attempt that runs; what it gives is not wanted any more."""

    node: str
    pass_: str
    attempt: int


class Evaluate(Struct):
    """Evaluate an expression (or render a template value) and say `Evaluated`.

    Attributes:
        state: whose ports and scope it sees.
        purpose: comes back with the answer.
        expression: a bare expression; with `template`, plain data that may hold templates.
        names: what it sees besides; `parts`: the same, one level deeper (`NODE.PORT`).
        counts: plain numbers that it sees.
    """

    state: State
    purpose: str
    expression: Any
    template: bool = False
    names: dict[str, Slot] = {}
    counts: dict[str, int] = {}
    parts: dict[str, dict[str, Artifact]] = {}


class Build(Struct):
    """Make values out of values and say `Built`.

    Attributes:
        purpose: `inputs` (merge and convert what came), or one that the plan itself understands.
        trees: port to (type, plain data with artifacts as leaves), to be made into artifacts.
        slot: a list that is to be split; `key` is the expression for its items' keys.
    """

    state: State
    purpose: str
    trees: dict[str, tuple[str, Any]] = {}
    slot: Slot = None
    key: str = ""


class Inquire(Struct):
    """Ask what is known of the Players that have all of these capabilities, and say `Evaluated`.

    Attributes:
        state: who asks; `purpose`: comes back with the answer, a list of `policy.choice.Candidate` as plain data.
        but: a node type that is not meant: the one that asks for others like it.
    """

    state: State
    purpose: str
    capabilities: tuple[str, ...]
    but: str = ""


class Locate(Struct):
    """Ask about a run that an event is for, and say `Evaluated`: `{status, hears}`, or None if there is none.

    Attributes:
        run: its id; `event`: the name; `hears` says whether it waits for such events somewhere.
    """

    state: State
    purpose: str
    run: str
    event: str


class Take(Struct):
    """Take tokens of the machine, all or none, and say `Evaluated`: True, or what is lacking and who holds it.

    Attributes:
        needs: name to how much is taken and how much there is.
        is_patient: say nothing until they are there.
    """

    state: State
    purpose: str
    needs: dict[str, list[float]]
    is_patient: bool = False


class Permit(Struct):
    """Ask when a step of a Player with a rate limit may start, and say `Evaluated` with the time.

    Attributes:
        name: of the Player.
        count, seconds: so many starts at most in so much time.
    """

    state: State
    purpose: str
    name: str
    count: int
    seconds: float


class GiveBack(Struct):
    """What a node holds of the tokens of the machine, or waits for, is not wanted any more."""

    node: str
    pass_: str


class Trip(Struct):
    """The circuit breaker of a node type has changed: other runs are told, later ones will know."""

    name: str
    failures: int
    until: float


class Learn(Struct):
    """How it went with a Player; nothing depends on it in this run.

    Attributes:
        player: id of its node type; `capability`: what it was chosen for, empty if it was not.
        ok: it gave something; else it failed by its own fault.
        quality: score of what it gave, if there is one; `reached`: whether that is enough for its gate, if it has one.
        spent: `usd`, `tokens` and `time`.
    """

    player: str
    capability: str
    ok: bool
    quality: float | None
    spent: dict[str, float]
    reached: bool | None = None


class Used(Struct):
    """Who was given an artifact has ended; nothing depends on it in this run.

    Attributes:
        made_by: path of the node that made it; `type`: the node type that it made it with.
        hash: of the node and of those that are given what it makes, so that an edit begins anew.
        well: it ended well; else by a failure that its input may have caused.
    """

    made_by: str
    type: str
    hash: str
    well: bool


class Arm(Struct):
    """Say `Timer` at `when`."""

    node: str
    pass_: str
    purpose: str
    when: float


class Disarm(Struct):
    """That timer is not wanted any more."""

    node: str
    pass_: str
    purpose: str


class Post(Struct):
    """Send an event to another run, or to all that listen (`to: all`).

    `node` and `pass_` say which step sends it: what it sends is sent once, however often it is tried.
    """

    to: str
    name: str
    value: Artifact | None
    node: str = ""
    pass_: str = ""


class Finish(Struct):
    """The run has ended, or stands; `status` is completed, failed, cancelled, waiting or paused."""

    status: str


Question = Evaluate | Build | Inquire | Locate | Take | Permit
Command = Record | Start | Stop | Question | GiveBack | Learn | Used | Trip | Arm | Disarm | Post | Finish
