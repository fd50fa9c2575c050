import stat
from multiprocessing import Pipe
from pathlib import Path

import pytest

from harmony.engine import protocol


def test_the_key_is_made_once_and_private(tmp_path: Path) -> None:
    first = protocol.auth_key(tmp_path / "new")
    assert protocol.auth_key(tmp_path / "new") == first
    assert len(first) == 32
    assert stat.S_IMODE((tmp_path / "new" / "engine.key").stat().st_mode) == 0o600
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["engine.key"]


def test_addresses_differ_and_fit_a_socket() -> None:
    addresses = {protocol.new_address() for _ in range(3)}
    assert len(addresses) == 3
    assert all(len(a) < 100 for a in addresses)


def test_frames_round_trip() -> None:
    here, there = Pipe()
    message = {"id": 1, "params": {"text": "ä", "list": [1, 2.5, None, True]}}
    protocol.send(here, message)  # type: ignore[arg-type]
    assert protocol.receive(there) == message  # type: ignore[arg-type]
    here.close()
    there.close()


@pytest.mark.parametrize("value", [2**64, -(2**63) - 1, 10**400, "a\udcff", {"k": [2**80, b"\x00\xff"]}, -1, "ü", True])
def test_any_plain_value_round_trips(value: object) -> None:
    assert protocol.unpack(protocol.pack({"v": value})) == {"v": value}
