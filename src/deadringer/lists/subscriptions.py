"""Lists that others keep, subscribed to by a file or by a web address that the person gives. Nothing is fetched but on ``update``."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from deadringer.errors import InputError
from deadringer.fetch import Fetched, FetchError, fetch
from deadringer.lists.bring import Brought, bring_big, list_path
from deadringer.lists.entries import now
from deadringer.lists.forms import FORMS
from deadringer.lists.own import OwnLists

MAX_DOWNLOAD = 512_000_000
"""Bytes of one list."""
TIMEOUT = 300.0
"""Seconds for one list."""
Get = Callable[..., Fetched]


def subscribe(lists: OwnLists, name: str, place: str, country: str = "", form: str = "", get: Get = fetch) -> Brought:
    """Subscribes to a list and brings it in for the first time.

    Args:
        place: a path, or an ``https`` address.
        country: whose numbers are meant where there is no country's code.

    Raises:
        InputError: it cannot be had or read; then there is no subscription.
    """
    if form and form not in FORMS:
        raise InputError(f"I know no form {form!r}; one of: {', '.join(FORMS)}")
    if not place.startswith("https://"):
        if "://" in place:
            raise InputError(f"{place}: only https addresses and files can be subscribed to")
        place = str(Path(place).expanduser().resolve())
    brought, etag = _bring(lists, name, place, country, form, "", get)
    if brought is None:
        raise InputError(f"{place} sent nothing; try again later")
    lists.subscribe(name, place, form, country, etag, now())
    return brought


def update(lists: OwnLists, name: str, get: Get = fetch) -> Brought | None:
    """Brings one subscribed list up to date; ``None`` where it has not changed. If that fails, the old list stays whole.

    Raises:
        InputError: there is no such subscription, or the list cannot be had or read.
    """
    for known, place, form, country, etag, _ in lists.subscriptions():
        if known == name:
            old = etag if list_path(name, lists.path.parent).exists() else ""
            brought, new = _bring(lists, name, place, country, form, old, get)
            lists.subscribe(name, place, form, country, new, now())
            return brought
    raise InputError(f"there is no subscription {name!r}; see 'deadringer lists'")


def _bring(lists: OwnLists, name: str, place: str, country: str, form: str, etag: str, get: Get) -> tuple[Brought | None, str]:
    folder = lists.path.parent
    list_path(name, folder)
    if not place.startswith("https://"):
        path = Path(place)
        if not path.is_file():
            raise InputError(f"there is no file {place}; name the list's file or its https address")
        stamp = f"{path.stat().st_size}-{path.stat().st_mtime_ns}"
        if stamp == etag:
            return None, etag
        return bring_big(path, name, country or None, form or None, folder, place), stamp
    try:
        found = get(place, limit=MAX_DOWNLOAD, timeout=TIMEOUT, headers={"If-None-Match": etag} if etag else {})
    except FetchError as error:
        raise InputError(f"the list {name!r} cannot be fetched: {error}") from error
    if found.status == 304:
        return None, etag
    ending = Path(place.partition("?")[0]).suffix[:8]
    with tempfile.NamedTemporaryFile(dir=folder, suffix=ending) as kept:
        kept.write(found.data)
        kept.flush()
        return bring_big(Path(kept.name), name, country or None, form or None, folder, place), found.headers.get("etag", "")
