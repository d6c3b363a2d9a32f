"""Names of query fields that say where a reader came from, never which article it is.

Each is known to track and nothing else, and is listed with who made it. Names that mean the number
of a story on some sites are not here, although many trackers use them: `sid`, `ref`, `share`,
`cid`, `session_id`. Two addresses of one page are a smaller harm than two pages at one. Where a
site leads from such an address to another one, the two are one article (frontier/addresses.py).

Lists that were compared: Firefox's query stripping, Brave's query filter, AdGuard's URL tracking
filter, ClearURLs' rules.
"""

import re

BY_MAKER = {
    "Google Analytics and Ads": """
        gclid gclsrc gbraid wbraid dclid gad_source gad_campaignid srsltid _ga _gl ga_source
        ga_medium ga_term ga_content ga_campaign ga_place""",
    "Google's AMP and extended access for news": """
        amp_gsa amp_js_v usqp __twitter_impression gaa_at gaa_n gaa_ts gaa_sig""",
    "Meta": "fbclid fb_action_ids fb_action_types fb_ref fb_source igshid igsh mibextid __tn__",
    "Microsoft": "msclkid",
    "X, TikTok, LinkedIn, Pinterest, Reddit, Snap": """
        twclid ref_src ref_url ttclid li_fat_id epik rdt_cid sccid""",
    "Yandex, Yahoo": "yclid ysclid _openstat guccounter guce_referrer guce_referrer_sig",
    "Adobe": "s_kwcid s_cid ef_id cm_mmc sc_channel sc_campaign",
    "Alibaba": "spm",
    "AT Internet (Piano)": """
        xtor at_medium at_campaign at_campaign_type at_custom1 at_custom2 at_custom3
        at_custom4 at_link_id at_link_origin at_link_type at_ptr_name at_bbc_team at_format
        at_variant at_creation at_campaign_group at_detail_placement at_general_placement
        at_term at_channel at_platform""",
    "Webtrends, Mapp": "wt.mc_id wt.mc_ev wt.tsrc wt.nl wt.srch wt_mc wt_zmc wtrid",
    "comScore": "ns_mchannel ns_source ns_campaign ns_linkname ns_fee ns_url",
    "Matomo": """
        pk_campaign pk_kwd pk_keyword pk_source pk_medium pk_content pk_cid pk_vid
        piwik_campaign piwik_kwd piwik_keyword matomo_campaign matomo_kwd matomo_source
        matomo_medium matomo_content matomo_cid matomo_group matomo_placement mtm_campaign
        mtm_kwd mtm_keyword mtm_source mtm_medium mtm_content mtm_cid mtm_group
        mtm_placement""",
    "Mailchimp": "mc_cid mc_eid mc_tc",
    "HubSpot": """
        _hsenc _hsmi __hssc __hstc __hsfp hsctatracking hsa_acc hsa_cam hsa_grp hsa_ad
        hsa_src hsa_tgt hsa_kw hsa_mt hsa_net hsa_ver hsa_la hsa_ol""",
    "Marketo, Drip, Vero, Omeda, MailerLite, Wicked Reports, RevenueCloud": """
        mkt_tok __s vero_id vero_conv oly_anon_id oly_enc_id ml_subscriber
        ml_subscriber_hash wickedid rb_clickid irclickid""",
    "Internal campaigns, by custom": """
        itm_source itm_medium itm_campaign itm_content itm_term itm_channel itm_audience cmp
        cmpid dgcid traffic_source soc_src soc_trk sr_share""",
    "True Anthem, The New York Times, Wikipedia, CBS": "taid smid smtyp wprov ftag",
    "Session state of Java, PHP, ColdFusion, Zen Cart": """
        jsessionid phpsessid cfid cftoken zenid""",
}
NAMES = frozenset(name for names in BY_MAKER.values() for name in names.split())
# Google Analytics reserves all that begins so; ASP makes up a name for each process.
FAMILIES = re.compile(r"utm_\w+|aspsessionid[a-z]+")
# Fields that mean something on some sites: they only track, or only name a view, with these values.
VALUES = re.compile(
    r"""
      (?:from|source|src|via|origin|output|outputtype|view|mode)
      =(?:rss|atom|feed|twitter|facebook|email|newsletter|social|share|amp|mobile|homepage)
    | (?:rss|mobile|desktop|_?(?:is[_-]?)?amp(?:[_-]?mode)?|show[_-]?all|no[_-]?paging
        |(?:single|full|one)[_-]?page
        |print(?:able|er)?(?:[_-]?(?:view|mode|page|version|preview|friendly))?
      )(?:=(?:1|true|yes|y|on)?)?
    | (?:view|output|layout|format|mode|action|do|type|task|template|style|version|page|pagewanted)
      =print(?:able|er)?(?:[_-]?(?:view|page|version|friendly))?
    | (?:view|layout|theme|version|device|mode)=(?:mobile|desktop)
    | format=amp | paging=off | (?:page|view|pagewanted)=all
    | tmpl=component  # Joomla's pages without what stands around an article, to print
    | (?:page|pagewanted|m)=1 | (?:m|mobile)=0  # the first page; Blogger's pages for telephones
    """,
    re.VERBOSE,
)


def tracks(field: str) -> bool:
    """Whether a query field, unquoted, says nothing about which page it is.

    >>> [tracks(field) for field in ("UTM_Source=x", "fbclid=1", "source=rss", "sid=7", "ref=7")]
    [True, True, True, False, False]
    """
    field = field.lower()
    name = field.partition("=")[0]
    return name in NAMES or bool(FAMILIES.fullmatch(name) or VALUES.fullmatch(field))
