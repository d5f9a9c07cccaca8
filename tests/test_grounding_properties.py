"""What always holds of a verdict."""

import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.sentences import sentences
from tests.grounding import passage, verifier

DRUGS = ("metformin", "aspirin", "warfarin", "TNF-α inhibitors", "β-blockers")
STATEMENTS = (
    "{drug} is given at {n} mg once daily",
    "The dose of {drug} is {n} micrograms/kg",
    "{drug} is not recommended below {n} mL/min",
    "{n} % of patients on {drug} had no relapse",
    "Stop {drug} {n} days before surgery",
)
NUMBER = re.compile(r"\d+(?:\.\d+)?")
CHECK = verifier(near=-1)

sentence = st.builds(
    lambda form, drug, n: form.format(drug=drug, n=n) + ".",
    st.sampled_from(STATEMENTS),
    st.sampled_from(DRUGS),
    st.integers(2, 900),
)
bodies = st.lists(sentence, min_size=1, max_size=5).map(" ".join)


@given(bodies | st.text(min_size=1, max_size=200))
@settings(deadline=None)
def test_a_verbatim_sentence_is_supported(body: str) -> None:
    chunk = passage(body)
    for start, end in sentences(body):
        if any(c.isalnum() for c in body[start:end]):
            assert CHECK(body[start:end], [chunk]).support == "supported"


@given(
    st.text(max_size=120),
    st.lists(bodies | st.text(max_size=120), max_size=3),
    st.lists(st.text(max_size=30), max_size=2),
)
@settings(deadline=None)
def test_evidence_lies_inside_the_bodies(statement: str, texts: list[str], quotes: list[str]) -> None:
    cited = [passage(text) for text in texts]
    found = CHECK(statement, cited, quotes)
    assert found.reason
    assert (found.support == "not checked") or cited
    for span in found.evidence:
        assert 0 <= span.start < span.end <= len(cited[span.source].body)


@given(bodies, st.integers(1, 2000))
@settings(deadline=None)
def test_another_number_is_never_supported(body: str, other: int) -> None:
    held = {float(n) for n in NUMBER.findall(body)}
    chunk = passage(body)
    for start, end in sentences(body):
        text = body[start:end]
        if len(NUMBER.findall(text)) == 1 and float(other) not in held:
            assert CHECK(NUMBER.sub(str(other), text), [chunk]).support == "unsupported"


@given(bodies, st.sampled_from(DRUGS))
@settings(deadline=None)
def test_the_same_statement_gets_the_same_verdict(body: str, drug: str) -> None:
    chunk = passage(body)
    assert CHECK(f"{drug} is safe.", [chunk]) == CHECK(f"{drug} is safe.", [replace(chunk)])
