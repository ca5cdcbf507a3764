"""Pages: PDF and PNG through Typst (the wheel ``typst`` holds the typesetter and its fonts; it is never online)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from deadringer.errors import InputError

TEMPLATES = Path(__file__).parent / "templates"
MAX_DATA = 4_000_000
"""Characters of data for one document."""
PAPERS = {"US": "us-letter"}
"""Countries that do not print on A4."""


def paper(country: str | None) -> str:
    """The paper people print on there."""
    return PAPERS.get(country or "", "a4")


def typeset(template: str, data: Mapping[str, Any], form: Literal["pdf", "png"] = "pdf", ppi: float = 144) -> list[bytes]:
    """A document.

    Args:
        template: name of a file in ``templates``.
        data: what it shows; text is text, never markup.
        form: ``pdf`` gives one file, ``png`` one per page.
        ppi: dots per inch of a picture.

    Raises:
        InputError: the typesetter is not installed, or it cannot set this document.
    """
    try:
        import typst
    except ImportError as error:
        raise InputError(
            "PDF and pictures need the typesetter; install it with: pip install 'deadringer[reports]' (or use --text)"
        ) from error
    packed = json.dumps(data, ensure_ascii=False)
    if len(packed) > MAX_DATA:
        raise InputError("this is too long for one document; use --text")
    source = (TEMPLATES / f"{template}.typ").read_bytes()
    try:
        # No timestamp: the same draft gives the same bytes, so its fingerprint can be compared.
        made = typst.compile(source, sys_inputs={"data": packed}, format=form, ppi=ppi, timestamp=0)
    except RuntimeError as error:
        raise InputError(f"the typesetter cannot set this document: {error}; use --text") from error
    return [made] if isinstance(made, bytes) else list(made)
