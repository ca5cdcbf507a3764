"""A small transformer that reads the last words in their order, beside the linear wording model (``wording.py``).

Which words occur tells the theme of a call and much of its move; who is to do what tells the rest, and for that order matters. The
encoders are pre-trained ones (all-MiniLM-L6-v2 for English; the lower half of multilingual-e5-small for Italian), trained further by
``training/encoder.py`` on the same calls as the wording model, 8-bit, one folder a language: ``knowledge/encoder/<lang>/``. They run
where CTranslate2 and numpy are installed (``deadringer[encoder]``; ``deadringer[speech]`` has them); elsewhere the linear model judges
alone. ``DEADRINGER_ENCODER=no`` leaves them out.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from deadringer.knowledge.load import HERE

WINDOW = 90
"""Words that are read together."""
MOST_PIECES = 140
BATCH = 16
UNKNOWN_COST = -30.0
"""Log-probability of a letter that is no piece."""


@dataclass(frozen=True, slots=True)
class Join:
    """How the two scores become one, in the units of the linear model: ``wording * linear + encoder * encoded + bias``."""

    wording: float
    encoder: float
    bias: float
    most: float
    """The encoder's score is cut off here, at both ends: beyond, it is no surer, only louder."""

    def __call__(self, linear: float, encoded: float) -> float:
        """The joint score."""
        return self.wording * linear + self.encoder * max(-self.most, min(self.most, encoded)) + self.bias

    def at_best(self, linear: float) -> float:
        """The highest joint score that the encoder could make of it: where that is too low, it need not be asked."""
        return self(linear, self.most)


def encoder_words(words: Sequence[str]) -> list[str]:
    """Words as the encoder reads them: long numbers and links by their kind."""
    return [_plain(word) for word in words]


def _plain(word: str) -> str:
    if word[0].isdigit() or word[0] == "+":
        return "number" if len(word) >= 7 and "." not in word else word
    return "link" if "." in word or "@" in word else word


class WordPieces:
    """BERT's pieces: the longest first; a word that cannot be made of them is unknown."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self._numbers = {piece: i for i, piece in enumerate(pieces)}
        self.start, self.end, self._unknown = (self._numbers[name] for name in ("[CLS]", "[SEP]", "[UNK]"))

    def __call__(self, word: str) -> list[int]:
        """The numbers of the word's pieces."""
        numbers: list[int] = []
        start = 0
        while start < len(word):
            for end in range(len(word), start, -1):
                number = self._numbers.get(("##" if start else "") + word[start:end])
                if number is not None:
                    break
            else:
                return [self._unknown]
            numbers.append(number)
            start = end
        return numbers


class UnigramPieces:
    """SentencePiece's unigram pieces: the likeliest way to make the word (Viterbi); a letter that is no piece is unknown."""

    LONGEST = 16

    def __init__(self, pieces: Sequence[str], scores: Sequence[float]) -> None:
        """
        Args:
            pieces: the first four are start, padding, end and unknown; "▁" stands for the space before a word.
            scores: log-probability of each.
        """
        self.start, self.end, self._unknown = 0, 2, 3
        self._numbers = {piece: i for i, piece in enumerate(pieces) if i > self._unknown}
        self._scores = scores

    def __call__(self, word: str) -> list[int]:
        """The numbers of the word's pieces."""
        text = "▁" + word
        best: list[tuple[float, int, int]] = [(0.0, 0, 0)]
        for end in range(1, len(text) + 1):
            ways = [(best[end - 1][0] + UNKNOWN_COST, end - 1, self._unknown)]
            for start in range(max(0, end - self.LONGEST), end):
                number = self._numbers.get(text[start:end])
                if number is not None:
                    ways.append((best[start][0] + self._scores[number], start, number))
            best.append(max(ways))
        numbers: list[int] = []
        at = len(text)
        while at:
            _, at, number = best[at]
            numbers.append(number)
        return numbers[::-1]


class Encoder:
    """Reads stretches of talk. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        """
        Args:
            folder: ``model.bin``, ``config.json`` and ``vocabulary.json`` as CTranslate2 keeps them, and ``reading.json``: ``head`` (one
                weight for each mean and each highest value of the last layer, and ``bias``), ``scores`` of unigram pieces, ``join``.
        """
        import ctranslate2

        reading = json.loads((folder / "reading.json").read_text(encoding="utf-8"))
        pieces = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
        self.join = Join(**reading["join"])
        self._pieces: WordPieces | UnigramPieces = UnigramPieces(pieces, reading["scores"]) if "scores" in reading else WordPieces(pieces)
        self._of_word = lru_cache(maxsize=20_000)(self._pieces)
        self._head, self._bias = reading["head"], float(reading["bias"])
        self._model: Any = ctranslate2.Encoder(str(folder), compute_type="int8", inter_threads=1, intra_threads=1)

    def numbers(self, words: Sequence[str]) -> list[int]:
        """The text as the model reads it, at most ``MOST_PIECES`` pieces; of a longer one the end."""
        numbers: list[int] = []
        for word in reversed(encoder_words(words)):
            pieces = self._of_word(word)
            if len(numbers) + len(pieces) > MOST_PIECES - 2:
                break
            numbers += reversed(pieces)
        return [self._pieces.start, *reversed(numbers), self._pieces.end]

    def scores(self, texts: Sequence[Sequence[str]]) -> list[float]:
        """How much each text sounds like a swindler's, as log-odds before calibration.

        Args:
            texts: plain words (``Heard.words``), at most ``WINDOW`` each.
        """
        import numpy as np

        head = np.asarray(self._head, dtype=np.float32)
        out: list[float] = []
        for begin in range(0, len(texts), BATCH):
            numbers = [self.numbers(words) for words in texts[begin : begin + BATCH]]
            states = np.asarray(self._model.forward_batch(numbers).last_hidden_state)
            for line, own in zip(states, numbers, strict=True):
                read = line[: len(own)]
                out.append(float(np.concatenate([read.mean(0), read.max(0)]) @ head) + self._bias)
        return out


def installed() -> bool:
    """Whether encoders can run here, and are wanted."""
    return os.environ.get("DEADRINGER_ENCODER", "") != "no" and all(find_spec(name) for name in ("ctranslate2", "numpy"))


def load_encoder(lang: str) -> Encoder | None:
    """The encoder of a language; ``None`` where there is none, or nothing to run it with."""
    return _loaded(lang) if installed() else None


@lru_cache(maxsize=4)
def _loaded(lang: str) -> Encoder | None:
    folder = HERE / "encoder" / lang
    return Encoder(folder) if (folder / "model.bin").exists() else None
