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
