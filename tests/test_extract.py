"""The answer by quotes: verbatim, ordered, no repetition, whole rows and lists, one generation, a plain no."""

import dataclasses

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.answer import Answerer
from pipelines.config import AnswerSettings, RetrieveSettings
from pipelines.errors import QuestionError
from pipelines.events import Event, Judged, Piece
from pipelines.library import Library
from pipelines.retrieve import Retriever
from pipelines.schema import ABSTENTION, Answer, Chunk
from tests.home import Home
from tests.shelf import chunk, publish

ASPIRIN = "Aspirin alone is recommended for prevention of stroke in adults with AF and a low score."
DOSE = "The usual starting dose of metformin is 500 mg once daily. Doses are increased each week. Nausea is common."


def ask(library: Library, question: str, **values: float) -> Answer:
    """The answer to a question, with all evidence taken as enough unless a threshold is named."""
    answerer = Answerer(library, AnswerSettings.model_validate({"threshold": 0.0, **values}))
    return answerer(Retriever(library, RetrieveSettings())(question))


def test_each_statement_is_a_verbatim_span_of_a_passage(home: Home) -> None:
    library = publish(home.library(), [chunk(1, DOSE, "Metformin"), chunk(2, "Insulin lowers glucose.", "Insulin")])
    answer = ask(library, "What is the starting dose of metformin?")
    bodies = {passage.chunk.id: passage.chunk for passage in answer.passages}
    assert answer.statements
    assert answer.statements[0].text == "The usual starting dose of metformin is 500 mg once daily."
    for statement in answer.statements:
        (citation,) = statement.citations
        source = bodies[citation.chunk]
        assert source.body[citation.start - source.start : citation.end - source.start] == citation.quote
        assert statement.text == citation.quote
        assert statement.support == "supported"


def test_numbers_count_passages_in_the_order_in_which_they_are_cited(home: Home) -> None:
    chunks = [chunk(n, f"Metformin dose fact {n} is {n}00 mg for group {chr(96 + n)}.", "Metformin") for n in (1, 2, 3)]
    answer = ask(publish(home.library(), chunks), "metformin dose", sentences=3)
    numbers = [citation.number for statement in answer.statements for citation in statement.citations]
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(1, max(numbers) + 1))


def test_the_same_sentence_in_two_documents_is_said_once(home: Home) -> None:
    chunks = [chunk(1, "Metformin starts at 500 mg daily.", "A"), chunk(2, "Metformin starts at 500 mg daily.", "B")]
    answer = ask(publish(home.library(), chunks), "How does metformin start?")
    assert len(answer.statements) == 1


def test_a_sentence_that_leaves_a_word_out_is_no_second_answer(home: Home) -> None:
    longer = "The usual starting dose of metformin is 500 mg once daily."
    chunks = [chunk(1, longer, "A"), chunk(2, longer.replace("usual ", ""), "B")]
    answer = ask(publish(home.library(), chunks), longer)
    assert [statement.text for statement in answer.statements] == [longer]


def test_a_longer_sentence_that_says_more_is_no_repetition(home: Home) -> None:
    short = "Give prednisolone 40 mg by mouth daily."
    longer = "Give prednisolone 40 mg by mouth daily, and refer anybody pregnant or with diabetes to the day ward."
    library = publish(home.library(), [chunk(1, short, "A"), chunk(2, longer, "B")])
    for question in (short, "Give prednisolone 40 mg daily and refer?"):
        assert {statement.text for statement in ask(library, question).statements} == {short, longer}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Adrenaline for a child is given as 150 micrograms.", "Adrenaline for a child is given as 300 micrograms."),
        (ASPIRIN, ASPIRIN.replace(" is ", " is not ")),
        (ASPIRIN, ASPIRIN.replace(" is ", " isn't ")),
        (ASPIRIN, ASPIRIN.replace(".", " unless pregnant.")),
        ("Adrenaline for a child is given once daily.", "Adrenaline for a child is given twice daily."),
        ("Increase the dose in patients with renal impairment.", "Reduce the dose in patients with renal impairment."),
        ("The starting dose is 5 mg once daily.", "The starting dose is 5 mcg once daily."),
        ("The usual dose is one tablet a day before meals.", "The usual dose is one tablet a day after meals."),
        ("Ibuprofen for pain is safe in the third trimester.", "Ibuprofen for pain is harmful in the third trimester."),
        ("The dose was increased to 5 mg daily.", "The dose was increased by 5 mg daily."),
        ("Give the drug to adults at 5 mg/kg daily.", "Give the drug to children at 5 mg/kg daily."),
        ("Give the drug where potassium is < 5 mmol/L.", "Give the drug where potassium is > 5 mmol/L."),
        ("Give thiamine before glucose in alcohol withdrawal.", "Give glucose before thiamine in alcohol withdrawal."),
    ],
)
def test_sentences_that_differ_in_what_they_say_are_both_said(home: Home, one: str, other: str) -> None:
    library = publish(home.library(), [chunk(1, one, "A"), chunk(2, other, "B")])
    for question in (one, other):
        assert {statement.text for statement in ask(library, question).statements} == {one, other}


def test_rows_that_differ_in_a_word_are_both_said(home: Home) -> None:
    rows = [f"{who} | 5 mg twice daily by mouth" for who in "Adults Children Babies Women".split()]
    body = "\n".join([*rows, *(f"Lot {n} | none" for n in range(9))])
    table = Chunk("a#1", "a", "Apixaban", "", body, 0, len(body), context="Who | Dose\n")
    answer = ask(publish(home.library(), [table]), "What is the dose of apixaban twice daily by mouth?")
    assert [citation.quote for statement in answer.statements for citation in statement.citations] == rows


def test_rows_of_different_tables_are_both_said(home: Home) -> None:
    """5 mg of one drug is not 5 mg of the other, which the headers tell."""
    row = "Adults | 5 mg twice daily by mouth"
    tables = [
        Chunk(f"{id}#1", id, "Doses", "", row, 0, len(row), context=f"Who | {drug}\n")
        for id, drug in (("a", "Apixaban"), ("w", "Warfarin"))
    ]
    answer = ask(publish(home.library(), tables), "What do adults take twice daily by mouth?")
    contexts = {citation.context for statement in answer.statements for citation in statement.citations}
    assert contexts == {"Who | Apixaban\n", "Who | Warfarin\n"}


def test_a_table_row_is_quoted_whole_with_its_header(home: Home) -> None:
    other = [f"INR {n} | Withhold {n} doses." for n in range(1, 9)]
    body = "\n".join(["INR above 8 | Stop warfarin. Give vitamin K 1 mg.", *other])
    table = Chunk("w#1", "w", "Warfarin", "", body, 40, 40 + len(body), context="Situation | Action\n")
    answer = ask(publish(home.library(), [table]), "What is done with an INR above 8?", sentences=1)
    (citation,) = answer.statements[0].citations
    assert citation.quote == "INR above 8 | Stop warfarin. Give vitamin K 1 mg."
    assert citation.context == "Situation | Action\n"
    assert citation.start == 40
    assert answer.statements[0].text == f"Situation | Action\n{citation.quote}"


def test_a_small_table_is_quoted_whole(home: Home) -> None:
    body = "Confusion | New\nUrea | Above 7 mmol/L\nAge | 65 years or more"
    table = Chunk("c#1", "c", "CURB-65", "", body, 0, len(body), context="Feature | One point\n")
    answer = ask(publish(home.library(), [table]), "Which urea gives a point in CURB-65?")
    assert [citation.quote for statement in answer.statements for citation in statement.citations] == [body]


@pytest.mark.parametrize(
    ("body", "asked", "quoted"),
    [
        ("Life-threatening infection. Get advice. Vancomycin 500 mg is given.", "vancomycin dose", None),
        ("Some women are at risk. They are advised to take 5 mg of folic acid.", "5 mg folic acid", None),
        ("Some women are at risk. In England they are advised to take folic acid.", "England folic acid", None),
        ("It is important to take folic acid.", "folic acid", None),
        ("This condition is inherited from both parents.", "inherited", None),
        ("Overview.\n\nThey take folic acid every day.", "folic acid", "They take folic acid every day."),
    ],
)
def test_a_sentence_is_quoted_with_what_it_refers_to(home: Home, body: str, asked: str, quoted: str | None) -> None:
    answer = ask(publish(home.library(), [chunk(1, body, "T")]), asked, sentences=1)
    assert "".join(statement.text for statement in answer.statements) == (body if quoted is None else quoted)


def test_a_sentence_that_opens_a_list_is_quoted_with_it(home: Home) -> None:
    body = "Reduce apixaban with two or more of:\n- age 80 years or older\n- weight 60 kg or less\n\nNothing else."
    answer = ask(publish(home.library(), [chunk(1, body, "Apixaban")]), "When is apixaban reduced?", sentences=1)
    assert answer.statements[0].text == body.split("\n\n")[0]


@pytest.mark.parametrize(
    "body",
    [
        "Do not use in the following\n- pregnancy\n- severe liver disease with ascites",
        "Do not use in the following\n\n- pregnancy\n\n- severe liver disease with ascites",
        "Do not use in these cases.\n- pregnancy. It harms the child.\n- severe liver disease with ascites",
        "Do not use after transplants of the liver. Unless told to.",
        "It widens the vessels of the liver and others. Contraindicated in pregnancy.",
        "Avoid in ascites.",
    ],
)
def test_a_quote_keeps_its_condition(home: Home, body: str) -> None:
    answer = ask(publish(home.library(), [chunk(1, body, "T")]), "severe liver disease with ascites")
    assert [citation.quote for statement in answer.statements for citation in statement.citations] == [body]


def test_a_condition_is_not_quoted_without_its_sentence(home: Home) -> None:
    body = "Do not use after transplants of the liver. Unless told to."
    answer = ask(publish(home.library(), [chunk(1, body, "T")]), "unless told to", sentences=1)
    assert answer.statements[0].text == body


def test_questions_and_headings_are_no_answers(home: Home) -> None:
    body = "What is the dose of metformin? Metformin dose facts: The dose of metformin is 500 mg."
    answer = ask(publish(home.library(), [chunk(1, body)]), "What is the dose of metformin?")
    assert all(not statement.text.endswith("?") for statement in answer.statements)


def test_weak_evidence_is_a_plain_no_with_the_nearest_passages(home: Home) -> None:
    library = publish(home.library(), [chunk(1, DOSE, "Metformin")])
    answer = ask(library, "Who won the football world cup?", threshold=0.3)
    assert answer.abstained
    assert answer.statements == ()
    assert answer.passages
    assert answer.text == ABSTENTION


def test_an_empty_library_is_a_plain_no(home: Home) -> None:
    answer = ask(home.library(), "What is the dose of metformin?")
    assert answer.abstained
    assert answer.generation == 0


def test_a_question_over_the_limit_names_both_lengths(home: Home) -> None:
    with pytest.raises(QuestionError, match=r"2,001 characters.*2,000"):
        ask(home.library(), "x" * 2001)


def test_an_answer_comes_from_the_generation_that_was_searched(home: Home) -> None:
    library = publish(home.library(), [chunk(1, DOSE, "Metformin")])
    found = Retriever(library, RetrieveSettings())("What is the starting dose of metformin?")
    publish(library, [chunk(9, "Something else altogether.", "Other")])
    answer = Answerer(library, AnswerSettings(threshold=0.0))(found)
    assert answer.generation == found.generation == 1
    assert answer.evidence == Answerer(library, AnswerSettings(threshold=0.0))(found).evidence


@pytest.mark.parametrize("threshold", [0.0, 1.0])
def test_the_streamed_text_is_the_finished_text(home: Home, threshold: float) -> None:
    library = publish(home.library(), [chunk(1, DOSE, "Metformin")])
    answerer = Answerer(library, AnswerSettings(threshold=threshold))
    for question in ("starting dose of metformin", "nothing of the kind"):
        told: list[Event] = []
        answer = answerer(Retriever(library, RetrieveSettings())(question), told.append)
        assert "".join(event.text for event in told if isinstance(event, Piece)) == answer.text
        assert [event.statement for event in told if isinstance(event, Judged)] == list(answer.statements)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(alphabet="ab .?:\n|-é☃1", min_size=1, max_size=80), min_size=1, max_size=4))
def test_any_text_gives_quotes_that_resolve(home: Home, bodies: list[str]) -> None:
    chunks = [chunk(n, body, "a b") for n, body in enumerate(bodies) if body.strip()]
    if not chunks:
        return
    by_id = {one.id: one for one in chunks}
    answer = ask(publish(home.library(), chunks), "a b")
    assert answer.abstained == (not answer.statements)
    for statement in answer.statements:
        for citation in statement.citations:
            source = by_id[citation.chunk]
            assert source.body[citation.start - source.start : citation.end - source.start] == citation.quote


def test_the_seconds_of_an_answer_count_the_search(home: Home) -> None:
    library = publish(home.library(), [chunk(1, DOSE, "Metformin")])
    retriever, answerer = Retriever(library, RetrieveSettings()), Answerer(library, AnswerSettings())
    found = retriever("metformin dose")
    assert found.seconds > 0
    assert answerer(found).seconds >= found.seconds
    slow = dataclasses.replace(found, seconds=1000.0)  # longer than any answer takes alone
    assert answerer(slow).seconds >= slow.seconds
    assert slow == found == retriever("metformin dose"), "how long it took is no part of what was found"
