"""parquet.read on real files."""

import pytest

from harmony.sdk import StepFailed
from harmony.sdk.parquet import write
from harmony.sdk.testing import play_node


def test_files_below_each_other_with_chosen_columns(tmp_path):
    write([{"a": 1, "b": "x"}], tmp_path / "1.parquet")
    write([{"a": 2, "b": "y"}], tmp_path / "2.parquet")
    (tmp_path / "s").mkdir()
    played = play_node("parquet.read", None, {"path": ".", "columns": ["b"]}, base=tmp_path, folder=tmp_path / "s")
    assert played["rows"].rows() == [{"b": "x"}, {"b": "y"}]


@pytest.mark.parametrize("options", [{}, {"columns": ["nope"]}])
def test_what_cannot_be_read(tmp_path, options):
    if options:
        write([{"a": 1}], tmp_path / "x.parquet")
    else:
        (tmp_path / "x.parquet").write_text("no parquet")
    with pytest.raises(StepFailed, match="cannot be read") as caught:
        play_node("parquet.read", None, {"path": "x.parquet"} | options, base=tmp_path, folder=tmp_path)
    assert caught.value.error_class == "invalid_input"
