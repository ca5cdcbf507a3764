"""A small transformer that reads the last words in their order, beside the linear wording model (``wording.py``).

Which words occur tells the theme of a call and much of its move; who is to do what tells the rest, and for that order matters. The
encoders are pre-trained ones (bge-small-en-v1.5 and all-MiniLM-L6-v2 for English, multilingual-e5-small for Italian), trained further by
``training/encoder.py`` on the same calls as the wording model, 8-bit, in ``knowledge/encoder/<lang>/``, a second one of a language in
``knowledge/encoder/<lang>-second/``: two that started from different models err differently, and their mean errs less. They read
known words only: names of people and places, and whatever occurs in few calls, are passed over, so that they cannot count. They run
where CTranslate2 and numpy are installed (``deadringer[encoder]``; ``deadringer[speech]`` has them); elsewhere the linear model judges
alone. ``DEADRINGER_ENCODER=no`` leaves them out.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from deadringer.knowledge.load import HERE

WINDOW = 90
"""Words that are read together."""
MOST_PIECES = 140
BATCH = 16
START, END = "<start>", "<end>"
"""Marks before and after a text, kept among the words; no word can look like them."""


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
    """Words as the encoder reads them: links by their kind, and numbers by their length, as one number that stands for all such."""
    return [_plain(word) for word in words]


_NUMBERS = ("", "", "20", "300", "4000", "50000", "600000")


def _plain(word: str) -> str:
    if word[0].isdigit() or word[0] == "+":
        size = len(word.partition(".")[0])
        return word if len(word) == 1 else _NUMBERS[max(2, size)] if size < len(_NUMBERS) else "number"
    return "link" if "." in word or "@" in word else word


class Encoder:
    """Reads stretches of talk. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        """
        Args:
            folder: ``model.bin``, ``config.json`` and ``vocabulary.json`` as CTranslate2 keeps them; ``words.json``: the known words, each
                with the numbers of the pieces that it is made of; ``reading.json``: ``head`` (one weight for each mean and each highest
                value of the last layer), its ``bias``, and how to ``join``.
        """
        reading = json.loads((folder / "reading.json").read_text(encoding="utf-8"))
        self.join = Join(**reading["join"])
        self._folder = folder
        self._head, self._bias = reading["head"], float(reading["bias"])

    # Loaded when first asked: short texts and plain ones need neither.
    @cached_property
    def _pieces(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = json.loads((self._folder / "words.json").read_text(encoding="utf-8"))
        return found

    @cached_property
    def _model(self) -> Any:
        import ctranslate2

        return ctranslate2.Encoder(str(self._folder), compute_type="int8", inter_threads=1, intra_threads=1)

    def knows(self, words: Sequence[str]) -> bool:
        """Whether most of the words are known ones: of another language it can say nothing."""
        return 2 * sum(word in self._pieces for word in encoder_words(words)) > len(words)

    def numbers(self, words: Sequence[str]) -> list[int]:
        """The text as the model reads it, at most ``MOST_PIECES`` pieces; of a longer one the end."""
        pieces: list[list[int]] = []
        count = 2
        for word in reversed(encoder_words(words)):
            own = self._pieces.get(word, [])
            count += len(own)
            if count > MOST_PIECES:
                break
            pieces.append(own)
        return [*self._pieces[START], *(number for own in reversed(pieces) for number in own), *self._pieces[END]]

    def scores(self, texts: Sequence[Sequence[str]]) -> list[float]:
        """How much each text sounds like a swindler's, as log-odds before calibration.

        Args:
            texts: plain words (``Heard.words``), at most ``WINDOW`` each.
        """
        if not texts:
            return []
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


class Mean:
    """Several encoders of a language, read as one: the mean of their scores, each cut off where the first one's ``join`` says."""

    def __init__(self, members: Sequence[Encoder]) -> None:
        self._members = tuple(members)
        self.join = members[0].join

    def knows(self, words: Sequence[str]) -> bool:
        """Whether most of the words are known ones, to each of them."""
        return all(member.knows(words) for member in self._members)

    def scores(self, texts: Sequence[Sequence[str]]) -> list[float]:
        """As ``Encoder.scores``. They are asked side by side: on two processors that took a third less time than one after the other."""
        if not texts:
            return []
        from concurrent.futures import ThreadPoolExecutor

        most, count = self.join.most, len(self._members)
        with ThreadPoolExecutor(count) as pool:
            each = list(pool.map(lambda member: member.scores(texts), self._members))
        return [sum(max(-most, min(most, score)) for score in scores) / count for scores in zip(*each, strict=True)]


def encoder_in(folder: Path) -> Encoder | Mean | None:
    """The encoder in ``folder`` (``…/en``), with the one in ``…/en-second`` where there is one; ``None`` where there is none."""
    folders = [f for f in (folder, folder.with_name(f"{folder.name}-second")) if (f / "model.bin").exists()]
    members = [Encoder(f) for f in folders]
    return Mean(members) if len(members) > 1 else members[0] if members else None


def installed() -> bool:
    """Whether encoders can run here, and are wanted."""
    return os.environ.get("DEADRINGER_ENCODER", "") != "no" and _packages_there()


@lru_cache(maxsize=1)
def _packages_there() -> bool:
    # Looked for once: every turn asks, and looking goes through all folders of the path.
    return all(find_spec(name) for name in ("ctranslate2", "numpy"))


def load_encoder(lang: str) -> Encoder | Mean | None:
    """The encoder of a language; ``None`` where there is none, or nothing to run it with."""
    return _loaded(lang) if installed() else None


@lru_cache(maxsize=4)
def _loaded(lang: str) -> Encoder | Mean | None:
    return encoder_in(HERE / "encoder" / lang)
