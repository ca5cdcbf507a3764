"""From labelled calls to the shipped encoders: ``python training/encoder.py DATA [en en-second it]``; needs ``deadringer[train-encoder]``.

1. A pre-trained encoder (``pretrained.py``) is trained further to tell stretches of scam calls from stretches of honest ones, on the calls
that the wording model learns from and those of ``AGAINST_SCREENER``, but for those of the hands in ``UNSEEN``. A part of the words is
dropped, doubled or misheard, so that a recogniser's slips do not matter. 2. It is made 8-bit and written to
``knowledge/encoder/<name>/``. 3. On the hands that neither it nor the linear model saw, the two scores are joined (``join.py``). The seed is
fixed, but sums differ in their last digits from one processor to the next, and so may the weights. On two cores the English one takes 75
minutes, the second English one, which has half the layers, 40, the Italian one an hour.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import time
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from ctranslate2.specs import common_spec, transformer_spec
from ctranslate2_file import variables
from join import UNSEEN
from pretrained import Pretrained, bge, e5, minilm
from wording import HERE, LANGS, Numbers, Sample, left_out, samples

from deadringer.phrases.tokens import hear
from deadringer.text.encoder import END, MOST_PIECES, START, WINDOW, encoder_words
from deadringer.text.features import SMALL_WORDS

FOLDER = HERE / "src" / "deadringer" / "knowledge" / "encoder"
EPOCHS = 3
BATCH = 32
RATE, HEAD_RATE, LOWER = 1.4e-4, 1e-3, 0.93
"""Each layer learns by so much less than the one above it: deep encoders keep what they know of language in the lower ones."""
STARTS = {"en": bge, "en-second": minilm, "it": e5}
"""The shipped encoders, the language before the hyphen, and what each starts from."""
SOFT = 0.02
"""What is called a scam is one with probability ``1 - SOFT``: some stretches tell nothing."""
AT_MOST = {"task_dialogues": 500, "service_customers": 500, "bank_queries": 300}
"""Calls of data sets that are easy to tell: enough to know them."""
ENGLISH_BESIDE = 3000
"""English calls that the multilingual encoder learns from beside the Italian ones."""
SHORTEST = 20
LEAST_CALLS = 3
LEARNERS = 0.25
"""Share of the stretches in which half of the articles, auxiliaries and fillers are left out."""
POSITIONS = 160


@dataclass(frozen=True)
class Talk:
    """One call: what can be heard of it, with both voices and, where they are told apart, the caller's alone."""

    scam: bool
    views: Sequence[Sequence[str]]


def talks(calls: Sequence[Sample], lang: str, chance: random.Random) -> list[Talk]:
    """What is learnt from."""
    chosen: dict[str, list[Sample]] = {}
    for call in calls:
        if call.spoken and call.turns and call.hand not in UNSEEN and (call.lang == lang or lang == "it"):
            chosen.setdefault(f"{call.hand} {call.lang}", []).append(call)
    out: dict[str, list[Talk]] = {name: [] for name in LANGS}
    for own in chosen.values():
        chance.shuffle(own)
        for call in own[: AT_MOST.get(own[0].hand, len(own))]:
            both = _words(" ".join(text for _, text in call.turns), call.lang)
            theirs = _words(" ".join(text for speaker, text in call.turns if speaker != "me"), call.lang)
            views = [v for v in (both, theirs if len(theirs) < len(both) else []) if len(v) >= 4]
            if views:
                out[call.lang].append(Talk(call.scam, views))
    if lang == "it":
        chance.shuffle(out["en"])
        return out["it"] + out["en"][:ENGLISH_BESIDE]
    return out[lang]


def _words(text: str, lang: str) -> list[str]:
    return encoder_words(hear(text, lang).words)


def known_words(known: Sequence[Talk], lang: str) -> set[str]:
    """Words of enough calls that are no names: the only ones that the encoder reads."""
    calls = Counter(word for talk in known for word in set(talk.views[0]))
    return {word for word, count in calls.items() if count >= LEAST_CALLS} - left_out("en") - (left_out("it") if lang == "it" else set())


def only(known: Sequence[Talk], words: Container[str]) -> list[Talk]:
    """The calls without all other words."""
    return [Talk(talk.scam, [[word for word in view if word in words] for view in talk.views]) for talk in known]


class Noise:
    """A recogniser's slips: words dropped, doubled, or taken for others that sound a little like them."""

    def __init__(self, known: Sequence[Talk], chance: random.Random) -> None:
        self._chance = chance
        counts: dict[str, int] = {}
        for talk in known:
            for word in talk.views[0]:
                counts[word] = counts.get(word, 0) + 1
        self._like: dict[str, list[str]] = {}
        for word, count in counts.items():
            if count >= 3 and len(word) > 2:
                self._like.setdefault(_sound(word), []).append(word)

    def __call__(self, words: Sequence[str]) -> Sequence[str]:
        """Half of the stretches as they are, of the others up to a fifth of the words changed; and of some the small words, which a
        learner of the language leaves out, are gone in part."""
        if self._chance.random() < LEARNERS:
            words = [word for word in words if word not in SMALL_WORDS or self._chance.random() < 0.5]
        if self._chance.random() < 0.5:
            return words
        share, out = self._chance.random() * 0.2, []
        for word in words:
            kind = self._chance.random() if self._chance.random() < share else 1.0
            if kind < 0.35:
                continue
            if kind < 0.55:
                out += [word, word]
            else:
                like = self._like.get(_sound(word)) if kind < 1.0 and len(word) > 2 else None
                out.append(self._chance.choice(like) if like else word)
        return out


def _sound(word: str) -> str:
    """The first letter and the next three consonants, kindred ones the same."""
    rest = "".join(c for c in word[1:] if c not in "aeiouàèéìòùhw'")[:3]
    return word[0] + rest.translate(str.maketrans("dbgzvcq", "tpksfkk"))


def stretches(known: Sequence[Talk], noise: Noise, chance: random.Random) -> list[tuple[Sequence[str], bool]]:
    """One stretch of each call, more of long ones, in a new order each time."""
    out = []
    for talk in known:
        size = len(talk.views[0])
        for _ in range(1 + (size > 150) + 2 * (size > 400)):
            words = chance.choice(talk.views)
            length = WINDOW if chance.random() < 0.6 else chance.randint(SHORTEST, WINDOW)
            start = chance.randint(0, max(0, len(words) - length))
            out.append((noise(words[start : start + length]), talk.scam))
    chance.shuffle(out)
    return out


class Net(torch.nn.Module):  # type: ignore[misc]
    """The encoder, and one number from the means and the highest values of its last layer."""

    def __init__(self, pretrained: Pretrained) -> None:
        super().__init__()
        self.body = pretrained.body
        self.head = torch.nn.Linear(2 * self.body.config.hidden_size, 1)
        self._drop = torch.nn.Dropout(0.1)
        for weights in self.body.embeddings.parameters():
            weights.requires_grad = False

    def forward(self, numbers: Any, mask: Any) -> Any:
        """Log-odds; both arguments: (stretches, pieces)."""
        states = self.body(input_ids=numbers, attention_mask=mask).last_hidden_state
        own = mask[:, :, None].float()
        mean = (states * own).sum(1) / own.sum(1)
        highest = (states + (own - 1) * 1e4).max(1).values
        return self.head(self._drop(torch.cat([mean, highest], 1)))[:, 0]


def batches(parts: list[tuple[Sequence[str], bool]], pretrained: Pretrained, chance: random.Random) -> Iterator[tuple[Any, Any, Any]]:
    """Numbers, mask and labels; stretches of like length together, which saves time."""
    pieces = pretrained.pieces()
    known: dict[str, list[int]] = {}

    def numbers(words: Sequence[str]) -> list[int]:
        out = [pieces.start]
        for word in words:
            if word not in known:
                known[word] = pieces(word)
            out += known[word]
        return [*out[: MOST_PIECES - 1], pieces.end]

    ready: list[list[tuple[list[int], bool]]] = []
    for start in range(0, len(parts), BATCH * 20):
        some = sorted(((numbers(words), scam) for words, scam in parts[start : start + BATCH * 20]), key=lambda part: len(part[0]))
        groups = [some[i : i + BATCH] for i in range(0, len(some), BATCH)]
        chance.shuffle(groups)
        ready += groups
    for group in ready:
        longest = max(len(own) for own, _ in group)
        ids = torch.full((len(group), longest), pretrained.padding, dtype=torch.long)
        mask = torch.zeros(len(group), longest, dtype=torch.long)
        for line, (own, _) in enumerate(group):
            ids[line, : len(own)] = torch.tensor(own)
            mask[line, : len(own)] = 1
        yield ids, mask, torch.tensor([float(scam) for _, scam in group]) * (1 - 2 * SOFT) + SOFT


def go_on_from(folder: Path, net: Net) -> None:
    """Puts the layers and the head of a written encoder into the net; its embeddings were never trained."""
    read = variables(folder / "model.bin")
    state: dict[str, Numbers] = {}

    def dense(part: str, *names: str) -> None:
        for kind in ("weight", "bias"):
            for own, value in zip(names, np.split(read[f"{part}/{kind}"], len(names)), strict=True):
                state[f"{own}.{kind}"] = value

    def normal(part: str, own: str) -> None:
        state[f"{own}.weight"], state[f"{own}.bias"] = read[f"{part}/gamma"], read[f"{part}/beta"]

    for i in range(net.body.config.num_hidden_layers):
        part, own = f"encoder/layer_{i}", f"encoder.layer.{i}"
        dense(f"{part}/self_attention/linear_0", *(f"{own}.attention.self.{name}" for name in ("query", "key", "value")))
        dense(f"{part}/self_attention/linear_1", f"{own}.attention.output.dense")
        normal(f"{part}/self_attention/layer_norm", f"{own}.attention.output.LayerNorm")
        dense(f"{part}/ffn/linear_0", f"{own}.intermediate.dense")
        dense(f"{part}/ffn/linear_1", f"{own}.output.dense")
        normal(f"{part}/ffn/layer_norm", f"{own}.output.LayerNorm")
    known = net.body.state_dict()
    net.body.load_state_dict(known | {own: torch.tensor(value).reshape(known[own].shape) for own, value in state.items()})
    reading = json.loads((folder / "reading.json").read_text(encoding="utf-8"))
    with torch.no_grad():
        net.head.weight.copy_(torch.tensor(reading["head"])[None])
        net.head.bias.fill_(reading["bias"])


def train(net: Net, pretrained: Pretrained, known: Sequence[Talk], epochs: int, chance: random.Random) -> Iterator[Net]:
    """Trains further; the net after each epoch. Prints how it goes."""
    noise = Noise(known, chance)
    steps = epochs * (len(stretches(known, noise, chance)) // BATCH + 1)
    layers = [{"params": list(layer.parameters()), "lr": RATE * LOWER**i} for i, layer in enumerate(reversed(net.body.encoder.layer))]
    best = torch.optim.AdamW([*layers, {"params": net.head.parameters(), "lr": HEAD_RATE}], weight_decay=0.01)
    pace = torch.optim.lr_scheduler.LambdaLR(best, lambda step: min(1.0, (step + 1) / 100) * max(0.02, 1 - step / steps))
    started, step, running = time.monotonic(), 0, 0.7
    net.train()
    for _ in range(epochs):
        for numbers, mask, labels in batches(stretches(known, noise, chance), pretrained, chance):
            loss = torch.nn.functional.binary_cross_entropy_with_logits(net(numbers, mask), labels)
            best.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            best.step()
            pace.step()
            step, running = step + 1, 0.98 * running + 0.02 * loss.item()
            if step % 50 == 0:
                print(f"   step {step} of {steps}, loss {running:.3f}, {time.monotonic() - started:.0f} s", flush=True)
        yield net


def write(net: Net, pretrained: Pretrained, words: Iterable[str], folder: Path) -> None:
    """As CTranslate2 reads it, 8-bit, with ``reading.json`` beside it; what joins it to the linear model is written by ``join.py``."""
    state = {name: value.detach().float().numpy() for name, value in net.body.state_dict().items()}
    layers, heads = net.body.config.num_hidden_layers, net.body.config.num_attention_heads
    encoder = transformer_spec.TransformerEncoderSpec(
        layers, heads, pre_norm=False, activation=common_spec.Activation.GELU, layernorm_embedding=True
    )
    spec = transformer_spec.TransformerEncoderModelSpec(encoder, pooling_layer=False)
    encoder.scale_embeddings = False
    # There is one kind of token: what marks it is added to the words for good.
    kind = state["embeddings.token_type_embeddings.weight"][0]
    encoder.embeddings[0].weight = state["embeddings.word_embeddings.weight"] + kind
    encoder.position_encodings.encodings = state["embeddings.position_embeddings.weight"][:POSITIONS]

    def dense(part: Any, *names: str) -> None:
        part.weight = np.concatenate([state[f"{name}.weight"] for name in names])
        part.bias = np.concatenate([state[f"{name}.bias"] for name in names])

    def normal(part: Any, name: str) -> None:
        part.gamma, part.beta = state[f"{name}.weight"], state[f"{name}.bias"]

    normal(encoder.layernorm_embedding, "embeddings.LayerNorm")
    for i, layer in enumerate(encoder.layer):
        own = f"encoder.layer.{i}"
        dense(layer.self_attention.linear[0], *(f"{own}.attention.self.{name}" for name in ("query", "key", "value")))
        dense(layer.self_attention.linear[1], f"{own}.attention.output.dense")
        normal(layer.self_attention.layer_norm, f"{own}.attention.output.LayerNorm")
        dense(layer.ffn.linear_0, f"{own}.intermediate.dense")
        dense(layer.ffn.linear_1, f"{own}.output.dense")
        normal(layer.ffn.layer_norm, f"{own}.output.LayerNorm")
    spec.config.layer_norm_epsilon = pretrained.epsilon
    spec.config.unk_token = pretrained.names[3 if pretrained.scores else 1]
    spec.register_vocabulary(list(pretrained.names))
    spec.validate()
    spec.optimize(quantization="int8")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    spec.save(str(folder))
    head = [round(float(weight), 4) for weight in net.head.weight[0]]
    unjoined = {"wording": 0.5, "encoder": 1.0, "bias": 0.0, "most": 4.0}  # until join.py has fitted it
    reading = {"bias": round(float(net.head.bias), 4), "head": head, "join": unjoined}
    (folder / "reading.json").write_text(json.dumps(reading) + "\n", encoding="utf-8")
    pieces = pretrained.pieces()
    spelled = {START: [pieces.start], END: [pieces.end], **{word: pieces(word) for word in sorted(words)}}
    (folder / "words.json").write_text(json.dumps(spelled, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def main() -> None:
    """Trains and writes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path, help="the folder that holds train/")
    parser.add_argument("encoders", nargs="*", default=list(STARTS), metavar="ENCODER", help=f"of {', '.join(STARTS)}")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.add_argument(
        "--go-on", action="store_true", help="from the encoder in --out, not from the pre-trained one: trains it for longer"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--without", nargs="*", default=[], metavar="HAND", help="hands of the corpus that are not learnt from, beside UNSEEN"
    )
    options = parser.parse_args()
    if unknown := [name for name in options.encoders if name not in STARTS]:
        parser.error(f"no encoder {', '.join(unknown)}; there are {', '.join(STARTS)}")
    everything = [call for call in samples(options.data, against=True) if call.hand not in options.without]
    for name in options.encoders:
        lang = name.partition("-")[0]
        chance = random.Random(options.seed)
        torch.manual_seed(options.seed)
        known = talks(everything, lang, chance)
        words = known_words(known, lang)
        known = only(known, words)
        pretrained = STARTS[name](words)
        net = Net(pretrained)
        if options.go_on:
            go_on_from(options.out / name, net)
        print(f"{name}: {len(known)} calls, {len(words)} words of {len(pretrained.names)} pieces", flush=True)
        for _ in train(net, pretrained, known, options.epochs, chance):
            write(net, pretrained, words, options.out / name)  # after each epoch: half an hour's work is not lost to a break


if __name__ == "__main__":
    main()
