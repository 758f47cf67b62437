"""English words behind "will", for a native speaker to read and to add to."""


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _any(text: str) -> str:
    return "(?:" + "|".join(text.split()) + ")"


# After "I will": never an act that is owed.
NEVER = _set(
    "stop thank need require assume understand miss see love appreciate welcome wait hope await admit say"
    " remember never like prefer know want not assist suggest recommend regret believe stay remain look-forward"
    " agree mind enjoy treasure learn always depend hate cherish advise keep-in-mind call-it notice think expect"
    " continue-to-be ensure-that-you only gladly-wait consider forget ever rather explain"
)
# "I will be …" with one of these; "able to" only with a time.
BEING = _any(
    r"in\stouch back with\syou there\s(?:by|at|in|on|tom|with) sure\sto on\sit right\sback able\sto [a-z]{2,}ing"
    r" contacting having taking done"
)
IDLE = _any(
    r"waiting looking\sforward hoping missing closing closed watching expecting needing requiring wondering"
    r" being open keeping\smy\sfingers keeping\sour\sfingers thinking\sof standing traveling travelling away"
    r" out\sof on\sholiday operating running enjoying offering"
)
ACTS = _any(
    "check send call email e-mail mail get refund ship arrange replace update look ask confirm forward process"
    " follow contact reach let write reply respond investigate issue dispatch deliver post return escalate raise"
    " speak talk find sort fix resolve credit report prepare review pass keep notify inform come have put take"
    " collect pick make book chase verify schedule organise organize submit start open close cancel change add"
    " apply transfer share provide give message ring text phone drop do see handle repair exchange reimburse"
    " upgrade pack file log order request hand bring track monitor set activate extend waive release"
    " double-check discuss go try expedite restock test inspect tell answer finalise finalize complete touch"
    " circle print locate reserve hold correct amend remove attach locate push"
)
# Only these promise after "let me": "let me know" and "let me explain" do not.
LET_ME = _any(
    "check look find get ask confirm speak talk chase investigate review verify contact arrange send fix dig"
    " pull follow take have double-check sort raise forward see run go do consult call track inspect reach"
    " escalate pass note find"
)
ACTING = _any(
    "sending shipping calling emailing e-mailing posting refunding delivering dispatching processing returning"
    " replacing issuing arranging checking getting picking forwarding mailing packing fixing updating crediting"
    " escalating raising releasing starting collecting contacting ringing phoning reviewing investigating"
    " looking following taking doing coming bringing booking preparing meeting discussing speaking talking"
    " chasing sorting putting handing"
)
# What others will do with what is the customer's.
OUTCOMES = _any(
    "arrive reach come ship leave land call contact reply respond email e-mail write get send refund replace"
    " deliver check pick collect look follow let receive return confirm review process handle fix investigate"
    " reimburse dispatch notify inform update reach credit issue phone ring text message exchange provide hear"
    " give answer resolve repair visit appear show sort finish cover inspect complete assist prepare keep post"
    " bring message share make drop"
)
DONE = (
    "(?:(?:fully |then |also |immediately |automatically |personally |soon |shortly |now |being |all |back )*(?:"
    "refunded|shipped|sent|delivered|credited|replaced|dispatched|posted|processed|corrected|fixed|resolved|contacted"
    "|called|emailed|e-mailed|notified|informed|updated|issued|exchanged|completed|returned|reimbursed|mailed|answered"
    "|collected|picked|done|reviewed|looked|escalated|forwarded|waived|transferred|applied|added|upgraded|arranged"
    "|handled|handed|released|cancelled|canceled|repaired|checked|investigated|paid|given|provided|restocked|confirmed"
    "|finalised|finalized|finished|sorted|prepared|packed|put|changed|amended|activated|restored|settled|closed out"
    "|reviewed|inspected|tested|posted|removed|assigned|booked|scheduled|delivering|arriving|shipping|calling|sending"
    "|contacting|getting|reaching|emailing|looking|going out|coming|leaving|on (?:its|the|their) way|in your account"
    "|in your (?:bank|inbox|hands)|with you|there|back|ready|yours|at your|out for delivery|available|in stock|in touch"
    "|on your|taken care|good to go|visible|here))"
)
QUESTIONS = _any("do does did can could would should will shall is are what when how why where who which have has may")
EMBEDDED = _any(
    "when whether if how why what where until till unless once before after while as than wherever whenever"
)
