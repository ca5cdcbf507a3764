"""What a knowledge file may hold, checked on its YAML nodes so that every complaint can name its line.

A *reader* takes a node and a ``Where`` and returns plain data (what JSON can hold), or raises ``KnowledgeError``.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from deadringer.errors import KnowledgeError
from deadringer.phrases.patterns import Pattern, PatternError, compile_pattern

MAX_FILE = 2_000_000
"""Bytes of one knowledge file."""
MAX_DEPTH = 20
LANGUAGE = re.compile(r"[a-z]{2}")


@dataclass(frozen=True)
class Where:
    """Where a value stands, and what patterns in it may refer to."""

    path: Path
    classes: Mapping[str, Mapping[str, str]]
    """Word classes, per language."""
    known: Mapping[str, frozenset[str]]
    """Ids that may be referred to: ``tactics``, ``organisations``, ``families``."""
    lang: str = "en"

    def wrong(self, node: yaml.Node, message: str) -> KnowledgeError:
        """An error that names file and line."""
        return KnowledgeError(f"{self.path}:{node.start_mark.line + 1}: {message}")


Reader = Callable[[yaml.Node, Where], Any]


def read_yaml(path: Path) -> yaml.Node:
    """The file's YAML as nodes.

    Raises:
        KnowledgeError: it cannot be read, is no YAML, is too large, or uses anchors (which can make a small file huge).
    """
    try:
        if path.stat().st_size > MAX_FILE:
            raise KnowledgeError(f"{path}:1: the file is larger than {MAX_FILE} bytes; split it")
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{path}:1: cannot be read ({error}); it must be a UTF-8 text file") from error
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        for event in yaml.parse(text, Loader=loader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise KnowledgeError(
                    f"{path}:{event.start_mark.line + 1 if event.start_mark else 1}: anchors and aliases are not used here; write the value out"
                )
        node = yaml.compose(text, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        raise KnowledgeError(
            f"{path}:{mark.line + 1 if mark else 1}: not valid YAML: {problem}; a value with ': ' or '#' needs quotes"
        ) from error
    if node is None:
        raise KnowledgeError(f"{path}:1: the file is empty; see docs/add-*.md for what belongs there")
    return node


def string(node: yaml.Node, where: Where) -> str:
    """One non-empty text."""
    if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
        raise where.wrong(node, f"a text is wanted here, not {_name(node)}")
    return " ".join(str(node.value).split())


def number(node: yaml.Node, where: Where) -> float:
    """A number."""
    try:
        return float(string(node, where))
    except ValueError:
        raise where.wrong(node, f"a number is wanted here, not {node.value!r}") from None


def boolean(node: yaml.Node, where: Where) -> bool:
    """``true`` or ``false``."""
    value = string(node, where).lower()
    if value not in ("true", "false"):
        raise where.wrong(node, f"true or false is wanted here, not {value!r}")
    return value == "true"


def day(node: yaml.Node, where: Where) -> str:
    """A date, ``2026-11-22``."""
    value = string(node, where)
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise where.wrong(node, f"a date like 2026-11-22 is wanted here, not {value!r}") from None


def link(node: yaml.Node, where: Where) -> str:
    """A web address."""
    value = string(node, where)
    if not re.match(r"https?://[^\s/]+\.[^\s/]+", value):
        raise where.wrong(node, f"an address that begins with https:// is wanted here, not {value!r}")
    return value


def one_of(*choices: str) -> Reader:
    """One of these words."""

    def read(node: yaml.Node, where: Where) -> str:
        value = string(node, where)
        if value not in choices:
            raise where.wrong(node, f"{value!r} is not known here; one of: {', '.join(choices)}")
        return value

    return read


def identifier(node: yaml.Node, where: Where) -> str:
    """Lower-case letters, digits and underscores."""
    value = string(node, where)
    if not re.fullmatch(r"[a-z][a-z0-9_]*", value):
        raise where.wrong(node, f"{value!r} is no id; use lower-case letters, digits and underscores, like gift_cards")
    return value


def reference(kind: str) -> Reader:
    """The id of something that exists."""

    def read(node: yaml.Node, where: Where) -> str:
        value = identifier(node, where)
        known = where.known.get(kind)
        if known is not None and value not in known:
            close = difflib.get_close_matches(value, known, 3, 0.5)
            hint = f"did you mean {' or '.join(close)}?" if close else f"known: {', '.join(sorted(known))}"
            raise where.wrong(node, f"there is no {value!r} among the {kind}; {hint}")
        return value

    return read


def list_of(reader: Reader, least: int = 0) -> Reader:
    """A list."""

    def read(node: yaml.Node, where: Where) -> list[Any]:
        if not isinstance(node, yaml.SequenceNode):
            raise where.wrong(node, f"a list is wanted here, not {_name(node)}")
        if len(node.value) < least:
            raise where.wrong(node, f"at least {least} are wanted here, there are {len(node.value)}")
        return [reader(item, where) for item in node.value]

    return read


def per_language(reader: Reader) -> Reader:
    """One value per language (``en:``, ``it:``)."""

    def read(node: yaml.Node, where: Where) -> dict[str, Any]:
        out = {}
        for key, value in pairs(node, where):
            lang = string(key, where)
            if not LANGUAGE.fullmatch(lang):
                raise where.wrong(key, f"{lang!r} is no language; use two letters, like en or it")
            out[lang] = reader(value, replace(where, lang=lang))
        if not out:
            raise where.wrong(node, "at least one language is wanted here, like en: …")
        return out

    return read


def mapping_of(reader: Reader) -> Reader:
    """Any keys, one kind of value."""

    def read(node: yaml.Node, where: Where) -> dict[str, Any]:
        return {string(key, where): reader(value, where) for key, value in pairs(node, where)}

    return read


text = per_language(string)


def pattern(node: yaml.Node, where: Where) -> list[Any]:
    """A phrase pattern, compiled: the fields of ``Pattern``."""
    # A list in YAML's own brackets is a pattern that begins with an optional part and was not quoted.
    if isinstance(node, yaml.SequenceNode):
        raise where.wrong(node, "a pattern that begins with [ needs quotes around it")
    source = string(node, where)
    try:
        p = compile_pattern(source, where.classes.get(where.lang, {}), where.lang)
    except PatternError as error:
        raise where.wrong(node, str(error)) from error
    return list(p)


def to_pattern(data: list[Any]) -> Pattern:
    """What ``pattern`` made, back."""
    return Pattern._make(data)


def record(required: Mapping[str, Reader], optional: Mapping[str, Reader] | None = None) -> Reader:
    """A mapping with these keys and no others."""
    optional = optional or {}

    def read(node: yaml.Node, where: Where) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for key, value in pairs(node, where):
            name = string(key, where)
            reader = required.get(name) or optional.get(name)
            if reader is None:
                raise where.wrong(key, f"unknown key {name!r}; known here: {', '.join([*required, *optional])}")
            if name in out:
                raise where.wrong(key, f"{name!r} stands here twice; keep one")
            out[name] = reader(value, where)
        missing = [name for name in required if name not in out]
        if missing:
            raise where.wrong(node, f"missing: {', '.join(missing)}; see docs/add-*.md")
        return out

    return read


def pairs(node: yaml.Node, where: Where) -> list[tuple[yaml.Node, yaml.Node]]:
    """Keys and values of a mapping node."""
    if not isinstance(node, yaml.MappingNode):
        raise where.wrong(node, f"keys and values are wanted here, not {_name(node)}")
    return list(node.value)


def _name(node: yaml.Node) -> str:
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    if isinstance(node, yaml.MappingNode):
        return "keys and values"
    return repr(node.value) if node.value else "nothing"


_SOURCED: dict[str, Reader] = {"source": link, "checked": day}
_WAY = record(
    {"how": text, **_SOURCED},
    {"url": link, "email": string, "sms": string, "number": string, "countries": list_of(string)},
)
_patterns = per_language(list_of(pattern))
_strings = list_of(string)

TACTIC = record(
    {
        "id": identifier,
        "family": reference("families"),
        "weight": number,
        "names": text,
        "what": text,
        "why": text,
        "otherwise": text,
        **_SOURCED,
        "said": _patterns,
        "positives": per_language(_strings),
        "negatives": per_language(_strings),
    },
    {"words": per_language(mapping_of(string)), "guard": boolean, "fitted": number},
)

KINDS = (
    "shop bank tax government police health post courier telecom energy software payment entertainment charity employer family generic"
).split()

CHANNELS = ("phone", "sms", "email", "app", "letter", "message", "visit", "voicemail", "web")

ORGANISATION = record(
    {"id": identifier, "kind": one_of(*KINDS), "countries": list_of(string, 1), "names": _strings},
    {
        "heard_as": _strings,
        "like": reference("organisations"),
        "shown": text,
        "departments": per_language(_strings),
        "contacts": list_of(
            record(
                {"id": identifier, "dealing": identifier, "channels": list_of(one_of(*CHANNELS), 1), "how": text, **_SOURCED},
                {"about": _patterns, "countries": _strings},
            )
        ),
        "never": list_of(record({"id": identifier, "tactics": list_of(reference("tactics")), "says": text, **_SOURCED})),
        "instead": record({**_SOURCED}, {"en": string, "it": string, "de": string, "fr": string, "es": string}),
        "facts": list_of(record({"id": identifier, "about": per_language(_strings), "answer": text, **_SOURCED})),
        "domains": list_of(record({"domain": string, **_SOURCED}, {"countries": _strings})),
        "numbers": list_of(
            record({"number": string, "use": text, "rings": one_of("never", "sometimes", "unknown"), **_SOURCED}, {"country": string})
        ),
        "verify": list_of(_WAY),
        "report": list_of(_WAY),
    },
)

LINES = (
    "telemarketing survey service premium personal freephone short_code forbidden_as_caller government bank platform mobile fixed satellite lure"
).split()

COUNTRY = record(
    {"id": string, "names": text, "languages": list_of(string, 1), "calling_code": string, "timezone": string},
    {
        "emergency": record({"numbers": _strings, **_SOURCED}),
        "helplines": list_of(record({"number": string, "what": text, **_SOURCED})),
        "number_rules": list_of(
            record(
                {"prefix": string, "line": one_of(*LINES), "weight": number, "says": text, **_SOURCED},
                {
                    "since": day,
                    "until": day,
                    "length": number,
                    "claimed": record({"by": list_of(one_of(*KINDS), 1), "weight": number, "says": text}, {"since": day, **_SOURCED}),
                },
            )
        ),
        "from_abroad": record({"says": text, **_SOURCED}, {"fixed_since": day, "mobile_since": day}),
        "calling_hours": list_of(
            record(
                {
                    "days": list_of(one_of("mon", "tue", "wed", "thu", "fri", "sat", "sun"), 1),
                    "from": string,
                    "to": string,
                    "says": text,
                    **_SOURCED,
                }
            )
        ),
        "silent_calls": list_of(record({"says": text, **_SOURCED}, {"limit_days": number})),
        "authorities": list_of(
            record(
                {"id": identifier, "names": text, "for": list_of(string, 1), "how": text, **_SOURCED},
                {"url": link, "number": string, "email": string, "sms": string},
            )
        ),
        "opt_out": list_of(record({"names": text, "how": text, **_SOURCED}, {"url": link, "number": string, "email": string})),
    },
)

FAMILIES = mapping_of(record({"cap": number, "names": text}, {"floor": number}))
CLASSES = per_language(mapping_of(string))

CLAIMS = mapping_of(_patterns)
"""How a caller says who they are: per kind of cue (``before``, ``after``, ``implied``) patterns per language."""

JUDGEMENT = record(
    {
        "prior": number,
        "suspicious": number,
        "scam": number,
        "fade_words": number,
        "memory_words": number,
        "policy_weight": number,
        "fit_weight": number,
        "reported_share": number,
        "wording_from": number,
        "wording_slope": number,
        "wording_most": number,
        "wording_late": number,
        "wording_early": number,
        "wording_linear": number,
        "wording_unlike": number,
        "wording_alone": number,
        "long_talk": number,
        "long_from": number,
        "long_most": number,
    }
)
"""Numbers by which evidence becomes a verdict; made by ``training/``, told in ``docs/model-card.md``."""

TEXTS = mapping_of(string)
"""What is said to a person in one language, by key."""

REPORT_FOR = ("scam", "attempt", "money", "text", "phishing", "telemarketing", "silent_calls", "impersonation", "opt_out")
FACT_KINDS = ("text", "name", "phone", "date", "time", "amount", "yesno", "list", "count", "email", "link")
_SAID = record({"says": text, **_SOURCED})

REPORT = record(
    {
        "id": identifier,
        "names": text,
        "languages": list_of(string, 1),
        "for": list_of(one_of(*REPORT_FOR), 1),
        "how": text,
        **_SOURCED,
        "asked_at": link,
        "fields": list_of(
            record({"id": identifier, "asks": text}, {"from": list_of(reference("report_facts")), "need": boolean, "help": text}), 1
        ),
    },
    {
        "also": _strings,
        "title": text,
        "countries": _strings,
        "url": link,
        "email": string,
        "number": string,
        "sms": string,
        "before": list_of(_SAID),
        "opening": text,
        "closing": text,
        "message": text,
        "signed": boolean,
    },
)
"""A report as an authority asks for it (``knowledge/reports``); told in ``docs/reports.md``."""

REPORT_FACTS = mapping_of(record({"names": text, "kind": one_of(*FACT_KINDS)}, {"found": boolean, "help": text}))
"""What a report can be asked for: per fact its name, kind, and whether it may be found in the call (else only the person can tell it)."""

LETTER = record(
    {
        "id": identifier,
        "names": text,
        "countries": list_of(string, 1),
        "languages": list_of(string, 1),
        "laws": mapping_of(record({"cites": text, "says": text, **_SOURCED})),
        "letters": list_of(
            record(
                {
                    "id": identifier,
                    "names": text,
                    "to": one_of("company", "operator", "nobody"),
                    "body": per_language(list_of(string, 1)),
                    "laws": list_of(string),
                },
                {
                    "subject": text,
                    "clock": record({"says": text, **_SOURCED}, {"months": number, "days": number, "workdays": number}),
                    "reminder": per_language(list_of(string, 1)),
                    "advice": list_of(_SAID),
                    "asks": list_of(reference("report_facts")),
                },
            ),
            1,
        ),
    }
)
"""The letters of one country (``knowledge/letters``); told in ``docs/letters.md``."""

QUIZ = record(
    {
        "id": string,
        "texts": mapping_of(string),
        "calls": list_of(
            record(
                {
                    "id": identifier,
                    "situation": string,
                    "said": list_of(string, 1),
                    "answer": one_of("scam", "fits"),
                    "why": string,
                    "do": string,
                },
                {"dealing": list_of(string), "number": string, "country": string, "channel": one_of("phone", "voicemail")},
            ),
            10,
        ),
    }
)
"""Ten short calls to practise on, in one language (``knowledge/quiz``)."""


URGENCIES = ("now", "today", "week", "later")
MOMENTS = ("ringing", "during", "after", "message", "missed")
LEVELS = ("scam", "suspicious", "unproven", "expected")


def span(node: yaml.Node, where: Where) -> str:
    """How long one has: ``72h`` hours, ``10d`` days, ``2bd`` banking days, ``13mo`` months."""
    value = string(node, where)
    if not re.fullmatch(r"[1-9]\d{0,3}(h|d|bd|mo)", value):
        raise where.wrong(node, f"{value!r} is no length of time; write it like 72h, 10d, 2bd (banking days) or 13mo")
    return value


_COUNTRIES = list_of(string, 1)
_PLACE = record(
    {**_SOURCED}, {"countries": _COUNTRIES, "name": text, "how": text, "number": string, "url": link, "email": string, "sms": string}
)
_RIGHT = record({"says": text, **_SOURCED}, {"countries": _COUNTRIES, "within": span})
_MOVE = record(
    {"id": identifier, "do": text, "why": text, **_SOURCED},
    {
        "moments": list_of(one_of(*MOMENTS), 1),
        "levels": list_of(one_of(*LEVELS), 1),
        "asked": list_of(reference("asked"), 1),
        "countries": _COUNTRIES,
        "say": text,
        "where": list_of(_PLACE, 1),
        "organisation": one_of("numbers", "verify"),
        "first": list_of(one_of(*LEVELS), 1),
    },
)
_INSTRUCTION = record(
    {},
    {
        "scam": text,
        "suspicious": text,
        "unproven": text,
        "expected": text,
        "scam_written": text,
        "suspicious_written": text,
        "unproven_written": text,
    },
)

GUIDANCE: dict[str, Reader] = {
    "now": record({"id": identifier, "moves": list_of(_MOVE, 1)}),
    "asked": record(
        {
            "id": identifier,
            "order": number,
            "names": text,
            "tactics": list_of(reference("tactics"), 1),
            "do": text,
            "why": text,
            **_SOURCED,
        },
        {"gives": reference("putting_right"), "instruction": _INSTRUCTION, "do_written": text},
    ),
    "steps": record(
        {
            "id": identifier,
            "steps": list_of(
                record(
                    {"id": identifier, "urgency": one_of(*URGENCIES), "do": text, "why": text, "takes": text, **_SOURCED},
                    {
                        "countries": _COUNTRIES,
                        "where": list_of(_PLACE, 1),
                        "rights": list_of(_RIGHT, 1),
                        "authorities": list_of(string, 1),
                        "organisation": one_of("account", "report", "numbers"),
                    },
                ),
                1,
            ),
        }
    ),
    "putting_right": record(
        {"id": identifier, "order": number, "names": text, "opens": text, "steps": list_of(reference("steps"), 1), **_SOURCED},
        {"without": text, "also": _strings, "countries": _COUNTRIES},
    ),
    "accounts": record({"id": reference("organisations"), "password": text, "two_step": text, **_SOURCED}, {"sign_out": text, "url": link}),
}
"""What to do, per kind of file: told in ``docs/guide-putting-it-right.md``."""
