"""A pasted text as posts that somebody still has to look at: one draft for each post it names."""

from dataclasses import dataclass, field

from jiedui.catalog.queries import certificate_names
from jiedui.vacancies.bridge.reading import engine, read_ad

EDUCATION = {"none": 0, "primary": 1, "junior": 2, "senior": 3, "college": 4, "bachelor": 5}
LONGEST = 20_000  # signs; the reader itself reads no further
# Words behind a label are the ad's own; only their bounds are guessed.
SURE_OF_LABELS = 80
LABELLED = {"duties": 4000, "conditions": 400, "shifts": 80, "workplace": 160, "contact": 80}


@dataclass(frozen=True, slots=True)
class Draft:
    """What was read of one post: values of the form, each with its words and how sure."""

    terms: dict
    said: str
    # {field: {"confidence": 0-100, "words": "…"}}
    evidence: dict = field(default_factory=dict)


def drafts_from(text):
    """One draft for each post of a text, in its order; never fails on any text."""
    text = text[:LONGEST].strip()
    finding = read_ad(text=text)
    several = len(finding.posts) > 1
    drafts = []
    for post in finding.posts:
        title = post.title.value if post.title else ""
        said = engine().own_words(text, title) if several and title else text
        drafts.append(_draft(post, said, text))
    return drafts


def _draft(post, said, text):
    terms, evidence = {}, {}

    def tell(name, value, read):
        if value is not None and read is not None:
            terms[name] = value
            evidence[name] = {"confidence": read.confidence, "words": read.words[:200]}

    tell("title", post.title and post.title.value[:80], post.title)
    tell("occupation", post.occupation and post.occupation.value.best.code, post.occupation)
    tell("openings", (post.headcount and post.headcount.value) or None, post.headcount)
    tell("place", post.place and post.place.value.name, post.place)
    for name in ("board", "lodging", "insurance"):
        read = getattr(post, name)
        tell(name, read and read.value, read)
    if post.age:
        tell("age_min", post.age.value.low, post.age)
        tell("age_max", post.age.value.high, post.age)
    tell("education", post.education and EDUCATION.get(post.education.value, 0), post.education)
    tell("experience", post.experience_years and post.experience_years.value, post.experience_years)
    tell("valid_until", post.expires and post.expires.value.isoformat(), post.expires)
    _tell_pay(post, tell, terms)
    held = certificate_names().find("、".join(one.value for one in post.certificates))
    if held:
        tell("certificates", sorted(held), post.certificates[0])
    if post.shifts:
        tell("shifts", "、".join(one.value for one in post.shifts)[:80], post.shifts[0])
    for name, words in {**engine().labelled(text), **engine().labelled(said)}.items():
        if name in LABELLED and (name not in terms or name == "shifts"):
            terms[name] = words[: LABELLED[name]]
            evidence[name] = {"confidence": SURE_OF_LABELS, "words": words[:200]}
    return Draft(terms, said, evidence)


def _tell_pay(post, tell, terms):
    if post.pay is None:
        return
    pay = post.pay.value
    tell("pay_low", pay.monthly_low_fen and pay.monthly_low_fen // 100, post.pay)
    tell("pay_high", pay.monthly_high_fen and pay.monthly_high_fen // 100, post.pay)
    terms |= {
        "pay_period": pay.period,
        "pay_said": post.pay.words[:160],
        "pay_assumption": pay.assumption[:120],
    }
