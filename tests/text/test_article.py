import pickle
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tension.text.article import Article, Sentence, blanked


@st.composite
def articles(draw: st.DrawFn) -> Article:
    text = draw(st.text(alphabet="ab \n.é“", max_size=60))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    return Article("1", text, blanks=tuple(zip(cuts[::2], cuts[1::2], strict=False)))


@given(articles())
def test_blanking_keeps_length_line_breaks_and_all_else(article):
    shown = blanked(article)
    covered = {place for start, end in article.blanks for place in range(start, end)}
    assert len(shown) == len(article.text)
    for place, (before, after) in enumerate(zip(article.text, shown, strict=True)):
        assert after == (" " if place in covered and before != "\n" else before)


def test_article_without_blanks_is_its_text():
    assert blanked(Article("1", "Talks resume.")) == "Talks resume."


def test_article_is_frozen_and_travels_to_workers():
    article = Article("1", "Talks resume.", "Talks resume", blanks=((0, 1),))
    assert pickle.loads(pickle.dumps(article)) == article
    with pytest.raises(FrozenInstanceError):
        article.text = "No talks."


def test_sentence_is_no_title_unless_said():
    assert not Sentence(0, 5, "Talks").is_title
