"""The forms in which lists come: tells one from another and reads each into rows. ``docs/number-lists.md`` shows an example of each."""

from __future__ import annotations

import csv
import itertools
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from deadringer.errors import InputError
from deadringer.lists.fritzbox import read_phonebook
from deadringer.lists.vcard import Card, read_vcards

FORMS = ("plain", "csv", "json", "vcard", "fritzbox", "asterisk", "phoneblock", "spamblocker", "ftc")
"""``csv`` is also what Google Contacts, Outlook and other address books write; ``plain`` is one number a line."""
MAX_WHOLE = 256_000_000
"""Bytes of a file in a form that must be read whole (JSON, XML, vCard)."""
MAX_FIELD = 100_000
SNIFF = 65_536
"""Bytes at the beginning of a file that tell its form."""
GOOD = frozenset({"A_LEGITIMATE"})
"""PhoneBlock's ratings of numbers that nobody needs to block."""


@dataclass(frozen=True, slots=True)
class Row:
    """One number as it stands in a file."""

    number: str
    name: str = ""
    reason: str = ""
    which: str = ""
    """``block``, ``allow`` or ``contact`` where the file says it."""
    expires: str = ""


def form_of(path: Path) -> str:
    """Which form the file is in, by its content first and its name second.

    Raises:
        InputError: it cannot be read or is empty.
    """
    head = _head(path)
    text = head.decode("utf-8-sig", "replace").lstrip()
    upper = text[:200].upper()
    if upper.startswith("BEGIN:VCARD"):
        return "vcard"
    if text.startswith("<"):
        return "phoneblock" if "<blocklist" in text or "phone-info" in text else "fritzbox"
    if text[:1] in "{[":
        return "phoneblock" if re.search(r'"(?:votes|rating)"\s*:', text) and '"phone"' in text else "json"
    first = next((line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")), "")
    if re.search(r"^/blacklist/|database put blacklist", text, re.MULTILINE):
        return "asterisk"
    if first.lower().startswith("company_phone_number"):
        return "ftc"
    if re.match(r'"?pattern"?\s*(?:$|,)', first.strip(), re.IGNORECASE):
        return "spamblocker"
    if re.fullmatch(r"\s*[+(\d][\d\s().+/*\-]*(?:#.*)?", first):
        return "plain"
    if path.suffix.lower() in (".csv", ".tsv") or re.search(r"[,;\t]", first) or re.search(r"[A-Za-z]", first):
        return "csv"
    return "plain"


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(SNIFF)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
    if not head.strip():
        raise InputError(f"{path} is empty; there is nothing to import")
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(f"{path} is no text; export the list as CSV, JSON, vCard or XML")
    return head


def read_rows(path: Path, form: str) -> Iterator[Row]:
    """The rows of a file in one of ``FORMS`` (``plain`` too, though big ones are read faster by ``plain.numbers_in``).

    Raises:
        InputError: the file is not in that form.
    """
    name = path.name
    if form == "plain":
        return _plain(path)
    if form in ("csv", "ftc", "spamblocker"):
        return _csv(path, form)
    if form == "asterisk":
        return _asterisk(path)
    data = _whole(path)
    if form == "vcard":
        return _cards(read_vcards(_text(data)))
    if form == "fritzbox":
        return _cards(read_phonebook(data, name))
    if form == "phoneblock":
        return _phoneblock(data, name)
    if form == "json":
        return _json(data, name)
    raise InputError(f"I know no form {form!r}; one of: {', '.join(FORMS)}")


def _whole(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_WHOLE:
            raise InputError(f"{path} is larger than {MAX_WHOLE // 1_000_000} MB; give it as CSV or one number a line")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error


def _text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _lines(path: Path) -> Iterator[str]:
    encoding = "utf-16" if _head(path).startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        while line := file.readline(MAX_FIELD):
            yield line


def _plain(path: Path) -> Iterator[Row]:
    for line in _lines(path):
        number, _, reason = line.strip().partition("#")
        if number.strip():
            yield Row(number.strip(), reason=reason.strip())


def _cards(cards: Iterable[Card]) -> Iterator[Row]:
    for card in cards:
        for number in card.numbers:
            yield Row(number, card.name)


_NUMBER_COLUMN = re.compile(
    r"(?:company_phone_number|phone|phones|number|numbers|numero|numero di telefono|telefono|tel|mobile|cell|cellulare|value|caller ?id|"
    r"pattern|e164|msisdn|phone ?\d+ ?- ?value|(?:home|business|mobile|other|primary|car|company main|work) ?(?:tele)?phone(?: ?\d)?|"
    r"phone_?number|telefon|rufnummer)",
    re.IGNORECASE,
)
_OTHER_COLUMNS = {
    "name": re.compile(r"(?:name|display ?name|full ?name|nome|contact|file as|label)", re.IGNORECASE),
    "given": re.compile(r"(?:first|given) ?name|nome proprio", re.IGNORECASE),
    "family": re.compile(r"(?:last|family) ?name|cognome", re.IGNORECASE),
    "organisation": re.compile(r"(?:organi[sz]ation(?: name)?|company|azienda)", re.IGNORECASE),
    "reason": re.compile(r"(?:reason|comment|notes?|subject|category|rating|motivo|description)", re.IGNORECASE),
    "which": re.compile(r"(?:list|which|action|type)", re.IGNORECASE),
    "expires": re.compile(r"(?:expires?|until|valid until|scadenza)", re.IGNORECASE),
}
_WHICH = {"block": "block", "blocked": "block", "black": "block", "blacklist": "block", "deny": "block", "reject": "block", "spam": "block",
          "allow": "allow", "allowed": "allow", "white": "allow", "whitelist": "allow", "contact": "contact"}  # fmt: skip


def _csv(path: Path, form: str) -> Iterator[Row]:
    csv.field_size_limit(MAX_FIELD)
    lines = _lines(path)
    sample = list(itertools.islice(lines, 20))
    if not sample:
        return
    delimiter = max(",;\t|", key=lambda d: (min(line.count(d) for line in sample), sample[0].count(d)))
    rows = csv.reader((line.replace("\0", "") for line in itertools.chain(sample, lines)), delimiter=delimiter)
    try:
        first = next(rows, [])
        numbers, others = _columns(first)
        if not numbers:
            # No heading: the first column that looks like a number in the first row.
            at = next((i for i, cell in enumerate(first) if sum(c.isdigit() for c in cell) >= 5), 0)
            numbers, rows = [at], itertools.chain([first], rows)  # type: ignore[assignment]
        get = _getter(others)
        for row in rows:
            for i in numbers:
                if i < len(row) and row[i].strip():
                    for number in row[i].split(" ::: "):
                        yield _row(number.strip(), row, get, form)
    except csv.Error as error:
        raise InputError(f"{path.name}:{rows.line_num}: no valid CSV ({error}); save it again as CSV") from error


def _columns(heading: list[str]) -> tuple[list[int], dict[str, int]]:
    cells = [cell.strip().strip('"') for cell in heading]
    numbers = [i for i, cell in enumerate(cells) if _NUMBER_COLUMN.fullmatch(cell)]
    others: dict[str, int] = {}
    for key, pattern in _OTHER_COLUMNS.items():
        found = next((i for i, cell in enumerate(cells) if i not in numbers and pattern.fullmatch(cell) and i not in others.values()), None)
        if found is not None:
            others[key] = found
    return numbers, others


class _getter:
    """Takes a named column out of a row."""

    def __init__(self, columns: dict[str, int]) -> None:
        self._columns = columns

    def __call__(self, row: list[str], key: str) -> str:
        at = self._columns.get(key, -1)
        return row[at].strip()[:500] if 0 <= at < len(row) else ""


def _row(number: str, row: list[str], get: _getter, form: str) -> Row:
    name = get(row, "name") or " ".join(p for p in (get(row, "given"), get(row, "family")) if p) or get(row, "organisation")
    if form == "spamblocker":
        number = _regular(number)
    return Row(number, name, get(row, "reason"), _WHICH.get(get(row, "which").lower(), ""), get(row, "expires"))


def _regular(pattern: str) -> str:
    r"""SpamBlocker's regular expressions that mean a number or a beginning (``\+39.*``, ``^0162\d{6}$``); others come back as they are."""
    plain = pattern.strip().removeprefix("^").removesuffix("$").replace("\\+", "+")
    m = re.fullmatch(r"(\+?\d+)(\.\*|\.\+|\\d[*+]|(?:\\d|\.)(?:\{\d+(?:,\d*)?\})?)?", plain)
    if m is None:
        return plain
    # The app compares without the plus: what does not begin with 0 begins with a country's code.
    sign = "" if m.group(1)[0] in "+0" else "+"
    return f"{sign}{m.group(1)}{'*' if m.group(2) else ''}"


_ASTERISK = re.compile(r"^\s*/blacklist/(?P<number>\S+)\s*:\s*(?P<reason>.*)$")
_PUT = re.compile(r"""database\s+put\s+blacklist\s+(?P<q>["']?)(?P<number>[^"'\s]+)(?P=q)\s*(?P<reason>.*)$""")


def _asterisk(path: Path) -> Iterator[Row]:
    for line in _lines(path):
        m = _ASTERISK.match(line) or _PUT.search(line)
        if m:
            reason = m.group("reason").strip().strip("\"'")
            yield Row(m.group("number"), reason="" if reason == "1" else reason)


def _phoneblock(data: bytes, name: str) -> Iterator[Row]:
    """PhoneBlock's ``/api/blocklist``, as JSON or XML. Those without votes and the good ones are left out."""
    text = _text(data)
    if text.lstrip().startswith("<"):
        found: Iterable[dict[str, object]] = [
            {k: v for k, _, v in re.findall(r"""([\w-]+)=(["'])(.*?)\2""", tag)} for tag in re.findall(r"<phone-info\b([^<>]*)>", text)
        ]
    else:
        whole = _loaded(text, name)
        found = whole.get("numbers", []) if isinstance(whole, dict) else whole  # type: ignore[assignment]
    if not isinstance(found, list):
        raise InputError(f"{name}: a list of numbers is wanted under 'numbers'")
    for item in found:
        if not isinstance(item, dict) or not isinstance(item.get("phone"), str):
            continue
        rating, votes = str(item.get("rating") or ""), item.get("votes", 1)
        if rating not in GOOD and str(votes) != "0":
            yield Row(str(item["phone"]), reason=rating)


def _json(data: bytes, name: str) -> Iterator[Row]:
    """Ours (``{"entries": […]}``), a list of numbers, or a list of objects with ``number``, ``phone`` or ``value``."""
    whole = _loaded(_text(data), name)
    if isinstance(whole, dict):
        whole = next(
            (whole[key] for key in ("entries", "numbers", "blocklist", "blacklist", "items") if isinstance(whole.get(key), list)), None
        )
    if not isinstance(whole, list):
        raise InputError(f"{name}: a list of numbers is wanted, or an object with 'entries'")
    for item in whole:
        if isinstance(item, str | int) and not isinstance(item, bool):
            yield Row(str(item))
        elif isinstance(item, dict):
            number = next((item[key] for key in ("value", "number", "phone", "pattern") if isinstance(item.get(key), str | int)), None)
            if number is not None:
                text = {
                    key: item[key][:500] if isinstance(item.get(key), str) else "" for key in ("name", "reason", "which", "expires", "kind")
                }
                yield Row(_written(str(number), text["kind"]), text["name"], text["reason"], _WHICH.get(text["which"], ""), text["expires"])


def _written(value: str, kind: str) -> str:
    """A value of our own JSON as a person would write it."""
    if kind == "prefix":
        return f"{value}*"
    if kind == "range":
        return value.replace("/", " .. ")
    return f"{kind}:{value}" if kind in ("country", "name") else "withheld" if kind == "withheld" else value


def _loaded(text: str, name: str) -> object:
    try:
        return json.loads(text)
    except RecursionError:
        raise InputError(f"{name}: nested too deep for a list of numbers") from None
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise InputError(f"{name}:{line}: no valid JSON ({getattr(error, 'msg', error)}); download or export it again") from error
