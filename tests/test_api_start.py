"""The API with a mistake in its configuration: it doesn't start, and says why as a person would want to read it."""

from pathlib import Path

from tests.server import ROOT, failing


def test_a_misspelled_key_is_one_line_that_names_it_and_the_near_match(tmp_path: Path) -> None:
    own = (ROOT / "config.yml").read_text(encoding="utf-8")
    assert own.count("  threshold:") == 1
    (tmp_path / "config.yml").write_text(own.replace("  threshold:", "  treshold:"), encoding="utf-8")
    status, log = failing(tmp_path)
    assert status != 0
    [line] = [line for line in log.splitlines() if "treshold" in line]
    assert line.startswith("ERROR")
    assert line.endswith("config.yml: unknown key 'answer.treshold'. Did you mean 'threshold'?")
    assert "Traceback" not in log
