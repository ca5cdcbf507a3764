"""Whose a link is, offline: the organisation's own, one that looks so, or nobody's."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deadringer.call import Call, Caller, Turn
from deadringer.evidence import Level
from deadringer.knowledge.load import Knowledge, load_knowledge
from deadringer.links.look_alike import Domains
from deadringer.links.read import Link, read_link
from deadringer.screener import Screener


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="module")
def domains(knowledge: Knowledge) -> Domains:
    return Domains(knowledge)


@pytest.mark.parametrize(
    ("text", "how", "organisation"),
    [
        ("https://www.amazon.co.uk/gp/help", "official", "amazon"),
        ("https:/amazon.com", "official", "amazon"),
        ("service@amazon.it", "official", "amazon"),
        ("met.police.uk", "official", "uk_police"),
        ("amaz0n.com", "homoglyph", "amazon"),
        ("аmazon.com", "homoglyph", "amazon"),
        ("xn--mazon-3ve.com", "homoglyph", "amazon"),
        ("rnicrosoft.com", "homoglyph", "microsoft"),
        ("netflıx.com", "homoglyph", "netflix"),
        ("amazom.com", "misspelt", "amazon"),
        ("intesa-sanpaolo.com", "misspelt", "intesa_sanpaolo"),
        ("amazon.com.evil.example", "brand_in_subdomain", "amazon"),
        ("amazоn.co.uk.verify.info", "brand_in_subdomain", "amazon"),
        ("poste.it.verifica-conto.top", "brand_in_subdomain", "poste_italiane"),
        ("evri-redelivery.com", "brand_in_name", "evri"),
        ("intesasanpaolo-clienti.it", "brand_in_name", "intesa_sanpaolo"),
        ("http://login.evil.com/paypal.com/x", "brand_in_path", "paypal"),
        ("https://amazon.com@evil.com/", "brand_in_userinfo", "amazon"),
        ("hxxps://amazon[.]net", "other_ending", "amazon"),
    ],
)
def test_how(domains: Domains, text: str, how: str, organisation: str) -> None:
    found = domains.find(read_link(text))
    assert found is not None
    assert (found.how, found.organisation) == (how, organisation)


@pytest.mark.parametrize(
    "text", ["example.com", "barnet.gov.uk", "apply.com", "phase.com", "chess.com", "amazonaws.com", "monza.it", "metro.com"]
)
def test_nobodys(domains: Domains, text: str) -> None:
    assert domains.find(read_link(text)) is None


@pytest.mark.parametrize("text", ["http://1.2.3.4/x", "http://0x7f.1/", "http://0177.0.0.1/", "http://2130706433/", "http://[::1]/"])
def test_bare_addresses(text: str) -> None:
    assert read_link(text).address


def test_a_shortener_hides_where_it_leads() -> None:
    assert read_link("bit.ly/abc").shortened


def test_the_registered_domain_is_found_with_the_public_suffix_list() -> None:
    link = read_link("https://a.b.amazon.co.uk/x")
    assert (link.domain, link.suffix, link.name) == ("amazon.co.uk", "co.uk", "amazon")


def test_a_look_alike_warns_in_an_sms_but_is_no_scam_alone(knowledge: Knowledge) -> None:
    verdict = Screener(knowledge).check([Turn("Your parcel waits: evri-redelivery.com/pay")], Call(channel="sms", country="GB"))
    assert verdict.level is Level.SUSPICIOUS


def test_the_senders_domain_is_looked_at(knowledge: Knowledge) -> None:
    verdict = Screener(knowledge).check([Turn("Hello")], Call(channel="email", caller=Caller(address="help@paypa1.com")))
    assert any(w.evidence.kind.startswith("link:homoglyph") for w in verdict.evidence)


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_no_text_makes_it_fail(text: str) -> None:
    assert isinstance(read_link(text), Link)


@given(st.text(alphabet="htps:/.@[]0123456789abcdefxn-%#?аmazon", max_size=80))
@settings(max_examples=300, deadline=None)
def test_no_link_like_text_makes_it_fail(text: str) -> None:
    link = read_link(text)
    Domains.find(_ALL, link)


_ALL = Domains(load_knowledge())
