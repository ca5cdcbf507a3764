"""Who a transcript's speaker label stands for."""

from __future__ import annotations

import re

from deadringer.call import Speaker

_ME = frozenset(
    "me self callee person victim customer user client consumer resident recipient you cliente io utente vittima persona receiver "
    "called parent grandma grandmother nonna nonno".split()
)
_THEM = frozenset(
    "them caller agent scammer suspect operator representative rep robot bot ivr recording automated system voice chiamante operatore "
    "operatrice truffatore loro voce spammer fraudster telemarketer officer driver corriere maresciallo caller_scammer".split()
)


def speaker_of(label: str, own_names: frozenset[str] = frozenset()) -> Speaker:
    """``Caller`` → them, ``Me`` → me, a name that is not known → unknown.

    Args:
        label: as the transcript has it.
        own_names: names of the person who is protected, in lower case.
    """
    plain = re.sub(r"[\s_\-]+", "_", label.strip().lower()).strip("_:[]()")
    if plain in own_names:
        return "me"
    words = {plain, *plain.split("_"), re.sub(r"[\d]+$", "", plain).rstrip("_")}
    if words & _ME and not words & _THEM:
        return "me"
    if words & _THEM:
        return "them"
    return "unknown"
