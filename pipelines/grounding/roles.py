"""Words that tell two sentences apart, and words that say nothing of what a sentence is about."""

import re

# Words that say which of several things is meant: both sides have one of a group, or none has.
_ROLES = (
    "start starting started initial initially begin beginning loading bolus",
    "maximum max maximal maximally limit ceiling",
    "minimum minimal",
    "maintenance maintain long-term",
    "target goal aim",
    "prevent prevents preventing prevention preventive prophylaxis prophylactic prophylactically screening",
    "mild minor",
    "moderate moderately",
    "severe severely critical life-threatening emergency shock",
    "acute acutely exacerbation",
    "chronic chronically persistent",
    "recurrent recurrence relapse second repeat repeated",
    "hospital inpatient inpatients admission surgery surgical perioperative preoperative postoperative",
    "renal kidney",
    "hepatic liver",
    "fasting",
    "rarely rare sometimes occasionally seldom",
    "untreated",
    "total cumulative",
    "morning night bedtime evening",
    "alternative alternatively instead allergy allergic",
    "onset incubation",
)
_ROUTES = (
    "oral orally mouth tablet tablets",
    "intravenous intravenously iv infusion",
    "intramuscular intramuscularly im",
    "subcutaneous subcutaneously",
    "inhaled inhaler nebulised nebulized nebuliser",
    "topical topically cream ointment",
    "rectal rectally suppository",
)
ROLE = {word: n for n, words in enumerate(_ROLES) for word in words.split()}
ROUTE = {word: n for n, words in enumerate(_ROUTES) for word in words.split()}
GENERAL = frozenset({"adults"})  # a text that names no group is taken to be about these
CONDITION = frozenset("if unless when except only in with during for who whose among where until after before".split())
CLAUSE = frozenset(", . ; : ) (".split())
PLAIN = frozenset(  # words of titles that are no subject
    "guideline guidelines summary protocol local ward withdrawn page parents information trial brief case "
    "report review overview adult adults treatment management diagnosis facts fact sheet questions answers "
    "about what hope through research disease syndrome disorder first patient patients".split()
)
FRAME = frozenset(  # words of questions that say what is asked for, not of what
    "long length duration course many much often day days week weeks month months year years hour hours dose "
    "doses dosage amount recommended recommend recommendation advised advice best standard treatment treat "
    "treated treatments value threshold level limit cut-off cutoff first start effective work works safe help "
    "helps benefit evidence high low patients adults information are is".split()
)
NUMBERED = re.compile(r"\d|^[A-Za-z]$|^[IVX]+$")
YEAR = re.compile(r"^(?:19|20)\d\d$")
# What sentences that disagree differ in: ends of axes (polarity), and words of advice
DIRECTED = frozenset("amount quality work worth safe often likely".split())
STATES = frozenset("low high lower higher less more larger smaller fewer greater elevated gain lowered raised".split())
STANCE = frozenset(
    "should must recommend recommended recommends advise advised indicated suggested suggest preferred offer offered "
    "give given use used consider take taken prescribe prescribed start add avoid avoided contraindicated against not "
    "never do does routinely".split()
)
