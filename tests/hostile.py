"""Texts that try to be more than text: marks of Markdown, HTML and Streamlit, directions, long words."""

from itertools import product

from tests.exports import HOSTILE

MARKS = (
    "**bold**", "_it_", "`code`", "~~gone~~", "$x^2$", "$$\\frac12$$", ":red[alarm]", ":blue-background[a]", ":smile:",
    ":material/home:", ":streamlit:", "->", "<-", "<=", ">=", "--", "~=", "[a](https://attacker.example)",
    "![a](b.png)",
    "https://attacker.example", "me@attacker.example", "<b>b</b>", "<script>document.title='broken'</script>",
    "<img src=x onerror=\"document.title='broken'\">", "<style>p{display:none}</style>", "<!-- hidden",
    "&amp;", "&#60;",
    "\u202egnp.exe", "\u200fשלום", "\u2066مرحبا\u2069", "a\u0301\u0323", "🩺", "'\"", "\\",
    "{{x}}", "%s", "# h", "> q", "1. l",
)  # fmt: skip
AROUND = ("{}", "dose {} mg", "{0} {0}")
TEXTS = tuple(" ".join(text.split()) for text in (
    *(form.format(mark) if mark != "{{x}}" else mark for form, mark in product(AROUND, MARKS)),
    *HOSTILE,
    "x" * 10_000,
))  # fmt: skip
