"""How people and printers spell an amount in the box, as parts to draw and the text to read.

The text is what is written, in reading order: `.` stands between dollars and cents whenever a dot is written or the cents
are raised, smaller or set apart; `/` is the bar of a fraction; a denominator is written only where it stands beside the bar;
`x` is each x (and each letter of "no"); `-` a dash in place of the cents or after them.
"""

from dataclasses import dataclass

FIGURES_SYMBOLS = "0123456789.,/-$*x"


@dataclass
class Spelling:
    """`dollars` and `suffix` are drawn on the line; the cents as `form` says."""

    dollars: str  # with prefix, commas and the dot, if one is written
    cents: str  # two symbols, "" if none
    form: str  # plain, raised, beside, raised-beside, diagonal, stacked, dash, none
    under: str  # what stands under the bar or beside it; "" none
    suffix: str
    text: str


def _dollars(rng, amount):
    whole = amount // 100
    comma = whole >= 1000 and rng.random() < 0.65
    return f"{whole:,}" if comma else str(whole)


def amount(rng):
    """Cents, from $5 to $9,999 alike on a logarithmic scale; half of them whole or typical premiums."""
    import numpy as np

    cents = int(round(float(np.exp(rng.uniform(np.log(500), np.log(999_999))))))
    kind = rng.random()
    if kind < 0.3:
        cents -= cents % 100
    elif kind < 0.4:
        cents = cents - cents % 100 + int(rng.choice([50, 25, 75, 99, 95, 10, 20]))
    return cents


def handwritten(rng):
    cents = amount(rng)
    dollars = _dollars(rng, cents)
    part = f"{cents % 100:02d}"
    if rng.random() < 0.22:
        dollars = "$" + dollars
    form = rng.choice(
        ["plain", "raised", "beside", "raised-beside", "diagonal", "stacked", "dash", "none"],
        p=[0.36, 0.20, 0.06, 0.07, 0.06, 0.16, 0.05, 0.04],
    )
    if form in ("dash", "none"):
        if form == "dash" and rng.random() < 0.4:
            dollars += "."
        return Spelling(dollars, "", form, "", "", dollars + ("-" if form == "dash" else ""))
    if form in ("beside", "raised-beside", "diagonal", "stacked") and rng.random() < 0.35:
        part = str(rng.choice(["xx", "xx", "no", "00"]))
    elif form == "raised" and rng.random() < 0.2:
        part = str(rng.choice(["xx", "00"]))
    dot = form == "plain" or rng.random() < 0.25
    under = ""
    if form not in ("plain", "raised"):
        under = rng.choice(["100", "xx"], p=[0.93, 0.07]) if form == "stacked" else "100"
    suffix = "-" if form == "plain" and rng.random() < 0.06 else ""
    text = dollars + "." + part.replace("no", "xx")
    if under:
        text += "/" if form == "stacked" else "/" + under
    return Spelling(dollars + "." * dot, part, form, under, suffix, text + suffix)


def printed(rng):
    cents = amount(rng)
    whole = cents // 100
    dollars = f"{whole:,}" if rng.random() < 0.8 else str(whole)
    stars = "*" * int(rng.choice([0, 0, 1, 2, 3, 5, 7]))
    if rng.random() < 0.6:
        dollars = rng.choice(["$", "$ ", "$" + stars, stars + "$"]) + dollars
    else:
        dollars = stars + dollars
    part = f"{cents % 100:02d}"
    suffix = rng.choice(["", "*", "**", "***"], p=[0.8, 0.06, 0.1, 0.04])
    if rng.random() < 0.06:
        return Spelling(dollars, part, "beside", "100", "", dollars.replace(" ", "") + "." + part + "/100")
    return Spelling(dollars + ".", part, "plain", "", suffix, dollars.replace(" ", "") + "." + part + suffix)
