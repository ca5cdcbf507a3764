"""The forms of the authorities, the facts they can ask for, and the sentences of reports and letters, as plain data."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from deadringer.errors import InputError
from deadringer.knowledge.load import load_kind, load_report_facts, load_report_texts
from deadringer.knowledge.model import Organisation, Text, say


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form."""

    id: str
    asks: Text
    facts: Sequence[str]
    """Facts that answer it; the first one known is taken."""
    need: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with its page."""

    says: Text
    source: str
    checked: str


@dataclass(frozen=True, slots=True)
class Form:
    """What one authority or organisation asks."""

    id: str
    names: Text
    languages: Sequence[str]
    purposes: Sequence[str]
    how: Text
    source: str
    checked: str
    asked_at: str
    fields: Sequence[Field]
    countries: Sequence[str] = ()
    also: Sequence[str] = ()
    title: Text | None = None
    url: str = ""
    email: str = ""
    number: str = ""
    sms: str = ""
    before: Sequence[Said] = ()
    opening: Text | None = None
    closing: Text | None = None
    message: Text | None = None
    signed: bool = False


@dataclass(frozen=True)
class Forms:
    """All of them."""

    by_id: Mapping[str, Form]
    facts: Mapping[str, Mapping[str, Any]]
    texts: Mapping[str, Mapping[str, str]]

    @classmethod
    def load(cls) -> Forms:
        """Ours and the person's own.

        Raises:
            KnowledgeError: a file is wrong; names file and line.
        """
        return cls({name: form_of(data) for name, data in load_kind("reports").items()}, load_report_facts(), load_report_texts())

    @cached_property
    def _names(self) -> dict[str, str]:
        return {name.lower(): f.id for f in self.by_id.values() for name in (f.id, *f.also)}

    def find(self, wanted: str, organisations: Mapping[str, Organisation], country: str | None) -> Form:
        """The form of an authority, or that of the organisation whose name was used.

        Raises:
            InputError: nobody of that name takes reports here; names those that do.
        """
        name = wanted.strip().lower().replace("-", "_")
        if name in self._names:
            return self.by_id[self._names[name]]
        organisation = organisations.get(name)
        if organisation is not None and organisation.report:
            return organisation_form(self.by_id["organisation"], organisation, country)
        known = sorted({*self._names, *(o for o, data in organisations.items() if data.report)})
        close = difflib.get_close_matches(name, known, 3, 0.5)
        hint = f"did you mean {' or '.join(close)}?" if close else f"authorities: {', '.join(sorted(self.by_id))}; or an organisation's id"
        if organisation is not None:
            raise InputError(f"--to {wanted}: I know no way to report to {organisation.name()}; {hint}")
        raise InputError(f"--to {wanted}: I know nobody of that name who takes reports; {hint}")

    def texts_in(self, lang: str) -> Mapping[str, str]:
        """Sentences in that language; English where it has none."""
        return {**self.texts["en"], **self.texts.get(lang, {})}

    def fact_name(self, fact: str, lang: str) -> str:
        """What a person calls that fact."""
        return say(self.facts[fact]["names"], lang)


def form_of(data: Mapping[str, Any]) -> Form:
    """A form from the plain data of its file."""
    return Form(
        id=data["id"],
        names=data["names"],
        languages=data["languages"],
        purposes=data["for"],
        how=data["how"],
        source=data["source"],
        checked=data["checked"],
        asked_at=data["asked_at"],
        fields=tuple(Field(f["id"], f["asks"], tuple(f.get("from", ())), f.get("need", False)) for f in data["fields"]),
        countries=tuple(data.get("countries", ())),
        also=tuple(data.get("also", ())),
        title=data.get("title"),
        url=data.get("url", ""),
        email=data.get("email", ""),
        number=data.get("number", ""),
        sms=data.get("sms", ""),
        before=tuple(Said(b["says"], b["source"], b["checked"]) for b in data.get("before", ())),
        opening=data.get("opening"),
        closing=data.get("closing"),
        message=data.get("message"),
        signed=data.get("signed", False),
    )


def organisation_form(form: Form, organisation: Organisation, country: str | None) -> Form:
    """The general form, sent the way that this organisation says."""
    here = [w for w in organisation.report if country and country in w.countries] + [w for w in organisation.report if not w.countries]
    ways = here or list(organisation.report)
    first, rest = ways[0], ways[1:]
    return Form(
        id=organisation.id,
        names={lang: organisation.name(lang) for lang in ("en", "it")},
        languages=form.languages,
        purposes=form.purposes,
        how=first.how,
        source=first.source,
        checked=first.checked,
        asked_at=form.asked_at,
        fields=form.fields,
        countries=first.countries,
        url=first.url,
        email=first.email,
        number=first.number,
        sms=first.sms,
        before=tuple(Said(w.how, w.source, w.checked) for w in rest),
    )
