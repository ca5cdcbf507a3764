"""Real output holds to the schema that ``docs/json-output.md`` publishes, and the page tells of every field."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from deadringer.output import SCHEMA

from .conftest import EXAMPLES, Run
from .test_check_command import HOSTILE, THINGS

jsonschema = pytest.importorskip("jsonschema")
PAGE = (Path(__file__).parents[2] / "docs" / "json-output.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    found = re.search(r"```json schema\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    data: dict[str, Any] = json.loads(found.group(1))
    jsonschema.Draft202012Validator.check_schema(data)
    return data


@pytest.mark.parametrize("thing", THINGS + HOSTILE, ids=range(len(THINGS + HOSTILE)))
def test_output_holds_to_the_schema(run: Run, schema: dict[str, Any], thing: str) -> None:
    data = json.loads(run("check", thing, "--json", "--country", "GB", "--dealing", "amazon").out)
    jsonschema.Draft202012Validator(schema).validate(data)


@pytest.mark.parametrize("name", ["amazon-driver.txt", "bank-fraud-desk.txt", "voucher-then-trading.txt", "ring-back.txt"])
def test_output_on_the_examples(run: Run, schema: dict[str, Any], name: str) -> None:
    path = EXAMPLES / name
    if not path.exists():
        pytest.skip("not here")
    data = json.loads(run("check", str(path), "--json").out)
    jsonschema.Draft202012Validator(schema).validate(data)


def fields(data: Any) -> set[str]:
    if isinstance(data, dict):
        return set(data) | {f for value in data.values() for f in fields(value)}
    return {f for value in data for f in fields(value)} if isinstance(data, list) else set()


def test_every_field_is_told_of(run: Run) -> None:
    data = json.loads(run("check", THINGS[0], "--json").out)
    data["evidence"][0]["why"] = {}
    missing = {f for f in fields(data) if f"`{f}`" not in PAGE}
    assert not missing
    assert data["schema"] == SCHEMA and f'"const": "{SCHEMA}"' in PAGE


def test_every_remark_is_told_of() -> None:
    from deadringer.knowledge.load import load_knowledge

    notes = {key.removeprefix("note_") for key in load_knowledge().texts["en"] if key.startswith("note_")}
    assert not {note for note in notes if f"`{note}`" not in PAGE}
