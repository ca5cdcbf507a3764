"""Puts the compiled knowledge into the wheel (``knowledge/compiled.json``)."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileKnowledge(BuildHookInterface):  # type: ignore[type-arg]
    """Runs before a wheel is built; an editable install reads the files themselves."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        sys.path.insert(0, str(Path(self.root) / "src"))
        from deadringer.knowledge.load import compile_for_wheel

        handle, name = tempfile.mkstemp(suffix=".json")
        os.close(handle)
        compile_for_wheel(Path(name))
        build_data["force_include"][name] = "deadringer/knowledge/compiled.json"
