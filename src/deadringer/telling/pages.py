"""Drafts, letters and the card as pages."""

from __future__ import annotations

from typing import Literal

from deadringer.knowledge.model import say
from deadringer.telling.draft import Draft, as_data
from deadringer.telling.letters import Written, deadline_text
from deadringer.telling.letters import as_data as letter_data
from deadringer.telling.typeset import paper, typeset


def report_pdf(draft: Draft, country: str | None) -> bytes:
    """A report as PDF, laid out to be handed over a desk."""
    return report_pages(draft, country)[0]


def report_pages(draft: Draft, country: str | None, form: Literal["pdf", "png"] = "pdf") -> list[bytes]:
    """The same as one PDF, or as one picture a page."""
    data = as_data(draft)
    name = next((a.text for f, a in zip(draft.form.fields, draft.answers, strict=True) if f.facts[:1] == ("name",)), "")
    texts = {
        k: v for k, v in draft.texts.items() if k.startswith("from_") or k in (
            "page", "draft", "how_to_send", "before", "what_is_asked", "facts", "opinion", "opinion_none", "words", "proof", "signature",
            "not_provided", "needed", "source", "checked", "message", "signed_here",
        )
    }  # fmt: skip
    shown = {
        **data,
        "texts": texts,
        "lang": draft.lang,
        "paper": paper(country),
        "how": draft.how,
        "source": draft.form.source,
        "checked": draft.form.checked,
        "made": draft.made,
        "opening": draft.opening,
        "closing": draft.closing,
        "word_notes": list(draft.spoken_notes),
        "proof_notes": list(draft.proof_notes),
        "signed": draft.form.signed,
        "name": name or "",
    }
    return typeset("report", shown, form)


def letter_pdf(written: Written, country: str | None) -> bytes:
    """A letter as PDF; what is for the person alone on a page of its own."""
    t, lang = written.texts, written.lang
    clock = written.letter.clock
    data = {
        **letter_data(written),
        "lang": lang,
        "paper": paper(country),
        "heading": say(written.letter.names, lang),
        "to_nobody": written.letter.to == "nobody",
        "deadline": deadline_text(written) or None,
        "clock": say(clock.says, lang) if clock else "",
        "clock_source": clock.source if clock else "",
        "texts": {k: t[k] for k in ("letter_to", "letter_subject", "letter_signature", "letter_advice", "letter_law", "source", "draft")},
    }
    return typeset("letter", data)[0]
