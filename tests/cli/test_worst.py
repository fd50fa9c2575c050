"""`harmony check --proof`: notes, which never fail a check, and the worst case in numbers."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Harmony

POST = "{use: http.request@1, with: {url: 'https://example.com', method: POST}}"
TEXT = f"""format: harmony/1
name: x
run: {{budget: {{usd: 0.5}}}}
nodes:
  send: {POST}
  scan:
    use: flow.each@1
    with: {{items: '{{{{ [1, 2] }}}}'}}
    body: {{nodes: {{one: {{use: data.set@1}}}}}}
"""


def file(tmp_path: Path) -> Path:
    path = tmp_path / "x.melody.yaml"
    path.write_text(TEXT)
    return path


def test_notes_and_numbers_come_with_a_proof_only(harmony: Harmony, tmp_path: Path) -> None:
    plain = harmony("check", file(tmp_path))
    proof = harmony("check", file(tmp_path), "--proof")
    assert (plain.status, proof.status) == (0, 0)
    assert "note:" not in plain.out
    assert "note: one failure of `send` ends the run" in proof.out
    assert "Worst case: 1 attempt, and 4 for each item of `scan`; at most 0.50 USD (its budget)." in proof.out
    assert proof.out.splitlines()[-1] == plain.out.splitlines()[-1]


def test_the_numbers_as_json(harmony: Harmony, tmp_path: Path) -> None:
    lines = harmony("check", file(tmp_path), "--proof", "--json").out.splitlines()
    worst = json.loads(lines[-1])["worst_case"]
    assert worst["attempts"] == 1
    assert worst["per"] == [{"of": ["scan"], "attempts": 4}]
    assert json.loads(lines[0])["severity"] == "note"
