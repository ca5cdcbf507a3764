"""Reads the model files that CTranslate2 writes (``model.bin``), so that training can go on from them.

Layout (little-endian), as in ``ModelSpec._serialize`` of the package: version; name and revision of the kind of model; the number of
arrays; of each the name, the dimensions, a mark of the number type, the size in bytes, and the numbers.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np

KINDS = ("f4", "i1", "i2", "i4", "f2")
"""Number types by their marks."""

Numbers = np.ndarray[Any, np.dtype[Any]]


def variables(path: Path) -> dict[str, Numbers]:
    """Arrays by name of a CTranslate2 model file; 8-bit ones made real (one scale a row).

    Raises:
        struct.error, IndexError, ValueError: it is cut off or holds a number type that is not in ``KINDS``.
    """
    data, at = path.read_bytes(), 0

    def take(form: str) -> Any:
        nonlocal at
        at += struct.calcsize(form)
        return struct.unpack_from(form, data, at - struct.calcsize(form))[0]

    def name() -> str:
        length = take("<H")
        return str(take(f"<{length}s").rstrip(b"\0").decode())

    take("<I"), name(), take("<I")
    out: dict[str, Numbers] = {}
    for _ in range(take("<I")):
        own = name()
        shape = [take("<I") for _ in range(take("<B"))]
        kind, size = KINDS[take("<B")], take("<I")
        out[own] = np.frombuffer(take(f"<{size}s"), dtype=kind).reshape(shape)
    scaled = [own for own in out if f"{own}_scale" in out]
    return out | {own: out[own] / out[f"{own}_scale"][..., None] for own in scaled}
