"""Pages: every visible line, what the markup says of it, and what the page declares."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.ingest import IngestError, read
from reader.ingest.html.votes import align
from reader.model import Document, LineHint, NoteKind


def _page(markup: str | bytes, encoding: str = "utf-8") -> Document:
    data = markup.encode(encoding) if isinstance(markup, str) else markup
    (document,) = read(Path("page.html"), data=data)
    assert len(document.hints) == len(document.text.split("\n")) or not document.text
    return document


def _lines(markup: str) -> list[str]:
    return _page(markup).text.split("\n")


def _hint(document: Document, line: str) -> LineHint:
    return document.hints[document.text.split("\n").index(line)]


def test_blocks_are_lines_and_inline_elements_join() -> None:
    assert _lines(
        "<div>Loose text<p>One <b>bo</b>ld&nbsp;&amp; <i>slanted</i>\n  word.</p>"
        "<ul><li>First<li>Second</ul>tail</div>"
    ) == ["Loose text", "One bold\xa0& slanted word.", "First", "Second", "tail"]


def test_breaks_rows_and_preformatted_lines() -> None:
    assert _lines("<p>a<br>b<br/><br>c</p><hr>d") == ["a", "b", "c", "d"]
    assert _lines("<table><tr><th>Day<th>Rate<tr><td>Mon<td>89 | 90<td></table>") == [
        "Day | Rate",
        "Mon | 89 | 90",
    ]
    assert _lines("<pre>one\n  two\n\nthree</pre>") == ["one", "  two", "three"]


def test_captions_credits_menus_and_buttons_stay() -> None:
    page = """<nav><a href=/>News</a><a href=/s>Sport</a></nav><figure><img alt="not seen">
    <figcaption>The square <span>Photo: REUTERS/A. Name</span></figcaption></figure>
    <button>Share</button><input type=submit value=Subscribe><form><input value=typed></form>
    <select><option>All<option selected>Politics<option>Sport</select><footer>© 2026</footer>"""
    assert _lines(page) == [
        "News Sport",
        "The square Photo: REUTERS/A. Name",
        "Share",
        "Subscribe",
        "Politics",
        "© 2026",
    ]


def test_what_nobody_sees_is_out() -> None:
    page = """<html><head><title>T</title><style>p{}</style></head><body>
    <script>var a = "<p>no</p>"</script><template><p>no</template><noscript>no</noscript>
    <p hidden>no<p style="display: NONE">no<div style="visibility:hidden"><p>no</div>
    <svg><title>no</title></svg><!-- no --><iframe>no</iframe><dialog>no</dialog>
    <p hidden=until-found>found</p><p>yes</body>"""
    assert _lines(page) == ["found", "yes"]


def test_prose_that_scripts_unfold_is_seen_and_marked() -> None:
    prose = "The committee will meet again in March, a spokesman said. " * 3
    document = _page(
        f"<h1>Head</h1><div hidden id=S:0><h2>Part</h2><p>{prose}</p></div>"
        f"<div style='display:none'><a>{prose}</a><p>label</p></div>after"
    )
    assert document.text.split("\n") == ["Head", "Part", prose.strip(), "after"]
    assert "div#S:0[hidden]" in _hint(document, "Part").path


def test_an_unclosed_list_of_options_swallows_nothing() -> None:
    assert _lines("<select><option>One<option>Two<p>Words</p><p>More</p>")[-1] == "More"


def test_neighbouring_links_are_set_apart_and_words_are_not() -> None:
    assert _lines("<div><a>One</a><a>Two</a></div><p>M<span>acro</span><span>n</span> x</p>") == [
        "One Two",
        "Macron x",
    ]
    assert _lines("<div><span class=by>Ann</span><span class=on>10 Feb</span></div>") == [
        "Ann 10 Feb"
    ]


def test_a_hint_names_the_elements_that_hold_the_whole_line() -> None:
    document = _page(
        "<body><main class='story wide' id=m><p>Half <a>link</a></p><ul role=menu>"
        "<li> <a class=x href=/>Whole link</a> </li></ul></main></body>"
    )
    half, whole = _hint(document, "Half link"), _hint(document, "Whole link")
    assert half.path == ("html", "body", "main.story.wide#m", "p")
    assert half.link_share == 0.5
    assert whole.path[-3:] == ("ul[role=menu]", "li", "a.x")
    assert whole.link_share == 1.0


PARAGRAPHS = [
    f"In paragraph {n} the delegation number {n} spoke about the harvest, the roads, the new "
    f"bridge over the river and {n} other matters of the district."
    for n in range(1, 8)
]


def test_the_extractor_marks_the_story_and_not_what_surrounds_it() -> None:
    document = _page(
        "<html><body><nav><ul><li><a href=/n>News</a><li><a href=/s>Sport</a></ul></nav><article>"
        "<h1>Delegation returns</h1>" + "".join(f"<p>{p}</p>" for p in PARAGRAPHS) + "</article>"
        "<aside class=related><a href=/x>Other story</a></aside><footer>All rights</footer></body>"
    )
    assert all(_hint(document, paragraph).extracted is True for paragraph in PARAGRAPHS)
    assert _hint(document, "Other story").extracted is False
    assert _hint(document, "All rights").extracted is False
    assert all(_hint(document, paragraph).seconded is True for paragraph in PARAGRAPHS)
    assert _hint(document, "All rights").seconded is False


def test_lines_are_found_again_in_an_extract_that_was_rewritten() -> None:
    long = "The committee will meet again in March, the spokesman said on Tuesday evening"
    assert align(
        ["Share", "Menu", f"{long}.", "Share", "One | Two", "elsewhere"],
        ["- Share", f"{long.upper()} …", "| One | Two |"],
    ) == [False, False, True, True, True, False]


def test_the_facts_come_from_json_ld_first() -> None:
    article = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": "no"},
            {
                "@type": ["NewsArticle"],
                "headline": "Talks &\n resume",
                "datePublished": "2026-02-10T09:12:33.120+03:00",
                "author": [{"@type": "Person", "name": "Anna P."}, {"name": "Ivan K."}],
                "publisher": {"name": "Severny Vestnik Daily"},
            },
        ],
    }
    document = _page(
        "<html lang=en-GB><head><title>no - no</title><meta property=og:title content=no>"
        "<link rel=canonical href='https://example.org/a'>"
        f"<script type='application/ld+json'>{json.dumps(article)}</script></head><p>x"
    )
    assert document.title == "Talks & resume"
    assert document.published == "2026-02-10T09:12:33"
    assert document.author == "Anna P., Ivan K."
    assert document.source == "Severny Vestnik Daily"
    assert (document.url, document.language) == ("https://example.org/a", "en")


def test_open_graph_meta_names_and_elements_speak_where_json_ld_is_silent() -> None:
    document = _page(
        "<html xml:lang=uk><head><title>Заголовок — Вісник</title><meta name=author content=Олена>"
        "<meta property='og:site_name' content='Вісник'></head><body>"
        "<time datetime='2026-03-01' class=updated>x</time>"
        "<time datetime='2026-02-28T10:00' itemprop=datePublished>x</time></body>"
    )
    assert (document.title, document.source) == ("Заголовок", "Вісник")
    assert (document.author, document.published) == ("Олена", "2026-02-28T10:00:00")


@pytest.mark.parametrize(
    ("declared", "title"),
    [
        ("Budget passed &amp;#8211; at last | Town Crier", "Budget passed – at last"),
        ("Budget passed – at last • Some other name", "Budget passed – at last"),
        ("Budget passed: what now", "Budget passed: what now"),
    ],
)
def test_a_title_is_given_without_its_site_and_twice_escaped_signs(
    declared: str, title: str
) -> None:
    document = _page(
        f"<title>{declared}</title><meta property=og:site_name content='Town Crier'>"
        "<h1>Budget passed – at last</h1>"
    )
    assert document.title == title


def test_a_page_clock_among_other_times_is_no_date_of_the_article() -> None:
    document = _page("<time datetime=2024-01-02>now</time><time datetime=2026-02-03>?</time><p>x")
    assert document.published is None


@pytest.mark.parametrize(
    "script",
    ["{", "[" * 100_000, '{"@type":"NewsArticle","headline":["x"],"author":{"name":{}}}', "null"],
)
def test_broken_json_ld_declares_nothing(script: str) -> None:
    document = _page(f"<script type=application/ld+json>{script}</script><p>x")
    assert document.text == "x"
    assert document.title is document.author is None


def test_declared_text_cannot_smuggle_controls_or_surrogates() -> None:
    script = r'{"@type":"NewsArticle","headline":"a\ud800\u001b]0;b\nc"}'
    document = _page(f"<script type=application/ld+json>{script}</script><p>x")
    assert document.title == "a\ufffd\ufffd]0;b c"


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("<meta charset=windows-1251>", "windows-1251"),
        ("<meta http-equiv=Content-Type content='text/html; charset=koi8-r'>", "koi8-r"),
        ("<?xml version='1.0' encoding='iso-8859-5'?>", "iso-8859-5"),
        ("", "windows-1251"),
        ("<meta charset=windows-1251>", "utf-8"),
        ("<meta charset=utf-8>", "utf-16"),
    ],
)
def test_the_encoding_is_found_whatever_the_page_says(head: str, encoding: str) -> None:
    words = "Пленарное заседание перенесли на среду, сообщили в секретариате."
    document = _page(f"{head}<html><body><p>{words}</p></body></html>", encoding)
    assert document.text == words
    assert document.encoding.startswith(encoding)


def test_ten_thousand_nested_tags_lose_no_text() -> None:
    document = _page("<body>before" + "<div class=x>" * 10_000 + "deep</div>after" + "<b>" * 9_999)
    assert document.text.split("\n") == ["before", "deep", "after"]
    assert all(len(hint.path) < 100 for hint in document.hints)
    assert [note.kind for note in document.notes] == [NoteKind.FALLBACK]


def test_entities_of_the_document_type_are_not_expanded_and_open_no_file() -> None:
    secret = Path(__file__).as_uri()
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    document = _page(
        f'<!DOCTYPE html [<!ENTITY e0 "lol">{bomb}<!ENTITY f SYSTEM "{secret}">]>'
        "<p>&e11;&f;&eacute;&#x41;&#x1F600;</p>"
    )
    assert len(document.text) < 100
    assert document.text.endswith("éA😀")
    assert "Pages:" not in document.text


def test_nuls_and_impossible_characters_show_as_replaced() -> None:
    assert _page(b"<p>a\x00b&#0;c&#xD800;d&#x110000;</p>").text == "a\ufffdb\ufffdc\ufffdd\ufffd"


@pytest.mark.parametrize("mark", ["<![foo>", "<![if !IE]>", "<![endif]>", "<![CDATA[>", "<!x>"])
def test_marks_that_nobody_knows_cost_no_word(mark: str) -> None:
    deep = "<div>" * 400  # beyond lxml's depth
    for before in ("", deep):
        assert "Words that remain" in _page(f"{before}{mark}<p>Words that remain</p>").text
        assert "Words that remain" in _page(f"{before}<p>Words that remain</p><![foo").text


@pytest.mark.parametrize("page", ["<html></html>", "<!-- only -->", "<p> </p>", "</p>", "<?x?>"])
def test_a_page_that_shows_nothing_is_refused(page: str) -> None:
    with pytest.raises(IngestError, match="shows no text"):
        _page(page)


FRAGMENTS = st.sampled_from(
    [
        *(
            "<p>",
            "</p>",
            "<div class='a b'>",
            "</div>",
            "<a href=x>",
            "</a>",
            "<b>",
            "</b>",
            "<td>",
        ),
        *(
            "<pre>",
            "</pre>",
            "<table>",
            "<tr>",
            "</table>",
            "<br>",
            "<ul>",
            "<li>",
            "</ul>",
            "<svg>",
        ),
        *("<script>", "</script>", "<select>", "<option>", "</select>", "<p hidden>", "</svg>"),
        *(
            "<body>",
            "</html>",
            "<button>",
            "</button>",
            "<title>",
            "</title>",
            "<head>",
            "<dialog>",
        ),
        *("&amp;", "&#13;", "&#10;", "&nbsp;", "<![CDATA[", "]]>", "<!--", "-->", "<textarea>"),
        *("word", "слово", " ", "\n", "\r\n", "\x00", "\x0b", "\u2028", ">", "<", "<noscript>"),
    ]
)


@given(st.lists(FRAGMENTS | st.text(max_size=5), max_size=40).map("".join))
def test_any_markup_gives_hints_one_a_line(markup: str) -> None:
    (document,) = read(Path("a.html"), data=(f"<p>{'x' * 500} {markup}").encode("utf-8", "replace"))
    assert len(document.hints) == len(document.text.split("\n"))
    assert all(0.0 <= hint.link_share <= 1.0 for hint in document.hints)
    assert "x" in document.text
