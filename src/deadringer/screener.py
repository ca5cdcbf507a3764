"""The conductor: a ``Screener`` opens a ``Session`` per call, hands what it hears to the analysers, and asks for the verdict.

One engine at two speeds: ``Session.hear`` takes a live call turn by turn; ``Screener.check`` feeds everything and takes the last verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING

from deadringer import plugins
from deadringer.call import Call, Speaker, Turn
from deadringer.evidence import Claim, Evidence, Fit, Level, Verdict
from deadringer.history.hours import HoursAnalyser
from deadringer.knowledge.load import Knowledge, load_knowledge
from deadringer.links.analyser import LinkAnalyser
from deadringer.lists.analyser import ListAnalyser
from deadringer.numbers.analyser import NumberAnalyser
from deadringer.phrases.tokens import Heard, clean, hear, language_of
from deadringer.plugins import Analyser, HeardTurn
from deadringer.text.analyser import TacticAnalyser
from deadringer.text.claims import ClaimFinder
from deadringer.text.reasons import find_reasons
from deadringer.text.wording import WordingAnalyser
from deadringer.verdict.identity import CrossCheck
from deadringer.verdict.policy import contradictions
from deadringer.verdict.weigh import Judgement, Sum, add_up, lasting_share, probability

if TYPE_CHECKING:
    from deadringer.speech.live import LiveListener

ANALYSERS = (TacticAnalyser, WordingAnalyser, NumberAnalyser, LinkAnalyser, HoursAnalyser, ListAnalyser)
"""Our own analysers, in one place; other packages add theirs (``plugins.py``)."""

CLAIM_WORDS = 400
"""Words around a claim in which what is asked is held against it."""
RECENT_WORDS = 90
"""Words of earlier turns that analysers get with a turn."""
OPENING_WORDS = 40
"""Words at the start of a call in which "thank you for calling …" tells that the person rang them."""
MOST_KEPT = 300
"""Pieces of evidence above which a call forgets those that cannot count any more: a hostile one names new numbers without end."""
ROUNDING = 1e-6
"""More than sums of the same log-odds differ by when they are added up in another order."""


class Screener:
    """Judges calls. Make one and keep it: it holds the knowledge; sessions are cheap. Safe to share between threads."""

    def __init__(self, knowledge: Knowledge | None = None, analysers: Sequence[Analyser] | None = None) -> None:
        """
        Args:
            knowledge: default: ours and the person's own files.
            analysers: default: ours and those that installed packages offer.

        Raises:
            KnowledgeError: a knowledge file is wrong.
            InputError: a plug-in cannot be loaded.
        """
        self.knowledge = knowledge or load_knowledge()
        if analysers is None:
            offered = [make(self.knowledge) for make in plugins.load(plugins.ANALYSERS).values()]
            analysers = [*(make(self.knowledge) for make in ANALYSERS), *offered]
        self.analysers = tuple(analysers)
        self.claims = ClaimFinder(self.knowledge)
        self.identity = CrossCheck(self.knowledge)
        self.judgement = Judgement(**{f.name: float(self.knowledge.judgement[f.name]) for f in fields(Judgement)})

    def session(self, call: Call | None = None) -> Session:
        """A call begins."""
        return Session(self, call or Call())

    def check(self, turns: Iterable[Turn] | str, call: Call | None = None) -> Verdict:
        """Judges a whole call at once: the same as hearing turn after turn and taking the last verdict."""
        session = self.session(call)
        for turn in [Turn(turns)] if isinstance(turns, str) else turns:
            session.hear(turn)
        return session.verdict


@dataclass
class _State:
    """What is known of a call so far. Of one kind and weight of evidence only the latest is kept: it has faded least."""

    words: int = 0
    others: int = 0
    """Of these, words that were not the protected person's."""
    turns: int = 0
    evidence: dict[tuple[str, float], Evidence] = field(default_factory=dict)
    said: Claim | None = None
    """The last claim that was made outright."""
    implied: Claim | None = None
    fits: dict[tuple[str, str], Fit] = field(default_factory=dict)
    langs: dict[str, int] = field(default_factory=dict)
    direction: str = "unknown"
    recent: tuple[str, ...] = ()

    @property
    def claim(self) -> Claim | None:
        """Who they say they are."""
        return self.said or self.implied

    def copy(self) -> _State:
        return replace(self, evidence=dict(self.evidence), fits=dict(self.fits), langs=dict(self.langs))


class Session:
    """One call. Not safe to share between threads."""

    def __init__(self, screener: Screener, call: Call) -> None:
        self._screener = screener
        self.call = call
        self._state = _State(direction=call.direction)
        self._peak: tuple[Sum, _State] | None = None
        self._warned_at: int | None = None
        self._listener: LiveListener | None = None
        self.turns: list[Turn] = []
        """Finished turns that were heard as sound."""
        self.unfinished = ""
        """What was understood of the sentence that is being spoken."""
        self.notes: tuple[str, ...] = ()
        for analyser in screener.analysers:
            for piece in analyser.ring(call):
                self._state.evidence[piece.kind, piece.weight] = piece
        self._sum = self._weigh(self._state, 0)
        self._keep_worst(self._sum, self._state, 0)

    @property
    def verdict(self) -> Verdict:
        """What to think of the call now. A warning once given stays."""
        total, state = self._peak or (self._sum, self._state)
        fit = _fit(state, self._screener.knowledge)
        level = total.level
        if level is Level.UNPROVEN and fit and fit.have and _against(total) < 1.0:
            level = Level.EXPECTED
        return Verdict(
            level=level,
            probability=total.probability,
            log_odds=total.log_odds,
            prior=self._screener.judgement.prior,
            evidence=tuple(w for w in total.evidence if w.evidence.weight),
            claim=state.claim or self._state.claim,  # a number may have warned before anything was claimed
            fit=fit,
            direction=self._state.direction,
            lang=self.lang,
            words=self._state.words,
            warned_at=self._warned_at,
            notes=self.notes,
        )

    @property
    def found(self) -> frozenset[str]:
        """Kinds of all evidence that the call still holds, whether it counted in the verdict or not."""
        kinds = {kind for kind, _ in self._state.evidence}
        fit = _fit(self._state, self._screener.knowledge)
        return frozenset(kinds | {_fit_kind(fit)} if fit and fit.have else kinds)

    @property
    def lang(self) -> str:
        """The language of the talk so far; before any word, the person's."""
        langs = self._state.langs
        if langs:
            return max(langs, key=lambda lang: langs[lang])
        return self.call.lang or self._country_language() or "en"

    def _country_language(self) -> str | None:
        country = self._screener.knowledge.countries.get(self.call.country or "")
        return country.languages[0] if country else None

    def hear(self, turn: Turn, final: bool = True) -> Verdict:
        """Somebody said something.

        Args:
            turn: what was said.
            final: ``False`` for a recogniser's guess of an unfinished turn: it can raise a warning, but the words are heard
                again with the next guess or the finished turn.
        """
        self._forget(self._state)
        state = self._state if final else self._state.copy()
        lang, share = language_of(clean(turn.text))
        heard = hear(turn.text, lang if lang and share >= 0.08 else self.lang)
        if lang and share >= 0.08:
            state.langs[lang] = state.langs.get(lang, 0) + len(heard.words)
        before, state.words = state.words, state.words + len(heard.words)
        self._take(state, HeardTurn(turn, heard, state.turns, before, state.recent, state.others))
        if turn.speaker != "me":
            state.recent = (*state.recent, *heard.words[-RECENT_WORDS:])[-RECENT_WORDS:]
            state.others += len(heard.words)
        state.turns += 1
        if final:
            self._sum = self._weigh(state, state.words)
            self._keep_worst(self._sum, state, state.words)  # what spoke for the caller fades, too
        return self.verdict

    def hear_audio(self, chunk: bytes, sample_rate: int = 8000, speaker: Speaker = "unknown") -> Verdict:
        """Sound of the call, as it comes. What is understood so far is judged at once, and again when the sentence is finished.

        Args:
            chunk: signed 16-bit little-endian mono samples, any length.
            sample_rate: in Hz; of the first chunk, for the whole call.
            speaker: whose line it is; of the first chunk, for the whole call. Two lines that come apart need a recogniser each.

        Raises:
            InputError: the speech part is not installed.
        """
        if self._listener is None:
            from deadringer.speech import LiveListener

            self._listener = LiveListener(sample_rate=sample_rate, lang=None, speaker=speaker)
        return self._heard_events(self._listener.accept(chunk))

    def end_audio(self) -> Verdict:
        """The sound has ended: what was still unfinished is judged."""
        return self._heard_events(self._listener.finish()) if self._listener else self.verdict

    def _heard_events(self, events: Iterable[object]) -> Verdict:
        from deadringer.speech import Final, LanguageHeard, Partial

        for event in events:
            if isinstance(event, Final):
                self.unfinished = ""
                self.turns.append(event.turn)
                self.hear(event.turn)
            elif isinstance(event, Partial):
                self.unfinished = event.text
                if event.text.strip():
                    self.hear(Turn(event.text, event.speaker), final=False)
            elif isinstance(event, LanguageHeard):
                self.notes = ("language",) if not event.language.supported and event.language.probability > 0.8 else ()
        return self.verdict

    def _take(self, state: _State, turn: HeardTurn) -> None:
        """Adds to ``state`` what the turn shows, in the order of the words, and weighs wherever the sum may have grown."""
        call, screener = self.call, self._screener
        found: list[Evidence | Claim | Fit] = []
        for analyser in screener.analysers:
            found += analyser.hear(turn, call)
        if turn.turn.speaker != "me":
            found += [claim for claim, _ in screener.claims.find(turn.heard, call.channel, turn.before)]
            found += find_reasons(turn.heard, screener.knowledge, call, turn.before)
        # A reason counts for what is said with the same word, but not for what was said before it.
        for thing in sorted(found, key=lambda x: (x.at, not isinstance(x, Fit))):
            if isinstance(thing, Fit):
                state.fits.setdefault((thing.organisation, thing.contact), thing)
                grown = False
            elif isinstance(thing, Claim):
                grown = self._take_claim(state, thing)
            else:
                grown = self._take_evidence(state, thing)
            if grown and self._may_warn(state):
                self._keep_worst(self._weigh(state, thing.at), state, thing.at)

    def _may_warn(self, state: _State) -> bool:
        """Whether it could be a warning if nothing had faded, were capped or spoke for the caller: else it need not be weighed."""
        judgement = self._screener.judgement
        against = sum(weight for _, weight in state.evidence if weight > 0)
        return probability(judgement.prior + against + ROUNDING) >= judgement.suspicious

    def _take_claim(self, state: _State, claim: Claim) -> bool:
        if claim.implied:
            state.implied = claim
        else:
            state.said = claim
        if state.claim is not claim:
            return False
        recent = [e for e in state.evidence.values() if e.turn >= 0 and e.at >= claim.at - CLAIM_WORDS]
        policy = self._screener.judgement.policy_weight
        against = [
            *contradictions(claim, recent, self._screener.knowledge, policy),
            *self._screener.identity.check(claim, self.call, recent),
        ]
        added = [self._put(state, piece) for piece in against]
        return any(added)

    def _take_evidence(self, state: _State, piece: Evidence) -> bool:
        if piece.kind == "tactic:answers_as_company" and piece.at <= OPENING_WORDS and state.direction == "unknown":
            state.direction = "out"
        grown = self._put(state, piece)
        claim = state.claim
        if claim and piece.at <= claim.at + CLAIM_WORDS:
            policy = self._screener.judgement.policy_weight
            against = [*contradictions(claim, [piece], self._screener.knowledge, policy)]
            if piece.kind.startswith("number:named:"):
                against += self._screener.identity.check(claim, self.call, [piece])
            for contradiction in against:
                grown = self._put(state, contradiction) or grown
        return grown

    def _put(self, state: _State, piece: Evidence) -> bool:
        """Keeps the piece; whether the sum may have grown by it."""
        key = (piece.kind, piece.weight)
        earlier = state.evidence.get(key)
        if earlier and earlier.lasting and not piece.lasting:
            return False  # what does not fade says it already
        state.evidence[key] = piece
        if piece.weight <= 0:
            return False
        return earlier is None or lasting_share(earlier, piece.at, self._screener.judgement) < 1.0

    def _forget(self, state: _State) -> None:
        """Drops what has faded for good and is too far back for a new claim to be held against it: no verdict changes by that."""
        if len(state.evidence) <= MOST_KEPT:
            return
        judgement, back = self._screener.judgement, state.words - CLAIM_WORDS
        state.evidence = {
            key: piece for key, piece in state.evidence.items() if piece.at >= back or lasting_share(piece, state.words, judgement) > 0
        }

    def _keep_worst(self, total: Sum, state: _State, at: int) -> None:
        if not total.level.warns:
            return
        if self._warned_at is None:
            self._warned_at = at
        if self._peak is None or (total.level, total.log_odds) > (self._peak[0].level, self._peak[0].log_odds):
            self._peak = (total, state.copy())

    def _weigh(self, state: _State, at: int) -> Sum:
        screener = self._screener
        evidence = list(state.evidence.values())
        fit = _fit(state, screener.knowledge)
        if fit and fit.have:
            evidence.append(_fit_evidence(fit, screener))
        return add_up(evidence, at, screener.knowledge.families, screener.judgement)


def _against(total: Sum) -> float:
    """What speaks against the caller, but for the mere wording: it names nothing that could call in question what was expected."""
    return sum(w.weight for w in total.evidence if w.weight > 0 and w.evidence.family != "wording")


def _fit(state: _State, knowledge: Knowledge) -> Fit | None:
    """A reason that fits the claim; one for which the person has a dealing first."""
    claim = state.claim
    if not state.fits:
        return None
    if claim is None:
        fits = [f for f in state.fits.values() if f.have]
    else:
        fits = [f for f in state.fits.values() if f.organisation == claim.organisation]
        if not fits and knowledge.organisations[claim.organisation].kind == "generic":
            fits = [f for f in state.fits.values() if f.have]
    return min(fits, key=lambda f: (not f.have, f.dealing == "none"), default=None)


def _fit_kind(fit: Fit) -> str:
    return f"fits:{fit.organisation}:{fit.contact}"


def _fit_evidence(fit: Fit, screener: Screener) -> Evidence:
    organisation = screener.knowledge.organisations[fit.organisation]
    contact = next(c for c in organisation.contacts if c.id == fit.contact)
    return Evidence(
        kind=_fit_kind(fit),
        family="genuine",
        weight=screener.judgement.fit_weight,
        why=contact.how,
        quote=fit.quote,
        source=contact.source,
        at=fit.at,
        lasting=True,
        organisation=fit.organisation,
    )


def check(words: str | Iterable[Turn], call: Call | None = None) -> Verdict:
    """Judges words, or turns, with the shipped knowledge. For many calls make one ``Screener`` and use its ``check``."""
    return Screener().check(words, call)


__all__ = ["ANALYSERS", "Heard", "Screener", "Session", "check"]
