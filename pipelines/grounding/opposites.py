"""Words of general English with their opposites, by what they differ in. Nothing here knows a drug or a disease."""

# axis: one end, the other end
_AXES: dict[str, tuple[str, str]] = {
    "amount": (
        "increase increases increased increasing rise rises rose rising raise raised raises higher "
        "greater elevate elevated elevation grow grew growth gain gained exceed exceeded upregulated "
        "larger high",
        "decrease decreases decreased decreasing reduce reduces reduced reducing reduction lower lowered "
        "lowers lowering decline declined drop dropped fall falls fell diminish diminished lessen smaller "
        "fewer downregulated low less",
    ),
    "more": (
        "more",
        "less fewer",
    ),
    "quality": (
        "improve improves improved improving improvement better superior",
        "worsen worsens worsened worsening worse inferior deteriorate deteriorated deterioration impair impaired",
    ),
    "time": (
        "before prior preceding previously pre",
        "after following post afterwards subsequent",
    ),
    "moment": (
        "early earlier",
        "late later",
    ),
    "length": (
        "longer long prolonged prolong",
        "shorter short shortened shorten",
    ),
    "begin": (
        "start starts started starting begin began begun initiate initiated commence resume restart",
        "stop stops stopped stopping discontinue discontinued withhold withdraw withdrawn cease",
    ),
    "advice": (
        "recommend recommended recommends recommendation advise advised indicated advisable suggested preferred",
        "contraindicated contraindication avoid avoided discouraged inadvisable prohibited",
    ),
    "sign": (
        "positive positively",
        "negative negatively",
    ),
    "there": (
        "present presence",
        "absent absence",
    ),
    "cause": (
        "cause causes caused causing promote promotes induce induces induced trigger triggers",
        "prevent prevents prevented prevention inhibit inhibits inhibited",
    ),
    "often": (
        "common commonly frequent frequently often",
        "rare rarely seldom infrequent uncommon",
    ),
    "size": (
        "large major big",
        "small minor little",
    ),
    "limit": (
        "maximum maximal",
        "minimum minimal",
    ),
    "speed": (
        "faster rapid rapidly fast quick",
        "slower slow slowly gradual",
    ),
    "safe": (
        "safe safely safety",
        "dangerous hazardous unsafe harmful",
    ),
    "worth": (
        "beneficial benefit benefits helpful useful",
        "harm harms harmful useless",
    ),
    "work": (
        "effective effectively",
        "ineffective",
    ),
    "alike": (
        "same similar equal equivalent comparable",
        "different differ differs differed difference differences",
    ),
    "relation": (
        "associated association associations linked related correlated",
        "unrelated unassociated uncorrelated",
    ),
    "dependence": (
        "dependent",
        "independent",
    ),
    "course": (
        "acute",
        "chronic",
    ),
    "side": (
        "left",
        "right",
    ),
    "place": (
        "upper",
        "lower",
    ),
    "strength": (
        "strong stronger strongly",
        "weak weaker weakly",
    ),
    "allow": (
        "allow allows allowed permit permitted",
        "forbid forbidden prohibit",
    ),
    "accept": (
        "accept accepted confirm confirmed support supports supported",
        "reject rejected refute refuted",
    ),
    "activity": (
        "activate activates activated activation",
        "inactivate inactivated suppress suppressed suppression block blocks blocked",
    ),
    "likely": (
        "likely probable",
        "unlikely improbable",
    ),
    "direct": (
        "direct directly",
        "indirect indirectly",
    ),
    "benign": (
        "benign",
        "malignant",
    ),
    "sickness": (
        "healthy",
        "sick ill",
    ),
    "under": (
        "hyper",
        "hypo",
    ),
    "dominant": (
        "dominant",
        "recessive",
    ),
    "hot": (
        "hot warm",
        "cold cool",
    ),
    "open": (
        "open",
        "closed close",
    ),
    "easy": (
        "easy easily",
        "difficult hard",
    ),
}
AXIS: dict[str, list[tuple[str, int]]] = {}  # word: its axes, with the end at which it stands
for _axis, _ends in _AXES.items():
    for _sign, _forms in zip((1, -1), _ends, strict=True):
        for _form in _forms.split():
            AXIS.setdefault(_form, []).append((_axis, _sign))
SHADED = frozenset("amount more quality length".split())  # "not increased" is not "decreased"
