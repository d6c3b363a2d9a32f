"""Scripts without spaces and scripts that run from right to left."""

import pytest

from crawler.extract.article import Article, extract
from crawler.page import RawPage

STORIES = {
    "ja": (
        "港の渡し船は月曜日、一週間ぶりに運航を再開した。先週の嵐で桟橋が壊れ、船は動けなかった。",
        "「橋がなければ、この船が私たちの橋です」と、毎朝乗っているという女性は話した。",
        "修理には町の予算を超える費用がかかったが、夏の観光客が来る前に終えることができた。",
    ),
    "zh": (
        "港口的渡船星期一恢复航行，一周前的风暴曾把码头从木桩上撕开，船只无法停靠。",
        "“没有桥的时候，这条船就是我们的桥。”一位每天早上乘船的妇女这样说。",
        "修理费用超过了镇上全年的预算，但工程在夏天的游客到来之前已经完成。",
    ),
    "th": (
        "เรือข้ามฟากของท่าเรือกลับมาแล่นอีกครั้งในวันจันทร์หลังจากพายุพัดท่าเทียบเรือพังไปเมื่อสัปดาห์ก่อน",
        "ผู้โดยสารราวสามร้อยคนต้องนั่งรถบัสอ้อมเมืองไกลมากทุกวันตามคำบอกของบริษัทเดินเรือ",
        "ค่าซ่อมแซมสูงกว่างบประมาณทั้งปีของเมืองแต่เสร็จทันก่อนนักท่องเที่ยวจะมาถึงในฤดูร้อน",
    ),
    "ko": (
        "항구의 나룻배가 월요일에 다시 운항을 시작했다. 일주일 전 폭풍으로 선착장이 무너졌었다.",
        "“다리가 없으면 이 배가 우리의 다리입니다.” 매일 아침 배를 타는 한 여성이 말했다.",
        "수리비는 마을의 한 해 예산을 넘었지만 여름 관광객이 오기 전에 공사를 마칠 수 있었다.",
    ),
    "ar": (
        "عادت عبّارة الميناء إلى الإبحار يوم الاثنين بعد أسبوع من عاصفة اقتلعت رصيفها من أعمدته.",
        "وقالت امرأة تركب العبّارة كل صباح: «حين لا يكون هناك جسر تكون هذه العبّارة جسرنا».",
        "وكلّف الإصلاح أكثر مما خصصته البلدة للعام كله، لكنه انتهى قبل وصول زوار الصيف.",
    ),
    "he": (
        "מעבורת הנמל חזרה לשוט ביום שני, שבוע אחרי שסערה קרעה את הרציף שלה מן העמודים.",
        "«כשאין גשר, המעבורת הזאת היא הגשר שלנו», אמרה אישה שמפליגה בה בכל בוקר לעבודה.",
        "התיקון עלה יותר ממה שהעיירה הקצתה לכל השנה, אך הוא הסתיים לפני בוא תיירי הקיץ.",
    ),
    "el": (
        "Το πορθμείο του λιμανιού ταξίδεψε ξανά τη Δευτέρα, μια εβδομάδα μετά τη θύελλα.",
        "«Όταν δεν υπάρχει γέφυρα, αυτό το πλοίο είναι η γέφυρά μας», είπε μια γυναίκα.",
        "Η επισκευή κόστισε περισσότερο από όσα είχε προβλέψει ο δήμος για ολόκληρη τη χρονιά.",
    ),
    "hi": (
        "बंदरगाह की नाव सोमवार को फिर चली, एक सप्ताह पहले आए तूफ़ान ने उसका घाट तोड़ दिया था।",
        "“जब पुल नहीं होता तो यह नाव ही हमारा पुल है,” हर सुबह उस पर चढ़ने वाली एक महिला ने कहा।",
        "मरम्मत पर कस्बे के पूरे साल के बजट से अधिक ख़र्च हुआ, पर वह गर्मियों से पहले पूरी हो गई।",
    ),
}
RIGHT_TO_LEFT = ("ar", "he")


def _article(language: str, wrapper: str = "<article>{}</article>") -> Article:
    paragraphs = STORIES[language]
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    links = "".join(f'<li><a href="/{i}">{paragraphs[0][:12]}</a></li>' for i in range(8))
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    html = (
        f'<html lang="{language}" dir="{direction}"><head><meta charset="utf-8">'
        f"<title>{paragraphs[0][:20]}</title></head><body><nav><ul>{links}</ul></nav>"
        f"<figure><img src=f.jpg><figcaption>{paragraphs[0][:24]}</figcaption></figure>"
        f"{wrapper.format(body)}<div class=related><ul>{links}</ul></div></body></html>"
    )
    return extract(RawPage("https://post.example/1", html.encode()))


@pytest.mark.parametrize("language", STORIES)
@pytest.mark.parametrize(
    "wrapper", ["<article>{}</article>", "<div><div>{}</div></div>", "<table><td>{}</table>"]
)
def test_every_script_is_read(language: str, wrapper: str) -> None:
    article = _article(language, wrapper)

    assert tuple(article.text.split("\n")) == STORIES[language]
    assert (article.body_status, article.language) == ("full", language)


@pytest.mark.parametrize("language", STORIES)
def test_every_script_is_read_from_a_text(language: str) -> None:
    text = "\n\n".join(STORIES[language])
    article = extract(RawPage("", text.encode(), "text/plain"))

    assert tuple(article.text.split("\n")) == STORIES[language]


@pytest.mark.parametrize(
    ("language", "charset"),
    [
        ("ja", "shift_jis"),
        ("ja", "euc_jp"),
        ("ja", "iso2022_jp"),
        ("zh", "gb18030"),
        ("ko", "euc_kr"),
        ("th", "tis-620"),
        ("ar", "cp1256"),
        ("he", "cp1255"),
        ("el", "iso8859-7"),
    ],
)
def test_old_charsets_are_read(language: str, charset: str) -> None:
    body = "".join(f"<p>{text}</p>" for text in STORIES[language])
    raw = f"<html><head><meta charset={charset}></head><body><article>{body}".encode(
        charset, "xmlcharrefreplace"
    )

    text = extract(RawPage("", raw)).text
    assert tuple(text.split("\n")) == STORIES[language]
    assert extract(RawPage("", raw, charset=charset)).text == text
