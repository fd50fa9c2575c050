"""The public names, and what importing them costs."""

import subprocess
import sys

import pytest

import harmony.sdk as sdk


def test_public_names_are_sorted_and_there():
    assert sorted(sdk.__all__, key=lambda n: (not n.isupper(), n.islower(), n)) == sdk.__all__
    assert all(hasattr(sdk, name) for name in sdk.__all__)


@pytest.mark.slow
def test_importing_needs_the_standard_library_alone():
    code = (
        "import sys; before = set(sys.modules); import harmony.sdk, harmony.sdk.invoke, harmony.sdk.describe, "
        "harmony.sdk.loading; print(*{m.partition('.')[0] for m in set(sys.modules) - before})"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(made.stdout.split()) - set(sys.stdlib_module_names) == {"harmony"}


@pytest.mark.slow
def test_a_worker_begins_without_what_is_dear():
    code = (
        "import sys, harmony.sdk.worker; early = set(sys.modules); harmony.sdk.worker._prepare(); "
        "print(*early & {'typing', 'inspect', 'dataclasses', 'asyncio', 'harmony.sdk.marks'}, 'asyncio' in sys.modules)"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert made.stdout.split() == ["False"]


def test_an_unknown_name_says_so():
    with pytest.raises(AttributeError, match="nothing"):
        sdk.nothing  # noqa: B018
