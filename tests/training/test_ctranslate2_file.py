"""What is read back out of a shipped encoder is what CTranslate2 computes with."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from ctranslate2_file import variables

from deadringer.knowledge.load import HERE
from deadringer.text.encoder import Encoder

pytest.importorskip("ctranslate2", reason="needs deadringer[encoder]")
HEADS = 12


def _normal(x: Any, read: Any, part: str, epsilon: float) -> Any:
    centred = x - x.mean(-1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(-1, keepdims=True) + epsilon) * read[f"{part}/gamma"] + read[f"{part}/beta"]


def _layer(x: Any, read: Any, part: str, epsilon: float) -> Any:
    def dense(values: Any, name: str) -> Any:
        return values @ read[f"{part}/{name}/weight"].T + read[f"{part}/{name}/bias"]

    query, key, value = (p.reshape(len(x), HEADS, -1).swapaxes(0, 1) for p in np.split(dense(x, "self_attention/linear_0"), 3, axis=1))
    share = np.exp(query @ key.swapaxes(1, 2) / math.sqrt(query.shape[-1]))
    share /= share.sum(-1, keepdims=True)
    mixed = (share @ value).swapaxes(0, 1).reshape(len(x), -1)
    x = _normal(x + dense(mixed, "self_attention/linear_1"), read, f"{part}/self_attention/layer_norm", epsilon)
    inner = dense(x, "ffn/linear_0")
    inner = inner * 0.5 * (1 + np.vectorize(math.erf)(inner / math.sqrt(2)))
    return _normal(x + dense(inner, "ffn/linear_1"), read, f"{part}/ffn/layer_norm", epsilon)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "thank you for calling please open your computer and read me the code that you see on the screen"),
        ("it", "buongiorno la chiamo dalla banca mi legga il codice che le arriva adesso sul telefono"),
    ],
)
def test_read_back_weights_give_the_score_of_the_shipped_encoder(lang: str, text: str) -> None:
    folder = HERE / "encoder" / lang
    read, encoder = variables(folder / "model.bin"), Encoder(folder)
    reading = json.loads((folder / "reading.json").read_text(encoding="utf-8"))
    epsilon = json.loads((folder / "config.json").read_text(encoding="utf-8"))["layer_norm_epsilon"]
    numbers = encoder.numbers(text.split())
    x = read["encoder/embeddings_0/weight"][numbers] + read["encoder/position_encodings/encodings"][: len(numbers)]
    x = _normal(x, read, "encoder/layernorm_embedding", epsilon)
    layers = {int(name.split("_")[1].split("/")[0]) for name in read if name.startswith("encoder/layer_")}
    assert len(layers) == 12
    for layer in sorted(layers):
        x = _layer(x, read, f"encoder/layer_{layer}", epsilon)
    score = float(np.concatenate([x.mean(0), x.max(0)]) @ np.array(reading["head"])) + reading["bias"]
    assert score == pytest.approx(encoder.scores([text.split()])[0], abs=0.5)
    assert abs(score) > 1.0
