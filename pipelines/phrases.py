"""What a question is about: its words by the part they play, and the runs of words that name a subject.

    "Which dose of magnesium sulphate is given in severe asthma?"
     function generic .  subject----------  .  .  .  subject------

A subject is what no other list here holds: a drug, a disease, a trial. Function words and the words that any medical
question may be made of ("dose", "symptoms") say nothing by themselves. Parts of the body, states and groups of people
are circumstances: they narrow a question down behind "in", "with" or "for", and are its subject elsewhere.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import regex

from pipelines.words import STOP, stem

Part = Literal["function", "generic", "circumstance", "subject"]
Rarity = Callable[[str], float]

WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:[-'’/.,+][\p{L}\p{M}\p{N}]+)*")

FUNCTION = STOP | frozenset(
    """about above after against again all also am among and another any anybody anyone anything around because before
    below besides between beyond both but despite done down during each either else enough even ever every few further
    get gets getting got he her here hers herself him himself his instead itself just least less lot many more most much
    must need needed needs neither never next no nobody none nor not nothing now off often okay ok one ones only onto
    other others otherwise out over own per perhaps please quite rather really same several she since some somebody
    someone something soon still sure than theirs themselves though through till too toward towards under unless until
    up upon us usually very via whether while whose within without yes yet don't doesn't didn't isn't aren't can't
    won't shouldn't mustn't what's it's that's there's i'm we've am ought""".split()
)

GENERIC = frozenset(
    map(
        stem,
        """ability acceptable act action actual add additional adjust adjustment administer advice advise affect age aim
        allow allowed alternative amount answer apart applied apply approach appropriate available average
        avoid aware bad basis become begin benefit best better big bring call care careful case category cause
        caution change check choice choose clinical combine come common compare comparison complication
        concern condition consider consideration contain contraindicate contraindicated contraindication
        control correct course criteria criterion cure current cut-off daily danger dangerous day death decide
        decrease define definition degree detail detect develop diagnose diagnosis diagnostic die difference
        different dilute dilution disease disorder doctor dosage dose dosed dosing double drug duration early
        effect effective efficacy end episode equivalent evidence exact examination examine example exclude
        expect explain extend extra fact factor fail failure fast feature figure find finding first first-line
        fix follow follow-up form formulation frequency frequent full function general give given go good
        group guidance guideline happen harm harmful help high higher highest history hour illness important
        improve incidence include increase indicate indication inform information initial instruction intake
        intend interact interaction interval introduce investigate investigation involve issue keep kind know
        known large last late later lead length let level life limit limitation line list loading long longer
        look lose low lower lowest maintain maintenance major make man manage management maximal maximum mean
        meaning measure measurement mechanism medical medication medicine mg micrograms mild minimal minimum
        minor minute ml moderate monitor monitoring month morning mortality necessary new night normal number
        obtain occur offer old once onset option oral order outcome outlook inherit inherited overdose
        overview pass patient people
        percent percentage perform person pick place plan point poor population possible precaution prefer
        preference preparation prepare prescribe present prevalence prevent prevention primary problem
        procedure process prognosis proper protocol prove purpose put quick quickly range rapid rare rate
        reach reaction read reason receive recommend recommendation recover recovery reduce reduction
        reference refer regimen regular relate relevant repeat repeated replace report require requirement
        respond response rest restart result return right risk role route rule safe safely safety say scheme
        second secondary see serious set severe severity short should show side side-effect sign significant
        similar single situation size slow small source special specific stage standard start starting state
        step stop stopped strategy strength strong study subject suddenly suffer suggest suitable summary
        support surgery survive switch symptom system table tablet take taken taking target tell term test
        thing think third threshold time tolerate toxic toxicity treat treated treatment trial trigger try
        twice type typical unit use used useful value version view want warn warning watch way week weight
        well work worry worse wrong year yield therapy therapies levels took gave began became came felt found
        gone kept led made meant seen shown told went written chosen part kg mmol mcg litre liter ml/min
        year-old hourly second-line allergic fit sense intravenous intramuscular subcutaneous inhaled rectal
        largest smallest continue oneself serve sort titrate titration taper withdraw withdrawal effects
        adverse causes differ""".split(),
    )
)

CIRCUMSTANCE = frozenset(
    map(
        stem,
        """adolescent adult alcohol allergic allergy baby babies bleeding body blood boy breastfeed breastfeeding
        cardiac child childhood children dialysis diet drink drive driving elderly exercise female fetus food frail
        girl haemodialysis heart hemodialysis hepatic hypertensive impaired impairment infant inpatient
        insufficiency kid kidney lactation liver lung male meal mother newborn neonate obese obesity older
        operation outpatient parent pregnancy pregnant preterm renal senior smoker smoking teenager toddler
        trimester woman women men young younger""".split(),
    )
)
PEOPLE = frozenset(
    map(
        stem,
        """adolescent adult baby babies boy child children female girl infant inpatient kid male mother newborn neonate
        older outpatient parent senior smoker teenager toddler woman women men younger""".split(),
    )
)
NARROWING = frozenset("in with during for if when and or on at among after before under while without by".split())
ILL = frozenset(("diseas", "disord", "failur", "ill"))  # "for heart failure" names a disease
NAMES = frozenset(("hepatitis",))  # words of their own that share a stem with one above
ARTICLES = frozenset("a an the any some my your his her their its this that these those".split())


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question: where it stands, lower case and stem, and the part it plays."""

    text: str
    start: int
    end: int
    low: str
    stem: str
    part: Part


@dataclass(frozen=True, slots=True)
class Run:
    """Words that name a subject, as they stand in the question; `leader` is the word that leads it: "of", "in"."""

    text: str
    start: int
    end: int
    leader: str
    stems: tuple[str, ...]


def words_of(question: str) -> list[Word]:
    """The words of a question with their parts."""
    found: list[Word] = []
    for match in WORD.finditer(question):
        low = match.group().lower().replace("’", "'")
        root = stem(low.removesuffix("'s"))
        part: Part = "subject"
        if match.group().isupper() and len(low) > 2 and not question.isupper():
            part = "subject"  # the name of a trial, an abbreviation
        elif low in FUNCTION:
            part = "function"
        elif low in NAMES:
            part = "subject"
        elif root in GENERIC or not any(char.isalpha() for char in low):
            part = "generic"
        elif root in CIRCUMSTANCE and (root in PEOPLE or _leader(found) in NARROWING | {""}):
            part = "circumstance"
        if root in ILL and found and found[-1].part == "circumstance" and _leader(found) == "for":
            found[-1] = replace(found[-1], part="subject")
        found.append(Word(match.group(), *match.span(), low, root, part))
    return found


def _leader(before: Sequence[Word]) -> str:
    """The last function word, articles passed over."""
    return next((word.low for word in reversed(before) if word.part == "function" and word.low not in ARTICLES), "")


def runs_of(question: str) -> list[Run]:
    """The subjects of a question, in their order."""
    words = words_of(question)
    found: list[Run] = []
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and words[end].part != "function" and _joined(question, words, at, end):
            end += 1
        if run := _trimmed(words[at:end]):
            text = question[run[0].start : run[-1].end]
            leader = _leader(words[:at])
            found.append(Run(text, run[0].start, run[-1].end, leader, tuple(word.stem for word in run)))
        at = max(end, at + 1)
    return found


def _joined(question: str, words: Sequence[Word], first: int, at: int) -> bool:
    """Whether only spaces stand before the word at `at` of a run that begins at `first`."""
    return at == first or not question[words[at - 1].end : words[at].start].strip()


def _trimmed(words: Sequence[Word]) -> Sequence[Word]:
    """From the first to the last word that isn't generic; empty where no word is a subject."""
    if not any(word.part == "subject" for word in words):
        return ()
    kept = [n for n, word in enumerate(words) if word.part != "generic" or word.stem in ILL or _named(word)]
    if not kept:
        return ()
    start, end = kept[0], kept[-1] + 1
    while start < end and words[start].part == "generic":
        start += 1
    return words[start:end]


def _named(word: Word) -> bool:
    """Whether a capital inside of the question makes a generic word part of a name: "Best disease"."""
    return word.start > 0 and word.text[0].isupper()


OUTER = frozenset("in with during for if when on at among after before under above below without while".split())


def ranked(runs: Sequence[Run], rarity: Rarity | None) -> list[Run]:
    """The subjects of a question, the main one first: not led by "in" and the like, then the rarest."""

    def key(run: Run) -> tuple[bool, bool, float]:
        rare = max((rarity(term) for term in run.stems), default=0.0) if rarity else 0.0
        return run.leader in OUTER, all(term in CIRCUMSTANCE | GENERIC for term in run.stems), -rare

    return sorted(runs, key=key)
