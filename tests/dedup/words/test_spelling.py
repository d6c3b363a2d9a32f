"""Two spellings of one word are one word; two words are two."""

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.compare.prepared import prepare
from dedup.compare.verify import verify
from dedup.words.spelling import alike, respelled
from dedup.words.tokens import caseless, content_hashes, digests, hashed, tokenize, words

TEXTS: dict[str, str] = json.loads(Path(__file__).with_name("spellings.json").read_text("utf-8"))
ENGLISH = TEXTS["English"]


def without_marks(text: str) -> str:
    """What people write who have no accents on their keyboard."""
    plain = unicodedata.normalize("NFD", text.translate(str.maketrans("łøđıŁØĐ", "lodilod")))
    return "".join(c for c in plain if unicodedata.category(c) != "Mn")


def replaced(*pairs: str) -> Callable[[str], str]:
    """Each first letter of some pairs becomes what follows it."""
    return lambda text: text.translate({ord(pair[0]): pair[1:] for pair in pairs})


def pointed(text: str) -> str:
    """With a vowel sign behind every letter."""
    sign = "\u05b7" if "\u0590" < text[0] < "\u0600" else "\u064e"
    return "".join(c + sign if c.isalpha() else c for c in text)


SPELLINGS: dict[str, tuple[str, Callable[[str], str]]] = {
    "German, spelled out": (
        TEXTS["German"],
        replaced("äae", "öoe", "üue", "ßss", "ÄAe", "ÖOe", "ÜUe"),
    ),
    "German, without dots": (TEXTS["German"], without_marks),
    "German, of Switzerland": (TEXTS["German"], replaced("ßss")),
    "Danish, spelled out": (TEXTS["Danish"], replaced("æae", "øoe", "åaa")),
    "Danish, without marks": (TEXTS["Danish"], replaced("øo", "åa")),
    "French, without accents": (TEXTS["French"], without_marks),
    "French, taken apart": (TEXTS["French"], lambda text: unicodedata.normalize("NFD", text)),
    "Spanish, without accents": (TEXTS["Spanish"], without_marks),
    "Romanian, with cedillas": (TEXTS["Romanian"], replaced("șş", "țţ", "ȘŞ", "ȚŢ")),
    "Romanian, without marks": (TEXTS["Romanian"], without_marks),
    "Turkish, without marks": (TEXTS["Turkish"], without_marks),
    "Turkish, in capitals": (
        TEXTS["Turkish"],
        lambda text: text.replace("i", "İ").replace("ı", "I").upper(),
    ),
    "Polish, without marks": (TEXTS["Polish"], without_marks),
    "Russian, without yo": (TEXTS["Russian"], replaced("ёе", "ЁЕ")),
    "Persian, with spaces": (TEXTS["Persian"], replaced("\u200c ")),
    "Persian, with Arabic letters": (TEXTS["Persian"], replaced("یي", "کك")),
    "Arabic, without hamza": (TEXTS["Arabic"], replaced("أا", "إا", "آا")),
    "Arabic, with other ends": (TEXTS["Arabic"], replaced("ىي", "ةه")),
    "Arabic, with vowels": (TEXTS["Arabic"], pointed),
    "Arabic, made longer": (TEXTS["Arabic"], replaced("لـل")),
    "Hebrew, with points": (TEXTS["Hebrew"], pointed),
    "Chinese, simplified": (TEXTS["Chinese"], lambda _: TEXTS["Simplified Chinese"]),
    "Greek, without accents": (TEXTS["Greek"], without_marks),
    "English, full width": (ENGLISH, replaced(*(chr(c) + chr(c + 0xFEE0) for c in range(33, 127)))),
    "English, in lines": (
        ENGLISH,
        lambda text: text.replace("inspection", "inspec-\ntion").replace(
            "Owners", "Own\u00ad\ners"
        ),
    ),
}
DISGUISES: dict[str, Callable[[str], str]] = {
    "Cyrillic letters": replaced("aа", "cс", "eе", "oо", "pр", "xх", "yу", "iі", "sѕ"),
    "Greek letters": replaced("oο", "aα", "iι", "uυ", "vν"),
    "Greek letters of its own": replaced("eε", "nη", "wω", "kκ", "NΝ", "HΗ", "YΥ"),
    "Deseret, Canadian and other letters": replaced("o𐐬", "lᒪ", "uᑌ", "mᗰ", "yყ", "wᎳ", "fᖴ"),
    "letters with hooks": replaced(
        "bɓ", "cƈ", "dɗ", "gɠ", "kƙ", "mɱ", "nɲ", "pƥ", "rɽ", "tƭ", "vʋ"
    ),
    "small capitals": replaced("aᴀ", "eᴇ", "tᴛ", "nɴ", "rʀ", "sꜱ"),
    "mathematical letters": replaced(*(chr(97 + n) + chr(0x1D41A + n) for n in range(26))),
    "signs above and below": lambda text: "".join(
        f"{c}\u0333\u0310" if c == "e" else c for c in text
    ),
    **{
        f"U+{code:04X} in words": replaced(f"e{chr(code)}e", f"t{chr(code)}t")
        for code in (
            *(0x1, 0x7F, 0x9F, 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x180B, 0x180E, 0x200B),
            *(
                0x200C,
                0x200D,
                0x200E,
                0x200F,
                0x202A,
                0x202E,
                0x2060,
                0x2061,
                0x2064,
                0x2066,
                0x206F,
            ),
            *(0x2800, 0xFFF0, 0xFFFC, 0x1D159),
            *(0x3164, 0xFE00, 0xFE0F, 0xFEFF, 0xFFA0, 0xFFF9, 0x1D173, 0xE0001, 0xE0061, 0xE01EF),
        )
    },
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_another_spelling_is_the_same_text(name: str) -> None:
    text, spelled = SPELLINGS[name]
    other = spelled(text)

    assert other != text
    assert [digest.content_hash for digest in digests([text, other])] == [
        digests([text])[0].content_hash
    ] * 2
    assert verify(prepare(text), prepare(other)).relation == "verbatim"


@pytest.mark.parametrize("name", DISGUISES)
def test_disguised_letters_hide_nothing(name: str) -> None:
    disguised = DISGUISES[name](ENGLISH)

    assert disguised != ENGLISH
    assert verify(prepare(ENGLISH), prepare(disguised)).relation == "verbatim"


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("the poet", "the pot"),  # ae, oe, ue are two letters in English
        ("the duel", "the dul"),
        ("que puede", "que pude"),
        ("かき", "がき"),  # signs of kana tell syllables apart
        ("ハハ", "パパ"),
        ("कि", "की"),  # vowels of Hindi
        ("มา", "มี"),
        ("한국", "한글"),
        ("l1ve", "live"),  # digits stay digits
        ("g20", "g2o"),
        ("word", "vord"),
        ("大", "太"),
        ("قال", "فال"),  # dots of Arabic letters
        ("ড", "ড়"),  # and of Bengali ones
        ("ਸ", "ਸ਼"),
        ("है", "हैं"),
        ("ΝΟΗ", "HON"),  # Greek in a whole word, not among Latin letters
        ("её", "ею"),
        ("ша", "ща"),
    ],
)
def test_two_words_are_two(one: str, two: str) -> None:
    first, second = content_hashes(tokenize([one, two]))
    assert first != second


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Øyvind", "Oyvind"),
        ("Wałęsa", "Walesa"),
        ("٢٠٢٦", "2026"),
        ("Œuvre", "oeuvre"),
        ("ﬁn", "fin"),
        ("ɓera ƙasa ɗaki", "bera kasa daki"),  # Hausa
        ("қазақ ұлт ғана", "казак улт гана"),
        ("ґанок", "ганок"),
        ("Azərbaycan", "Azerbaycan"),
        ("O‘zbekiston", "Oʻzbekiston"),
        ("O`zbekiston", "O'zbekiston"),
        ("п´ять", "п'ять"),
        ("ג׳ירפה", "ג'ירפה"),
        ("װאָס", "וואס"),
        ("फ़िल्म ज़रूरत", "फिल्म जरूरत"),
        ("हिन्दी सम्बन्ध पाँच", "हिंदी संबंध पांच"),
        ("അവൻ കൂടുതൽ", "അവന്\u200d കൂടുതല്\u200d"),
        ("উৎসব", "উত্\u200dসব"),
        ("เเมว", "แมว"),
        ("隨著", "随着"),
        ("渡邊 髙橋 発展", "渡辺 高橋 發展"),
        ("🅣🅗🅔 🅲🅸🆃🆈 Ⓒⓞⓤⓝⓒⓘⓛ", "the city council"),
        ("Ⓐpple™ phone", "Apple phone"),
    ],
)
def test_names_and_numbers_without_their_marks(one: str, two: str) -> None:
    first, second = content_hashes(tokenize([one, two]))
    assert first == second


def test_names_are_shown_as_they_were_written() -> None:
    assert words("Wałęsa met Özil") == ["wałęsa", "met", "özil"]


@given(st.text())
def test_no_word_is_lost_nor_made(text: str) -> None:
    found = words(text)
    joined = alike(" ".join(found))

    assert all(found)
    assert len(joined.split(" ")) == max(1, len(found))
    assert all(joined.split(" ")) or not found
    assert len(hashed([found]).hashes) == len(found)


@given(st.text())
def test_a_plain_spelling_stays(text: str) -> None:
    plain = alike(" ".join(caseless(words(text))))

    assert alike(plain) == plain


@given(st.lists(st.text(st.characters(categories=["L"]), min_size=1)))
def test_spelled_out_letters_make_no_word(found: list[str]) -> None:
    assert len(respelled([*found, *["und"] * len(found)])) == 2 * len(found)
