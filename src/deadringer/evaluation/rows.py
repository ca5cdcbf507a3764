"""Labelled calls, read from JSON Lines: ``label`` and either ``text`` or ``turns``, and what else is known of a call."""

from __future__ import annotations

import json
import re
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast, get_args

from deadringer.call import Call, Caller, Channel, Dealing, Direction, Turn
from deadringer.errors import InputError
from deadringer.evidence import Level
from deadringer.intake.speakers import speaker_of
from deadringer.phrases.shown import shown

JUDGED = ("legit", "scam")
"""Labels that are counted for or against."""
APART = ("spam", "ads", "suspicious")
"""Labels that are listed apart: neither a swindle nor a call that deserves no warning."""
GROUP_FIELDS = ("group", "campaign", "family", "speaker_id")
"""Fields that say which rows belong together (the same script, the same person), the first that a row has."""
WORDS_PER_SECOND = 2.5
"""How fast people talk (150 words a minute), where no times are given."""

SPOKEN = ("en", "it")
"""Languages that have tactics."""

_EXAMPLE = (
    'each line must be an object like {"label": "scam", "text": "..."} or {"label": "legit", "turns": [{"speaker": "them", "text": "..."}]}'
)
MOST_TOLD = 600
"""Characters of what is said of a wrong row."""
_NO_UTF8 = re.compile("[\udc80-\udcff]")
_PERSON = re.compile(r"\D*\d")
_VOICE = re.compile(r"[\W_]*(?:speaker|spkr?|channel|ch|side|parlante|interlocutore|canale|s|p)?[\W_]*\d{1,2}[\W_]*", re.IGNORECASE)
"""``SPEAKER_00``, ``S1``, ``2``: voices of one call, numbered by whatever told them apart. The next call's are other people."""


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled call."""

    id: str
    source: str
    """The file's name without its ending, or the field that the person chose with ``--by``."""
    label: str
    lang: str
    """As the row says, else ``""``."""
    turns: tuple[Turn, ...]
    call: Call
    place: str
    """``file:line``."""
    group: str = ""
    """Rows of one group are not independent of each other; ``groups.find_groups`` fills it where the row does not."""
    persons: tuple[str, ...] = ()
    """Speakers that are named by a code (``BO026``): the same person may speak in other rows."""
    split: str = ""
    expect: str = ""
    """The verdict that whoever wrote the row holds for right, if they say so."""
    said: int | None = None
    """Words that were spoken, where the row's have been damaged since: what the line lost took its time all the same."""

    @property
    def words(self) -> int:
        """Words of everybody, as they are separated by spaces."""
        return sum(len(turn.text.split()) for turn in self.turns)

    @property
    def seconds(self) -> float:
        """How long the talk is: by the turns' times, else by its words."""
        ends = [turn.end for turn in self.turns if turn.end is not None]
        if ends and len(ends) == len(self.turns):
            return max(ends)
        return (self.words if self.said is None else self.said) / WORDS_PER_SECOND

    @property
    def voice(self) -> bool:
        """Whether somebody talks (else it is read)."""
        return self.call.channel in ("phone", "voicemail")

    @property
    def kind(self) -> str:
        """``voice, en``; languages that are not spoken here are ``other``."""
        lang = self.lang if self.lang in SPOKEN else "other" if self.lang else "?"
        return f"{'voice' if self.voice else 'messages'}, {lang}"

    @property
    def text(self) -> str:
        """All that was said."""
        return "\n".join(turn.text for turn in self.turns)

    def run_together(self) -> Row:
        """As a recogniser hears it that cannot tell voices apart: one turn, nobody named, as long as the talk was."""
        text = " ".join(turn.text for turn in self.turns)
        if not self.turns or any(turn.end is None for turn in self.turns):
            return replace(self, turns=(Turn(text),))
        return replace(self, turns=(Turn(text, start=self.turns[0].start, end=self.seconds),))


@dataclass(slots=True)
class Remarks:
    """What a person should know about how their rows were read."""

    channels: int = 0
    """Rows whose channel is none of ours: read as phone calls."""
    dealings: int = 0
    """Rows with a dealing whose organisation is not known: it cannot help."""
    left_out: list[str] = field(default_factory=list)
    """Files of which no row has the split that is wanted."""
    again: list[str] = field(default_factory=list)
    """Files that were named already, perhaps by another name."""
    alike: list[str] = field(default_factory=list)
    """Names that more than one file has."""
    silent: int = 0
    """Rows in which nothing is said, from no number."""
    ids: int = 0
    """Rows whose id another row of their file has."""

    def lines(self) -> list[str]:
        """One sentence for each."""
        said = []
        if self.channels:
            said.append(f"{self.channels} rows name a channel other than {', '.join(get_args(Channel))}: read as phone calls.")
        if self.dealings:
            said.append(f"{self.dealings} rows have a dealing with an organisation that I do not know: it changes nothing.")
        if self.left_out:
            said.append(f"Left out, as no row has that split: {', '.join(self.left_out)}.")
        if self.again:
            said.append(f"Named more than once, read once: {', '.join(self.again)}.")
        if self.alike:
            said.append(f"Files of one name are shown as one source: {', '.join(self.alike)}.")
        if self.silent:
            said.append(f"Left out, as nothing is said in them and no 'from' tells who rang: {self.silent} rows.")
        if self.ids:
            said.append(f"{self.ids} rows have an id that another row of their file has: by the id alone they cannot be found again.")
        return said


def files_of(paths: Iterable[Path]) -> list[Path]:
    """The files named, and the ``.jsonl`` files of the folders named.

    Raises:
        InputError: nothing is there, or a folder has none.
    """
    files: list[Path] = []
    for path in paths:
        files += _found(path)
    return files


def _found(path: Path) -> list[Path]:
    try:
        kind = path.stat().st_mode
        if not stat.S_ISDIR(kind):
            if stat.S_ISREG(kind) or stat.S_ISFIFO(kind) or stat.S_ISCHR(kind):
                return [path]
            raise InputError(f"{shown(path)}: neither a file nor a folder")
        # An editor leaves hidden files; a pipe would wait for ever. A link that leads nowhere is told when it is read.
        named = sorted(p for p in path.iterdir() if p.name.endswith(".jsonl") and not p.name.startswith("."))
        found = [p for p in named if p.is_file() or not p.exists()]
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(f"{shown(path)}: no such file or folder") from None
    except OSError as error:
        raise InputError(f"{shown(path)}: cannot be read: {error.strerror or error}") from None
    if not found:
        raise InputError(f"{shown(path)}: no .jsonl file in this folder; {_EXAMPLE}")
    return found


def read_rows(
    files: Sequence[Path], known: Iterable[str] = (), by: str | None = None, split: str | None = None, remarks: Remarks | None = None
) -> list[Row]:
    """All rows of the files.

    Args:
        files: JSON Lines.
        known: ids of the organisations that are known; a dealing with another is remarked upon.
        by: field by whose value rows are put into sources; default: the file.
        split: only rows whose ``split`` is this.
        remarks: filled with what a person should know.

    Raises:
        InputError: a row is wrong; names file and line.
    """
    remarks = Remarks() if remarks is None else remarks
    organisations = frozenset(known)
    rows: list[Row] = []
    files = _once(files, remarks)
    for path in files:
        own = list(_of_file(path, organisations, by, split, remarks))
        if split and not own:
            remarks.left_out.append(str(path))
        rows += own
    if not rows:
        wanted = f" with split {split!r}" if split else ""
        raise InputError(f"{', '.join(map(shown, files)) or 'nothing'}: no labelled call{wanted} in there; {_EXAMPLE}")
    ids = Counter((row.place.rpartition(":")[0], row.id) for row in rows)
    remarks.ids = sum(n for n in ids.values() if n > 1)
    if by is None:
        remarks.alike = sorted(stem for stem, n in Counter(path.stem for path in files).items() if n > 1)
    return rows


def _once(files: Sequence[Path], remarks: Remarks) -> list[Path]:
    """Each file once, by whatever name it was given: a call that is read twice would count twice."""
    first: dict[Path, Path] = {}
    for path in files:
        if first.setdefault(path.resolve(), path) is not path:
            remarks.again.append(str(path))
    return list(first.values())


def _of_file(path: Path, known: frozenset[str], by: str | None, split: str | None, remarks: Remarks) -> Iterator[Row]:
    try:
        # A byte that is no UTF-8 becomes a half letter, so that its line can be named: text in UTF-8 holds none.
        with path.open(encoding="utf-8-sig", errors="surrogateescape") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                place = f"{path}:{number}"
                if _NO_UTF8.search(line):
                    raise InputError(f"{place}: not text in UTF-8; save it so")
                try:
                    data = json.loads(line)
                except (ValueError, RecursionError) as error:
                    raise InputError(f"{place}: this line is no JSON ({error}); {_EXAMPLE}") from None
                if not isinstance(data, dict):
                    raise InputError(f"{place}: this line is no object; {_EXAMPLE}")
                if split is None or str(data.get("split", "")) == split:
                    row = _row(data, path, place, number, known, by, remarks)
                    if _tells_something(row):
                        yield row
                    else:
                        remarks.silent += 1
    except InputError as error:
        # A row may hold anything, and its error repeats some of it.
        raise InputError(shown(error, MOST_TOLD)) from None
    except OSError as error:
        raise InputError(f"{shown(path)}: cannot be read: {error.strerror or error}") from None


def _row(data: dict[str, Any], path: Path, place: str, number: int, known: frozenset[str], by: str | None, remarks: Remarks) -> Row:
    label = data.get("label")
    if label not in (*JUDGED, *APART):
        told = "the label is missing" if label is None else f"unknown label {shown(repr(label), 60)}"
        raise InputError(f"{place}: {told}; use 'scam' or 'legit' (or, to be listed apart, {', '.join(APART)})")
    if by is not None and by not in data:
        raise InputError(f"{place}: no field {by!r}, by which you want the rows sorted; give it to every row, or leave --by out")
    turns, persons = _turns(data, place)
    return Row(
        id=str(data.get("id", number)),
        source=_writable(str(data[by]) if by is not None else path.stem),
        label=label,
        lang=_word(data, "lang", place).lower()[:2],
        turns=turns,
        call=_call(data, path, place, known, remarks),
        place=place,
        group=_group(data, place),
        persons=persons,
        split=str(data.get("split", "")),
        expect=_expect(data, place),
    )


def _group(data: dict[str, Any], place: str) -> str:
    """``campaign=12``, the same in every file; ``""`` where the row says nothing."""
    for key in GROUP_FIELDS:
        value = data.get(key)
        if isinstance(value, bool) or not isinstance(value, str | int | None):
            raise InputError(f"{place}: {key!r} must be a word or a whole number, not {value!r}")
        if value is not None and str(value).strip():
            return f"{key}={value}"
    return ""


def _expect(data: dict[str, Any], place: str) -> str:
    word = _word(data, "expect", place)
    if word and word not in (verdicts := [level.word for level in Level]):
        raise InputError(f"{place}: 'expect' must be a verdict: {', '.join(verdicts)}; not {word!r}")
    return word


def _writable(text: str) -> str:
    """Without half letters (a file's name can hold some): no plot or page could show them."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _turns(data: dict[str, Any], place: str) -> tuple[tuple[Turn, ...], tuple[str, ...]]:
    given = data.get("turns")
    if given is None:
        text = data.get("text")
        if not isinstance(text, str):
            raise InputError(f"{place}: neither 'text' nor 'turns' in this row; {_EXAMPLE}")
        return (Turn(text),), ()
    if not isinstance(given, list):
        raise InputError(f"{place}: 'turns' must be a list; {_EXAMPLE}")
    turns, persons = [], set()
    for i, turn in enumerate(given, 1):
        if not isinstance(turn, dict) or not isinstance(turn.get("text"), str):
            raise InputError(f"{place}: turn {i} has no 'text'; {_EXAMPLE}")
        speaker = turn.get("speaker", "unknown")
        if not isinstance(speaker, str):
            raise InputError(f"{place}: the 'speaker' of turn {i} must be a word: 'them', 'me' or 'unknown'")
        who, start, end = speaker_of(speaker), _time(turn, "start", place), _time(turn, "end", place)
        if start is not None and end is not None and end < start:
            raise InputError(f"{place}: turn {i} ends ({end:g}) before it starts ({start:g})")
        if who == "unknown" and _PERSON.match(speaker) and not _VOICE.fullmatch(speaker):
            persons.add(speaker)
        turns.append(Turn(turn["text"], who, start, end))
    return tuple(turns), tuple(sorted(persons))


def _tells_something(row: Row) -> bool:
    """A number can be judged by itself; nothing at all cannot be judged, and would count as a call that was missed or let through."""
    return bool(row.call.caller.number) or any(turn.text.strip() for turn in row.turns)


def _time(turn: dict[str, Any], key: str, place: str) -> float | None:
    value = turn.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e6:
        raise InputError(f"{place}: {key!r} of a turn must be seconds from the start of the call, not {value!r}")
    return float(value)


def _call(data: dict[str, Any], path: Path, place: str, known: frozenset[str], remarks: Remarks) -> Call:
    named = data.get("channel")
    channel = cast(Channel, named if named in get_args(Channel) else "phone")
    if named is None:
        channel = "sms" if re.search(r"sms|smish", path.stem) else "phone"
    elif named not in get_args(Channel):
        remarks.channels += 1
    direction = data.get("direction", "unknown")
    if direction not in get_args(Direction):
        raise InputError(f"{place}: 'direction' must be 'in' (they rang), 'out' or 'unknown', not {direction!r}")
    country = _word(data, "country", place).upper()
    if country and not re.fullmatch(r"[A-Z]{2}", country):
        raise InputError(f"{place}: 'country' must be two letters, like GB or IT, not {country!r}")
    dealings = data.get("dealings", [])
    if not isinstance(dealings, list) or not all(isinstance(d, str) for d in dealings):
        raise InputError(f"{place}: 'dealings' must be a list of words like 'amazon:delivery'")
    parsed = tuple(Dealing.parse(d) for d in dealings)
    remarks.dealings += any(d.organisation not in known for d in parsed)
    started = _word(data, "started", place)
    try:
        when = datetime.fromisoformat(started) if started else None
    except ValueError:
        raise InputError(f"{place}: 'started' is no time; write it like 2026-11-22T08:15") from None
    return Call(
        channel=channel,
        direction=direction,
        caller=Caller(number=_word(data, "from", place) if data.get("from") is not None else None),
        called=_word(data, "to", place) or None,
        country=country or None,
        dealings=parsed,
        started=when,
    )


def _word(data: dict[str, Any], key: str, place: str) -> str:
    value = data.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InputError(f"{place}: {key!r} must be a word, not {value!r}")
    return value
