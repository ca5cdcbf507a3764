"""Loads the knowledge: our files, then the person's own, which replace ours by id.

Reading the YAML takes a second or so; what was read is kept as JSON beside other caches and used as long as no file has changed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from deadringer.errors import KnowledgeError
from deadringer.knowledge.model import (
    Authority,
    Contact,
    Country,
    Domain,
    Fact,
    Family,
    Instead,
    Never,
    OfficialNumber,
    Organisation,
    Tactic,
    Way,
)
from deadringer.phrases.patterns import Pattern, PatternIndex

HERE = Path(__file__).parent
COMPILED = HERE / "compiled.json"
"""In wheels only: what ``compile_for_wheel`` made."""
FORMAT = 12
"""Raised when what is kept in the cache changes, or how words of patterns are read (``phrases.tokens``)."""
KINDS = ("tactics", "organisations", "countries")
GUIDANCE = ("now", "asked", "steps", "putting_right", "accounts")
"""Folders of ``guidance/``: what to do."""
SHARED = ("families.yaml", "words.yaml", "claims.yaml", "judgement.yaml")


def config_folder() -> Path:
    """The person's own files: ``$DEADRINGER_CONFIG``, else ``$XDG_CONFIG_HOME/deadringer``, else ``~/.config/deadringer``."""
    own = os.environ.get("DEADRINGER_CONFIG")
    if own:
        return Path(own)
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "deadringer"


def cache_folder() -> Path:
    """What can be made again: ``$XDG_CACHE_HOME/deadringer``, else ``~/.cache/deadringer``."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "deadringer"


@dataclass(frozen=True)
class Knowledge:
    """Everything that the data files say."""

    families: Mapping[str, Family]
    tactics: Mapping[str, Tactic]
    organisations: Mapping[str, Organisation]
    countries: Mapping[str, Country]
    claims: Mapping[str, Any]
    """Patterns by which a caller says who they are, per kind and language."""
    judgement: Mapping[str, Any]
    """Prior, thresholds, fading (``judgement.yaml``)."""
    texts: Mapping[str, Any] = field(default_factory=dict)
    """What is said to a person, per language."""
    guidance: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """What to do (``guidance/``): per folder its files by id, as plain data; read by ``deadringer.guidance``."""

    @cached_property
    def tactic_index(self) -> PatternIndex:
        """All tactics' patterns in all languages, keyed by tactic id."""
        return PatternIndex((t.id, p) for t in self.tactics.values() for patterns in t.said.values() for p in patterns)

    @cached_property
    def contact_index(self) -> PatternIndex:
        """The patterns of all reasons for which organisations get in touch, keyed ``organisation:contact``."""
        return PatternIndex(
            (f"{o.id}:{c.id}", p)
            for o in self.organisations.values()
            for c in o.contacts
            for patterns in c.about.values()
            for p in patterns
        )

    def never(self, organisation: str) -> Iterable[tuple[Organisation, Never]]:
        """What that organisation never does: its own entries, then those of the generic one that it is like."""
        seen: set[str] = set()
        while organisation and organisation not in seen and organisation in self.organisations:
            seen.add(organisation)
            found = self.organisations[organisation]
            for never in found.never:
                yield found, never
            organisation = found.like


def load_knowledge(own: Path | None = None, cache: Path | None = None) -> Knowledge:
    """Our knowledge and the person's own.

    Args:
        own: folder with ``tactics/``, ``organisations/``, ``countries/``; default ``config_folder()``; it need not exist.
        cache: folder to keep the read knowledge in; default ``cache_folder()``.

    Raises:
        KnowledgeError: a file is wrong; names file and line.
    """
    own = own or config_folder()
    files = _files(own)
    stamp = _stamp(files)
    kept = (cache or cache_folder()) / f"knowledge-{stamp}.json"
    for path, wanted in ((COMPILED, _sizes(files)), (kept, stamp)):
        data = _kept(path, wanted)
        if data is not None:
            return _knowledge(data)
    data = compile_files(files)
    _keep(kept, stamp, data)
    return _knowledge(data)


def _files(own: Path) -> dict[str, list[tuple[str, Path]]]:
    """Per kind the files by id, the person's own in the place of ours."""
    out: dict[str, list[tuple[str, Path]]] = {"shared": [(name, HERE / name) for name in SHARED if (HERE / name).exists()]}
    for kind in (*KINDS, "texts", *(f"guidance/{name}" for name in GUIDANCE)):
        found: dict[str, Path] = {}
        for folder in (HERE / kind, own / kind):
            if folder.is_dir():
                found |= {p.stem: p for p in sorted(folder.glob("*.yaml"))}
        out[kind] = sorted(found.items())
    return out


def _stamp(files: Mapping[str, list[tuple[str, Path]]]) -> str:
    """Changes when a file is changed, added or taken away. Our own files are named by their place in the package."""
    lines = [str(FORMAT)]
    for kind, named in files.items():
        for name, path in named:
            status = path.stat()
            shown = path.relative_to(HERE) if path.is_relative_to(HERE) else path
            lines.append(f"{kind}/{name} {shown} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:20]


def _sizes(files: Mapping[str, list[tuple[str, Path]]]) -> str:
    """As ``_stamp``, by size alone: what is unpacked from a wheel has new times but the same contents."""
    lines = [f"{kind}/{name} {path.is_relative_to(HERE)} {path.stat().st_size}" for kind, named in files.items() for name, path in named]
    return hashlib.sha256("\n".join([str(FORMAT), *lines]).encode()).hexdigest()[:20]


def compile_for_wheel(target: Path = HERE / "compiled.json") -> None:
    """Writes what the wheel ships, so that the first call on a new machine is quick. Run by the build (``hatch_build.py``)."""
    files = _files(Path(os.devnull))
    data = compile_files(files)
    target.write_text(json.dumps({"stamp": _sizes(files), **data}, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _kept(path: Path, stamp: str) -> dict[str, Any] | None:
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return data if isinstance(data, dict) and data.get("stamp") == stamp else None


def _keep(path: Path, stamp: str, data: dict[str, Any]) -> None:
    """Atomically, and silently not at all where the folder cannot be written: it is only a cache."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        for old in path.parent.glob("knowledge-*.json"):
            if old != path:
                old.unlink(missing_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump({"stamp": stamp, **data}, out, ensure_ascii=False, separators=(",", ":"))
        os.replace(temporary, path)


def compile_files(files: Mapping[str, list[tuple[str, Path]]] | None = None) -> dict[str, Any]:
    """Reads and checks all files into plain data (what the cache holds)."""
    from deadringer.knowledge import schema  # needs YAML: only when something changed

    files = files or _files(config_folder())
    shared = dict(files["shared"])
    known = {
        "tactics": frozenset(name for name, _ in files["tactics"]),
        "organisations": frozenset(name for name, _ in files["organisations"]),
    }
    base = schema.Where(shared["families.yaml"], {}, known)
    families = schema.FAMILIES(schema.read_yaml(shared["families.yaml"]), base)
    classes: dict[str, dict[str, str]] = {}
    if "words.yaml" in shared:
        classes = schema.CLASSES(schema.read_yaml(shared["words.yaml"]), schema.Where(shared["words.yaml"], {}, {}))
    known["families"] = frozenset(families)
    out: dict[str, Any] = {"families": families}
    for kind in KINDS:
        out[kind] = {name: read_file(kind, path, classes, known) for name, path in files[kind]}
    where = schema.Where(shared["claims.yaml"], classes, known)
    out["claims"] = schema.CLAIMS(schema.read_yaml(shared["claims.yaml"]), where)
    out["judgement"] = schema.JUDGEMENT(schema.read_yaml(shared["judgement.yaml"]), schema.Where(shared["judgement.yaml"], {}, known))
    known |= _guidance_ids(files)
    out["guidance"] = {
        name: {i: read_file(f"guidance/{name}", path, classes, known) for i, path in files[f"guidance/{name}"]} for name in GUIDANCE
    }
    out["texts"] = {name: schema.TEXTS(schema.read_yaml(path), schema.Where(path, {}, known)) for name, path in files["texts"]}
    return out


def _guidance_ids(files: Mapping[str, list[tuple[str, Path]]]) -> dict[str, frozenset[str]]:
    """Ids that guidance files refer to: what may be asked, what may have been given, and the steps."""
    from deadringer.knowledge import schema

    steps: set[str] = set()
    for _, path in files["guidance/steps"]:
        where = schema.Where(path, {}, {})
        for key, value in schema.pairs(schema.read_yaml(path), where):
            if key.value == "steps":
                entries = schema.list_of(lambda node, _: node)(value, where)
                steps |= {schema.string(v, where) for entry in entries for k, v in schema.pairs(entry, where) if k.value == "id"}
    ids = {name: frozenset(i for i, _ in files[f"guidance/{name}"]) for name in ("asked", "putting_right")}
    return {**ids, "steps": frozenset(steps)}


def read_file(
    kind: str, path: Path, classes: Mapping[str, Mapping[str, str]] | None = None, known: Mapping[str, frozenset[str]] | None = None
) -> dict[str, Any]:
    """Reads and checks one file of ``tactics``, ``organisations``, ``countries`` or ``guidance/…``.

    Raises:
        KnowledgeError: with file, line, what is wrong, what would be right.
    """
    from deadringer.knowledge import schema

    if classes is None:
        words = HERE / "words.yaml"
        classes = schema.CLASSES(schema.read_yaml(words), schema.Where(words, {}, {})) if words.exists() else {}
    if known is None:
        files = _files(config_folder())
        known = {k: frozenset(name for name, _ in files[k]) for k in ("tactics", "organisations")}
        families = HERE / "families.yaml"
        known["families"] = frozenset(schema.FAMILIES(schema.read_yaml(families), schema.Where(families, {}, {})))
        if kind.startswith("guidance/"):
            known |= _guidance_ids(files)
    node = schema.read_yaml(path)
    where = schema.Where(path, classes, known)
    own = _own_classes(node, where)
    merged = {lang: {**classes.get(lang, {}), **own.get(lang, {})} for lang in {*classes, *own}}
    where = schema.Where(path, merged, known)
    readers = {"tactics": schema.TACTIC, "organisations": schema.ORGANISATION, "countries": schema.COUNTRY}
    reader = schema.GUIDANCE[kind.partition("/")[2]] if kind.startswith("guidance/") else readers[kind]
    data: dict[str, Any] = reader(node, where)
    if data["id"].lower() != path.stem:
        raise where.wrong(node, f"id is {data['id']!r} but the file is {path.name}; call the file {data['id'].lower()}.yaml")
    if kind == "tactics" and not path.resolve().is_relative_to(HERE.resolve()):
        data.pop("fitted", None)  # who copies our file and changes the weight means it
    if kind == "tactics" and min(data["weight"], data.get("fitted", 0.0)) < 0 and data["family"] != "genuine":
        raise where.wrong(node, "a tactic's weight is never negative; signs for the caller belong to the family genuine")
    return data


def _own_classes(node: Any, where: Any) -> dict[str, dict[str, str]]:
    from deadringer.knowledge import schema

    for key, value in schema.pairs(node, where):
        if key.value == "words":
            found: dict[str, dict[str, str]] = schema.CLASSES(value, where)
            return found
    return {}


def _tuples(value: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {lang: tuple(items) for lang, items in value.items()}


def _patterns(value: Mapping[str, list[Any]]) -> dict[str, tuple[Pattern, ...]]:
    return {lang: tuple(map(Pattern._make, items)) for lang, items in value.items()}


def to_tactic(data: Mapping[str, Any]) -> Tactic:
    """A tactic from the plain data of ``read_file``."""
    written = data["weight"]
    return Tactic(
        **{
            **{key: value for key, value in data.items() if key != "fitted"},
            "weight": data.get("fitted", written),
            "written_weight": written,
            "said": _patterns(data["said"]),
            "positives": _tuples(data["positives"]),
            "negatives": _tuples(data["negatives"]),
        }
    )


def _way(data: Mapping[str, Any]) -> Way:
    return Way(**{**data, "countries": tuple(data.get("countries", ()))})


def to_organisation(data: Mapping[str, Any]) -> Organisation:
    """An organisation from the plain data of ``read_file``."""
    instead = data.get("instead")
    return Organisation(
        id=data["id"],
        kind=data["kind"],
        countries=tuple(data["countries"]),
        names=tuple(data["names"]),
        heard_as=tuple(data.get("heard_as", ())),
        like=data.get("like", ""),
        shown=data.get("shown", {}),
        departments=_tuples(data.get("departments", {})),
        contacts=tuple(
            Contact(
                **{
                    **c,
                    "channels": tuple(c["channels"]),
                    "about": _patterns(c.get("about", {})),
                    "countries": tuple(c.get("countries", ())),
                }
            )
            for c in data.get("contacts", ())
        ),
        never=tuple(Never(**{**n, "tactics": tuple(n["tactics"])}) for n in data.get("never", ())),
        instead=Instead({k: v for k, v in instead.items() if len(k) == 2}, instead["source"], instead["checked"]) if instead else None,
        facts=tuple(Fact(**{**f, "about": _tuples(f["about"])}) for f in data.get("facts", ())),
        domains=tuple(Domain(**{**d, "countries": tuple(d.get("countries", ()))}) for d in data.get("domains", ())),
        numbers=tuple(OfficialNumber(**n) for n in data.get("numbers", ())),
        verify=tuple(_way(w) for w in data.get("verify", ())),
        report=tuple(_way(w) for w in data.get("report", ())),
    )


def to_country(data: Mapping[str, Any]) -> Country:
    """A country from the plain data of ``read_file``."""
    plain: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
    plain["authorities"] = tuple(_authority(a) for a in data.get("authorities", ()))
    return Country(**plain)


def _authority(data: Mapping[str, Any]) -> Authority:
    plain: dict[str, Any] = {"for_" if k == "for" else k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
    return Authority(**plain)


def _knowledge(data: Mapping[str, Any]) -> Knowledge:
    try:
        return Knowledge(
            families={name: Family(name, f["cap"], f["names"], f.get("floor", 0.0)) for name, f in data["families"].items()},
            tactics={name: to_tactic(t) for name, t in data["tactics"].items()},
            organisations={name: to_organisation(o) for name, o in data["organisations"].items()},
            countries={c["id"]: to_country(c) for c in data["countries"].values()},
            claims=data["claims"],
            judgement=data["judgement"],
            texts=data["texts"],
            guidance=data["guidance"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise KnowledgeError(f"the kept knowledge is damaged ({error}); delete {cache_folder()} and try again") from error


def load_kind(kind: str, own: Path | None = None) -> dict[str, dict[str, Any]]:
    """The files of a kind that judging a call does not need: ``reports``, ``letters``, ``quiz``, ``card``. Read anew each time.

    Args:
        kind: the folder's name.
        own: the person's own files, which replace ours by id; default ``config_folder()``.

    Returns:
        Plain data by id (the file's name without its ending).

    Raises:
        KnowledgeError: with file, line, what is wrong, what would be right.
    """
    from deadringer.knowledge import schema

    readers = {"reports": schema.REPORT, "letters": schema.LETTER, "quiz": schema.QUIZ, "card": schema.TEXTS}
    known = {"report_facts": frozenset(load_report_facts())} if kind in ("reports", "letters") else {}
    found: dict[str, Path] = {}
    for folder in (HERE / kind, (own or config_folder()) / kind):
        if folder.is_dir():
            found |= {p.stem: p for p in sorted(folder.glob("*.yaml"))}
    out: dict[str, dict[str, Any]] = {}
    for name, path in sorted(found.items()):
        node = schema.read_yaml(path)
        where = schema.Where(path, {}, known)
        data: dict[str, Any] = readers[kind](node, where)
        if data.get("id", name) != name:
            raise where.wrong(node, f"id is {data['id']!r} but the file is {path.name}; call the file {data['id']}.yaml")
        out[name] = data
    return out


def load_report_facts() -> dict[str, dict[str, Any]]:
    """What a report can be asked for (``reports/shared/facts.yaml``)."""
    from deadringer.knowledge import schema

    path = HERE / "reports" / "shared" / "facts.yaml"
    facts: dict[str, dict[str, Any]] = schema.REPORT_FACTS(schema.read_yaml(path), schema.Where(path, {}, {}))
    return facts


def load_report_texts() -> dict[str, dict[str, str]]:
    """Headings and sentences of reports and letters, per language (``reports/shared/en.yaml``)."""
    from deadringer.knowledge import schema

    out: dict[str, dict[str, str]] = {}
    for path in sorted((HERE / "reports" / "shared").glob("??.yaml")):
        out[path.stem] = schema.TEXTS(schema.read_yaml(path), schema.Where(path, {}, {}))
    return out
