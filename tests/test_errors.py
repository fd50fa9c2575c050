import re

from harmony import errors


def test_the_tree_is_drawn_whole() -> None:
    drawn = set(re.findall(r"^[│├└─ ]*([A-Z]\w+)", errors.__doc__ or "", re.MULTILINE))
    real = {name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, Exception)}
    assert real <= drawn


def test_all_are_one_family() -> None:
    problem = errors.MelodyError("x", ["p"])
    assert isinstance(problem, errors.HarmonyError)
    assert problem.problems == ("p",)
