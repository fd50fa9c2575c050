from __future__ import annotations

from harmony.melody import form
from harmony.melody.model import Node


def test_the_order_of_keys_is_that_of_the_models() -> None:
    assert form.key_order(form.ROOT)[:3] == ("format", "name", "version")
    node = form.form_at(("nodes", "any", "body", "nodes", "other"))
    assert node == (Node,)
    assert form.key_order(node)[:4] == ("use", "title", "in", "after")
    assert form.key_order(form.form_at(("nodes", "a", "retry")))[0] == "attempts"
    assert form.key_order(form.form_at(("layout", "frames", 3))) == ("title", "nodes", "color")


def test_free_data_has_no_order() -> None:
    assert form.key_order(form.form_at(("nodes", "a", "with"))) == ()
    assert form.key_order(form.form_at(("nodes", "a", "with", "deep", 0, "er"))) == ()
    assert form.form_at(("nothing", "here")) == ()


def test_maps_of_models() -> None:
    assert form.holds_models(form.form_at(("nodes",)))
    assert form.holds_models(form.form_at(("layout", "nodes")))
    assert not form.holds_models(form.form_at(("outputs",)))
    assert not form.holds_models(form.form_at(("nodes", "a", "in")))
