"""What was published of the supported model systems, from their pages on the Hugging Face Hub.

system -> test -> name of the figure -> value; similarities are Pearson's and Spearman's coefficients times 100.
"""

SETS = ("PubMed QA", "PubMed Subset", "PubMed Summary", "average")
SPEARMAN = SETS[:3]

Figures = dict[str, dict[str, float]]


def _pearson(*values: float) -> dict[str, float]:
    return dict(zip(SETS, values, strict=True))


def _spearman(*values: float) -> dict[str, float]:
    return dict(zip(SPEARMAN, values, strict=True))


_CUTOFFS = (1, 3, 5, 10)
_MEDQUAD = {
    "accuracy": (0.661, 0.792, 0.832, 0.869),
    "precision": (0.661, 0.412, 0.308, 0.196),
    "recall": (0.239, 0.378, 0.438, 0.513),
}

PUBLISHED: dict[str, Figures] = {
    "minilm": {
        "Pearson": _pearson(90.40, 95.86, 94.07, 93.44),
        "Spearman": _spearman(85.77, 86.52, 86.32),
    },
    "medical-minilm": {},
    "pubmedbert": {
        "Pearson": _pearson(93.27, 97.07, 96.58, 95.64),
        "Spearman": _spearman(86.29, 86.57, 86.47),
    },
    "pubmedbert-matryoshka": {
        "Pearson, 64 dimensions": _pearson(92.16, 95.85, 95.67, 94.56),
        "Pearson, 128 dimensions": _pearson(92.80, 96.44, 96.22, 95.15),
        "Pearson, 256 dimensions": _pearson(93.11, 96.68, 96.53, 95.44),
        "Pearson, 384 dimensions": _pearson(93.42, 96.79, 96.61, 95.61),
        "Pearson, 512 dimensions": _pearson(93.37, 96.87, 96.61, 95.62),
        "Pearson, 768 dimensions": _pearson(93.53, 96.95, 96.70, 95.73),
    },
    "pubmedbert-splade": {
        "Pearson": _pearson(90.76, 96.20, 95.87, 94.28),
        "Spearman": _spearman(86.80, 89.12, 88.60),
        "sparsity": {"words with a weight, mean": 34.0, "share of weights that are 0": 0.9989},
    },
    "modern-pubmedbert": {
        "wiki_medical_terms": {
            "accuracy@1": 0.9128, "accuracy@3": 0.9846, "accuracy@5": 0.9924, "accuracy@10": 0.9964,
            "nDCG@10": 0.9610, "MRR@10": 0.9489, "MAP@100": 0.9491,
        },
        "cosine of an unrelated pair": {'"diabetes type 2" and "asyncio.run()"': 0.0804},
    },
    "s-pubmedbert-medquad": {
        "MedQuAD, dev setting, passages without titles": {
            **{f"{name}@{k}": one for name, row in _MEDQUAD.items() for k, one in zip(_CUTOFFS, row, strict=True)},
            "nDCG@10": 0.522, "MRR@10": 0.734, "MAP@100": 0.435,
        },
        "Pearson of its base, S-PubMedBert-MS-MARCO": _pearson(90.86, 93.33, 93.54, 92.58),
        "Spearman of its base, S-PubMedBert-MS-MARCO": _spearman(85.71, 86.37, 86.13),
    },
}  # fmt: skip
