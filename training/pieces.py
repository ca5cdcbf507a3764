"""Words into the pieces that pre-trained encoders know."""

from __future__ import annotations

from collections.abc import Sequence

UNKNOWN_COST = -30.0
"""Log-probability of a letter that is no piece."""


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


Pieces = WordPieces | UnigramPieces
