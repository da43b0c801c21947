"""What an amount read in the box is worth."""

import re

_AMOUNT = re.compile(r"^[$*]*(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d\d|xx)(?:/(?:100)?)?|\.?-)?[-*]*$")


def cents(text):
    """The worth in cents; None where the text is no amount in dollars and cents (missing cents are not zero cents)."""
    match = _AMOUNT.match(text)
    if not match or not any(mark in text for mark in ".-"):
        return None
    part = match.group(2)
    return int(match.group(1).replace(",", "")) * 100 + (int(part) if part and part != "xx" else 0)
