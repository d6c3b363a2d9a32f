"""The fixed phrases of news pages: what trailers, buttons, credits and appeals say.

Each pattern is held to whole lines or to short ones by the rule that uses it (`rules`), so that a
sentence of an article which happens to use the words stays. English, German, French, Spanish,
Italian, Portuguese and Dutch where a phrase is common there.
"""

import re

from crawler.extract.wording.patterns import by_letter


def _whole_line(pattern: str, flags: re.RegexFlag = re.I) -> re.Pattern[str]:
    """Compile a pattern that has to account for a whole line but for punctuation around it."""
    return re.compile(rf"^\W*(?:{by_letter(pattern)})\W*$", flags | re.X)


def _lower_case(phrases: str, others: str) -> re.Pattern[str]:
    """Compile what is searched for in texts in lower case; `others` may begin inside a word.

    A tenth of the time that patterns take which ignore case, and the most costly ones are here.
    """
    return re.compile(rf"\b(?:{by_letter(phrases)})|(?:{others})", re.X)


TRAILER_HEADING = _whole_line(
    r"""check\ also
      | related(\ (stories|articles|news|posts|content|coverage|links|topics?|reading))?
      | read\ (more|next|also) | also\ read | more\ (from|on|stories|news|coverage)\b.*
      | recommended(\ for\ you|\ stories|\ reading)?
      | you\ (may|might)\ (also\ )?(like|be\ interested).*
      | trending(\ now)? | most\ (read|popular|viewed).* | sign\ up\ (for|to)\b.*
      | subscribe(\ now|\ to\b.*)? | newsletter.* | share\ (this|on)\b.* | follow\ us\b.*
      | comments? | leave\ a\ (reply|comment).* | tags? | topics? | filed\ under.* | advertisement
      | sponsored.* | don['’]?t\ miss.* | up\ next | next\ story | previous\ (story|article|post)
      | next\ (article|post) | see\ also | latest\ (news|stories|headlines) | top\ stories
      | our\ standards:.* | post\ navigation | about\ the\ author | conversation | loading\.*
      | view\ comments | what\ do\ you\ think.* | join\ the\ conversation.* | copyright\b.* | ©.*
      | all\ rights\ reserved.*
      | lesen\ sie\ (auch|mehr).* | mehr\ zum\ thema | auch\ interessant | das\ könnte\ sie\ auch.*
      | meistgelesen.* | weitere\ (artikel|meldungen|themen)
      | (à\ )?lire\ (aussi|également).* | sur\ le\ même\ (sujet|thème) | les\ plus\ lus
      | voir\ aussi
      | (lea|lee|leer)\ (también|más).* | te\ puede\ interesar.* | más\ (noticias|leídas).*
      | leggi\ anche.* | potrebbe\ interessarti.* | articoli\ correlati
      | lei?a\ (também|mais).* | veja\ também.* | mais\ lidas | notícias\ relacionadas
      | lees\ (ook|meer|verder).* | meer\ over.* | meest\ gelezen | bekijk\ ook.*"""
)
# A heading that disowns all that its box holds; words that also stand above articles are missing
# here: "Share", "Topics", "Advertisement". For texts in lower case.
BOX_HEADING = _whole_line(
    r"""(check|see)\ also | related(\ (stories|articles|news|posts|content|coverage|reading))?
      | read\ (next|also) | also\ read | up\ next | don['’]?t\ miss.*
      | (more|other|popular|recent|latest|top|trending)\ .{0,30}(stories|articles|news|headlines)
      | more\ (from|on)\b.* | trending(\ now)? | popular(\ (now|this\ week))?
      | most\ (read|popular|viewed|shared).* | recommended(\ (for\ you|stories|reading|by\b.*))?
      | (editors?|readers?|our|staff|top)['’]?s?['’]?\ (picks?|choice) | similar\ (stories|articles)
      | you\ (may|might)\ (also\ )?(like|be\ interested).* | sponsored.*
      | sign\ up\ (for|to)\b.* | subscribe\ (now|to)\b.* | (our\ )?newsletters?
      | (get|join)\ .{0,40}newsletters? | (keep|continue)\ reading\ (with|for)\b.*
      | leave\ a\ (reply|comment).* | join\ the\ conversation | about\ the\ author
      | \w+\ (wochen|monate|tage)\ (kostenlos|gratis)\ (testen|lesen)
      | key\ (points|takeaways|facts) | at\ a\ glance | (the\ )?short\ version
      | (ai|ki)[- ](summary|zusammenfassung)
      | (das\ wichtigste\ )?(in\ kürze|auf\ einen\ blick) | kort\ (fortalt|sagt)
      | kortversjonen | kortversionen | l['’]essentiel(\ en\ bref)? | en\ (bref|resumen)
      | in\ (breve|sintesi) | em\ resumo | in\ het\ kort
      | lesen\ sie\ (auch|mehr).* | mehr\ (zum\ thema|lesen|aus|von)\b.*
      | auch\ (interessant|spannend) | das\ könnte\ sie\ auch.* | meistgelesen.*
      | die\ redaktion\ empfiehlt | lesetipps?
      | (weitere|ähnliche|verwandte)\ (artikel|meldungen|themen|beiträge)
      | empfohlener?\ (redaktioneller\ inhalt|artikel|externer\ inhalt)
      | (à\ )?lire\ (aussi|également).* | sur\ le\ même\ (sujet|thème) | les\ plus\ lus
      | dans\ la\ même\ rubrique | à\ ne\ pas\ manquer
      | você\ (também\ )?(pode|vai)\ gostar.* | (también\ )?te\ puede\ gustar.*
      | vous\ (aimerez|pourriez|devriez)\ (aussi|également)\b.* | te\ puede\ interesar.*
      | más\ (noticias|leídas|información).*
      | (noticias|artículos)\ relacionad[oa]s
      | leggi\ anche.* | potrebbe\ interessarti.* | articoli\ correlati | i\ più\ letti
      | lei?a\ (também|mais).* | veja\ também.* | mais\ lidas | notícias\ relacionadas
      | lees\ (ook|meer|verder).* | meest\ gelezen | bekijk\ ook.* | gerelateerde?\ artikelen""",
    re.NOFLAG,
)
# Notes of a site in whole sentences, which no article says of itself.
SITE_NOTE = _whole_line(
    r"""(this\ is\ )?(a|an)\ (breaking|developing)\ (news?\ )?(story|article)\b.*
      | (more|updates)\ to\ follow.*
      | (dies|das)\ ist\ eine\ (maschinelle|automatische)\ übersetzung\b.*
      | (dieser|der)\ (artikel|text|beitrag)\ wurde\ (maschinell|automatisch|mit\ ki)\b.*
      | this\ (article|story|text)\ (was|has\ been)\ (machine|automatically)[- ]translated\b.*
      | (lest?|lesen\ sie)\ (hier\ )?den\ original-?(artikel|text)\b.*"""
)
INTERFACE = _whole_line(
    r"""(view|play|close)(\ this)?\ (image|photo|gallery|video|slideshow|image\ in\ fullscreen)s?
      | advertisement | ad | story\ continues\ below.* | article\ continues\ (below|after).*
      | (watch|video|listen|read|photos)\ ?\|.*
      | (skip\ to\ )?main\ content | (zum\ )?(haupt)?inhalt(\ springen)? | hauptinhalt
      | ((ein|zwei|[12])\ klicks?|mit\ einem\ klick)\ für\ (den|mehr)\ datenschutz
      | link\ zum\ [\w-]+[- ]inhalt
      | (ajouter|enregistrer)\b.{0,20}\bà\ (vos|mes)\ (sélections|favoris)
      | 関連(キーワード|タグ).{0,3} | continue\ reading.* | scroll\ (down\ )?(to|for)\ .*
      | listen(\ to\ (this|the)?\ ?(article|story|episode|podcast|audio|more)\b.*
               | \ (now|here|on)\b.* | \W.*\d.* )?
      | loading\.* | click\ here\ to\ .* | download(\ the)?\ .*\ app.* | watch(\ now)? | swipe.*
      | (page|seite|página|pagina)\ \d+\ (/|of|von|de|sur|di|van)\ \d+(\W.{0,30})?
      | tap\ here.* | getting\ your\ .*\ audio\ ready.* | \d+\ (of|/)\ \d+ | print | email | share
      | tweet | facebook | twitter | whatsapp | reddit | linkedin | pinterest | copy\ link | save
      | comments?(\ \d+)? | \d+\ comments? | updated? | published | view\ in\ app
      | photos?:.* | image:.* | image\ source.* | video:.* | watch:.* | file\ photo.*
      | (assista|mira|guarda|regarde[rz]?|bekijk)(\ (também|anche|aussi|ook))?\ ?:.*
      | advert | (duration|duração|duración|durée|durata|dauer|duur)\W*\d+:\d\d
      | (skip|end\ of)\ (ad|advert|advertisement|newsletter)\b.*
      | anzeige | werbung | publicité | publicidad | pubblicità | publicidade | advertentie
      | teilen | drucken | partager | imprimer | compartir | condividi | compartilhar | delen"""
)
SPINNER_RESIDUE = _whole_line(
    r"""ad_\d+ | (source|supply|origin(al)?|unique|authentic)\ (hyper)?link
      | read\ (the\ (full\ )?(story|article)\ at\ the\ )?origin(al)?
      | read\ the\ original(\ article)? | original\ source"""
)
RELATED = _whole_line(
    r"""(read\ more|read\ also|also\ read|related|see\ also|more|read|recommended)\ ?[:|].*
      | read\ more.*
      | (lesen\ sie\ auch|mehr\ dazu|lire\ aussi|à\ lire\ aussi|lea\ también|lee\ también
         |leggi\ anche|leia\ (também|mais)|lees\ ook|czytaj\ więcej)\W.*
      | ((czytaj|zobacz)\ (też|także|również|więcej) | läs\ (också|även|mer) | (les|læs)\ også
         |lue\ myös|(čtěte|přečtěte\ si)\ (také|i)|citește\ și|читайте\ также
         |διαβάστε\ (ακόμα|επίσης)|اقرأ\ أيضا)(:.*)?
      | 関連記事.{0,3} | あわせて読みたい | 相关(阅读|新闻).{0,3} | 延伸閱讀.{0,3}
      | 관련\ ?기사.{0,3}"""
)
CAPTION_TOGGLE = _whole_line(
    r"""(\w+\ )(this\ )?caption(\ \(\d+\))? | (image\ )?caption
      | (toggle|hide|show|enlarge|expand)(\ this)?\ image | enlarge"""
)
APPEAL = _lower_case(
    r"""subscribe\ (to|now|for)
      | (our|this|free|daily|weekly|morning|my)\ newsletters? | e-?mail\ newsletters?
      | unser\w*\ newsletters? | kostenlose\w*\ newsletters?
      | newsletters?\W*($|sign|subscri|abonn|anmeld|bestell) | want\ more\ stories\ like\ this
      | follow\ (us|me|@\w+|\w+\ on\ (twitter|facebook|google|instagram))
      | follow\ \w+(\ \w+)?\ on\ (google|twitter|facebook|instagram|x\b)
      | download\ (the|our)\ .{0,30}app\b | like\ this\ story | share\ it\ with
      | click\ here\ (to|for) | get\ .{0,40}delivered\ (to|through) | (in|into|to|for)\ your\ inbox
      | this\ (site|website)\ uses\ cookies | all\ rights\ reserved | do\ not\ sell
      | terms\ of\ (use|service) | privacy\ policy | auf\ dieser\ seite: | inhalte?\ .{0,60}erlauben
      | datenschutz(erklärung|hinweis|bestimmung|einstellung)\w*
      | inhalte?\ von\ .{0,30}\ angezeigt | réservée?\ aux\ abonnés
      | il\ vous\ reste | get\ in\ touch\ at | tell\ us\ what\ you\ think | we\ employ\ humans
      | hear\ from\ you | support\ (our|us|the)\ .{0,30}(journalism|reporting|readers)
      | this\ site\ is\ protected\ by | unsubscribe | leave\ the\ list\ at\ any\ time
      | preferred\ source | in\ your\ feeds
      | (got|have)\ (a|any)\ (story|news\ tip|tip)\b.{0,3}\? | e-?mail(ing)?\ us\ at
      | check\ our\ news\ page
      | (support|unterstützen)\ \w+\ (and\ make\ a\ difference|(bitte\ )?mit\ einer\ spende)
      | become\ (a|an)\ (paid\ )?(member|supporter|subscriber)\b | make\ a\ donation
      | did\ you\ (like|enjoy)\ this | hat\ (ihnen|dir)\ (dieser|der)\ (artikel|beitrag)\ gefallen
      | vous\ avez\ aimé | cet\ article\ vous\ a\ plu | (te|le)\ ha\ gustado\ (este|el)\ artículo
      | ti\ è\ piaciuto\ (questo|l['’])\ ?articolo | join\ (our|the)\ community\b
      | wochen(?<=\w\ wochen)\ (kostenlos|gratis)\ (testen|lesen)
      | monate(?<=\w\ monate)\ (kostenlos|gratis)\ (testen|lesen)
      | tage(?<=\w\ tage)\ (kostenlos|gratis)\ (testen|lesen)
      | moderating\ all\ comments | ihre\ kommentare(?<=\w\ ihre\ kommentare)
      | ihre\ kommentare(?=\W*$|\ (werden|können|sind|bitte|und|hier)\b) | like\ to\ be\ emailed
      | daily\ news\ email | jetzt\ (abonnieren|weiterlesen|gratis|kostenlos) | gratis\ testen
      | bereits\ (kunde|abonn) | (artikel|text)\ erwerben | als\ e-?paper | push-nachrichten
      | abonnez-vous | déjà\ abonné | inscrivez-vous | identifiez-vous | suivez-nous
      | créez\ un\ compte
      | suscríbe(te|ase) | ya\ (es|eres)\ suscriptor | síguenos
      | recibe\ .{0,30}\ (correo|newsletter) | iscriviti | abbonati\ (a|per|ora) | già\ abbonat
      | seguici\ su | resta\ aggiornat | assine\ (já|agora|a|o)\b | já\ é\ assinante
      | inscreva-se | siga-nos | siga\ o\b.{0,20}\ no | schrijf\ je\ in | meld\ je\ aan
      | word\ (abonnee|lid) | volg\ ons | al\ abonnee""",
    r"""^\W*(?:copyright\ (\W*\d{4}|[a-z][\w'’ ]{2,40}\.) | (please\ )?sign\ up\ (for|to)\b)
      | (?=[.!?:©会ログ無フマ読有メ订扫])(?: [.!?:]\ \W*(please\ )?sign\ up\ (for|to)\b | ©
        | 会員登録 | ログイン | 会員限定 | 無断転載 | フォローする | マイページ | 読み放題
        | 有料会員 | メールマガジン | 订阅 | 扫描二维码 )""",
)
SIGNATURE = _whole_line(
    r"""\(?[a-zäöü]{2,4}(/[a-zäöü]{2,4}){0,3}\) | [A-ZÄÖÜ]{2,5}\ ?(/|\()[a-z]{2,4}\)? | \S+@\S+\.\w+
      | (https?://)?(www\.)?(twitter|x|facebook|instagram)\.com/\S+
      | (e-?mail|mail|twitter|x|kontakt|contact)\b\W*\S*@\S+
      | (write|reach|contact|follow|e-?mail|tweet)\ .{3,60}
          \ (at|on|via)\ (\S*@|\S*(twitter|facebook|instagram|bluesky|mastodon|linkedin)).{0,80}
      | (translated|translation|übersetz(t|ung)|traduction|traducción|traduzione|tradução|vertaling)
          (:|\ (by|from|von|aus|par|de|del|di|dal|por|do|door|uit)\b).{3,80}
      | (sendung|dieses\ thema\ im\ programm):.*"""
)
STAMP = _whole_line(
    r"""(published|posted|updated|last\ (updated|modified)|first\ published|stand|publié
         |veröffentlicht|uppdaterad|publicerad|oppdatert|publisert|opdateret|publiceret|bijgewerkt
         |gepubliceerd|geplaatst|aggiornato|pubblicato|actualizado|publicado|atualizado
         |von|by|par|por|author|publish\ date)\b.{0,90}
      | .{0,40}\b(19|20)\d\d\b.{0,40}\b\d{1,2}[:.h]\d\d\b.{0,20}
      | \d{1,2}[./-]\d{1,2}[./-](19|20)\d\d\b.{0,110}
      | [a-z]{2,3}\.?,?\ \d{1,2}\.\d{1,2}\.\d\d\ \W\ \d{1,2}[:.]\d\d\b.{0,60}
      | \d+\ (hours?|minutes?|days?)\ ago | \d+\ min(ute)?s?\ read
      | (lesedauer|(reading|lese)\W?(time|zeit)|tempo\ d[ei]\ (leitura|lettura)|tiempo\ de\ lectura
        |temps\ de\ lecture|leestijd).{0,20} | lecture\ \d+\ min.?"""
)
PICTURE_CREDIT = _lower_case(
    r"""(photo|image|picture|illustration|video|foto|bild|credit|source|crédit|fotograf\w*)s?
          \s*(credit|by|courtesy|:|©)
      | (getty(\ images)?|afp|reuters|shutterstock|istock|epa|ap\ photo|associated\ press|unsplash
          |file\ photo|handout|via\ getty|picture\ alliance|dpa|pool\ photo)\W*$""",
    r"""/(ap|reuters|afp)\W*$ | ^\W*(©|\(c\))""",
)
_WORD = r"[A-ZÀ-Þ][\w.'’-]{1,40}"  # bounded: time would grow with the square of a long one
_AGENCY = r"(?:Getty\ Images|Reuters|REUTERS|AFP|AP|EPA|dpa|UPI|EFE|ANSA)"
_BY_AGENCY = rf"(?:{_AGENCY}|[A-Z]{{2,5}})(?:\s*[–—-]\s*{_AGENCY}|\ Pool)?"
_BY_HOUSE = rf"[A-Z][a-z]+(?:\ [A-Z][a-z]+)?(?:\s*[–—-]\s*{_AGENCY})?"
CREDIT = re.compile(
    rf"""(?: {_WORD}(?:\ {_WORD}){{0,3}}\s*/\s*{_BY_AGENCY}
           | {_WORD}(?:\ {_WORD}){{1,3}}\s*/\s*{_BY_HOUSE}
           | (?:Handout|Courtesy|File)\s*/\s*{_WORD}(?:\ {_WORD}){{0,3}}
           | (?:Getty\ Images|Reuters|AFP|AP|EPA)(?:\ file)? )\s*$""",
    re.X,
)
CREDIT_IN_BRACKETS = re.compile(
    rf"""\((?:[Pp]hoto:?\ |Foto:?\ )?(?: (?:AP\ Photo|{_AGENCY})\s*/[^)]{{3,60}}
        | [^()]{{3,40}}/\s*{_AGENCY}(?:\ via\ \w+)? )\)\s*$""",
    re.X,
)
# Between two paragraphs of a page "Ann Ode/Bo Lund" is a byline; these words make it a credit.
KNOWN_HOUSE = re.compile(
    r"\b(AP|AFP|Reuters|REUTERS|EPA|Getty|dpa|UPI|Handout|Courtesy|File|Pool)\b"
)
CREDIT_LINE = re.compile(
    rf"^\W*(?i:(?:photo|image|picture|foto|credit|source|file)s?\s*(?:(?:by|:|credit)\s*)?)?{CREDIT.pattern}",
    re.X,
)
CONTRIBUTORS = re.compile(
    r"""^(?=.{5,200}$)[A-Z][\w.'’-]+(?:[ ,]+(?:and\ )?[\w.'’-]+){1,25}
          \s+(?:also\ )?contributed(?:\ (?:reporting|research|from|in)\b.*
          |\ to\ (?:this|the|our)\ \w*\ ?(?:report|story|article|coverage|piece|analysis|dispatch
            |newsletter|post|blog|review|research|investigation|file)\w*.*)?\.?$
      | ^\(?with\ (?:additional\ )?(?:reporting|reports|files)\ (?:from|by)
          \ (?:the\ )?(?-i:[A-ZÀ-Þ]).{2,120}$
      | ^\(?(?:additional\ reporting|reporting|writing|editing)\ by
          \ (?:the\ )?(?-i:[A-ZÀ-Þ]).{2,160}$
      | ^(?-i:AP|Reuters|AFP|Associated\ Press)\b(?:['’]s?)?
          \ (?:(?:\w+\ ){0,3}?(?:writer|reporter|journalist|correspondent|photographer|producer
            |editor|staff)s?\b|(?-i:[A-ZÀ-Þ])).{0,80}(?:contributed|reported).{0,80}$""",
    re.I | re.X,
)
