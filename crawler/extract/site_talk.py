"""Texts that only a site's own voice says: no article, whatever file or page they come from.

A box for a newsletter, a notice of cookies, a prompt to log in or to pay, a form to register or to
comment, a page that is not there, a request for JavaScript. Each sentence is one of three: what a
site says (`SAID`, in eight languages), what speaks to the reader (`ADDRESSED`), the rest. A text
with more than a few words of the rest is an article: a brief of 20 words stays one, and so does a
story about newsletters, which tells of third persons. So does a letter to readers about one: it
speaks to them as a site does, but in paragraphs that hold few signs. `SAID` holds forms that speak
to the reader only; a topic alone ("Page not found") is a sign in a short line.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from crawler.extract.page.blocks import UNSPACED, WORD
from crawler.extract.wording.patterns import by_letter
from crawler.extract.wording.telling import REPORTED

MAX_REST = 12  # words that neither the site says nor speak to the reader
MAX_REST_SHARE = 0.35  # ... and at most this share of what the site says
MIN_SAID = 0.35  # share of the words in sentences that the site says
MIN_SIGNS = 2  # different things that the site says
MAX_WORDS = 1500  # no site says more of itself
MAX_SENTENCES = 1000  # or buttons and fields
MAX_WORDS_OF_ONE = 15  # a text with a single sign has no more words, and no rest
MIN_PARAGRAPHS = 3  # lines that end as sentences do and are not brief: so many make prose
# Letters to readers about a newsletter name it again and again: they have 21 to 52 words to each
# different sign, of which up to .75 stand in sentences that a site says. Boxes and walls of consent
# that are prose have 8 to 15; one with 31 says .85 of its words.
MAX_WORDS_A_SIGN = 20  # in prose: from there on ...
MIN_SAID_OF_PROSE = 0.8  # ... at least this share of the words in sentences that the site says
HEADLINE = 15  # words of a first line without a full stop that may stand above
READ = 300  # characters of a sentence in which a sign is looked for
LABEL = 3  # words of a button or a field, which say nothing
BRIEF = 8  # words of a sentence in which a topic alone is a sign
BETWEEN = re.compile(r"(?<=[.!?…])[\"'”’»)\]]*\s+|(?<=[。！？])|\s[|•·]\s")
QUOTED = re.compile(r"(?:^|[:,]\s?)[\"“„«»‘「『](?=\w)")  # somebody's words, not the site's
STOPPED = re.compile(r"[.!?…。！？][\"'”’»」』)\]]*\s*$")

_ENGLISH = r"""
    (sign|signing)\ up\ (now\ |today\ |here\ |below\ )?(to|for)\ (our|your|this|the|a\ free)\b
      [^.]{0,60}(newsletter|e-?mail|inbox|updates|alerts|briefing|bulletin)
  | subscribe\ (now\ |today\ |here\ )?(to|for)\ (our|your|this|a\ free)\b
  | (get|receive|have|delivered)\b[^.]{0,70}\ your\ (inbox|e-?mail|mailbox)
  | (enter|provide|type|add|submit|confirm|check)\ (in\ )?your\ (valid\ )?
      (e-?mail|name|phone|inbox|details|password|username)
  | your\ e-?mail\ (address\ )?(here|below|will\ not|is\ safe|is\ required)
  | unsubscribe\ (at\ any|any\ ?time|whenever) | you\ (can|may)\ unsubscribe
  | our\ (free\ |daily\ |weekly\ |morning\ |e-?mail\ )?newsletters?
  | (thanks|thank\ you)\ for\ (subscribing|signing\ up|registering)
  | (a|an)\ (in)?valid\ e-?mail\ address | invalid\ e-?mail
  | by\ (signing|subscribing|submitting|clicking|registering|entering|continuing|providing)\b
      [^.]{0,70}\byou\ (agree|accept|consent|confirm|acknowledge)
  | our\ (privacy|cookie)\ (policy|notice|statement) | our\ terms\ (of|and)\b
  | (we|site|website)\ (also\ )?uses?\b[^.]{0,40}\bcookies
  | we\ and\ our\ [^.]{0,25}(partners|vendors|suppliers)
  | (accept|reject|allow|decline)\ (all\ )?(optional\ |our\ )?cookies
  | (manage|change|set)\ your\ (cookie\ |privacy\ |consent\ )?(settings|preferences|choices)
  | your\ (consent|personal\ data|privacy\ (choices|matters))
  | (log|sign)\ in\ (or|and)\ (register|subscribe|sign\ up)
  | (log|sign)\ in\ (to|with)\ (your|continue|read|view|access|comment|post|leave|facebook|google)
  | already\ (a\ (subscriber|member)|registered|subscribed|have\ an\ account)\b[^.]{0,10}\?
  | (not|don['’]t)\ (yet\ )?(a\ (subscriber|member)|registered|have\ an\ account)\b[^.]{0,10}\?
  | (subscribe|register|log\ in|sign\ in)\ (now\ )?to\ (continue|keep|read|unlock|view|access)
  | to\ (continue|keep)\ reading
  | this\ (article|content|story|page)\ is\ [^.]{0,25}(subscribers|members)
  | you(\ have|['’]ve)\ (reached|used|read)\b[^.]{0,40}(limit|articles)
  | (forgot|forgotten|reset)\ (your\ )?password | your\ (password|username|account)\b
  | you\ (must|need\ to|have\ to)\ be\ (logged|signed|registered) | registered\ users\ (can|may)
  | why\ (should|do)\ i\ (need\ to\ |have\ to\ )?(register|subscribe|sign\ up|log\ in)
  | (required\ )?fields\ are\ (marked|required) | field\ is\ required
  | (post|add|write)\ your\ comment | save\ my\ name
  | notify\ me\ (of|when) | please\ (fill|complete)\b[^.]{0,30}(form|fields)
  | (page|article|story|file|link|content)\ (that\ )?you(['’]re|\ are|['’]ve|\ have|\ were)?
      \ (requested|looking|trying|tried|followed)
  | page\ (may|might)\ have\ been\ (moved|removed|deleted|renamed)
  | (return|go\ back|back|go)\ to\ (the\ |our\ )?home\ ?page | try\ (the|our|a|using)\ search
  | please\ (enable|activate|turn\ on|allow)\ (javascript|cookies)
  | your\ (web\ )?browser\b | (disable|turn\ off|pause|whitelist)\b[^.]{0,15}\ ad[ -]?block
  | verify(ing)?\ (that\ )?you\ are\ (a\ |not\ a\ )?(human|robot)
  | (you\ are|not|i['’]m\ not)\ a\ robot
"""
_GERMAN = r"""
    (melden\ sie\ sich|abonnieren\ sie|bestellen\ sie|tragen\ sie\ sich|jetzt|hier)\b
      [^.]{0,50}newsletter
  | (unseren|unserem|unser|unsere)\ (kostenlosen\ |täglichen\ |wöchentlichen\ )?newsletter
  | (ihre|deine)\ e-?mail | in\ (ihr|dein)\ (e-?mail-?)?postfach
  | jederzeit\ (wieder\ )?(abbestell|widerruf|abmeld|kündbar|kündig)\w*
  | wir\b[^.]{0,60}\bcookies | (diese|unsere)\ (web)?(site|seite)\b[^.]{0,30}\bcookies
  | (unsere|unserer|unseren)\ (\d{1,4}\ )?partnern?\b
  | um\ die\ funktion\ unserer\ (web)?(site|seite)
  | (ihre|ihrer|deine|deiner)\ (zustimmung|einwilligung|persönlichen|personenbezogenen)
  | stimmen\ sie\b[^.]{0,60}\bzu\b
  | akzeptieren\ und\ schließen
  | (unsere|unserer|siehe)\ (datenschutz\w+|nutzungsbedingungen|agb)
  | (bitte|jetzt)\b[^.]{0,30}\b(anmelden|einloggen|registrieren|freischalten|abonnieren)
  | (melden|loggen|registrieren)\ sie\ sich\b | (um|zum)\ weiter(zu)?lesen
  | (schon|bereits|noch\ kein|noch\ nicht)
      \ (abonnent|kunde|registriert|mitglied|konto)\w*[^.]{0,10}\?
  | passwort\ vergessen | (ihr|dein)\ (passwort|konto|benutzername)
  | dieser\ (artikel|inhalt|text)\ ist\ (nur|exklusiv)\b | registrierte\ nutzer\ können
  | warum\ (soll|sollte|muss)\ ich\ mich\ (registrieren|anmelden)
  | (erforderliche|notwendige)\ felder | pflichtfelder | mit\ \*\ (gekennzeichnet|markiert)\w*
  | (schreiben|hinterlassen)\ sie\b[^.]{0,20}kommentar
  | füllen\ sie\b[^.]{0,30}(formular|feld\w*)
  | (angeforderte|gesuchte|gewünschte|aufgerufene)\ seite\b | (zurück\ )?zur\ startseite
  | (nutzen|verwenden|versuchen)\ sie\b[^.]{0,20}such\w+
  | (aktivieren|schalten|erlauben)\ sie\b[^.]{0,30}(javascript|cookies)
  | (ihr|ihrem|ihren|dein|deinem)\ browser
"""
_ROMANCE = r"""
    (suscríbete|suscríbase|regístrate|regístrese|apúntate|recibe|reciba|inscríbete)\b
      [^.]{0,60}(boletín|boletines|newsletter|correo|bandeja|alertas)
  | (nuestro|nuestros|nuestra)\ (boletín|boletines|newsletter)
  | (introduce|introduzca|escribe|escriba|ingresa|ingrese|confirma)\ (tu|su)
      \ (correo|e-?mail|dirección|nombre|contraseña)
  | tu\ (correo|e-?mail|dirección\ de\ correo|contraseña|cuenta|consentimiento)
  | (darte|darse|date)\ de\ baja
  | (utilizamos|usamos|utilizziamo|usiamo)\b[^.]{0,50}cookie
  | (este|nuestro)\ (sitio|web|portal)\b[^.]{0,20}\b(utiliza|usa)\b[^.]{0,20}cookies
  | nuestros\ (\d{1,4}\ )?socios | (acepta|aceptas|aceptar|rechazar)\ (todas\ )?(las\ )?cookies
  | nuestra\ política\ de\ (privacidad|cookies)
  | (inicia|inicie|iniciar)\ sesión\ (para|con|aquí|en\ tu|o)\b | crea\ (tu|una)\ cuenta
  | (ya|aún\ no|todavía\ no)\ (eres|tienes|estás)\ (suscriptor|registrad|una\ cuenta|cuenta)\w*
  | para\ (seguir|continuar)\ leyendo
  | (contenido|artículo)\ (es\ )?(exclusivo\ )?(solo\ )?para\ (nuestros\ )?suscriptores
  | (olvidaste|has\ olvidado|olvidó)\ (tu|su|la)\ contraseña
  | deja\ (un|tu)\ (comentario|respuesta) | publicar\ (el|un|tu)\ comentario
  | página\ (que\ )?(buscas|busca|solicitas|ha\ solicitado|estás\ buscando|solicitada)
  | volver\ (al\ inicio|a\ la\ (portada|página\ (principal|de\ inicio)))
  | (activa|active|habilita|habilite)\b[^.]{0,20}(javascript|cookies) | tu\ navegador
  | (inscrivez-vous|abonnez-vous|recevez)\b[^.]{0,60}
      (newsletters?|lettres?|infolettres?|boîte|alertes|mail|gratuitement|continuer)
  | (notre|nos)\ (newsletters?|infolettres?|lettres?\ d['’]info\w*)
  | (votre|saisissez|entrez|indiquez)\ (votre\ )?(adresse\ )?(e-?mail|mail|courriel)
  | vous\ (désabonner|désinscrire)
  | nous\b[^.]{0,30}\b(utilisons|déposons)\b[^.]{0,40}(cookies|traceurs)
  | (ce|notre)\ site\ (web\ )?utilise\b[^.]{0,20}cookies | nos\ (\d{1,4}\ )?partenaires
  | notre\ politique\ de\ (confidentialité|cookies|protection) | votre\ consentement
  | veuillez\ (vous\ )?(connecter|identifier|inscrire|vérifier|saisir|remplir|réessayer|activer)
  | (connectez-vous|identifiez-vous)\b
  | (déjà|pas\ encore)\ (abonné|inscrit|membre|de\ compte|accès)\w*[^.]{0,20}\?
  | créez\ (votre|un)\ compte | pour\ (continuer|poursuivre)\ (à\ lire|la\ lecture|votre\ lecture)
  | votre\ mot\ de\ passe | une\ fois\ connecté
  | pourquoi\ (devrais|dois)-je\ m['’](inscrire|abonner|identifier) | por\ qué\ debo\ registrarme
  | utilisateurs\ (enregistrés|inscrits)\ peuvent | usuarios\ registrados\ pueden
  | (article|contenu)\ (est\ )?réservé\ (à\ nos|aux)\ abonnés
  | adresse\b[^.]{0,30}ne\ sera\ pas\ publiée
  | page\ (que\ vous|demandée|recherchée)
  | (retour|retourner|revenir)\ à\ (l['’]accueil|la\ page\ d['’]accueil)
  | (activez|activer)\b[^.]{0,20}(javascript|cookies) | votre\ navigateur
  | (inscreva-se|assine|cadastre-se|receba|subscreva)\b[^.]{0,60}
      (newsletters?|boletim|boletins|e-?mail|caixa|notícias)
  | (nossa|nossas|nosso|nossos)\ (newsletters?|boletim|boletins)
  | (digite|informe|insira|introduza)\ (o\ )?(seu|sua)\ (e-?mail|nome|endereço|senha)
  | cancelar\ (a\ )?(sua\ )?(inscrição|subscrição)
  | este\ site\ (usa|utiliza)\b[^.]{0,20}cookies | nossos\ (\d{1,4}\ )?parceiros
  | nossa\ política\ de\ (privacidade|cookies) | aceito\ (todos\ )?(os\ )?cookies
  | faça\ (o\ )?(seu\ )?(login|cadastro) | crie\ (a\ )?(sua|uma)\ conta
  | (já|ainda\ não)\ (é|tem)\ (assinante|cadastro|conta|uma\ conta)\w*[^.]{0,10}\?
  | para\ continuar\ (lendo|a\ ler|a\ leitura) | exclusivo\ para\ assinantes
  | (esqueceu|esqueci)\ (a\ )?(sua\ |minha\ )?senha
  | seu\ (endereço\ de\ )?e-?mail\ não\ será\ publicado
  | deixe\ (um|uma|seu|sua)\ (comentário|resposta)
  | página\ (que\ você|solicitada|procurada)
  | voltar\ (para|à|a)\ (a\ )?(página\ inicial|home)
  | (ative|habilite)\b[^.]{0,20}(javascript|cookies) | (seu|do\ seu|no\ seu)\ navegador
  | (iscriviti|abbonati|registrati|ricevi)\b[^.]{0,60}
      (newsletter|e-?mail|casella|posta|notizie|leggere|accedere)
  | (nostra|nostre)\ newsletter | inserisci\ (la\ tua|il\ tuo)\b
  | tua\ (e-?mail|casella|password) | (cancellarti|disiscriverti)\b
  | (questo|nostro)\ sito\ (web\ )?(utilizza|usa)\b[^.]{0,30}cookie
  | nostri\ (\d{1,4}\ )?partner | (accetta|accetto|accettare|rifiuta)\ (tutti\ )?(i\ )?cookie
  | nostra\ (informativa|privacy|cookie) | tuo\ (consenso|account|browser)
  | (accedi|effettua)\ (per|con|al\ tuo|il\ login|l['’]accesso)\b
  | (sei\ già|non\ sei\ ancora|hai\ già)\ (un\ account|abbonat|registrat)\w*
  | crea\ (un|il\ tuo)\ account | per\ continuare\ a\ leggere
  | (articolo|contenuto)\ (è\ )?riservato\ agli\ abbonati
  | (password\ dimenticata|hai\ dimenticato\ la\ password)
  | indirizzo\b[^.]{0,20}non\ sarà\ pubblicato
  | lascia\ un\ commento
  | pagina\ (che\ )?(cerchi|stai\ cercando|hai\ richiesto)
  | torna\ (alla\ home|all['’]inizio) | (attiva|abilita)\b[^.]{0,20}(javascript|cookie)
"""
_RUSSIAN = r"""
    (подпишитесь|подписывайтесь|подписаться)\b[^.]{0,60}(рассылк|новост|канал|уведомлен|телеграм)\w*
  | (наша|нашу|нашей)\ (\w{1,15}\ )?рассылк\w* | (отписаться|отпишитесь)\b
  | (введите|укажите|оставьте)\ (ваш|свой|свою|адрес|e-?mail|имя|электронн|пароль)\w*
  | (мы|сайт)\b[^.]{0,30}использу(ем|ет)\b[^.]{0,30}(cookie|куки)
  | вы\ (соглашаетесь|принимаете|даете\ согласие|даёте\ согласие)
  | (принять|разрешить)\ (все\ )?(cookie|куки|файлы)
  | (нашей|нашу|с)\ политик\w{1,3}\ конфиденциальности
  | (войдите|авторизуйтесь|зарегистрируйтесь)\b | забыли\ пароль
  | чтобы\ (продолжить\ чтение|читать\ дальше|оставить\ комментарий|комментировать)
  | уже\ (есть\ аккаунт|зарегистрированы|подписаны) | (у\ вас\ )?нет\ аккаунта
  | ваш\ (адрес\ )?(e-?mail|электронн\w*)\b
  | (запрашиваемая|запрошенная|запрашиваемой|указанная)\ (\w{1,15}\ )?страниц\w*
  | (вернуться|перейти|вернитесь|перейдите)\ на\ главную
  | (включите|включить|разрешите)\b[^.]{0,25}(javascript|cookie) | (вашем|ваш|вашего)\ браузер\w*
"""
_CHINESE = r"""
    订阅[^。]{0,20}(?:邮件|简报|通讯|提醒|快讯) | 感谢(?:您|你)?的?订阅 | 取消订阅 | 无法订阅
  | (?:输入|填写)(?:您|你)?的?(?:电子)?(?:邮箱|邮件|邮址|密码|姓名) | 无效的?(?:电子邮件|邮箱)
  | (?:我们的|请参阅|请阅读|查看)[^。]{0,6}(?:隐私|条款)
  | (?:我们|本网站|本站|网站)[^。]{0,12}使用[^。]{0,12}cookie | (?:接受|同意)(?:所有|全部)?\s?cookie
  | 我们的合作伙伴 | (?:启用|开启|打开|允许)\s?(?:cookie|javascript) | 设置\ cookie
  | (?:您|你)的浏览器 | 请先?(?:登录|登陆|注册) | 已有(?:账号|账户|帐号|帐户) | 忘记密码
  | (?:登录|注册|订阅)后?[^。]{0,8}继续阅读 | 继续阅读[^。]{0,12}(?:订阅|登录|注册)
  | (?:仅限|仅供)(?:会员|订阅者|订户) | (?:发表|写下|留下)(?:您|你)?的?评论 | 必填项?
  | (?:邮箱|邮件)地址不会被公开 | (?:您|你)(?:访问|请求|查找|要找|浏览|查看)的(?:页面|网页|内容)
"""
_LABELS = r"""
    (accept|reject|allow)\ all\b | create\ (a|an)\ (free\ )?account | leave\ a\ (reply|comment)
  | page\ (could\ not|can(no|['’])t|was\ not|does\ not|doesn['’]t)\ (be\ )?(found|exist)
  | page\ not\ found | error\ 404 | 404\W{1,3}(error|not|page)
  | (enable|activate|turn\ on|requires?)\ (javascript|cookies)
  | javascript\ (is\ |must\ be\ )?(disabled|required|enabled|turned\ off)
  | alle[ns]?\ (cookies\ )?(akzeptieren|zustimmen|ablehnen|zulassen)
  | kommentar\ (schreiben|verfassen|abschicken) | seite\ (leider\ )?nicht\ gefunden
  | seite\ (wurde|konnte|existiert)\ (leider\ )?nicht
  | javascript\ (ist\ )?(deaktiviert|aktivieren|erforderlich)
  | campos\ (son\ |são\ )?(obligatorios|requeridos|obrigatórios|marcados)
  | página\ (no|não)\ (encontrada|existe|está\ disponible)
  | (accepter|refuser)\ (tous\ )?(les\ )?cookies | tout\ (accepter|refuser)
  | mot\ de\ passe\ oublié | champs\ (obligatoires|requis|marqués)
  | (laisser|laissez|publier|ajouter)\ un\ commentaire
  | page\ (introuvable|n['’]existe|non\ trouvée)
  | aceitar\ (todos\ )?(os\ )?cookies | campi\ (sono\ )?(obbligatori|contrassegnati)
  | pagina\ non\ (trovata|esiste) | (оставить|добавить|написать)\ комментарий
  | обязательные\ поля | javascript\ (отключен|выключен)
  | страниц\w{1,3}\ (\w{1,15}\ )?(не\ найден|не\ существует|удален|перемещен)\w*
"""
_CHINESE_LABELS = "(?:页面|网页)(?:不存在|未找到|找不到|无法找到|已删除) | 返回首页"
_BY_WORDS = by_letter("|".join((_ENGLISH, _GERMAN, _ROMANCE, _RUSSIAN)))
SAID = re.compile(  # for texts in lower case
    rf"\b(?:{_BY_WORDS})|(?=[\u4e00-\u9fff])(?:{_CHINESE})", re.X
)
SAID_BRIEFLY = re.compile(rf"\b(?:{by_letter(_LABELS)})|(?:{_CHINESE_LABELS})", re.X)
ADDRESSED = re.compile(
    r"""\b(?: you | your | yours | us | our | we | i['’]m
        | sie\ (?:sich|können|müssen|haben|sind|ihre) | ihr\w* | uns | unser\w* | wir
        | dich | dein\w*
        | vous | vos | votre | nous | notre | nos | te | tu | usted | nuestr\w+
        | tuo | tua | tuoi | ti | nostr\w+ | você | nosso\w* | nossa\w*
        | вы | вас | вам | ваш\w* | мы | нас | нам | наш\w* )\b
      | 您 | 你 | 我们 | 浏览器 | 单击 | \bcookies?\b | \bjavascript\b""",
    re.X,
)


class _Told(NamedTuple):
    """The words of a text by who says them, and how many signs of a site there are."""

    said: float = 0
    addressed: float = 0
    rest: float = 0
    signs: frozenset[str] = frozenset()


def is_site_talk(lines: Sequence[str]) -> bool:
    """Whether a text, line by line, is a site's own voice and nothing else.

    >>> is_site_talk(["Sign up for our newsletter", "Enter your email to get it every Friday."])
    True
    >>> is_site_talk(["Readers can sign up for the council's newsletter from Friday, it said."])
    False
    """
    headline = len(lines) > 1 and _is_headline(lines[0])
    told, total = _Told(), 0.0
    for place, sentence in enumerate(_sentences(lines[headline:])):
        told = _with(told, sentence)
        total = told.said + told.addressed + told.rest
        is_long = total > MAX_WORDS or place >= MAX_SENTENCES
        if told.rest > MAX_REST or is_long:  # an article is left after its first sentences
            return False
    if len(told.signs) < MIN_SIGNS:
        return bool(told.signs) and not told.rest and total <= MAX_WORDS_OF_ONE
    may_be_letter = total > MAX_WORDS_A_SIGN * len(told.signs) and _is_prose(lines)
    min_said = MIN_SAID_OF_PROSE if may_be_letter else MIN_SAID
    return told.rest <= MAX_REST_SHARE * told.said and told.said >= min_said * total


def _with(told: _Told, sentence: str) -> _Told:
    """What is told with one sentence more."""
    size = _words(sentence)
    lower = sentence[:READ].lower()
    if QUOTED.search(sentence) or REPORTED.search(lower):
        return told._replace(rest=told.rest + size)
    signs = {found[0] for found in SAID.finditer(lower)}
    if size <= BRIEF:
        signs |= {found[0] for found in SAID_BRIEFLY.finditer(lower)}
    if signs:
        return told._replace(said=told.said + size, signs=told.signs | signs)
    if ADDRESSED.search(lower):
        return told._replace(addressed=told.addressed + size)
    return told if size <= LABEL else told._replace(rest=told.rest + size)


def _sentences(lines: Sequence[str]) -> Iterator[str]:
    """Sentences, lines without a stop, and what bars part."""
    for line in lines:
        start = 0
        for gap in BETWEEN.finditer(line):
            if sentence := line[start : gap.start()].strip():
                yield sentence
            start = gap.end()
        if sentence := line[start:].strip():
            yield sentence


def _is_prose(lines: Sequence[str]) -> bool:
    """Whether a text has paragraphs: a box has short lines, or is a single long one."""
    paragraphs = (line for line in lines if STOPPED.search(line) and _words(line) > BRIEF)
    return len(list(islice(paragraphs, MIN_PARAGRAPHS))) == MIN_PARAGRAPHS


def _is_headline(line: str) -> bool:
    """Whether a line may stand above a text as its title."""
    return not STOPPED.search(line) and _words(line) <= HEADLINE


def _words(text: str) -> float:
    """How many words a text has; two characters make one where no spaces part them.

    >>> _words("The ferry sails."), _words("渡轮再次启航")
    (3, 3.0)
    """
    unspaced = len(UNSPACED.findall(text))
    if not unspaced:
        return len(WORD.findall(text))
    return len(WORD.findall(UNSPACED.sub(" ", text))) + unspaced / 2
