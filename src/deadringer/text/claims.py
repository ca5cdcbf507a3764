"""Who they say they are: an organisation's name where a caller would say his own, or "your … account"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from deadringer.call import Channel
from deadringer.evidence import Claim
from deadringer.knowledge.load import Knowledge
from deadringer.knowledge.model import Organisation
from deadringer.phrases.patterns import Pattern, PatternIndex
from deadringer.phrases.tokens import Heard, plain_words

REACH = 4
"""Words between "this is" and the name."""
SHORT_NAME = 3
"""Letters up to which a name is also an ordinary word or sound, and must come from a country of the call's language."""
_BY_WAY_OF = frozenset("with via through using by con tramite mediante".split())
"""Before a name in a message: a means, not who writes."""
_LANGUAGES = {"IT": "it", "GB": "en", "US": "en", "IE": "en", "DE": "de", "FR": "fr", "ES": "es"}


@dataclass(frozen=True, slots=True)
class Mention:
    """An organisation's name, words ``first`` up to, not including, ``last``."""

    organisation: str
    first: int
    last: int
    generic: bool
    """Named as "your bank", not by its own name."""


class ClaimFinder:
    """Finds organisations by name, and whether the speaker says they are it."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._names: dict[str, list[tuple[tuple[str, ...], str, bool, str]]] = {}
        for organisation in knowledge.organisations.values():
            self._add(organisation)
        for names in self._names.values():
            names.sort(key=lambda name: -len(name[0]))
        self._cues = PatternIndex(
            (kind, Pattern._make(p))
            for kind, per_language in knowledge.claims.items()
            for patterns in per_language.values()
            for p in patterns
        )

    def _add(self, organisation: Organisation) -> None:
        for name in (*organisation.names, *organisation.heard_as):
            for lang in ("en", "it"):
                self._put(tuple(plain_words(name, lang)), organisation, generic=False, lang="")
        for lang, names in organisation.departments.items():
            for name in names:
                self._put(tuple(plain_words(name, lang)), organisation, generic=True, lang=lang)

    def _put(self, words: tuple[str, ...], organisation: Organisation, generic: bool, lang: str) -> None:
        if not words:
            return
        if not generic and len("".join(words)) <= SHORT_NAME:
            langs = {_LANGUAGES.get(c, "") for c in organisation.countries}
            lang = next(iter(langs)) if len(langs) == 1 else lang
        entry = (words, organisation.id, generic, lang)
        entries = self._names.setdefault(words[0], [])
        if entry not in entries:
            entries.append(entry)

    def mentions(self, heard: Heard) -> list[Mention]:
        """Every name in the turn; the longest where several begin at the same word."""
        out, words, names, done = [], heard.words, self._names, 0
        for at in [i for i, word in enumerate(words) if word in names]:
            if at < done:
                continue
            for name, organisation, generic, lang in names[words[at]]:
                if words[at : at + len(name)] == name and lang in ("", heard.lang):
                    done = at + len(name)
                    out.append(Mention(organisation, at, done, generic))
                    break
        return out

    def find(self, heard: Heard, channel: Channel, before: int = 0) -> Iterator[tuple[Claim, Mention]]:
        """Claims in the turn, in order. ``before``: words heard in earlier turns."""
        mentions = self.mentions(heard)
        if not mentions:
            return
        # Only what stands near a name matters: look for cues there, not in the whole turn.
        ends: dict[str, set[int]] = {}
        begins: dict[str, set[int]] = {}
        for cue in self._cues.find(heard):
            (ends if cue.key.endswith("before") else begins).setdefault(cue.key, set()).add(
                cue.last if cue.key.endswith("before") else cue.first
            )
        # Who writes names themselves first; whom they name later they may only speak of.
        written = {m for m in mentions if not m.generic and not _by_way_of(heard, m)} if channel in ("sms", "email", "message") else set()
        heading = min(written, key=lambda m: m.first, default=None)
        for m in mentions:
            near = range(m.first - (1 if m.generic else REACH), m.first + 1)
            # Only a stop close by matters; a long text has many.
            sentence = next((s for s in range(m.first, max(0, m.first - REACH - 2), -1) if s in heard.stops), 0)
            said = any(e in ends.get("before", ()) and e >= sentence for e in near)
            said = said or m.last in begins.get("after", ())
            implied = m in written or (any(m.first - k in ends.get("implied_before", ()) for k in (0, 1)) and not m.generic)
            implied = implied or m.last in begins.get("implied_after", ())
            if m.generic:
                implied = True  # "the fraud department of your bank" is said by nobody else
            outright = said or m is heading
            if outright or implied:
                first = max(0, m.first - 5 if said else m.first - 1, sentence)
                quote = heard.quote(first, min(len(heard.words), m.last + 2))
                yield Claim(m.organisation, quote, implied=not outright, at=before + m.last), m


def _by_way_of(heard: Heard, mention: Mention) -> bool:
    """Whether it is only named as a means: "pay with PayPal"."""
    return mention.first > 0 and heard.words[mention.first - 1] in _BY_WAY_OF
