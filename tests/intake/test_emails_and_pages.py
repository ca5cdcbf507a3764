"""E-mails and pages as their reader sees them, and the tricks that are played with them."""

from __future__ import annotations

import base64

import pytest

from deadringer.errors import InputError
from deadringer.intake.emails import read_email
from deadringer.intake.given import Given
from deadringer.intake.pages import leads_elsewhere, read_html
from deadringer.intake.tags import pieces


def mail(body: str = "hello", *headers: str, sender: str = "Shop <news@shop.example>") -> Given:
    return read_email("\r\n".join([f"From: {sender}", "Subject: about", *headers, "", body]).encode(), "x")


def words(given: Given) -> str:
    return given.turns[0].text


def test_plain() -> None:
    given = mail("Your order has shipped.")
    assert given.kind == given.channel == "email"
    assert words(given) == "about\nYour order has shipped."
    assert (given.caller.name, given.caller.address) == ("Shop", "news@shop.example")
    assert not given.notes and not given.links


def test_encoded_headers_and_bodies() -> None:
    body = base64.b64encode("Il pacco è fermo".encode("latin-1")).decode()
    given = mail(
        body,
        "Content-Type: text/plain; charset=ISO-8859-1",
        "Content-Transfer-Encoding: base64",
        sender="=?utf-8?q?Caff=C3=A8?= <a@b.example>",
    )
    assert "Il pacco è fermo" in words(given) and given.caller.name == "Caffè"


@pytest.mark.parametrize("charset", ["no-such", "base64", "rot13", "idna", "punycode", "unicode_escape", "zlib", "x\0y", "é", "a" * 500])
def test_lying_charsets(charset: str) -> None:
    assert "hello" in words(mail("hello", f'Content-Type: text/plain; charset="{charset}"'))


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "x-nonsense", "7bit", "base64; x"])
def test_lying_encodings(encoding: str) -> None:
    assert mail("hello =ZZ ===", f"Content-Transfer-Encoding: {encoding}").kind == "email"


def test_parts_that_are_none_are_read_as_text() -> None:
    assert "press one" in words(mail("press one", 'Content-Type: multipart/mixed; boundary="nowhere"'))
    assert "press one" in words(mail("press one", "Content-Type: multipart/mixed"))
    assert "press one" in words(mail("<p>press <b>one</b></p>", "Content-Type: text/plain"))


def nested(depth: int) -> bytes:
    lines = ["From: a@b.example", "Subject: s"]
    for i in range(depth):
        lines += [f'Content-Type: multipart/mixed; boundary="b{i}"', "", f"--b{i}"]
    lines += ["Content-Type: text/plain", "", "the telling words"]
    lines += [f"--b{i}--" for i in reversed(range(depth))]
    return "\n".join(lines).encode()


def test_a_hundred_parts_deep() -> None:
    assert words(read_email(nested(100), "x")) == "s\nthe telling words"


@pytest.mark.parametrize("depth", [500, 2000])
def test_deeper_than_anybody_writes(depth: int) -> None:
    assert any("the telling words" in turn.text for turn in read_email(nested(depth), "x").turns)


def test_enclosed_messages() -> None:
    inner = "From: c@d.example\nSubject: inner\n\nthe telling words\n"
    given = mail(f"--b\nContent-Type: message/rfc822\n\n{inner}\n--b--", "Content-Type: multipart/mixed; boundary=b")
    assert "the telling words" in words(given)


def test_attachments_are_not_read() -> None:
    body = "--b\n\nhello\n--b\nContent-Disposition: attachment; filename=x.txt\n\nsecret words\n--b\nContent-Type: image/png\n\nAAAA\n--b--"
    assert words(mail(body, "Content-Type: multipart/mixed; boundary=b")) == "about\nhello"


def test_encrypted() -> None:
    with pytest.raises(InputError, match="encrypted"):
        read_email(b"From: a@b.example\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nMIAGCSq\n", "x")
    body = b"From: a@b.example\nContent-Type: multipart/encrypted; boundary=b\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b--\n"
    with pytest.raises(InputError, match="encrypted"):
        read_email(body, "x")


@pytest.mark.parametrize("data", [b"Subject:\n\n", b"To: a@b.example\nDate: x\n\n \n"])
def test_nothing_in_it(data: bytes) -> None:
    with pytest.raises(InputError, match="no e-mail"):
        read_email(data, "x")


@pytest.mark.parametrize(
    "sender",
    [
        "(" * 3000,
        "a," * 3000 + "x@evil.example",
        '"' * 3000,
        "<" * 999 + "x@evil.example",
        "\\" * 3000,
        "=?utf-8?q?" * 500,
        "\x00\x01<x@evil.example>",
        "",
    ],
)
def test_hostile_senders(sender: str) -> None:
    given = mail("hello there", sender=sender)
    assert "hello there" in words(given)
    assert not any(ord(c) < 32 for c in (given.caller.name or "") + (given.caller.address or ""))


def test_the_first_of_two_senders_counts() -> None:
    given = read_email(b"From: a@evil.example\nFrom: service@amazon.co.uk\nSubject: x\n\nhello\n", "x")
    assert given.caller.address == "a@evil.example"


def test_answers_that_go_elsewhere() -> None:
    assert "reply_elsewhere" in mail("hi", "Reply-To: x@other.example").notes
    assert "reply_elsewhere" not in mail("hi", "Reply-To: desk@shop.example").notes


def test_a_name_that_is_another_address() -> None:
    given = mail("hi", sender='"service@amazon.co.uk" <x@evil.example>')
    assert given.links[0] == "service@amazon.co.uk x@evil.example" and "link_elsewhere" in given.notes


def page(html: str) -> Given:
    return mail(html, "Content-Type: text/html")


def test_text_of_a_link_that_shows_another_address() -> None:
    given = page('<a href="https://evil.example/x">https://www.amazon.co.uk/login</a>')
    assert given.links == ("https://www.amazon.co.uk/login https://evil.example/x",)
    assert "link_elsewhere" in given.notes
    harmless = page('<a href="https://click.amazon.co.uk/x">www.amazon.co.uk</a> <a href="https://evil.example">Click here</a>')
    assert "link_elsewhere" not in harmless.notes


@pytest.mark.parametrize(
    ("shown", "target", "differs"),
    [
        ("https://www.amazon.co.uk", "https://evil.example", True),
        ("amazon.co.uk", "https://amazon.co.uk.evil.example", True),
        ("www.amazon.co.uk", "https://smile.amazon.co.uk/x", False),
        ("me@bank.example.com", "https://evil.example.org", True),
        ("invoice.pdf", "https://files.example.com/1", False),
        ("Click here", "https://evil.example", False),
        ("", "https://evil.example", False),
        ("3.5", "https://evil.example", False),
        ("ama\u200bzon.co.uk", "https://evil.example", True),
    ],
)
def test_leads_elsewhere(shown: str, target: str, differs: bool) -> None:
    assert leads_elsewhere(shown, target) is differs


@pytest.mark.parametrize(
    ("href", "link"),
    [
        ("https:evil.example/x", "https://evil.example/x"),
        ("HTTPS:\\\\evil.example\\x", "https://evil.example/x"),
        (" ht\ntps://evil.example ", "https://evil.example"),
        ("//evil.example/x", "https://evil.example/x"),
        ("https&#58;//evil.example", "https://evil.example"),
        ("data:text/html;base64,PGI+", "data:text/html;base64,PGI+"),
        ("java\tscript:alert(1)", "javascript:alert(1)"),
    ],
)
def test_links_are_read_as_a_browser_reads_them(href: str, link: str) -> None:
    assert read_html(f'<a href="{href}">x</a>').links == [link]


@pytest.mark.parametrize("href", ["#top", "/x", "mailto:a@b.example", "javascript:void(0)", "javascript:;", ""])
def test_links_that_lead_nowhere(href: str) -> None:
    assert read_html(f'<a href="{href}">x</a>').links == []


def test_other_places_of_links() -> None:
    html = (
        '<base href="https://base.example/"><form action="https://form.example"><meta http-equiv=refresh content="0; url=https://meta.example">'
        '<map><area href="https://area.example"></map>'
    )
    assert read_html(html).links == ["https://form.example", "https://meta.example", "https://area.example", "https://base.example/"]


@pytest.mark.parametrize(
    "style",
    [
        "display:none",
        "DISPLAY : NONE !important",
        "visibility:hidden",
        "font-size:0",
        "font-size: 0px;",
        "opacity:0",
        "max-height:0",
        "mso-hide:all",
        "text-indent:-9999px",
    ],
)
def test_hidden_words_do_not_part_what_is_seen(style: str) -> None:
    read = read_html(f'<p>your acc<span style="{style}">zzz</span>ount is suspended</p>')
    assert read.words == "your account is suspended"
    assert "acczzzount" in read.hidden


def test_what_looks_hidden_but_is_seen_stays_seen() -> None:
    assert read_html("<p style='display:none'>x<p>press one").words == "press one"
    assert read_html("<head><p>press one").words == "press one"
    assert read_html("<div hidden>x</div>press one").words == "press one"
    assert read_html("<br hidden>press one").words == "press one"
    assert read_html("<p style='font-size:0.9em'>press one</p>").words == "press one"
    assert read_html("</div></style></title>press one").words == "press one"


def test_never_shown() -> None:
    assert read_html("<title>t</title><style>p{}</style><script>'<p>x</p>'</script><template>y</template><!-- z -->seen").words == "seen"


def test_a_plain_part_that_says_something_else_is_heard_too() -> None:
    body = "--b\nContent-Type: text/plain\n\nnews of the gardening club\n--b\nContent-Type: text/html\n\n<p>your account is suspended</p>\n--b--"
    given = mail(body, "Content-Type: multipart/alternative; boundary=b")
    assert [t.text for t in given.turns] == ["about\nyour account is suspended", "news of the gardening club"]
    same = body.replace("news of the gardening club", "your account\nis suspended")
    assert len(mail(same, "Content-Type: multipart/alternative; boundary=b").turns) == 1


def test_words_in_pictures_places() -> None:
    assert read_html('<img src=x alt="Your account is suspended">').words == "Your account is suspended"


def test_text_is_cut_into_tags_as_browsers_do() -> None:
    found = [(p.kind, p.name or p.text) for p in pieces("a<b x='1>2'>c</b ><!-->d<1 &amp; 2<br/>")]
    assert found == [
        ("text", "a"), ("start", "b"), ("text", "c"), ("end", "b"), ("text", "d"), ("text", "<"), ("text", "1 & 2"), ("start", "br"),
    ]  # fmt: skip
