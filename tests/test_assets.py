import pytest

from harmony import assets


def test_finds_what_ships() -> None:
    assert assets.melody("code-health.melody.yaml").is_file()
    assert (assets.package_folder() / "errors.py").is_file()


def test_names_what_is_missing() -> None:
    with pytest.raises(FileNotFoundError, match=r"resources/none\.png is not part"):
        assets.resource("none.png")


def test_what_is_installed_is_told_from_a_checkout() -> None:
    assert assets.is_installed(assets.package_folder() / "_bundled" / "melodies" / "code-health.melody.yaml")
    assert not assets.is_installed(assets.melody("code-health.melody.yaml"))
