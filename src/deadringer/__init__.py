"""Dead Ringer: is that caller who they say they are?

>>> import deadringer
>>> deadringer.check("this is amazon you must buy gift cards and read me the codes").level
<Level.SCAM: 3>

For many calls make one ``Screener`` and keep it; for a live call open a session::

    session = deadringer.Screener().session(deadringer.Call(country="GB"))
    verdict = session.hear(deadringer.Turn("hello this is your bank", "them"))
    verdict = session.hear_audio(pcm)          # needs deadringer[speech]
    verdict = session.verdict
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_WHERE = {
    "Call": "call", "Caller": "call", "Dealing": "call", "Turn": "call", "Evidence": "evidence", "Level": "evidence", "Verdict": "evidence",
    "DeadRingerError": "errors", "InputError": "errors", "KnowledgeError": "errors", "Screener": "screener", "Session": "screener", "check": "screener",
}  # fmt: skip

__all__ = [
    "Call", "Caller", "DeadRingerError", "Dealing", "Evidence", "InputError", "KnowledgeError", "Level", "Screener", "Session", "Turn",
    "Verdict", "__version__", "check",
]  # fmt: skip

if TYPE_CHECKING:
    from deadringer.call import Call, Caller, Dealing, Turn
    from deadringer.errors import DeadRingerError, InputError, KnowledgeError
    from deadringer.evidence import Evidence, Level, Verdict
    from deadringer.screener import Screener, Session, check


def __getattr__(name: str) -> Any:
    """Loads a part when it is first asked for: the command line needs few of them."""
    if name in _WHERE:
        from importlib import import_module

        return getattr(import_module(f"deadringer.{_WHERE[name]}"), name)
    raise AttributeError(f"module 'deadringer' has no attribute {name!r}")
