from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from harmony.store import lease


def test_an_owner_elsewhere_is_gone_after_twenty_seconds() -> None:
    far = lease.here() | {"host": "elsewhere"}
    assert not lease.is_gone(far, 0.0, since_seen=19)
    assert lease.is_gone(far, 0.0, since_seen=21)


def test_an_owner_here_is_gone_after_a_restart_or_under_a_reused_number() -> None:
    here = lease.here()
    assert not lease.is_gone(here, lease.now(), since_seen=1e9)
    assert lease.is_gone(here, lease.now() - 21, since_seen=0)
    assert lease.is_gone(here | {"boot": "before"}, lease.now(), since_seen=0)
    assert lease.is_gone(here | {"birth": "1"}, lease.now(), since_seen=0)


def test_a_process_is_alive_until_it_has_ended() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        assert lease.is_alive(child.pid)
        child.communicate(b"\n")
    assert not lease.is_alive(child.pid) and lease.is_alive(os.getpid())


def test_an_owner_is_named_with_its_process() -> None:
    assert str(os.getpid()) in lease.who("board", lease.here())
    assert lease.who("board", {}) == "board (process ? on ?)"


def test_a_machine_without_a_network_card_is_the_same_for_all_its_processes(monkeypatch) -> None:
    def no_file(path: Path, encoding: str = "") -> str:
        raise FileNotFoundError(path)

    monkeypatch.setattr(Path, "read_text", no_file)
    monkeypatch.setattr(lease, "getnode", lambda: 0x01_00_00_00_00_01)
    assert lease._machine_id() == ""
    monkeypatch.setattr(lease, "getnode", lambda: 0x02_42_AC_11_00_02)
    assert lease._machine_id() == "242ac110002"
