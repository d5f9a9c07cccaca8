"""The text of XML elements on one line: powers, formulae, underlined signs, citation numbers."""

import pytest
from lxml import etree

from pipelines.readers.inline import plain

XREF = '<xref ref-type="bibr" rid="r1">{}</xref>'


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("10<sup>6</sup> cells", "10^6 cells"),
        ("kg/m<sup>2</sup> and mL<sup>-1</sup>", "kg/m2 and mL-1"),
        ("CO<sub>2</sub>, CD4<sup>+</sup> and Ca<sup>2+</sup>", "CO2, CD4+ and Ca2+"),
        ("the <sup>14</sup>C test, the 1<sup>st</sup>", "the 14C test, the 1st"),
        ("<italic>p</italic> &lt; 0.05", "p < 0.05"),
        ("contained <underline>&gt;</underline>2 alleles", "contained ≥2 alleles"),  # "more than" would be wrong
        ("the <!-- note -->results<bold> </bold>of", "the results of"),
        ("a<break/>b", "a b"),
        (
            "<bold>Methods.</bold>We asked, <bold>Figure</bold><xref ref-type='fig'>1</xref>",
            "Methods. We asked, Figure 1",
        ),
        (f"common [{XREF.format(1)}-{XREF.format(9)}]. Then", "common. Then"),
        (f"common {XREF.format('[4]')}–{XREF.format('[7]')}, then", "common, then"),
        (f"common ({XREF.format('<italic>1</italic>')}, {XREF.format(2)}).", "common."),
        (f"common.<sup>{XREF.format(1)},{XREF.format(2)}</sup> Then", "common. Then"),
        (f"common[{XREF.format(1)}]then", "common then"),
        (f"(95% CI 1 to 2; {XREF.format('[4]')})", "(95% CI 1 to 2)"),
        (f"fell (reviewed in [{XREF.format(4)}]) again", "fell again"),
        (f"as described in [{XREF.format(12)}].", "as described in [12]."),
        (f"(Van den Elsen, {XREF.format(2004)})", "(Van den Elsen, 2004)"),
        (f"by {XREF.format('Bill et al. (2009)')}.", "by Bill et al. (2009)."),
        ("Figure <xref ref-type='fig'>1</xref>A", "Figure 1A"),
        ("R = <inline-formula><math><mfrac><mi>a</mi><mn>2</mn></mfrac></math></inline-formula>", "R = a/2"),
        ("see <inline-formula><inline-graphic/></inline-formula> below", "see below"),
    ],
)
def test_text_of_a_paragraph(written: str, expected: str) -> None:
    assert plain(etree.fromstring(f"<p>{written}</p>")) == expected


@pytest.mark.parametrize(
    ("math", "expected"),
    [
        ("<mfrac><mi>a</mi><mrow><mi>b</mi><mo>+</mo><mi>c</mi></mrow></mfrac>", "a/(b + c)"),
        ("<msup><mi>x</mi><mn>2</mn></msup><mo>≤</mo><msqrt><mi>y</mi></msqrt>", "x^2 ≤ √(y)"),
        ("<mmultiscripts><mi>Xe</mi><mprescripts/><none/><mn>129</mn></mmultiscripts><mtext> MRI</mtext>", "129Xe MRI"),
        ('<mfenced open="|" close="|"><mi>a</mi><mi>b</mi></mfenced>', "|a, b|"),
    ],
)
def test_formulae(math: str, expected: str) -> None:
    assert plain(etree.fromstring(f"<p><math>{math}</math></p>")) == expected


def test_thousands_of_citations_in_a_row_do_not_hang() -> None:
    links = ", ".join(XREF.format(number) for number in range(1, 999)) * 5
    assert plain(etree.fromstring(f"<p>common {links} then</p>")) == "common then"


@pytest.mark.parametrize("name", ["s", "strike", "del"])
def test_what_is_struck_out_leaves_a_space(name: str) -> None:
    assert plain(etree.fromstring(f"<p>Give <{name}>50</{name}>5 mg, 1<{name}>0</{name}>5</p>")) == "Give 5 mg, 1 5"
