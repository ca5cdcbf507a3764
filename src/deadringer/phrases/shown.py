"""Strangers' text, made fit to be shown: on a terminal, in JSON, in an error message."""

from __future__ import annotations

from typing import Any

from deadringer.phrases.tokens import clean


def shown(text: object, most: int = 200) -> str:
    """One line without control characters, terminal escapes and direction marks, at most ``most`` characters.

    The middle of a long text is left out: of a path or an address both ends tell something.
    """
    raw = str(text)
    if len(raw) > 8 * most:
        raw = f"{raw[: 4 * most]} {raw[-4 * most :]}"
    line = " ".join(clean(raw).split())
    if len(line) <= most:
        return line
    half = (most - 3) // 2
    return f"{line[:half].rstrip()} … {line[-half:].lstrip()}"


def harmless(data: Any) -> Any:
    """Plain data with every text in it cleaned of characters that steer a terminal or hide others."""
    if isinstance(data, str):
        return clean(data)
    if isinstance(data, dict):
        return {clean(key) if isinstance(key, str) else key: harmless(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [harmless(value) for value in data]
    return data
