"""Versions within requirements."""

import pytest

from harmony.catalog.requires import allows


@pytest.mark.parametrize(
    ("requirement", "version", "wanted"),
    [
        ("", "0.1.0", True),
        (">=1,<2", "1.0.0", True),
        (">=1,<2", "1.9", True),
        (">=1,<2", "2.0.0", False),
        (">=1.2", "1.10.0", True),
        (">1.2", "1.2.0", False),
        ("<=1.2", "1.2.0", True),
        ("==1.2", "1.2.0", True),
        ("!=1.2", "1.2", False),
        (" >= 0.1 , < 1 ", "0.5.0rc1", True),
    ],
)
def test_requirements(requirement, version, wanted):
    assert allows(requirement, version) is wanted


@pytest.mark.parametrize("requirement", ["1", "~=1", ">=x", ">=1;<2"])
def test_what_cannot_be_read(requirement):
    with pytest.raises(ValueError, match="is no comparison"):
        allows(requirement, "1.0")
