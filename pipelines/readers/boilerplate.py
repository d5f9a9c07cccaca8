"""Headings whose sections are no evidence: references, thanks, funding, licence. One list for all formats."""

import re

NAMES = frozenset(
    """
    references | reference | reference list | list of references | bibliography | literature cited
    | works cited | cited references | sources | sources used | further reading | external links
    | see also | notes and references | footnotes | endnotes | selected references | recommended reading
    | acknowledgements | acknowledgments | acknowledgement | acknowledgment
    | funding | funding statement | funding source | funding sources | financial support | financial disclosure
    | sources of funding | source of funding | sources of support | role of the funding source | grants
    | grant support | sponsor | sponsors | sponsorship
    | competing interests | competing interest | competing interests statement | competing financial interests
    | conflict of interest | conflicts of interest | conflict of interests | conflict of interest statement
    | conflicts of interest statement | declaration of interests | declaration of interest | declarations of interest
    | declaration of competing interest | disclosure | disclosures | disclosure statement | declarations
    | author contributions | authors contributions | author s contributions | authors contribution | contributors
    | contributorship | contributorship statement | contribution of authors | author contribution
    | author information | authors information | author details | author affiliations | affiliations
    | author note | author notes | about the author | about the authors | author biography | author biographies
    | corresponding author | correspondence
    | correspondence to | corresponding authors
    | keywords | key words | keyword | index terms | mesh terms | communicated by | edited by
    | copyright | copyright notice | copyright and license | copyright and licence | licence | license | licensing
    | rights and permissions | open access | permissions | creative commons | disclaimer | publisher s note
    | publishers note | provenance and peer review | peer review | pre publication history | how to cite
    | how to cite this article | cite this article | citation | article information | article history
    | publication history | editor | editorial history | academic editor | reviewers
    | data availability | data availability statement | data sharing | data sharing statement
    | availability of data and materials | availability of data and material | availability of supporting data
    | ethical considerations | compliance with ethical standards | statement of ethics
    | institutional review board statement | institutional review board approval | informed consent statement
    | consent for publication | consent to publish | patient consent | consent to participate
    | patient consent for publication
    | supporting information | supplementary material | supplementary materials | supplementary data
    | supplementary information | supplemental material | supplementary files | additional files | additional file
    | supporting information available | web resources | electronic supplementary material | multimedia appendix
    | multimedia appendices | related articles | similar articles | recommended articles | share this article
    | subscribe | navigation | table of contents | contents | on this page | in this page | article metrics
    """.replace("\n", " ").split("|")
)
WORDS = frozenset(" ".join(name.split()) for name in NAMES)
MAIN = re.compile(  # the headings that every paper has
    r"(?:\d+\.?\s+|[IVX]+\.\s+)?(?:abstract|summary|introduction|background|(?:materials?|patients?|subjects|participants)"
    r" and methods?|methods?(?: and (?:materials?|analysis|design))?|methodology|results?(?: and discussion)?|findings|"
    r"discussions?|conclusions?|case (?:report|presentation)s?)[:.]?",
    re.I,
)
NUMBER = re.compile(r"^(?:(?:\d+|[ivxl]+|[a-z])(?:\.\d+)*[.)](?!\d)\s*|\d+(?:\.\d+)*\s+)", re.I)
JOINT = re.compile(r"\s*(?:\band\b|&|,|/|;)\s*")
ETHICS = re.compile(  # written in too many ways to be listed
    r"(?:(?:research|human|animal|study) )?ethic(?:s|al)(?: (?:committee|review|board|approvals?|statements?|clearance"
    r"|declarations?|standards|permissions?))*"
)
BESIDE = re.compile(  # what counts only beside ethics: "Informed consent" alone can be about patients
    r"(?:(?:patients?|informed|written|participants?) )*consent(?: (?:to|for) (?:participate|participation|publish"
    r"|publication))?(?: (?:statements?|declarations?|forms?))?|approvals?|permissions?|dissemination"
    r"|trial registration"
)


NOTICE = re.compile(
    r"""©|\(c\)\s*(?:the\ authors?\b|(?:19|20)\d\d\b(?!\s*(?:mg|mcg|ug|µg|μg|micrograms?|g|ml|iu|units?|mmol|kcal)\b)
    |copyright)|copyright\b|\W*correspondence\s*(?:to\b|:|should|address)
    |full\ list\ of\ author|open\ access\s*(?:this|$)|this\ is\ an\ open
    |this\ article\ is\ (?:distributed|licensed|published)
    |this\ work\ is\ licensed|licensee\b|back\ to\ top\W*$
    |(?:received|accepted|revised|published):?\s+(?:\d{1,2}(?:st|nd|rd|th)?\s+[a-z]+|[a-z]+\s+\d{1,2}),?\s+\d{4}
    |published\ online|downloaded\ from|to\ cite\b|cite\ this\b|how\ to\ cite|key\s?words?\b\s*[:—-]|e-?mail:
    |doi:|\(.{5,80}\)\s*doi:\s*\S+$|https?://\S+$
    |all\ rights\ reserved|twitter\ (?:follow|@)|submit\ your\ (?:next\ )?manuscript
    |\W*equal\ contribut|additional\ files?\ \d+\b.{0,40}$|multimedia\ appendix\ \d+$|\W*pre-?publication\ history
    |\W*these\ authors\ contributed|communicated\ by\b""",
    re.I | re.X,
)
LABEL = re.compile(r"([A-Z][A-Za-z’' ]{2,40}):\s")  # "Funding: ..."
PLACES = re.compile(r"Universi|Department|Institute|Hospital|School of|Centre|Center|@|Faculty|Affiliation")
BYLINE = re.compile(r"@|\b(?:editors?|authors?|published|address)\b", re.I)
DOSE = re.compile(r"\d\s?(?:[mkµμ]?g|mcg|micrograms?|m?[lL]|[kM]?IU|units?|mmol|%)(?!\w)")
LICENCE = re.compile(
    r"creative\s?commons|permits unrestricted (?:non-?commercial )?use|under the terms of the.{0,60}\blicen[cs]e\b",
    re.I,
)
DATED = re.compile(r"\b(?:19|20)\d\d\b|https?:|www\.")  # what tells cited works from "Sources: liver and eggs"


def notice(paragraph: str) -> bool:
    """Whether a paragraph is a notice about the publication: licence, correspondence, dates, keywords."""
    if labelled(paragraph):
        return True
    return NOTICE.match(paragraph) is not None or (LICENCE.search(paragraph) is not None and len(paragraph) < 1500)


def labelled(paragraph: str) -> bool:
    """Whether a paragraph opens with such a heading: "Sources: NICE guideline NG109, 2018."."""
    label = LABEL.match(paragraph)
    if label is None or not boilerplate(label.group(1)) or label.group(1).lower() == "contents":
        return False
    return not label.group(1).lower().startswith("source") or DATED.search(paragraph) is not None


def boilerplate(heading: str) -> bool:
    """Whether the section under this heading is left out: "7. References", "Funding and Competing Interests:"."""
    whole = _fold(heading)
    parts = [_fold(part) for part in JOINT.split(heading.lower()) if part.strip()]
    return whole in WORDS or (bool(parts) and all(part in WORDS for part in parts)) or _ethical(parts)


def _ethical(parts: list[str]) -> bool:
    """Whether a heading announces an ethics statement: "Ethics, consent and permissions"."""
    ethics = [part for part in parts if ETHICS.fullmatch(part)]
    return bool(ethics) and all(part in ethics or part in WORDS or BESIDE.fullmatch(part) for part in parts)


def _fold(heading: str) -> str:
    """Lower case words, without numbering and punctuation."""
    return " ".join(re.findall(r"[^\W_]+", NUMBER.sub("", heading.strip()).lower().replace("'", " ").replace("’", " ")))


def contact(paragraph: str) -> bool:
    """Whether a paragraph names places and addresses: the authors' affiliations."""
    return len(PLACES.findall(paragraph)) >= 3


def byline(paragraph: str) -> bool:
    """Whether a paragraph only names people and places: it does so, holds no dose, and most of its words are names."""
    if not PLACES.search(paragraph) and not BYLINE.search(paragraph):
        return False
    return not DOSE.search(paragraph) and not prose(paragraph)


def prose(text: str) -> bool:
    """Whether at least half of a text's words have small letters, addresses of the net aside."""
    words = [word for word in text.split() if any(map(str.isalpha, word)) and "@" not in word and "//" not in word]
    return 2 * sum(map(str.islower, words)) >= len(words) > 0


def statement(line: str) -> bool:
    """Whether a line may tell how to treat: a sentence, or a dose; a notice is none."""
    return (DOSE.search(line) is not None or (line.endswith((".", "!")) and prose(line))) and not notice(line)
