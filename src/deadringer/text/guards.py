"""When a tactic's words are no tactic: denied, given as advice, or told about somebody else.

"We will never ask for your code", "do not share this code with anyone", "they told me to buy gift cards, so I hung up".
Only what stands just before the words counts: a swindler who quotes our advice and then asks all the same gains nothing.
"""

from __future__ import annotations

from deadringer.phrases.tokens import Heard

DENIAL_REACH = 6
"""Words before the match in which a "not" is looked for."""
NEVER_REACH = 12
REPORT_REACH = 25

_NOT = frozenset("not nobody none without nor neither non nessuno nessun nessuna senza ne".split())
_OTHERWISE = frozenset(
    "only worry hang hesitate wait delay panic linger solo soltanto preoccuparti preoccuparsi aspetti aspettare aspetta aspettiamo attenda "
    "attendere esiti esitare indugi indugiare perda perdere perdiamo tema temere".split()
)
"""After "not": it denies this and nothing that follows ("do not wait, read me the code"; "non perda tempo, mi legga il codice")."""
_COACHED = frozenset("say tell dica dice dici digli dille dicendo risponda rispondi".split())
"""After "if anyone asks": no advice, but what the person is to answer. "If anyone told you to say …" is advice all the same:"""
_TOLD_TO = frozenset("to di a".split())
_NO_SUCH = frozenset(
    "bank company officer police office agency real genuine legitimate honest government business employee adviser".split()
)
"""After "no": "no bank will ask you …"."""
_NEVER = frozenset("never mai".split())
_BREAKS = frozenset(
    "but just so because however instead only please otherwise unless then if worry hang yet ma pero quindi allora perche solo soltanto "
    "invece basta altrimenti spaventare spaventi agitare agiti allarmi piangere preoccupi preoccupare riattacchi se since".split()
)
_ADVICE = (
    ("beware", "of"), ("be", "careful"), ("watch", "out"), ("be", "wary"), ("look", "out"), ("be", "aware"), ("avoid",), ("refuse",),
    ("diffidi",), ("diffidare",), ("diffidate",), ("attenzione", "a", "chi"), ("eviti", "di"), ("evitare", "di"),
    ("anyone", "who"), ("someone", "who"), ("somebody", "who"), ("anybody", "who"), ("if", "anyone"), ("if", "someone"), ("if", "somebody"),
    ("if", "anybody"), ("if", "they"), ("if", "a", "caller"), ("should", "anyone"), ("people", "who"), ("scammers",), ("scammer",),
    ("fraudsters",), ("criminals",), ("chiunque",), ("se", "qualcuno"), ("chi", "le", "chiede"), ("truffatori",), ("i", "truffatori"),
    ("they", "will", "never"), ("se", "le", "chiedono"), ("se", "ti", "chiedono"),
)  # fmt: skip
_REPORTED = (
    ("he", "wanted", "me"), ("she", "wanted", "me"), ("some", "man", "said"), ("who", "called", "said"), ("that", "guy", "said"),
    ("did", "anybody", "tell", "you"), ("did", "anyone", "tell", "you"), ("did", "someone", "tell", "you"), ("they", "said"), ("he", "said"), ("she", "said"), ("they", "told", "me"), ("he", "told", "me"), ("she", "told", "me"), ("told", "him"),
    ("told", "her"), ("told", "them"), ("asked", "him"), ("asked", "her"), ("asked", "them"), ("they", "asked", "me"), ("he", "asked", "me"),
    ("she", "asked", "me"), ("they", "wanted", "me"), ("they", "called", "me"), ("someone", "called", "me"), ("i", "got", "a", "call"),
    ("got", "a", "call"), ("had", "a", "call"), ("a", "scam", "where"), ("a", "guy", "called"), ("pretending", "to", "be"),
    ("pretended", "to", "be"), ("they", "pretend"), ("i", "read", "about"), ("i", "heard", "about"), ("on", "the", "news"),
    ("this", "is", "a", "scam"), ("it", "was", "a", "scam"), ("scam", "call"), ("scam", "calls"), ("it", "is", "a", "scam"),
    ("mi", "ha", "chiamato"), ("mi", "ha", "chiamata"), ("mi", "hanno", "chiamato"), ("mi", "hanno", "chiamata"), ("mi", "ha", "detto"),
    ("mi", "hanno", "detto"), ("mi", "hanno", "chiesto"), ("mi", "ha", "chiesto"), ("gli", "hanno", "detto"), ("le", "hanno", "detto"),
    ("le", "hanno", "chiesto"), ("gli", "hanno", "chiesto"), ("e", "una", "truffa"), ("era", "una", "truffa"), ("si", "spacciano"),
    ("si", "spacciava"), ("l", "hanno", "chiamata"), ("l", "hanno", "chiamato"), ("le", "hanno", "scritto"), ("mi", "hanno", "scritto"),
    ("dicendo", "che", "erano"), ("dicendo", "che", "era"), ("ci", "cascano"), ("ci", "e", "cascata"), ("ci", "e", "cascato"),
    ("la", "chiama", "uno"), ("ti", "chiama", "uno"), ("ti", "chiamano"), ("hanno", "truffato"), ("hanno", "chiamato", "mia"), ("al", "telegiornale"), ("una", "truffa", "dove"),
)  # fmt: skip

_THEREFORE = frozenset("so now quindi allora percio adesso ora".split())
_TO_THE_POINT = (
    ("please",), ("can", "you"), ("could", "you"), ("will", "you"), ("would", "you"), ("i", "need", "you"), ("read", "me"), ("tell", "me"),
    ("give", "me"), ("per", "favore"), ("per", "cortesia"), ("mi", "legga"), ("mi", "dica"), ("mi", "dia"), ("mi", "detti"), ("mi", "mandi"),
    ("mi", "confermi"), ("mi", "passi"), ("mi", "comunichi"), ("dovrebbe", "leggermi"), ("deve", "leggermi"),
)  # fmt: skip
"""After one of ``_THEREFORE`` they end the telling: "they called me from your branch, so please read me the code"."""
_SAID = frozenset("said says say saying told me us go goes like detto dice dicono dicendo fa".split())
"""After one of these even so somebody else's words follow: "he said now read me the code"."""


_ASKS = frozenset(
    "ask asks asked asking request requests require requires tell tells call calls demand demands want chiede chiedono chiedera chiederanno "
    "chiederemo chiediamo chiedere chiederebbe chiedera telefona telefonano chiama domanda".split()
)


def never_asked(heard: Heard, first: int) -> bool:
    """Whether the words stand under "we will never ask you to …": advice even where the tactic's own words hold a denial."""
    words = heard.words
    low = max(0, first - NEVER_REACH)
    low = next((s for s in range(first, low, -1) if s in heard.stops), low)
    before = words[low:first]
    nevers = [i for i, word in enumerate(before) if word in _NEVER]
    if not nevers:
        return False
    after = before[nevers[-1] :]
    near = before[max(0, nevers[-1] - 3) :]
    return any(word in _ASKS for word in near) and not any(word in _BREAKS for word in after)


def denied(heard: Heard, first: int, last: int) -> bool:
    """Whether words ``first`` to ``last`` stand under a denial or inside a piece of advice."""
    words = heard.words
    low = max(0, first - NEVER_REACH)
    for at in range(first - 1, low - 1, -1):
        if at + 1 in heard.stops and at + 1 <= first:
            break
        word = words[at]
        if word in _NEVER:
            return True
        if word in _BREAKS:
            break
        near = first - at <= DENIAL_REACH
        if near and word in _NOT and not _no_denial(words, at):
            return True
        if near and word == "no" and words[at + 1] in _NO_SUCH:
            return True
    low = next((s for s in range(first, low, -1) if s in heard.stops), low)
    return _phrase_at(words, low, first, _ADVICE) is not None


def _no_denial(words: tuple[str, ...], at: int) -> bool:
    """Whether the "not" at ``at`` denies nothing that follows: "if you do not …", "why do not you …", "did you not …", "do not worry"."""
    before, after = words[max(0, at - 3) : at], words[at + 1 : at + 2]
    if after and after[0] in _OTHERWISE:
        return True
    if before and before[-1] in ("you", "perche"):
        return True
    return any(w in ("if", "why", "unless", "se", "perche", "when", "quando") for w in before)


def reported(heard: Heard, first: int, last: int) -> bool:
    """Whether the words are told about another call ("they told me to …")."""
    told = _phrase_at(heard.words, max(0, first - REPORT_REACH), first, _REPORTED)
    return told is not None and not _to_the_point(heard.words, told, first)


def _to_the_point(words: tuple[str, ...], told: int, first: int) -> bool:
    """Whether between the telling of another call and the words the person is asked something: "so please read me the code"."""
    return any(
        words[at] in _THEREFORE and words[at - 1] not in _SAID and any(words[at + 1 : at + 1 + len(p)] == p for p in _TO_THE_POINT)
        for at in range(told + 1, first)
    )


def _phrase_at(words: tuple[str, ...], low: int, first: int, phrases: tuple[tuple[str, ...], ...]) -> int | None:
    """Where a phrase begins that stands whole in ``words[low:first]``, the first such place."""
    starts = _STARTS[phrases is _ADVICE]
    for i in range(low, first):
        if words[i] in starts and any(words[i : min(first, i + len(p))] == p for p in phrases if p[0] == words[i]):
            if words[i] in ("if", "se") and phrases is _ADVICE and _coached(words[i:first]):
                continue
            return i
    return None


def _coached(words: tuple[str, ...]) -> bool:
    """Whether the person is told what to answer: "if anyone asks say it is for family buy three gift cards"."""
    return any(word in _COACHED and before not in _TOLD_TO for before, word in zip(words, words[1:], strict=False))


_STARTS = {True: frozenset(p[0] for p in _ADVICE), False: frozenset(p[0] for p in _REPORTED)}
