import pytest

from harmony.app.why import why
from harmony.errors import UsageError
from tests.app.playing import melody_of, played

pytestmark = pytest.mark.slow

ROUTES = melody_of("""\
  score: {use: data.set@1, with: {value: 3}}
  gate:
    use: flow.switch@1
    in: {value: score.value}
    with: {cases: [{when: "value > 5", to: high}, {when: "value > 2", to: middle}], else: low}
  praise: {use: data.set@1, in: {v: gate.high}, with: {value: 1}}
  frame: {use: data.set@1, after: [praise], with: {value: 1}}
  note: {use: data.set@1, in: {v: gate.middle}, when: "v > 100", with: {value: 1}}
  last: {use: data.set@1, after: [frame], with: {value: 1}}
""")
FAILS = melody_of("""\
  flaky:
    use: python.code@1
    isolation: inline
    with: {code: "def main(): raise ConnectionError('down')"}
    retry: {attempts: 2, delay: 2s, jitter: none}
    on_error: skip
  uses: {use: text.template@1, in: {text: flaky.value}, with: {template: "{{ text }}"}}
""")
MANY = melody_of("""\
  list: {use: data.set@1, with: {value: [1, 2, 3]}}
  each:
    use: flow.each@1
    in: {items: list.value}
    with: {on_item_error: skip, concurrency: 1}
    body:
      nodes:
        test: {use: data.set@1, when: "item != 2", with: {value: "{{ item }}"}}
        halve:
          use: python.code@1
          in: {n: test.value}
          isolation: inline
          with: {code: "def main(n): return 1 / (n - 3)"}
      outputs: {half: halve.value}
""")


def all_of(lines: list[str]) -> str:
    return "\n".join(lines)


async def test_why_it_took_this_path() -> None:
    records, lookup = await played(ROUTES)
    told = all_of(why(records, "gate", lookup))
    assert "`score` completed at" in told
    assert "It chose `middle`: `value > 2` held, after 1 that did not." in told
    assert "went on by its port `middle`" in told


async def test_a_skip_is_followed_to_its_origin() -> None:
    records, lookup = await played(ROUTES)
    assert "no path that was chosen leads to it: `praise` ← `gate`; `gate` chose `middle`" in all_of(
        why(records, "praise", lookup)
    )
    told = all_of(why(records, "last", lookup))
    assert "what it needs was skipped: `last` ← `frame` ← `praise` ← `gate`" in told
    assert "`gate` chose `middle`: `value > 2` held" in told


async def test_a_condition_that_does_not_hold_is_named() -> None:
    records, lookup = await played(ROUTES)
    assert "its condition `when: v > 100` did not hold" in all_of(why(records, "note", lookup))


async def test_why_it_was_tried_again_and_let_go() -> None:
    records, lookup = await played(FAILS)
    told = all_of(why(records, "flaky", lookup))
    assert "Decided (recovery): retry, because attempt 1 of 2 failed" in told
    assert "importance essential" in told
    assert "it was tried again after a delay of 2 s" in told
    assert "Attempt 2 began at 2.0" in told
    assert "listed as a gap" in told
    assert "what it needs has failed: `uses` ← `flaky`; at `flaky` it had failed" in all_of(
        why(records, "uses", lookup)
    )


async def test_many_passes_are_summed_up() -> None:
    records, lookup = await played(MANY)
    told = all_of(why(records, "each/halve", lookup))
    assert "`each/halve` has 3 passes: 1 complete, 1 skipped, 1 error." in told
    assert "Pass 1: what it needs was skipped: `each/halve` ← `each/test`" in told
    assert "its condition `when: item != 2` did not hold" in all_of(why(records, "each/test@1", lookup))
    assert "division by zero" in all_of(why(records, "each/halve@2", lookup))


async def test_why_it_waited() -> None:
    text = melody_of(
        "  a: {use: flow.wait@1, with: {for: 5s}}\n"
        "  b: {use: shell.run@1, with: {command: [sleep, '0']}}\n"
        "  c: {use: shell.run@1, with: {command: [sleep, '0']}}\n"
        "  d: {use: data.set@1, after: [a, b], with: {value: 1}}\n",
        "run: {concurrency: 1}\n",
    )
    records, lookup = await played(text)
    assert "all of the run's slots (`run.concurrency`) were taken" in all_of(why(records, "c", lookup))
    assert "It waited for a time" in all_of(why(records, "a", lookup))
    assert "`a` was the last." in all_of(why(records, "d", lookup))


async def test_no_such_node_or_pass() -> None:
    records, lookup = await played(MANY)
    with pytest.raises(UsageError, match="no node `nobody`"):
        why(records, "nobody", lookup)
    with pytest.raises(UsageError, match="no pass 7; it has 0, 1, 2"):
        why(records, "each/halve@7", lookup)


async def test_what_waits_for_a_person_has_not_ended() -> None:
    records, lookup = await played(melody_of("  ask: {use: flow.approve@1}\n  then: {use: data.set@1, after: [ask]}\n"))
    assert "a person's approval" in all_of(why(records, "ask", lookup))
    told = all_of(why(records, "then", lookup))
    assert "`ask` has not ended" in told
    assert "It has not begun" in told


@pytest.mark.slow
async def test_why_it_waited_for_what_others_held() -> None:
    text = melody_of("""\
  c: {use: python.code@1, with: {code: "def main(): return 1"}, effects: none, resources: {seat: 1}}
  d: {use: python.code@1, with: {code: "def main(): return 2"}, effects: none, resources: {seat: 1}}
""")
    records, lookup = await played(text)
    told = all_of(why(records, "c", lookup)) + all_of(why(records, "d", lookup))
    assert "had to wait: steps at work held the `seat` that it needs" in told


async def test_3_43_a_score_is_told_with_all_that_it_is_made_of() -> None:
    text = melody_of("""\
  rows: {use: data.set@1, with: {value: [{n: 1}, {n: -1}]}}
  check: {use: table.check@1, in: {rows: rows}, with: {rules: [{column: n, min: 0}]}}
  one: {use: data.set@1, in: {rows: check.valid}, with: {value: 1}}
  two: {use: data.set@1, in: {rows: check.valid}, with: {value: 2}}
  bad: {use: text.template@1, in: {rows: check.valid}, on_error: skip, with: {template: "{{ rows[0].price }}"}}
""")
    records, lookup = await played(text)
    assert "The score of `valid, report` is 0.5." in all_of(why(records, "check", lookup))
    await played(text)
    records, lookup = await played(text)
    assert "is 0.583 (meaning 0.5, use 0.67: 4 of 6 earlier uses ended well)." in all_of(why(records, "check", lookup))
    (outputs,) = [r.body["outputs"] for r in records if r.node == "check" and "outputs" in r.body]
    assert outputs["valid"]["parts"]["uses"] == 6 and outputs["rejected"]["quality"] is None
