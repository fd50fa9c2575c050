from __future__ import annotations

from harmony.sdk.reports import Entry, Lines, Reports


def test_the_first_goes_at_once_and_the_rest_together() -> None:
    batches: list[list[Entry]] = []
    reports = Reports(batches.append)
    for i in range(5):
        reports.send("log", {"text": str(i)})
    assert len(batches) == 1
    reports.flush()
    assert [[body["text"] for _kind, body in batch] for batch in batches] == [["0"], ["1", "2", "3", "4"]]


def test_of_progress_the_last_counts() -> None:
    sent: list[Entry] = []
    reports = Reports(sent.extend)
    for i in range(100):
        reports.send("progress", {"share": i / 100})
    reports.flush()
    assert sent[-1] == ("progress", {"share": 0.99}) and len(sent) < 10


def test_a_flood_loses_its_oldest_lines_and_nothing_else() -> None:
    sent: list[Entry] = []
    reports = Reports(sent.extend)
    for i in range(5000):
        reports.send("log", {"text": str(i)})
        if i % 100 == 0:
            reports.send("spend", {"tokens": 1})
    reports.flush()
    assert sum(kind == "spend" for kind, _body in sent) == 50
    texts = [body["text"] for kind, body in sent if kind == "log"]
    assert "4999" in texts and "left out" in texts[-1] and len(texts) < 2500


def test_a_long_line_is_cut() -> None:
    sent: list[Entry] = []
    Reports(sent.extend).send("log", {"text": "x" * 100_000})
    assert len(sent[0][1]["text"]) < 20_000


def test_lines_are_sent_as_they_end() -> None:
    sent: list[str] = []
    lines = Lines(lambda _kind, body: sent.append(body["text"]), "stdout")
    print("one", end="", file=lines)
    assert sent == []
    print(" line\ntwo\nthree", end="", file=lines)
    assert sent == ["one line", "two"]
    lines.finish()
    assert sent == ["one line", "two", "three"]


def test_lines_pass_for_a_text_stream() -> None:
    sent: list[str] = []
    lines = Lines(lambda _kind, body: sent.append(body["text"]), "stderr")
    assert lines.writable() and not lines.isatty() and not lines.readable()
    assert (lines.fileno(), lines.encoding) == (2, "utf-8")
    lines.writelines(["a\n"])
    lines.buffer.write("é\n".encode())
    lines.reconfigure(encoding="latin-1")
    lines.flush()
    assert sent == ["a", "é"]
