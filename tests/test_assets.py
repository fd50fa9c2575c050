import pytest

from harmony import assets


def test_finds_what_ships() -> None:
    assert assets.melody("code-health.melody.yaml").is_file()
    assert (assets.package_folder() / "errors.py").is_file()


def test_names_what_is_missing() -> None:
    with pytest.raises(FileNotFoundError, match=r"resources/none\.png is not part"):
        assets.resource("none.png")
