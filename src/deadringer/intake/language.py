"""Whether words are in a language that we do not speak. Asked only where neither English nor Italian words are many: it is slow."""

from __future__ import annotations

from collections.abc import Sequence

from deadringer.call import Turn
from deadringer.phrases.tokens import language_of

FEWEST_WORDS = 4
SURE = 0.12
"""Share of the commonest words from which a text is surely English or Italian (both have about 0.4)."""
OTHERS = ("en", "it", "fr", "de", "es", "pt", "nl", "pl", "ro", "sv", "da", "no", "tr", "ru", "uk", "ar", "zh", "ja", "hi", "id", "cs", "hu")


def not_spoken(turns: Sequence[Turn], spoken: tuple[str, ...] = ("en", "it")) -> bool:
    """Whether the words are likely of another language than ``spoken``."""
    text = " ".join(turn.text for turn in turns)[:3000]
    words = text.split()
    if len(words) < FEWEST_WORDS:
        return sum(c.isalpha() and ord(c) > 0x24F for c in text) > len(text) / 3
    if language_of(text)[1] >= SURE:
        return False
    import py3langid

    identifier = py3langid.LanguageIdentifier.from_pickled_model(py3langid.MODEL_FILE, norm_probs=True)
    identifier.set_languages(OTHERS)
    lang, probability = identifier.classify(text)
    return lang not in spoken and probability > 0.9
