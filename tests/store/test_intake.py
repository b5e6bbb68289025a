"""What the pipeline writes: round trips, files that move and change, recurring lines, names, corrections."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest
import snowballstemmer
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from reader.model import (
    Article,
    Document,
    Entity,
    EntityLabel,
    Facts,
    Leftover,
    LeftoverKind,
    Line,
    LineHint,
    LineKind,
    Note,
    NoteKind,
    Overrule,
    Repair,
    Segment,
    Translation,
    View,
    fold_line,
)
from reader.store import FileState, Star, Store, StoreError
from reader.store.packing import pack_analysis, pack_document, unpack_analysis, unpack_document
from reader.store.words import indexable, phrase_match, plain, stem
from tests.store.samples import article, document, fill

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
maybe = st.none() | texts
numbers = st.integers(0, 200)
scores = st.floats(0, 1)
notes = st.builds(Note, st.sampled_from(NoteKind), texts, numbers, numbers)
documents = st.builds(
    Document,
    path=texts,
    id=texts,
    format=texts,
    encoding=texts,
    text=texts,
    title=maybe,
    published=maybe,
    hints=st.lists(
        st.builds(LineHint, st.tuples(texts), scores, st.none() | st.booleans()), max_size=2
    ).map(tuple),
    notes=st.lists(notes, max_size=2).map(tuple),
)
articles = st.builds(
    Article,
    documents,
    st.builds(Facts, texts, maybe, maybe, maybe, maybe, st.tuples(notes), st.dictionaries(texts, texts, max_size=2)),
    texts,
    st.tuples(st.builds(Line, numbers, numbers, numbers, st.sampled_from(LineKind), texts, scores, st.tuples(texts))),
    st.tuples(
        st.builds(
            Leftover, numbers, numbers, texts, texts, texts, st.sampled_from(LeftoverKind), texts, texts,
            st.tuples(texts), maybe, maybe, maybe,
        )
    ),
    st.tuples(st.builds(Entity, numbers, numbers, texts, st.sampled_from(EntityLabel), texts, texts)),
    st.tuples(st.builds(Repair, numbers, numbers, texts, texts)),
    st.tuples(notes),
    st.builds(View, st.lists(st.builds(Segment, numbers, numbers, texts, texts), max_size=3).map(tuple)),
    st.dictionaries(texts, texts, max_size=2),
)  # fmt: skip


@given(documents)
def test_a_document_comes_back_as_it_was(value: Document) -> None:
    assert unpack_document(pack_document(value)) == value


@given(articles)
def test_an_analysis_comes_back_as_it_was(value: Article) -> None:
    assert unpack_analysis(pack_analysis(value), value.document) == value


@given(st.binary(max_size=40))
def test_damaged_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="damaged"):
        unpack_document(data)


@pytest.mark.parametrize("algorithm", ["english", "german", "russian"])
def test_words_are_cut_alike_by_the_compiled_algorithms_and_by_those_in_python(
    algorithm: str,
) -> None:
    folder = Path(__file__).parents[1] / "gold" / "lines"
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt")))
    words = sorted({word.casefold() for word in re.findall(r"[^\W_]+", text)})[::5]
    assert len(words) > 300
    own = import_module(f"snowballstemmer.{algorithm}_stemmer")
    slow = getattr(own, f"{algorithm.capitalize()}Stemmer")()
    assert snowballstemmer.stemmer(algorithm).stemWords(words) == slow.stemWords(words)


@pytest.mark.parametrize(
    "forms",
    [
        ("переговоры", "переговорах", "переговорами", "Переговоров"),
        ("министр", "министра", "министром"),
        ("ёлка", "елка", "ёлки"),
        ("talks", "talk", "TALKED"),
    ],
)
def test_inflected_forms_have_one_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(form, "en") for form in forms}) == 1


@given(st.text(max_size=40), st.sampled_from(["en", "ru", "fr", "de", "und"]))
def test_stems_hold_nothing_that_the_index_would_split(text: str, language: str) -> None:
    for each in indexable(text, language).split(" "):
        assert not each or all(c.isalnum() or ord(c) > 127 for c in each)


@given(st.text(min_size=1, max_size=20))
def test_plain_words_are_a_fixed_point(text: str) -> None:
    assert plain(plain(text)) == plain(text)


def test_a_query_can_find_every_word_that_was_indexed(store: Store) -> None:
    text = "Größe naïve Łódź ЁЛКА şehir Καλημέρα 2026 covid19 don't Ελλάδα"
    (key,) = fill(store, [article(document(text), language="de")])
    for word in text.split():
        assert phrase_match(word)
        assert list(store.keys(f'"{word}"')) == [key], word


def test_a_file_that_moved_keeps_its_marks_and_its_analysis(store: Store) -> None:
    (key,) = fill(store, [article(document("Report"), source="Courier")])
    store.act(Star(), [key])
    moved = replace(store.document(key), path="/new/place.txt")
    state = FileState(moved.path, 1, 1, moved.id, moved.path)
    (again,) = store.add_documents([(state, (moved,), (None,))]).added
    store.remove_files([str(store.location(key))])
    store.purge()
    assert list(store.keys()) == [again]
    row = store.rows([again])[again]
    assert (row.path, row.starred, row.source, row.analysed) == (
        "/new/place.txt",
        True,
        "Courier",
        True,
    )
    found = store.article(again)
    assert found is not None
    assert found.document.path == "/new/place.txt"


def test_a_file_that_went_and_came_back_keeps_its_marks(store: Store) -> None:
    one = article(document("Report", "a"))
    (key,) = fill(store, [one])
    store.act(Star(), [key])
    place = str(store.location(key))
    store.remove_files([place])
    store.purge()
    assert len(store.keys()) == store.count("report") == 0
    (key,) = fill(store, [one])
    assert store.triage(key).starred
    assert list(store.keys("report")) == [key]


def test_a_changed_file_waits_anew_and_is_no_longer_found_by_its_old_words(store: Store) -> None:
    (key,) = fill(store, [article(document("Wheat rises", "a"))])
    place = str(store.location(key))
    new = replace(document("Barley falls", "a"), path=place)
    done = store.add_documents([(FileState(place, 2, 2, new.id, place), (new,), (None,))])
    assert list(done.changed) == [key]
    store.purge()
    assert store.counts().waiting == 1
    assert list(store.keys("wheat")) == []
    (content,) = store.waiting(10)
    store.save(content, article(new), "1")
    assert list(store.keys("barley")) == [key]


def test_lines_recur_within_their_source_alone(store: Store) -> None:
    texts = [
        ("Read more\nOne", "Courier"),
        ("Read more\nTwo", "Courier"),
        ("Read more\nThree", "Herald"),
    ]
    keys = fill(store, [article(document(text, text), source=source) for text, source in texts])
    found = store.repetition(store.document(keys[0]), "Courier")
    assert found.articles == 2
    assert found.lines == {"read more": 2, "one": 1}
    store.remove_files([str(store.location(keys[1]))])
    store.purge()
    assert store.repetition(store.document(keys[0]), "Courier").lines == {"read more": 1, "one": 1}


def test_a_copy_of_an_article_does_not_count_twice(store: Store) -> None:
    keys = fill(
        store, [article(document("Read more\nOne", name), source="Courier") for name in ("a", "b")]
    )
    assert store.repetition(store.document(keys[0]), "Courier").articles == 1


def test_articles_of_no_known_source_are_counted_together(store: Store) -> None:
    keys = fill(store, [article(document(f"Read more\n{name}", name)) for name in ("a", "b")])
    found = store.repetition(store.document(keys[0]), None)
    assert (found.articles, found.lines["read more"], found.named) == (2, 2, False)


def test_names_of_the_corpus(store: Store) -> None:
    texts = ["Anna Petrova spoke", "A. Petrova left", "Boris Ivanov spoke to Anna Petrova"]
    names = [["Anna Petrova"], ["A. Petrova"], ["Boris Ivanov", "Anna Petrova"]]
    keys = fill(
        store,
        [
            article(document(text, text), names=found, published=f"2026-02-1{n}")
            for n, (text, found) in enumerate(zip(texts, names, strict=True))
        ],
    )
    assert [(n.name, n.articles) for n in store.names()] == [
        ("Anna Petrova", 2), ("A. Petrova", 1), ("Boris Ivanov", 1),
    ]  # fmt: skip
    assert store.resolve({("A. Petrova", "PER"): "Anna Petrova"}) == 1
    assert list(store.naming("Anna Petrova")) == keys[::-1]
    assert store.name_days("Anna Petrova") == [
        ("2026-02-10", 1),
        ("2026-02-11", 1),
        ("2026-02-12", 1),
    ]
    renamed = store.article(keys[1])
    assert renamed is not None
    assert [e.name for e in renamed.entities] == ["Anna Petrova"]
    assert renamed.entities[0].text == "A. Petrova"
    top = store.names("left")[0]
    assert (top.name, top.articles, top.variants) == ("Anna Petrova", 1, ("A. Petrova",))
    assert sorted(store.keys('entity:"anna petrova"')) == sorted(keys)


def test_an_analysis_made_again_counts_its_names_once(store: Store) -> None:
    one = article(document("Anna Petrova spoke"), names=["Anna Petrova"])
    (key,) = fill(store, [one])
    (content,) = store.contents_of([key])
    store.save(content, replace(one, document=store.document(key)), "2")
    assert [(n.name, n.articles, n.mentions) for n in store.names()] == [("Anna Petrova", 1, 1)]
    store.save(content, replace(one, document=store.document(key), entities=()), "3")
    assert store.names() == []


def test_a_change_of_versions_makes_every_analysis_wait(store: Store) -> None:
    keys = fill(store, [article(document(f"Report {n}", f"{n}")) for n in range(3)], "1")
    assert store.mark_stale("1") == 0
    assert store.mark_stale("2") == 3
    assert store.article(keys[0]) is not None
    assert store.rows(keys)[keys[0]].title == "Report 0"


def test_what_failed_is_not_tried_again_until_the_versions_change(store: Store) -> None:
    keys = fill(store, [article(document("Report"))])
    store.mark_stale("2")
    (content,) = store.waiting(10)
    assert list(store.fail(content, "analysis failed: KeyError", "2")) == keys
    assert store.mark_stale("2") == 0
    assert store.rows(keys)[keys[0]].failed == "analysis failed: KeyError"
    assert (store.counts().failed, store.counts().waiting) == (1, 0)
    assert store.mark_stale("3") == 1


def test_translations_are_kept_and_found(store: Store) -> None:
    (key,) = fill(store, [article(document("Озвучить текст\nReport"))])
    said = Translation(
        0, 14, "Озвучить текст", "Read the text aloud", "argos", "ru_en 1.9", "ru", "en", 0.8
    )
    store.remember(key, [said])
    store.remember(key, [replace(said, target="Read aloud")])
    assert [t.target for t in store.translations(key, "en")] == ["Read aloud"]
    assert store.translations(key, "de") == ()
    assert list(store.keys("has:translation")) == [key]
    for query in ("aloud", "reading", "report"):
        assert list(store.keys(query)) == list(store.keys(query, limit=5)) == [key]
    (content,) = store.contents_of([key])
    store.save(content, article(store.document(key)), "2")
    assert list(store.keys("aloud", limit=5)) == [key]


def test_a_correction_is_previewed_kept_and_retracted(store: Store) -> None:
    texts = [
        ("Subscribe now 12\nOne", "Courier"),
        ("Subscribe now 70\nTwo", "Courier"),
        ("Subscribe now 3", "Herald"),
    ]
    keys = fill(store, [article(document(text, text), source=source) for text, source in texts])
    rule = Overrule(fold_line("Subscribe NOW 99"), LineKind.PROMO, source="Courier")
    assert sorted(store.overrule_preview(rule)) == keys[:2]
    assert store.overrule(rule).count == 2
    assert store.counts().waiting == 2
    (kept,) = store.overrules()
    assert kept.rule == rule
    store.overrule(replace(rule, kind=LineKind.CHROME))
    (kept,) = store.overrules()
    assert kept.rule.kind is LineKind.CHROME
    store.retract(kept.id)
    assert store.overrules() == []
    with pytest.raises(StoreError, match="no correction"):
        store.retract(kept.id)
