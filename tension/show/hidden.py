"""Characters of a text that would act on whoever shows it: made visible, or blank."""

from __future__ import annotations

_HIDDEN = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\ufffd")
_HIDDEN |= dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), " ")


def readable(text: str) -> str:
    """Make marks that turn the direction of what follows visible, and control characters blank: a terminal obeys some.

    Examples
    --------
    >>> readable("talks\x1b[31m ended")
    'talks [31m ended'
    """
    return text.translate(_HIDDEN)
