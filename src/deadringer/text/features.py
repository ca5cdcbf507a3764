"""Words as features of the wording model: words that carry meaning, and pairs of neighbouring ones; numbers and links by their kind.

Articles, pronouns, auxiliaries and the like are left out: how well somebody speaks the language must not count, and a recogniser
drops and doubles them. Training (``training/wording.py``) and judging read the same features.
"""

from __future__ import annotations

from collections.abc import Sequence

WINDOW = 60
"""Words (of all kinds) that are looked at together."""

SMALL_WORDS = frozenset(
    # English: articles, pronouns, auxiliaries, prepositions, conjunctions, fillers.
    "a an the this that these those there here i me my mine you your yours he him his she her hers it its we us our ours they them their theirs "
    "is am are was were be been being do does did done doing have has had having will would shall should can could may might must not no nor "
    "and or but so if then than as of at by for from in into on onto to with about over under up down out off again very too just only also "
    "what which who whom whose when where why how all any both each few more most other some such own same s t ll re ve d m oh ah well yeah "
    "yes yep ok okay right um uh hello hi hey bye like know mean going get got go let "
    # Italian.
    "il lo la i gli le un uno una di del dello della dei degli delle a al allo alla ai agli alle da dal dallo dalla dai dagli dalle in nel nello "
    "nella nei negli nelle con col su sul sullo sulla sui sugli sulle per tra fra e ed o od ma se che chi cui non ne ci vi si mi ti lei lui noi "
    "voi loro io tu me te ce ve glielo gliela questo questa questi queste quello quella quelli quelle qui qua li la ho hai ha abbiamo avete hanno "
    "sono sei siamo siete era erano essere stato stata avere avuto fa fare faccio fai come quando dove perche cosa quale quanto anche ancora gia "
    "piu meno molto poco tanto tutto tutti tutta ogni suo sua suoi sue mio mia miei mie tuo tua tuoi tue nostro nostra vostro vostra allora ecco "
    "eh ah oh beh boh mah si no va bene vabbe cioe insomma proprio poi adesso ora pronto ciao l d c n un po dell all nell dall sull quell".split()
)


def plain_features(words: Sequence[str]) -> list[str]:
    """One feature per word: the word itself; ``#`` for a number (the digit itself for one digit); ``#link``; empty for a small word."""
    return [_plain(word) for word in words]


def _plain(word: str) -> str:
    if word in SMALL_WORDS:
        return ""
    if word[0].isdigit() or word[0] == "+":
        return "#" + word if len(word) == 1 else "#phone" if len(word) >= 7 and "." not in word else "#"
    return "#link" if "." in word or "@" in word else word
