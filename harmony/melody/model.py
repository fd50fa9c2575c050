"""The Melody as frozen models: format `harmony/1` in full.

The models hold what the author wrote, in the author's form: a duration stays `30s`, a wire
stays `load.rows`. `model_dump(by_alias=True, exclude_unset=True)` (or `frozen.thaw`) gives
back exactly the plain data of the file. What it means is worked out where it is used
(`melody.wires`, `conductor.plan`). Nothing here can be changed in place.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StrictFloat, StrictInt, StrictStr

from harmony.melody.frozen import FrozenDict, freeze
from harmony.melody.units import Duration

FORMAT = "harmony/1"
RESERVED = frozenset("inputs outputs run quality item index iteration previous secrets meta error".split())

ID = r"^[A-Za-z_][A-Za-z0-9_-]*$"
Id = Annotated[StrictStr, Field(pattern=ID)]
Plain = Annotated[Any, AfterValidator(freeze)]
Number = StrictInt | StrictFloat
PlainDict = Annotated[FrozenDict[str, Any], AfterValidator(freeze)]
Importance = Literal["essential", "recommended", "optional"]


class Model(BaseModel):
    """Base of all parts of a document: frozen, strict about unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def replace(self, **changes: Any) -> Self:
        """A copy with fields changed, validated as a whole."""
        fields = {name: getattr(self, name) for name in self.model_fields_set} | changes
        return type(self).model_validate(fields)


class Input(Model):
    """What a run is asked for."""

    type: StrictStr | PlainDict = Field("any", description="A port type, or a JSON Schema.")
    default: Plain = Field(None, description="Used when a run gives nothing; without it the input is required.")
    choices: Annotated[tuple[Any, ...], AfterValidator(freeze)] | None = Field(None, description="Allowed values.")
    description: StrictStr = Field("", description="Shown in the Run form.")

    @property
    def is_required(self) -> bool:
        """True if a run must give a value."""
        return "default" not in self.model_fields_set


class Budget(Model):
    """What a run may spend at most."""

    usd: Number | None = Field(None, ge=0, description="Money, in US dollars.")
    tokens: StrictInt | None = Field(None, ge=0, description="Model tokens, in and out.")
    time: Duration | None = Field(None, description="Working time summed over steps.")
    else_: Literal["stop", "ask"] = Field("stop", alias="else", description="When it does not cover an essential step.")


class Resource(Model):
    """A resource that nodes share: how much there is of it, and among whom."""

    count: Number | StrictStr = Field(1, description="How much there is: a number, or a size such as 4GB.")
    scope: Literal["run", "machine"] = Field("run", description="Shared by the nodes of a run, or by all runs.")


class RunOptions(Model):
    """How a Melody is played."""

    mode: Literal["parallel", "sequential", "adaptive"] = Field("parallel", description="How much runs at once.")
    concurrency: StrictInt = Field(64, ge=1, description="Running steps at once.")
    deadline: Duration | None = Field(None, description="The run fails when it takes longer.")
    budget: Budget = Field(default_factory=Budget, description="What it may spend.")
    risk: Literal["careful", "balanced", "bold"] = Field("balanced", description="How readily steps are skipped.")
    durability: Literal["step", "batch", "exit"] = Field("step", description="When a step counts as kept.")
    priority: Literal["critical", "high", "normal", "low", "background"] = Field("normal", description="Among runs.")
    resources: FrozenDict[str, Number | StrictStr | Resource] = Field(
        default_factory=FrozenDict, description="How much there is of what nodes hold: NAME: 2."
    )


class Secret(Model):
    """A secret that a run needs, by name."""

    help: StrictStr = Field("", description="Where a person finds it.")


class BackWire(Model):
    """A wire in its long form; `back: true` makes it a bounded loop."""

    from_: StrictStr = Field(alias="from", description="NODE.PORT")
    back: StrictBool = Field(False, description="The wire goes back: what lies between is run again.")
    max: StrictInt | None = Field(None, ge=1, description="How often it may be taken; required with `back`.")


Wire = StrictStr | BackWire
WireList = tuple[Wire, ...]
Merge = Literal["list", "concat", "sum", "union", "first", "last", "best", "weighted"]


class Join(Model):
    """When a node with several wires starts; `all` and `any` are its short forms."""

    need: StrictInt | StrictStr | None = Field(None, description="A count, or a percentage such as 75%.")
    when: StrictStr | None = Field(None, description="An expression, looked at each time a wire ends.")
    wait: Duration | None = Field(None, description="From the first delivery; more may come until then.")
    on_timeout: Literal["proceed", "fail", "route"] = Field("fail", description="When `wait` ends with too few.")
    late: Literal["drop", "merge", "cancel"] = Field("drop", description="What becomes of values after it fired.")
    empty: Literal["pass", "fail"] = Field("pass", description="A for-each over nothing.")


class Retry(Model):
    """Trying again; `attempts` counts the first one too."""

    attempts: StrictInt = Field(3, ge=1, description="How many in all.")
    backoff: Literal["constant", "linear", "exponential"] = Field("constant", description="How delays grow.")
    delay: Duration = Field("1s", description="The first delay.")
    factor: Number = Field(2, ge=1, description="Growth of exponential delays.")
    max_delay: Duration = Field("5m", description="No delay is longer.")
    jitter: Literal["none", "full"] = Field("none", description="full: uniform between 0 and the delay.")
    errors: tuple[StrictStr, ...] | None = Field(None, description="Failure classes to retry; without it all.")
    vary: PlainDict = Field(default_factory=FrozenDict, description="Parameter: values for the 2nd, 3rd … attempt.")


class Timeout(Model):
    """Time limits of a node; a bare duration means `attempt`."""

    queue: Duration | None = Field(None, description="From ready to started.")
    attempt: Duration | None = Field(None, description="One attempt.")
    idle: Duration | None = Field(None, description="Since the last progress, output or log line.")
    total: Duration | None = Field(None, description="All attempts and delays.")


class Alternative(Model):
    """An entry of `fallback`: another node type, or a fixed value."""

    use: StrictStr | None = Field(None, description="Node type.")
    with_: PlainDict = Field(default_factory=FrozenDict, alias="with", description="Its parameters.")
    value: Plain = Field(None, description="Used as it is; may hold expressions.")


class Quality(Model):
    """A gate on the node's own output."""

    min: Number = Field(0, ge=0, le=1, description="Scores below are not let through.")
    by: StrictStr | None = Field(None, description="Node type that scores.")
    else_: Literal["repeat", "route", "escalate", "ask", "fail"] = Field("fail", alias="else", description="Below.")
    times: StrictInt = Field(1, ge=0, description="Attempts more, for `repeat`.")


class Call(Model):
    """A node type called on the side: `reconstruct`, `compensate`."""

    use: StrictStr = Field(description="Node type.")
    in_: FrozenDict[str, StrictStr] = Field(default_factory=FrozenDict, alias="in", description="Wires.")
    with_: PlainDict = Field(default_factory=FrozenDict, alias="with", description="Parameters.")


class ConcurrencyKey(Model):
    """Nodes of one key take turns."""

    key: StrictStr = Field(description="Name, or an expression that gives it.")
    limit: StrictInt = Field(1, ge=1, description="How many at once.")
    scope: Literal["run", "machine"] = Field("run", description="Among which.")


class Body(Model):
    """A Melody inside a node; its `inputs` are the owner's input ports."""

    inputs: FrozenDict[Id, Input] = Field(default_factory=FrozenDict, description="Types of the owner's ports.")
    nodes: FrozenDict[Id, Node] = Field(default_factory=FrozenDict, description="What is played.")
    outputs: FrozenDict[Id, StrictStr] = Field(default_factory=FrozenDict, description="NAME: NODE.PORT")


class Node(Model):
    """One step, or a flow node."""

    use: StrictStr = Field(description="Node type, with its major version: csv.read@1.")
    title: StrictStr = Field("", description="Shown; wires use the id.")
    in_: FrozenDict[str, Wire | WireList] = Field(default_factory=FrozenDict, alias="in", description="Wires.")
    after: tuple[StrictStr, ...] | StrictStr = Field((), description="Order without data.")
    merge: FrozenDict[str, Merge] = Field(default_factory=FrozenDict, description="PORT: how several wires join.")
    with_: PlainDict = Field(default_factory=FrozenDict, alias="with", description="Parameters.")
    when: StrictStr | StrictBool | None = Field(None, description="An expression; false skips the node.")
    join: Literal["all", "any"] | Join = Field("all", description="When it starts.")
    body: Body | None = Field(None, description="What a flow node plays.")
    retry: Retry | None = Field(None, description="Trying again.")
    timeout: Duration | Timeout | None = Field(None, description="Time limits.")
    fallback: tuple[Alternative, ...] = Field((), description="What to try instead, in order.")
    reconstruct: Call | None = Field(None, description="Make the missing output from a later artifact.")
    on_error: Literal["fail", "skip", "route", "pause", "dead_letter"] | None = Field(None, description="At last.")
    compensate: Call | None = Field(None, description="Undoes the node when the run fails.")
    quality: Quality | None = Field(None, description="Gate on its output.")
    importance: Importance = Field("essential", description="What its failure means.")
    enabled: StrictBool = Field(True, description="false: skipped as disabled.")
    bypass: StrictBool = Field(False, description="Pass the first wired input to the first output.")
    pin: PlainDict | None = Field(None, description="PORT: value or file used instead of running.")
    cache: Literal["auto", "off", "always"] = Field("auto", description="Reuse of earlier results.")
    isolation: Literal["inline", "thread", "process", "cluster"] | None = Field(None, description="Where it runs.")
    resources: FrozenDict[str, Number | StrictStr] = Field(default_factory=FrozenDict, description="What it holds.")
    concurrency_key: StrictStr | ConcurrencyKey | None = Field(None, description="Take turns by this name.")
    effects: Literal["none", "reads", "writes"] | None = Field(None, description="For code nobody can know.")
    cancels: tuple[StrictStr, ...] = Field((), description="Nodes withdrawn when this one completes.")
    tags: tuple[StrictStr, ...] = Field((), description="For search.")
    notes: StrictStr = Field("", description="For people.")


class RepeatRule(Model):
    """`else: {repeat: NODE, times: 1}` of a rule."""

    repeat: StrictStr = Field(description="Node that is played again with what follows.")
    times: StrictInt = Field(1, ge=1, description="How often.")


class Rule(Model):
    """What must agree across artifacts."""

    check: StrictStr = Field(description="An expression over NODE.PORT.")
    message: StrictStr = Field("", description="Said when it is broken.")
    else_: Literal["fail", "gap"] | RepeatRule = Field("fail", alias="else", description="What happens then.")


class Expect(Model):
    """What a test looks for."""

    output: PlainDict | None = Field(None, description="Outputs by name.")
    states: FrozenDict[str, StrictStr] = Field(default_factory=FrozenDict, description="NODE: state.")


class Test(Model):
    """A test that lives in the Melody, run by `harmony test`."""

    __test__ = False
    name: StrictStr = Field(description="Its name.")
    inputs: PlainDict = Field(default_factory=FrozenDict, description="Inputs of the run.")
    pins: PlainDict = Field(default_factory=FrozenDict, description="NODE.PORT: value.")
    expect: Expect = Field(default_factory=Expect, description="What must come out.")


Point = tuple[StrictInt, StrictInt]


class Place(Model):
    """Where a card is drawn, in scene units, its top left corner."""

    at: Point = Field(description="[x, y]")


class Frame(Model):
    """A titled rectangle around nodes."""

    title: StrictStr = Field("", description="Its title.")
    nodes: tuple[StrictStr, ...] = Field((), description="Node ids inside.")
    color: StrictStr = Field("", description="Name of a palette colour.")


class Note(Model):
    """A text on the canvas."""

    text: StrictStr = Field(description="Markdown.")
    at: Point = Field(description="[x, y]")
    body: StrictStr = Field("", description="Path of the node in whose body it stands; at the top without it.")


class Route(Model):
    """How a wire is drawn."""

    via: tuple[Point, ...] = Field((), description="Points that it goes through: [[x, y], …].")
    badge: StrictBool = Field(False, description="Its last value is shown on it.")


class Layout(Model):
    """The board's own block; play never reads it. Keys in a body are paths: `triage/label`."""

    nodes: FrozenDict[str, Place] = Field(default_factory=FrozenDict, description="Places of nodes.")
    inputs: FrozenDict[str, Place] = Field(default_factory=FrozenDict, description="Places of input cards.")
    outputs: FrozenDict[str, Place] = Field(default_factory=FrozenDict, description="Places of output cards.")
    wires: FrozenDict[str, Route] = Field(
        default_factory=FrozenDict, description="Routes of wires: `load.rows to check.rows`."
    )
    frames: tuple[Frame, ...] = Field((), description="Frames.")
    notes: tuple[Note, ...] = Field((), description="Notes.")


class Melody(Model):
    """A whole document."""

    format: Literal["harmony/1"] = Field(description="Version of the format.")
    name: StrictStr = Field(description="Its name.")
    version: StrictStr | None = Field(None, description="The author's own version.")
    description: StrictStr = Field("", description="What it is for.")
    inputs: FrozenDict[Id, Input] = Field(default_factory=FrozenDict, description="What a run is asked for.")
    outputs: FrozenDict[Id, StrictStr] = Field(default_factory=FrozenDict, description="NAME: NODE.PORT")
    run: RunOptions = Field(default_factory=RunOptions, description="How it is played.")
    secrets: FrozenDict[str, Secret] = Field(default_factory=FrozenDict, description="Secrets by name.")
    rules: tuple[Rule, ...] = Field((), description="What must agree across artifacts.")
    tests: tuple[Test, ...] = Field((), description="Tests of this Melody.")
    nodes: FrozenDict[Id, Node] = Field(default_factory=FrozenDict, description="The nodes by id.")
    layout: Layout = Field(default_factory=Layout, description="Where things are drawn.")


Body.model_rebuild()
