"""The page Ask without a browser: its states, its drawer, what its address says, what is taken along."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pipelines import listing
from pipelines.grounding.differing import differing
from tests import web
from tests.test_web_apptest import FRAME, QUOTE, ask, environment, filled, html, open_page, page, press
from tests.test_web_llm import GOOD, UNCITED, WRONG, page_of
from tests.web import OFF_TOPIC, QUESTION
from views import address, server, words
from views.words import export as export_words

__all__ = ["environment", "filled", "page"]


def named(page: AppTest, name: str) -> str:
    return "".join(page.query_params.get(name, []))


def codes(page: AppTest) -> str:
    return "\n".join(block.value for block in page.code)


def again(page: AppTest, **at: str) -> str:
    """The page once more, with these in its address."""
    for name, value in at.items():
        page.query_params[name] = value
    return html(page.run())


def test_a_question_that_is_too_long_is_kept_to_be_mended(page: AppTest) -> None:
    ask(page, QUESTION)
    shown = ask(page, "a" * 2001)
    assert "<b>This question has 2,001 characters. The limit is 2,000.</b>" in shown
    assert QUOTE in shown  # the answer before stays
    assert page.text_area[0].value == "a" * 2001
    page.text_area[0].set_value("How is metformin dosed in kidney disease?")
    shown = html(press(page, words.ask.ASK_EDITED))
    assert "<h2 class='question'>How is metformin dosed in kidney disease?</h2>" in shown
    assert "The limit is" not in shown


def test_another_encoder_blocks_asking_and_both_are_named(tmp_path: Path, environment: None) -> None:
    config = web.configure(tmp_path)
    web.fill(config)
    (manifest,) = tmp_path.glob("library/generations/*/manifest.json")
    built = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({**built, "model": "pubmedbert", "fingerprint": "another"}))
    page = open_page(config)
    assert "This library was built with pubmedbert, but medical-minilm is selected." in html(page)
    assert not page.chat_input


def test_a_model_file_that_is_not_there_is_told_before_a_question(filled: Path, environment: None) -> None:
    page = page_of(filled, "missing", GOOD, llm={"path": "models/gone.gguf"})
    shown = html(page)
    assert f"<b>{words.ask.MODEL_MISSING}</b> models/gone.gguf." in shown
    assert page.chat_input


def test_a_document_that_was_removed_is_told_and_its_quote_stays(tmp_path: Path, environment: None) -> None:
    config = web.configure(tmp_path)
    web.fill(config)
    page = open_page(config)
    ask(page, QUESTION)
    server.application().remove(["Metformin in adults"])
    shown = html(page.run())
    assert "This answer is from library version 1. The library is now at version 2." in shown
    assert words.ask.removed([1]) in shown
    drawer = html(press(page, "Evidence"))
    assert words.evidence.REMOVED in drawer
    assert "<mark>" in drawer


def test_the_address_opens_the_same_evidence_and_never_holds_the_question(page: AppTest) -> None:
    ask(page, QUESTION)
    name = named(page, address.ANSWER)
    assert len(name) == 12
    press(page, "Evidence")
    assert (named(page, address.STATEMENT), named(page, address.EVIDENCE)) == ("1", "1")
    drawer = html(press(page, words.evidence.NEXT))
    assert f"<mark>{QUOTE}</mark>" in drawer
    assert named(page, address.STATEMENT) == "2"
    assert f"<mark>{QUOTE}</mark>" in again(page)
    assert "<mark>Metformin is taken with meals.</mark>" in again(page, s="1", e="1")
    assert "<mark>" not in again(page, s="77", e="soon")
    ask(page, OFF_TOPIC)
    assert named(page, address.ANSWER) != name
    assert QUOTE in again(page, a=name)
    assert "metformin" not in str(page.query_params).lower()


def test_an_answer_of_elsewhere_is_told(page: AppTest) -> None:
    assert words.ask.NOT_HERE in again(page, a="0123456789ab", s="1", e="1")
    assert words.ask.NOT_HERE not in ask(page, QUESTION)


def test_a_source_in_the_address_is_a_code(page: AppTest) -> None:
    source = page.multiselect(key="filter-source-0").options[0]
    page.multiselect(key="filter-source-0").set_value([source]).run()
    code = named(page, "source")
    assert code == address.code(source)
    assert source not in code
    fresh = AppTest.from_file(FRAME, default_timeout=120)
    fresh.query_params["source"] = code
    fresh.run()
    assert fresh.multiselect(key="filter-source-0").value == [source]


@pytest.mark.parametrize("id", ["pmid:123", "PMC77", "papers/a b.pdf"])
def test_a_document_in_the_address_is_a_digest(id: str) -> None:
    assert listing.key(id).isalnum()
    assert listing.key(id) not in (id, listing.key(f"{id}x"))


def test_what_is_not_supported_shows_the_closest_passage(filled: Path, environment: None) -> None:
    page = page_of(filled, "closest", GOOD + WRONG)
    ask(page, QUESTION)
    press(page, "Evidence")
    drawer = html(press(page, words.evidence.NEXT))
    assert words.evidence.CLOSEST in drawer
    assert "Statement: 9000 mg. Passage: " in drawer
    assert "Statement: 9000 mg." not in html(press(page, words.evidence.PREVIOUS))


def test_numbers_that_differ_are_set_side_by_side() -> None:
    told = differing("It can be continued at an eGFR of 20.", "Stop metformin when the eGFR falls below 30.")
    assert words.evidence.numbers(*told) == "Statement: 20. Passage: 30."
    assert differing("Give 0.5 g once.", "Give 500 mg once.") == ((), ())
    assert words.evidence.numbers(*differing("Give it.", "Give 500 mg.")) == ""


def test_a_quote_can_be_copied_with_its_reference(page: AppTest) -> None:
    ask(page, QUESTION)
    press(page, "Evidence")
    assert '"Metformin is taken with meals."\nMetformin in adults. 2022.' in codes(page)


def test_unsupported_statements_are_left_out_unless_the_person_keeps_them(filled: Path, environment: None) -> None:
    page = page_of(filled, "keep", GOOD + WRONG + UNCITED)
    ask(page, QUESTION)
    choice = page.segmented_control(key="copy-keep")
    assert choice.label == "1 statement is unsupported, 1 was not checked."
    assert choice.value == "Leave them out"
    assert "500 mg once or twice daily" in codes(page)
    assert "9000" not in codes(page)
    choice.set_value("Keep them, marked").run()
    assert "[Unsupported] Give 9000 mg of metformin daily." in codes(page)
    page.segmented_control(key="copy-keep").set_value("Leave them out").run()
    assert "9000" not in codes(page)


def test_nothing_is_asked_where_all_is_supported(page: AppTest) -> None:
    ask(page, QUESTION)
    assert "500 mg once or twice daily" in codes(page)
    assert [one.key for one in page.segmented_control] == ["mode"]


def test_print_shows_all_of_it_flat(filled: Path, environment: None) -> None:
    page = page_of(filled, "print", GOOD + WRONG + UNCITED)
    ask(page, QUESTION)
    flat = html(press(page, export_words.PRINT))
    assert named(page, address.PRINT) == "1"
    for part in ("9000 mg", "Unsupported", "Not checked", "Supported", "Metformin in adults", "Answered by: script",
                 "Library version 1.", "Exported on 20"):  # fmt: skip
        assert part in flat
    assert not page.chat_input
    assert not page.expander
    assert '<p class="statement">' in html(press(page, export_words.BACK))
