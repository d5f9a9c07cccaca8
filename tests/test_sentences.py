"""Sentence spans: exact, complete, and right on the cases that medical text is hard in."""

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sentences import sentences
from tests.data import shared

# A bar marks where a sentence ends.
CASES = r"""
Dr. Smith saw him.| He left.
Ask Prof. Jones, Mrs. Lee or Mr. Ng.| They know.
Take a drug, e.g. 5 mg daily.| Then stop.
Take statins (e.g. Simvastatin) at night.| Then stop.
That is, i.e. Paracetamol, is safe.| Yes.
Warfarin vs. Apixaban was tested.| It won.
As shown by Smith et al. (2019) it works.| Good.
Smith et al. 2019 found none.| Good.
As was found by Smith et al.| The rest is new.
See Fig. 2 for it.| Fine.
See Figs. 2 and 3 or Tab. 1 or Eq. 4 or Ref. 5.| Fine.
Give it i.v. to adults.| Done.
Give 5 mg i.v.| Repeat after 1 h.
Treated with i.v. PPIs for a day.| Done.
Give 5 mg b.i.d. for a week.| Done.
Give 5 mg p.o. q.d. or t.i.d. with food.| Done.
Omeprazole 20 mg b.d.| Ranitidine was stopped.
It was lower (p < 0.05).| It rose.
Lower, p < 0.05.| It rose.
Lower (P = .05).| It rose.
Give 0.5 mg.| Stop.
The P value was low (P = 0. 007).| It rose.
E. coli grows well.| S. aureus too.
Grows P. Aeruginosa badly.
The culture grew E. coli.| No S. aureus was seen.
The U.S. guidelines say so.| He does too.
The U.S. Food and Drug Administration approved it.| Good.
The U.S. Preventive Services Task Force recommends it.
About 5 in 100 live in the U.S.| The rest do not.
Non-U.S. citizens count.| Good.
Use No. 5 now.| Yes.
Is it safe?| The answer is No.| Take it.
Really?| Yes!| Ok.
Who?!| Me.
He asked "why?" and left.
He said "stop."| Then he left.
He said “stop.”| Then he left.
He left.| (See below.)| The end.
It was used (see Dr. Smith's note).| It ended.
Wait ... then go.| The end.
Wait... then go.| The end.
And so on…| Now the end.
First part\n\n|second part here
It was shown.1,2| The other was not.
It was shown.3| The other was not.
It was shown.¹| The other was not.
It was shown.[3]| The other was not.[4,5]| Next.
It was shown. [3]| The other was not.
It was shown [3].| The other was not (4).| Next.
Scanned at 7.5 MHz and 5.12 MHz by hand.| Good.
People with hepatitis B.| They are ill.
People with hepatitis C.| Having both is worse.
People with vitamin D.| Vitamin K was low.
Tests for lipocortin-I.| Anti-lipocortin was given.
At 44 degrees C.| Some died.
Treatment of MS.| As it is now.
Ms. Lee has MS.| Still, she works.
She has diabetes type 1.| It began at 5.| She is fine.
Infants get group B.| Mothers too.
Risk for P.A.D. increases with age.| Smoking is bad.
Treatment of P.A.D.| Your doctor may help.
J. M. Smith did it.| A. B. Jones too.
Neil R. Powe, M.D., was there.| Good.
She has a Ph.D. in biology.| She is well.
The rash.|Treatment helps.
See www.nih.gov for more.| Call us.
See http://www.nih.gov/.| Call us.
Read more on Cancer.Net from the society.| Call us.
St. John's wort works.| Good.
Approx. 5 mg of approx. Ten.
Give max. 4 g per day, min. 1 g.| Done.
Candida spp. are found.| Good.
Acinetobacter sp. A was found.
Take it at 10 a.m. daily.| Good.
Take it at 10 p.m.| Then sleep.
Made by Pfizer Inc. in 2019.| Good.
The drug was stopped; 5% died.| mTOR inhibitors help.
Cells divide.| p53 stops them.
Mice were fed.| α-Synuclein was seen.
Dose was 5 mg.| β-Blockers help.
Normal.| 5% or fewer are ill.
1. Take the drug.| 2. Rest.
2.3. Take the drug.| 10.1. Rest.
Figure 2. Levels of insulin.| Means are shown.
Table S1. Doses.| See Table 2.| It has more.
a. First.| b. Second.
It stops.| "Negative" symptoms stay.
It is 5 cm. long.
It helps the bones.| joint pain is less.
It is vs. the other, cf. Smith, resp. Jones, ca. 5.
Pain, fever, etc.| They pass.
Bethesda, Md. and others.| Good.
It was in vol. 3, pp. 5-6, chap. 2, sec. 4.| Good.
Seen in Jan. 2019 and Feb. 3.| Good.
Dept. of Health says so.| Good.
The dose is 5 mg/kg/day (max. 500 mg).| Give twice.
"""

LISTS = r"""
- Diabetes is complex.| - Insulin is a hormone.
Treatment may be:| - Biologic therapy| - Patients may get a drug.| - Surgery
Signs include| - bloating| - cramping| - fatigue, or feeling tired
You may have| • a rash| • a fever
Types of treatment| - Surgery| - Radiation| - Chemotherapy
- Nystagmus - fast movements of the eyes| - Walking is hard.| - Tremor
Levels of IL - 6 rose by 5 - 10 mg.| Ok.
The drug - a new one - was safe.
The master gland - it makes hormones - is small.
We searched MEDLINE (1966 - June 2001), EMBASE (1980 - May 2001) and CINAHL (1982 - May 2001).
The difference was small (95% CI: - 0.26, 0.29) or fell by - 0.72 a year.
COX - 2 and TNF - alpha were low.
"""

LINES = r"""
Dosage\n|Take one tablet in the morning and one at night, with food.
A sentence that is wrapped at the end of\nthe line goes on.| Next.
Take:\n|- aspirin\n|- statins
Steps\n|1. Take the drug\n|2. Rest
Doses\n|Drug | Dose\n|Metformin | 500 mg\n|Insulin | 10 units
One\r\n\r\n|two
"""


def lines(cases: str) -> list[str]:
    return [case.replace(r"\n", "\n").replace(r"\r", "\r") for case in cases.splitlines() if case]


@pytest.mark.parametrize("case", lines(CASES + LISTS))
def test_hard_cases(case: str) -> None:
    text = case.replace("|", "")
    assert [text[start:end] for start, end in sentences(text)] == [part.strip() for part in case.split("|")]


@pytest.mark.parametrize("case", lines(LINES))
def test_lines(case: str) -> None:
    marked = case.replace(" | ", " ¦ ")
    text = marked.replace("|", "").replace("¦", "|")
    expected = [part.strip().replace("¦", "|") for part in marked.split("|")]
    assert [text[start:end] for start, end in sentences(text)] == expected


def covers(text: str) -> None:
    position = 0
    for start, end in sentences(text):
        assert position <= start < end
        assert not text[position:start].strip()
        assert text[start:end] == text[start:end].strip()
        position = end
    assert not text[position:].strip()


PIECES = [
    ". ",
    "! ",
    "? ",
    "... ",
    "… ",
    "e.g. ",
    "Dr. ",
    "U.S. ",
    " - ",
    "- ",
    "• ",
    "\n",
    "\n\n",
    " | ",
    "1. ",
    "0.5",
    ")",
]
PIECES += [
    "(",
    '"',
    "[3]",
    ".1,2 ",
    "A. ",
    "Word ",
    "word ",
    "mRNA ",
    " ",
    "β",
    "12",
    "www.nih.gov",
    "\t",
    "\u00a0",
    "\r\n",
]


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join)))
def test_every_character_is_covered(text: str) -> None:
    covers(text)


@pytest.mark.parametrize("piece", [".", "A", " ", "- ", "\n", "a.", "A.", "(", "[1] ", "word.Word "])
def test_long_runs_end_soon(piece: str) -> None:
    covers(piece * 100_000)


def test_medquad() -> None:
    with gzip.open(shared("medquad", "documents.jsonl.gz"), "rt", encoding="utf-8") as file:
        texts = [
            section["text"]
            for _, line in zip(range(500), file, strict=False)
            for section in json.loads(line)["sections"]
        ]
    for text in texts:
        covers(text)
    lengths = [len(text[start:end].split()) for text in texts for start, end in sentences(text)]
    assert 8 < sum(lengths) / len(lengths) < 20
