"""Words into pieces."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pieces import UnigramPieces, WordPieces


def test_word_pieces_are_the_longest_first() -> None:
    pieces = WordPieces(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "gar", "garden", "##s", "##den"])
    assert pieces("gardens") == [5, 6]
    assert pieces("gar") == [4]
    assert pieces("gardenx") == [1]


def test_unigram_pieces_are_the_likeliest() -> None:
    names = ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁ca", "sa", "▁casa", "s", "a"]
    scores = [0.0, 0.0, 0.0, 0.0, -3.0, -4.0, -4.0, -9.0, -5.0, -5.0]
    assert UnigramPieces(names, scores)("casa") == [5, 6]
    assert UnigramPieces(names, [*scores[:7], -7.0, -5.0, -5.0])("casa") == [7]
    assert UnigramPieces(names, scores)("casaü") == [5, 6, 3]


@given(st.text(alphabet="abcdefghijklmnop'éß漢", min_size=1, max_size=60))
def test_every_word_can_be_made(word: str) -> None:
    letters = [*"abcdefghijklmnop'"]
    assert WordPieces(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *letters, *(f"##{c}" for c in letters)])(word)
    numbers = UnigramPieces(["<s>", "<pad>", "</s>", "<unk>", "▁", *letters], [0.0] * 4 + [-1.0] * (1 + len(letters)))(word)
    assert len(numbers) == len(word) + 1
