"""Whether a line tells of something or speaks to its reader.

A story about newsletters uses the words of an appeal for one, but it speaks of third persons, in
whole sentences, and says who said what. English, German, French, Spanish, Italian, Portuguese and
Dutch.
"""

import re

CLOSED = re.compile(r"""[.!?…。！？]["'”’»)\]]*$""")  # the end of a sentence
MIN_SENTENCE = 5  # words; shorter lines with a stop are slogans
REPORTED = re.compile(
    r"""\b(?: said | says | say | told | tells | asked | asks | wrote | writes | added | adds
        | argued | argues | announced | noted | explained | insisted | warned | according\ to
        | sagte | sagten | sagt | erklärte | schrieb | betonte | forderte | laut | zufolge
        | heißt\ es | (?:a|il|elle)\ (?:dit|déclaré|lancé|expliqué|annoncé|écrit) | ont\ dit
        | explique | affirme | conseille | selon | d['’]après
        | dijo | dice | afirmó | afirma | declaró | explicó | pidió | aseguró | según | aconseja
        | ha\ (?:detto|spiegato|dichiarato|scritto) | disse | spiega | secondo | consiglia
        | diz | dizia | afirmou | declarou | explicou | pediu | segundo
        | zei | zegt | zeggen | aldus | volgens | vertelde | rät | staat\ er | steht\ (?:auf|an|in)
        | (?:was|is|were)\ (?:the|his|her|their|its)\ (?:title|name|headline|slogan|motto|message)
        | (?:war|ist|lautete?)\ (?:der|die|das|sein|seine|ihr|ihre)\ (?:titel|name|motto|losung)
        | (?:reads | bat | lautet | invite)\b[^:.!?]{0,40}: )(?=\W|$)""",
    re.I | re.X,
)
NOTICE = re.compile(  # what ends in a stop and is no sentence all the same
    r"(?:©|copyright|\(c\))[^\w©]*(?:\d|(?-i:[A-ZÀ-Þ]))|rights\ reserved|alle\ rechte", re.I | re.X
)
QUOTED = re.compile(r"“[^“”]*”|„[^„“”]*[“”]|«[^«»]*»|\"[^\"]*\"")
LABELLED = re.compile(r"\W*[^\W\d_]+(?:\ [^\W\d_]+)?:\s+(.)")
ADDRESSED = re.compile(
    r"""\b(?: you | your | us | our | ours | we | my
        | sie | ihr\w* | uns | unser\w* | wir | dich | du | dein\w*
        | vous | vos | votre | nous | notre | nos | tu | te | usted | nuestr\w+
        | tuo | tua | tuoi | ti | voi | noi | nostr\w+ | você | nosso\w* | nossa\w*
        | je | jij | jouw | uw | ons | onze | wij )\b
      | [\u3040-\u30ff\u4e00-\u9fff]  # scripts whose pronouns are left out""",
    re.I | re.X,
)
ASKING = re.compile(  # a sentence that begins with what the reader shall do
    r"""(?:^|[.!?:]\ )(?:(?![.!?:]\ )\W)*(?:please\ |bitte\ )?
        (?: subscribe | sign\ up | follow | download | support | register | get | join | share
          | like | click | become | donate | check | tell | start | stay | send | e-?mail | write
          | want | got | have | unterstützen | abonnieren | folgen | jetzt | gratis | abonnez
          | inscrivez | suivez | créez | suscríb\w+ | síguenos | recibe | iscriviti | abbonati
          | seguici | resta | assine | inscreva | siga | schrijf | meld | word | volg )\b""",
    re.I | re.X,
)


SIGN_UP = re.compile(  # the noun: it closes or opens
    r"\W*sign[ -]?ups?\b[^.!?,:]{0,60}\ (?:close[sd]?|open(?:s|ed)?|end(?:s|ed)?|begins?|began)\b",
    re.I,
)


def is_reported(text: str) -> bool:
    """Whether a text says who said something.

    >>> is_reported("“Follow me,” the guide said."), is_reported("Follow us on every platform.")
    (True, False)
    """
    return REPORTED.search(text) is not None


def is_statement(text: str, words: int) -> bool:
    """Whether a text that begins as a label does is a sentence: it says something of others.

    >>> is_statement("Most popular was the cheese.", 5), is_statement("Most popular stories", 3)
    (True, False)
    >>> is_statement("Related: his sisters work at the mill.", 7)
    True
    >>> is_statement("Related: Bakery opens at the old pier again.", 8)
    False
    """
    if NOTICE.search(text):
        return False
    if (label := LABELLED.match(text)) and not label[1].islower():
        return is_reported(text)
    return is_told(text, words)


def without_quotations(text: str) -> str:
    """A text without what it quotes: that is said to somebody else.

    >>> without_quotations("„Jetzt gratis“ steht auf dem Schild.")
    ' steht auf dem Schild.'
    """
    return QUOTED.sub("", text) if any(sign in text for sign in '“„«"') else text


def is_told(text: str, words: int) -> bool:
    """Whether a text is a sentence about others and not one to the reader.

    >>> is_told("The firm changed its privacy policy in March.", 8)
    True
    >>> is_told("Please read our privacy policy before you go on.", 9)
    False
    """
    if is_reported(text) or SIGN_UP.match(text):
        return True
    is_sentence = words >= MIN_SENTENCE and CLOSED.search(text) is not None
    return is_sentence and not ADDRESSED.search(text) and not ASKING.search(text)
