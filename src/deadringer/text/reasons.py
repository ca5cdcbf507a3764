"""Why they say they call, held against the reasons for which that organisation really gets in touch."""

from __future__ import annotations

from collections.abc import Iterator

from deadringer.call import Call
from deadringer.evidence import Fit
from deadringer.knowledge.load import Knowledge
from deadringer.phrases.tokens import Heard

_SPOKEN = ("phone", "voicemail")


def find_reasons(heard: Heard, knowledge: Knowledge, call: Call, before: int = 0) -> Iterator[Fit]:
    """Reasons that the words show, of every organisation; which one counts depends on who they claim to be.

    Args:
        before: words heard in earlier turns.
    """
    for match in knowledge.contact_index.find(heard):
        organisation, _, contact_id = match.key.partition(":")
        contact = next(c for c in knowledge.organisations[organisation].contacts if c.id == contact_id)
        if not any(c == call.channel or (call.channel in _SPOKEN and c in _SPOKEN) for c in contact.channels):
            continue
        if call.country and contact.countries and call.country not in contact.countries:
            continue
        # A reason that needs no dealing is everybody's: it would fit a swindler just as well, so it is never "had".
        have = contact.dealing != "none" and any(
            d.organisation == organisation and d.about in ("", contact.dealing, contact.id) for d in call.dealings
        )
        yield Fit(organisation, contact_id, contact.dealing, heard.quote(match.first, match.last), have, before + match.last)
