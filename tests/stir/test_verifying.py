"""Identity headers: what passes, what fails with which code of the standard, and what says nothing."""

from __future__ import annotations

import base64
import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("cryptography")

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from deadringer.stir.certificates import Authorised, Roots, read_auth_list
from deadringer.stir.fetching import AtHand, NoFetch
from deadringer.stir.passport import Refused, canonical, read_identity
from deadringer.stir.verify import FAILED, NONE, PASSED, Result, Verifier

FIXTURES = Path(__file__).parent.parent / "fixtures" / "stir"
NOW, ORIG, DEST, X5U = 1_795_330_437, "12155550121", "12155550131", "https://cert.example.org/leaf.pem"


def verified(network: Any, *headers: str, orig: str = ORIG, dest: str = DEST, now: float = NOW, **more: Any) -> Result:
    return network.verifier.verify(list(headers), orig, dest, now, **more)


class TestAsterisk:
    """A header that Asterisk 22 signed, with its certificates."""

    line = (FIXTURES / "asterisk22_identity.txt").read_text().splitlines()[0]
    time, orig, dest, header = line.split(" ", 3)

    def check(self, leaf: str = "leaf.pem", root: str = "root.pem", **more: Any) -> Result:
        roots = tuple(x509.load_pem_x509_certificates((FIXTURES / root).read_bytes()))
        at_hand = AtHand({"https://cert.example.org/leaf.pem": (FIXTURES / leaf).read_bytes()})
        given = {"headers": [self.header], "orig": self.orig, "dest": self.dest, "now": float(self.time), **more}
        return Verifier(Roots(roots), at_hand).verify(**given)

    def test_passes(self) -> None:
        found = self.check()
        assert (found.verstat, found.attest, found.providers) == (PASSED, "A", ("123J",))
        assert found.signature == "passed_a"

    @pytest.mark.parametrize("orig", ["+12155550121", "2155550121", "tel:+1-215-555-0121", "sip:+12155550121@host;user=phone"])
    def test_passes_however_the_number_is_written(self, orig: str) -> None:
        assert self.check(orig=orig).verstat == PASSED

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"orig": "12155550122"}, 438),
            ({"dest": "12155550132"}, 438),
            ({"now": 1795330437.0 + 400}, 403),
            ({"now": 1795330437.0 - 400}, 403),
            ({"leaf": "expired.pem"}, 437),
            ({"leaf": "notn.pem"}, 437),
            ({"leaf": "untrusted.pem"}, 437),
            ({"leaf": "other.pem"}, 437),
            ({"root": "other.pem"}, 437),
        ],
    )
    def test_fails(self, change: dict[str, Any], code: int) -> None:
        found = self.check(**change)
        assert (found.verstat, found.code) == (FAILED, code)
        assert found.reason
        assert found.signature == "failed"


def test_no_header_is_neutral(network: Any) -> None:
    found = verified(network)
    assert (found.verstat, found.code, found.signature, found.neutral) == (NONE, 0, "", True)
    assert Verifier(Roots(), NoFetch(), required=True).verify([], ORIG, DEST).code == 428


def test_without_roots_nobody_vouches(network: Any) -> None:
    found = Verifier(Roots(), network.at_hand).verify([network.sign()], ORIG, DEST, NOW)
    assert found.neutral
    assert found.attest == ""


def test_a_certificate_that_cannot_be_had_is_neutral(network: Any) -> None:
    found = Verifier(Roots((network.root.certificate,)), NoFetch()).verify([network.sign()], ORIG, DEST, NOW)
    assert (found.verstat, found.code) == (NONE, 436)


@pytest.mark.parametrize("attest", ["A", "B", "C"])
def test_attestation(network: Any, attest: str) -> None:
    assert verified(network, network.sign({"attest": attest})).signature == f"passed_{attest.lower()}"


HOSTILE: dict[str, tuple[dict[str, Any], int]] = {
    "algorithm none": ({"header": {"alg": "none"}}, 437),
    "algorithm swapped": ({"header": {"alg": "HS256"}}, 437),
    "algorithm swapped in the parameter": ({"parameters": ";alg=RS256;ppt=shaken"}, 437),
    "typ": ({"header": {"typ": "JWT"}}, 438),
    "crit": ({"header": {"crit": ["x"]}}, 437),
    "ppt of the parameter": ({"parameters": ";alg=ES256;ppt=div"}, 438),
    "wrong called number": ({"payload": {"dest": {"tn": ["12155550199"]}}}, 438),
    "dest as text": ({"payload": {"dest": '{"tn":"12155550131"}'}}, 438),
    "dest not a list": ({"payload": {"dest": {"tn": DEST}}}, 438),
    "no dest": ({"payload": {"dest": None}}, 438),
    "orig as text": ({"payload": {"orig": '{"tn":"12155550121"}'}}, 438),
    "orig with a plus": ({"payload": {"orig": {"tn": "+12155550121"}}}, 438),
    "two origs": ({"payload": {"orig": {"tn": ORIG, "uri": "sip:x@y"}}}, 438),
    "stale": ({"payload": {"iat": NOW - 61}}, 403),
    "future": ({"payload": {"iat": NOW + 61}}, 403),
    "iat as text": ({"payload": {"iat": str(NOW)}}, 438),
    "iat true": ({"payload": {"iat": True}}, 438),
    "iat missing": ({"payload": {"iat": None}}, 438),
    "attest": ({"payload": {"attest": "AA"}}, 438),
    "no origid": ({"payload": {"origid": None}}, 438),
    "63-byte signature": ({"cut": 1}, 438),
    "no signature": ({"cut": 64}, 438),
    "http": ({"x5u": "http://cert.example.org/leaf.pem"}, 436),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile(network: Any, name: str) -> None:
    change, code = HOSTILE[name]
    found = verified(network, network.sign(**change))
    assert (found.verstat, found.code) == (FAILED, code), found.reason


def test_info_and_x5u_must_agree(network: Any) -> None:
    header = network.sign().replace(f"info=<{X5U}>", "info=<https://evil.example/x.pem>")
    assert verified(network, header).code == 436


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_changed_part_fails(network: Any, part: int) -> None:
    token, _, rest = network.sign().partition(";")
    parts = token.split(".")
    data = bytearray(base64.urlsafe_b64decode(parts[part] + "=="))
    data[-2 if part < 2 else 10] ^= 1
    parts[part] = base64.urlsafe_b64encode(bytes(data)).rstrip(b"=").decode()
    assert verified(network, ".".join(parts) + ";" + rest).verstat == FAILED


def test_a_signature_has_one_spelling_only(network: Any) -> None:
    token, _, rest = network.sign().partition(";")
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    other = last[(last.index(token[-1]) & 0b110000) | 1]
    assert verified(network, f"{token[:-1]}{other};{rest}").verstat == FAILED


def test_a_key_that_stands_twice_fails(network: Any) -> None:
    token, _, rest = network.sign().partition(";")
    header, _, signature = token.split(".")
    twice = f'{{"attest":"C","attest":"A","dest":{{"tn":["{DEST}"]}},"iat":{NOW},"orig":{{"tn":"{ORIG}"}},"origid":"x"}}'
    payload = base64.urlsafe_b64encode(twice.encode()).rstrip(b"=").decode()
    assert verified(network, f"{header}.{payload}.{signature};{rest}").code == 438


def test_compact_form_is_not_for_shaken(network: Any) -> None:
    signature = network.sign().partition(";")[0].rpartition(".")[2]
    assert verified(network, f"..{signature};info=<{X5U}>;alg=ES256;ppt=shaken").code == 438


def test_compact_form_of_a_plain_passport(network: Any) -> None:
    header, payload = canonical(ORIG, [DEST], NOW, X5U)
    raw = network.raw(f"{header}.{payload}")
    signature = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    value = f"..{signature};info=<{X5U}>;alg=ES256"
    assert verified(network, value, date=NOW).verstat == PASSED
    assert verified(network, value, date=NOW + 1).verstat == FAILED
    assert verified(network, value).verstat == FAILED, "without the Date header it cannot be made again"


class TestCertificates:
    def with_leaf(self, network: Any, leaf: Any, roots: tuple[Any, ...] | None = None) -> Result:
        at_hand = AtHand({X5U: leaf.pem})
        return Verifier(Roots(roots or (network.root.certificate,)), at_hand).verify([network.sign(signer=leaf)], ORIG, DEST, NOW)

    def test_one_between(self, network: Any, new_certificate: Callable[..., Any]) -> None:
        between = new_certificate("between", network.root, ca=True, path=0)
        leaf = new_certificate("leaf", between, auth=read_spc())
        leaf.above = [between.certificate]
        assert self.with_leaf(network, leaf).verstat == PASSED

    def test_one_that_may_not_issue(self, network: Any, new_certificate: Callable[..., Any]) -> None:
        between = new_certificate("between", network.root, auth=read_spc())
        leaf = new_certificate("leaf", between, auth=read_spc())
        leaf.above = [between.certificate]
        assert self.with_leaf(network, leaf).code == 437

    def test_too_many_steps(self, network: Any, new_certificate: Callable[..., Any]) -> None:
        first = new_certificate("first", network.root, ca=True, path=0)
        second = new_certificate("second", first, ca=True)
        leaf = new_certificate("leaf", second, auth=read_spc())
        leaf.above = [second.certificate, first.certificate]
        assert self.with_leaf(network, leaf).code == 437

    @pytest.mark.parametrize("days", [(-10, -1), (1, 10)])
    def test_not_valid_now(self, network: Any, new_certificate: Callable[..., Any], days: tuple[int, int]) -> None:
        assert self.with_leaf(network, new_certificate("leaf", network.root, auth=read_spc(), days=days)).code == 437

    def test_a_root_of_the_same_name_but_another_key(self, network: Any, new_certificate: Callable[..., Any]) -> None:
        other = new_certificate("root", ca=True)
        assert self.with_leaf(network, new_certificate("leaf", other, auth=read_spc())).code == 437

    def test_another_curve(self, network: Any, new_certificate: Callable[..., Any]) -> None:
        assert self.with_leaf(network, new_certificate("leaf", network.root, auth=read_spc(), curve=ec.SECP384R1())).code == 437

    @pytest.mark.parametrize("auth", [None, b"", b"\x30\x00", b"\x16\x04abcd", b"\x30\x05\xa0\x03\x16\x05x"])
    def test_no_list_of_numbers(self, network: Any, new_certificate: Callable[..., Any], auth: bytes | None) -> None:
        assert self.with_leaf(network, new_certificate("leaf", network.root, auth=auth)).code == 437

    def test_a_certificate_for_one_number_speaks_for_no_other(self, network: Any, new_certificate: Callable[..., Any]) -> None:
        def one(number: str) -> bytes:
            inner = b"\x16" + bytes([len(number)]) + number.encode()
            return b"\x30" + bytes([len(inner) + 2]) + b"\xa2" + bytes([len(inner)]) + inner

        assert self.with_leaf(network, new_certificate("leaf", network.root, auth=one(ORIG))).verstat == PASSED
        assert self.with_leaf(network, new_certificate("leaf", network.root, auth=one("12155550122"))).code == 437

    @pytest.mark.parametrize("pem", [b"", b"rubbish", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", b"x" * 300_000])
    def test_rubbish_for_a_certificate(self, network: Any, pem: bytes) -> None:
        found = Verifier(Roots((network.root.certificate,)), AtHand({X5U: pem})).verify([network.sign()], ORIG, DEST, NOW)
        assert (found.verstat, found.code) == (FAILED, 437)


def read_spc() -> bytes:
    return bytes.fromhex("3008a00616043132334a")


def test_ranges_of_numbers() -> None:
    found = read_auth_list(bytes.fromhex("3014a1123010160b313231353535353031303002016 4".replace(" ", "")))
    assert found == Authorised(ranges=(("12155550100", 100),))
    assert found.covers("12155550199")
    assert not found.covers("12155550200")


class TestSeveralHeaders:
    def test_others_do_not_disturb(self, network: Any) -> None:
        rph = network.sign({"rph": {"auth": ["ets.0"]}, "attest": None, "origid": None}, {"ppt": "rph"})
        found = verified(network, rph, network.sign())
        assert found.verstat == PASSED
        assert found.kinds == ("rph", "shaken")

    def test_only_others_say_nothing(self, network: Any) -> None:
        assert verified(network, network.sign({}, {"ppt": "rph"})).neutral

    def test_a_broken_one_beside_a_good_one(self, network: Any) -> None:
        assert verified(network, "rubbish", network.sign()).verstat == PASSED

    def test_diverted(self, network: Any) -> None:
        first = network.sign({"dest": {"tn": ["12155550140"]}})
        assert verified(network, first).verstat == FAILED
        div = network.sign({"div": {"tn": "12155550140"}, "attest": None, "origid": None}, {"ppt": "div"})
        found = verified(network, first, div)
        assert found.verstat == PASSED
        assert found.diverted_from == ("12155550140",)

    def test_diverted_twice(self, network: Any) -> None:
        bare: dict[str, Any] = {"attest": None, "origid": None}
        first = network.sign({"dest": {"tn": ["12155550140"]}})
        one = network.sign({"div": {"tn": "12155550140"}, "dest": {"tn": ["12155550141"]}, **bare}, {"ppt": "div"})
        two = network.sign({"div": {"tn": "12155550141"}, **bare}, {"ppt": "div"})
        assert verified(network, first, one, two).diverted_from == ("12155550141", "12155550140")

    def test_a_forged_diversion(self, network: Any, new_certificate: Callable[..., Any]) -> None:
        first = network.sign({"dest": {"tn": ["12155550140"]}})
        stranger = new_certificate("stranger", new_certificate("root", ca=True), auth=read_spc())
        div = network.sign({"div": {"tn": "12155550140"}, "attest": None, "origid": None}, {"ppt": "div"}, signer=stranger)
        assert verified(network, first, div).verstat == FAILED

    def test_too_many(self, network: Any) -> None:
        assert verified(network, *[network.sign()] * 11).code == 438


def test_canonical_form_of_rfc_8225() -> None:
    """Appendix A of RFC 8225; its printed signature fits neither printed key, so only the form is checked."""
    header, payload = canonical("12155551212", ["sip:alice@example.com"], 1471375418, "https://cert.example.org/passport.cer")
    assert header == "eyJhbGciOiJFUzI1NiIsInR5cCI6InBhc3Nwb3J0IiwieDV1IjoiaHR0cHM6Ly9jZXJ0LmV4YW1wbGUub3JnL3Bhc3Nwb3J0LmNlciJ9"
    assert payload == "eyJkZXN0Ijp7InVyaSI6WyJzaXA6YWxpY2VAZXhhbXBsZS5jb20iXX0sImlhdCI6MTQ3MTM3NTQxOCwib3JpZyI6eyJ0biI6IjEyMTU1NTUxMjEyIn19"


@pytest.mark.parametrize("ppt", ["shaken", '"shaken"'])
def test_parameters_quoted_or_not(network: Any, ppt: str) -> None:
    assert verified(network, network.sign(parameters=f" ; alg = ES256;ppt={ppt}")).verstat == PASSED


@pytest.mark.parametrize(
    "value",
    [
        "",
        ".",
        "..",
        "a.b",
        "a.b.c",
        "a.b.c;info=x",
        "a.b.c.d;info=<https://x>",
        ";info=<https://x>",
        "a.b.c;info=<https://x>;info=<https://y>",
        "é.b.c;info=<https://x>",
    ],
)
def test_malformed(network: Any, value: str) -> None:
    found = verified(network, value)
    assert found.verstat == FAILED
    assert found.code in (436, 438)


@given(st.text(max_size=500))
@settings(max_examples=300, deadline=None)
def test_no_header_makes_the_parser_fail(value: str) -> None:
    try:
        read_identity(value)
    except Refused as refused:
        assert refused.code in (436, 437, 438)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
_CLAIMS = st.dictionaries(
    st.sampled_from(["alg", "typ", "ppt", "x5u", "orig", "dest", "iat", "attest", "origid", "div", "tn", "uri"]), _JSON, max_size=8
)


@given(_CLAIMS, _CLAIMS, st.binary(max_size=70))
@settings(max_examples=300, deadline=None)
def test_no_claims_make_the_verifier_fail(head: dict[str, Any], body: dict[str, Any], signature: bytes) -> None:
    def b64(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    head = {"alg": "ES256", "typ": "passport", "ppt": "shaken", "x5u": X5U, **head}
    value = f"{b64(json.dumps(head).encode())}.{b64(json.dumps(body).encode())}.{b64(signature)};info=<{X5U}>;alg=ES256;ppt=shaken"
    found = Verifier(Roots(), AtHand({X5U: b"rubbish"})).verify([value, value.replace("shaken", "div")], ORIG, DEST, NOW)
    assert found.verstat in (FAILED, NONE)


@given(st.binary(max_size=60))
@settings(max_examples=300, deadline=None)
def test_no_bytes_make_the_list_of_numbers_fail(der: bytes) -> None:
    with contextlib.suppress(ValueError):
        assert isinstance(read_auth_list(der), Authorised)
