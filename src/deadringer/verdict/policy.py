"""What was asked or told, held against what the claimed organisation says it never does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from deadringer.evidence import Claim, Evidence
from deadringer.knowledge.load import Knowledge
from deadringer.knowledge.model import Never, Organisation

IMPLIED_SHARE = 0.8
"""Weight of a contradiction where the caller only implied who they are ("your Amazon account")."""


def contradictions(claim: Claim | None, sightings: Iterable[Evidence], knowledge: Knowledge, weight: float) -> Iterator[Evidence]:
    """A piece of evidence for each tactic that the claimed organisation's own policy rules out.

    Args:
        claim: who they say they are.
        sightings: evidence of tactics (``kind`` begins with ``tactic:``).
        weight: log-odds of one contradiction; a tactic that is only a hint contradicts no stronger than three times itself.
    """
    asked = [piece for piece in sightings if piece.weight > 0 and piece.kind.startswith("tactic:")]
    if claim is None or not asked:
        return
    rules: dict[str, tuple[Organisation, Never]] = {}
    for owner, never in knowledge.never(claim.organisation):
        for tactic in never.tactics:
            rules.setdefault(tactic, (owner, never))
    for piece in asked:
        rule = rules.get(piece.kind.removeprefix("tactic:"))
        if rule is None:
            continue
        owner, never = rule
        share = IMPLIED_SHARE if claim.implied else 1.0
        yield Evidence(
            kind=f"policy:{owner.id}:{never.id}",
            family="policy",
            weight=min(weight, 2.0 * piece.weight) * share,
            why=never.says,
            quote=piece.quote,
            source=never.source,
            start=piece.start,
            end=piece.end,
            turn=piece.turn,
            at=max(piece.at, claim.at),
            organisation=claim.organisation,
        )
