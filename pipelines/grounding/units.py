"""Units of measure as medicine writes them: what is measured, and how much of its base unit one unit is.

A table of our own: what medicine writes ("mm Hg", IU, tablets, 10^9/L) would have to be defined for a library as well.
"""

import re

# name: (what is measured, size in base units). Forms are matched as written first, then in lower case.
_TABLE: dict[tuple[str, float], str] = {
    ("mass", 1e3): "kg kilogram kilograms kilo kilos",
    ("mass", 1.0): "g gm gram grams gramme grammes",
    ("mass", 1e-3): "mg milligram milligrams milligramme milligrammes",
    ("mass", 1e-6): "mcg µg μg ug microgram micrograms microgramme microgrammes",
    ("mass", 1e-9): "ng nanogram nanograms",
    ("mass", 1e-12): "pg picogram picograms",
    ("mass", 453.59237): "lb lbs pound pounds",
    ("mass", 28.349523125): "oz ounce ounces",
    ("volume", 1.0): "L l litre litres liter liters",
    ("volume", 1e-1): "dL dl decilitre deciliter",
    ("volume", 1e-3): "mL ml cc millilitre millilitres milliliter milliliters cm3 cm³",
    ("volume", 1e-6): "µL μL µl μl uL ul microlitre microlitres microliter microliters mm3 mm³",
    ("volume", 1e-15): "fL fl",
    ("amount", 1.0): "mol mole moles",
    ("amount", 1e-3): "mmol millimole millimoles",
    ("amount", 1e-6): "µmol μmol umol micromol micromole micromoles",
    ("amount", 1e-9): "nmol nanomol nanomole nanomoles",
    ("amount", 1e-12): "pmol picomol picomole picomoles",
    ("equivalents", 1e-3): "mEq meq",
    ("activity", 1.0): "IU iu U unit units",
    ("activity", 1e-3): "mIU mU miu",
    ("activity", 1e-6): "µIU μIU µU μU uIU",
    ("activity", 1e6): "MIU MU",
    ("time", 1e-3): "ms msec millisecond milliseconds",
    ("time", 1.0): "s sec secs second seconds",
    ("time", 60.0): "min mins minute minutes",
    ("time", 3600.0): "h hr hrs hour hours hourly",
    ("time", 86400.0): "d day days daily",
    ("time", 7 * 86400.0): "wk wks week weeks weekly",
    ("time", 30.4375 * 86400): "mo mos month months monthly",
    ("time", 365.25 * 86400): "y yr yrs year years yearly",
    ("time", 3652.5 * 86400): "decade decades",
    ("pressure", 133.322): "mmHg mmhg",
    ("pressure", 1e3): "kPa kpa",
    ("pressure", 98.0665): "cmH2O cmh2o",
    ("length", 1.0): "m metre metres meter meters",
    ("length", 1e-2): "cm centimetre centimetres centimeter centimeters",
    ("length", 1e-3): "mm millimetre millimetres millimeter millimeters",
    ("length", 1e-6): "µm μm um micron microns",
    ("length", 1e-9): "nm nanometre nanometer",
    ("length", 1e3): "km kilometre kilometres kilometer kilometers",
    ("length", 0.0254): "inch inches",
    ("length", 0.3048): "ft foot feet",
    ("area", 1.0): "m2 m²",
    ("area", 1e-4): "cm2 cm²",
    ("area", 1e-6): "mm2 mm²",
    ("celsius", 1.0): "°C ºC °c",
    ("fahrenheit", 1.0): "°F ºF °f",
    ("degree", 1.0): "° º degree degrees",
    ("energy", 4.184e3): "kcal Kcal calorie calories",
    ("energy", 1.0): "J joule joules",
    ("energy", 1e3): "kJ kj kilojoule kilojoules",
    ("radiation", 1.0): "Gy gy",
    ("radiation", 1e-2): "cGy cgy",
    ("radiation", 1e-3): "mGy mgy",
    ("radioactivity", 1e6): "MBq",
    ("frequency", 1.0): "Hz hz",
    ("frequency", 1e3): "kHz khz",
    ("frequency", 1e6): "MHz mhz",
    ("beats", 1.0): "bpm",
    ("concentration", 1.0): "M molar",
    ("concentration", 1e-3): "mM",
    ("concentration", 1e-6): "µM μM uM",
    ("concentration", 1e-9): "nM",
    ("share", 1.0): "% percent percentage",
    ("points", 1.0): "percentage-points",
    ("doses", 1.0): "dose doses",
    ("tablets", 1.0): "tablet tablets tab tabs pill pills",
    ("capsules", 1.0): "capsule capsules",
    ("puffs", 1.0): "puff puffs inhalation inhalations",
    ("drops", 1.0): "drop drops",
    ("teaspoons", 1.0): "teaspoon teaspoons tsp",
    ("tablespoons", 1.0): "tablespoon tablespoons tbsp",
}
UNITS: dict[str, tuple[str, float]] = {form: unit for unit, forms in _TABLE.items() for form in forms.split()}
# Before a solidus or a superscript these are units, elsewhere they are too short to be told from other words.
ALONE = frozenset("m M s d h y L l U J g".split())

_FORMS = sorted((re.escape(form) for form in UNITS), key=len, reverse=True)
_SPACED = (
    r"percentage\ points|per\ cent|mm\ Hg|cm\ H2O|international\ units?|degrees\ C(?:elsius)?|degrees\ F(?:ahrenheit)?"
)
UNIT = rf"(?:{_SPACED}|{'|'.join(_FORMS)})(?![^\W\d_])"
_ALIASES = {
    "percentage points": "percentage-points",
    "per cent": "%",
    "mm hg": "mmHg",
    "cm h2o": "cmH2O",
    "international unit": "IU",
    "international units": "IU",
    "degrees c": "°C",
    "degrees celsius": "°C",
    "degrees f": "°F",
    "degrees fahrenheit": "°F",
}


def unit(written: str) -> tuple[str, float] | None:
    """What a unit measures and its size: "mcg" -> ("mass", 1e-06); None for what is no unit."""
    written = " ".join(written.split())
    written = _ALIASES.get(written.lower(), written)
    return UNITS.get(written) or UNITS.get(written.lower())
