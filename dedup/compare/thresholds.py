"""What measures are held to: every threshold that decides how two texts relate.

They were chosen on 10,337 labelled pairs (benchmarks/copies.py shows what they give): the figures
beside them are from there. `measures.py` shows them with their measures, `verify.py` decides by
them.
"""

# The models are so fitted that the answer is yes from here.
YES = 0.5
# Nothing that was copied, spun or rewritten falls under both, and 1 % of full reports of one
# event; 97 % of unrelated pairs and half of those of similar events do.
FIRST_TRIGRAMS = 0.03
FIRST_NAMES = 0.06
SHORT = 30  # words: below, word order is chance; a brief of the same template is no spun copy
SHORT_EDITED = 0.7  # words in order, of both, that make a brief an edited one
# Of briefs in common runs of eight words: .5 misses 51 pairs of 1,238 with a text that short, each
# of one source, and 6 that share a foreign headline; nothing that was written independently.
SHORT_PASSAGES = 0.4
MIN_NUMBERS = 3  # fewer cannot disagree
# Human edits replace 1 to 8 % of the words: below this the direction of the replacements is noise.
DIRECTED = 0.06
# Words accounted for, in the text of which less and the one of which more is: of spins compared
# with a roundup that holds half of their source, a third fall under both; of spun copies and their
# sources hardly any, even of those that were cut heavily as well.
SPUN_LESS = 0.35
SPUN_MORE = 0.50

# Reprints: all of 419; 0 of 359 lightly edited copies reach the three together but for those that
# lost only their last sentences.
VERBATIM_IN_ORDER = 0.85
VERBATIM_SHORTER = 0.97
VERBATIM_CORE = 0.985
# Spinners of 20 to 50 % replace 12 to 37 % of the words in aligned sentences and leave hardly a
# sentence untouched; people who edit replace 1 to 8 %: the rule calls 1 % of 10 % spins and no
# edited copy spun. A trained model called half of the real human edits spun.
SPUN_REPLACED = 0.10
SPUN_UNTOUCHED = 0.40
# Templates (market briefs, filings) have a spun copy's word order with other names and numbers in
# it. No copy of 2,700 that was spun only falls under these, 2 of 300 that were edited heavily too.
SPUN_NAMES = 0.50
SPUN_NAME_PAIRS = 0.25
SPUN_NUMBERS = 0.30
# A roundup and its source have a long passage of their own each: .15 finds 81 % of the roundups,
# and 5 % of heavy and no other edits.
OWN_PASSAGES = 0.15
# Word runs of eight and more in a tenth of the shorter text: 98 % of the roundups (.15: 95 %), and
# 2 % of reports on one event that quote the same speech or press release at length.
PASSAGES_SHARED = 0.10
# A run of sixteen words, as a roundup's first paragraph has it, is nobody's chance: with it 99.7 %
# of the roundups are found (95.3 % without), and 3.7 instead of 2.6 % of reports on one event, all
# with a quotation of that length.
LONGEST_PASSAGE = 0.16

# A story measure under this is no report of one event, however close the dates.
FAINT = 0.05
