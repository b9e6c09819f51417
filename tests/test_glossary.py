"""The Korean texts use one word per thing, and no particle that depends on what stands in a placeholder."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from babel.messages.pofile import read_po

from playground.places import resources

KOREAN = resources() / "locale" / "ko"
TERMS: list[dict[str, Any]] = tomllib.loads((KOREAN / "glossary.toml").read_text(encoding="utf-8"))["term"]
SOURCES = {"course", "usual", "app"}
BOTH = re.compile(r"[은이을와과]\((?:는|가|를|과|와)\)|\([으이]\)|\((?:은|이|을|와|과)\)[는가를과와]")
"""Two particles at once, as 은(는) and (을)를."""
BARE = re.compile(
    r"(?<!%)\}['’”»\"]*(?:은|는|이|가|을|를|과|와|으로|로|이나|나|이라|라|이며|며|이었|였|이란|란)(?:는|도|만|부터)?(?![가-힣])|(?<!%)\}['’”»\"]*[였]"
)
"""A particle, or a form of a verb, that goes with vowels alone or with consonants alone; a percentage always ends with a vowel."""


def catalogue_texts() -> Iterator[tuple[str, str]]:
    with (KOREAN / "LC_MESSAGES" / "playground.po").open("rb") as file:
        for message in read_po(file, locale="ko"):
            if message.id:
                for text in message.string if isinstance(message.string, (tuple, list)) else (message.string,):
                    yield f"catalogue: {message.id}", text


def lesson_texts() -> Iterator[tuple[str, str]]:
    for folder in sorted(path for path in (resources() / "lessons").iterdir() if path.is_dir()):
        yield folder.name, (folder / "ko.md").read_text(encoding="utf-8")
        data = json.loads((folder / "lesson.json").read_text(encoding="utf-8"))
        yield f"{folder.name}, goal", data["goal"]["text"]["ko"]
        yield f"{folder.name}, name", data["name"]["ko"]


TEXTS = [*catalogue_texts(), *lesson_texts()]


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term["english"])
def test_a_thing_has_one_word(term: dict[str, Any]) -> None:
    assert set(term) == {"english", "korean", "from", "not"}
    assert term["from"] in SOURCES
    wrong = [(where, word) for where, text in TEXTS for word in term["not"] if word in text]
    assert wrong == [], f"{term['english']} is called {term['korean']}"


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term["english"])
def test_the_words_of_the_glossary_are_in_use(term: dict[str, Any]) -> None:
    for word in term["korean"].split(", "):
        assert any(word in text for _where, text in TEXTS), f"{word} stands nowhere"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("{name}은(는) 열입니다", True),
        ("'{name}'(으)로 봅니다", True),
        ("{name}(이)라는 층", True),
        ("{value}(을)를 읽습니다", True),
        ("{loss}는 손실입니다", True),
        ("“{file}”을 열 수 없습니다", True),
        ("{before}였습니다", True),
        ("{n}으로 나눕니다", True),
        ("{n}개를 뺐습니다", False),
        ("{name} 열은 제외합니다", False),
        ("{value}에서 {other}까지", False),
        ("{year}년으로 읽습니다", False),
        ("{value}입니다", False),
        ("{n}이상", False),
        ("{share:.0%}를 설명합니다", False),
    ],
)
def test_what_counts_as_a_particle(text: str, wrong: bool) -> None:
    assert bool(BOTH.search(text) or BARE.search(text)) == wrong


def test_no_particle_depends_on_a_placeholder() -> None:
    wrong = [(where, text) for where, text in catalogue_texts() if BOTH.search(text) or BARE.search(text)]
    assert wrong == [], "put a noun after the placeholder: '{name}' 열은, {file} 파일을"
