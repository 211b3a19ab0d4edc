"""What looks like a person's number or address in free text is blotted out before it leaves. Pure."""

from __future__ import annotations

import re

BLOT = "•••"
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_NUMBER = re.compile(r"(?<![\w.])\+?\d(?:[ .\-()]{0,2}\d){8,14}(?!\w)")
"""Nine to fifteen digits, perhaps in groups: telephone and identity numbers. Codes such as
`PAHT.20261124.0025` and dates follow a letter, point or have fewer digits."""


def masked(text: str) -> str:
    """Return a text without e-mail addresses, telephone and identity numbers.

    `gọi 0905 123 456` becomes `gọi •••`.
    """
    return _NUMBER.sub(BLOT, _EMAIL.sub(BLOT, text))
