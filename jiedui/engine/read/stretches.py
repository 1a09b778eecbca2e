"""Which words of a text speak of which post, and what stands behind its labels.

For whoever fills a form from a pasted text: the reader's values say what is meant, the stretches
say in the ad's own words what the work is, who is wanted, where, and whom to ring.
"""

import re

from jiedui.engine.read.passage import fold
from jiedui.engine.read.posts import lay_out, names_in, same_post

LABELS = {
    "duties": r"(?:主要)?(?:工作|岗位)?(?:内容|职责)(?:描述)?|岗位(?:描述|说明)|工作描述",
    "conditions": r"(?:任职|岗位|招聘|应聘|录用)(?:要求|条件|资格)|要求|条件",
    "shifts": r"(?:工作|上班|作息)时间|班次|班制",
    "workplace": r"(?:工作|上班|公司|单位|厂|详细|面试)?地[点址]|厂址",
    "contact": r"(?:联系|咨询|报名|招聘|求职)?(?:电话|热线|方式|人|手机|微信)|联系人(?:及电话)?",
    "pay": r"(?:薪资|工资|薪酬|月薪|底薪|待遇|薪水|薪资待遇|工资待遇|福利待遇|福利|薪酬福利)",
    "openings": r"(?:招聘|需求)?人数|名额",
    "validity": r"(?:截止|有效)(?:日期|时间|期限?|至)?(?:至)?",
    "title": r"(?:招聘)?(?:岗位|职位|工种)(?:名称)?",
}
_LABEL = re.compile(
    r"(?:^|(?<=[\s。;,|!)]))(?:[0-9一二三四五六七八九]{1,2}[、.)]\s*)?"
    + "(?:" + "|".join(f"(?P<{name}>{words})" for name, words in LABELS.items()) + r")\s*:\s*"
)  # fmt: skip
# One line suffices for these; duties and conditions may go on over several.
_ONE_LINE = {"shifts", "workplace", "contact", "pay", "openings", "validity", "title"}
_LINE_END = re.compile(r"[\n。;|]")
_MOBILE = re.compile(
    r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])|(?<![0-9])0[0-9]{2,3}-?[0-9]{7,8}(?![0-9])"
)


def stretches(text: str) -> list[tuple[tuple[str, ...], str]]:
    """[(names of posts, their own words and those common to all)] in the order of the text.

    Empty where the text names no posts one by one: then all of it speaks of each.
    """
    passage = fold("text", text)
    layout = lay_out(passage)
    common = [passage.words(*span).strip(" \n。，,；;") for span in layout.common]
    found = []
    for section in layout.sections:
        own = passage.words(section.start, section.end).strip()
        found.append((tuple(names_in(section)), "\n".join(filter(None, [own, *common]))))
    return found if len(found) > 1 else []


def own_words(text: str, title: str) -> str:
    """The stretch that speaks of this post; the whole text if none does by itself."""
    named = stretches(text)
    for names, words in named:
        if title in names:
            return words
    for names, words in named:
        if any(same_post(name, title) for name in names):
            return words
    return text


def labelled(text: str) -> dict[str, str]:
    """{kind of label: the words behind it}, for the labels that the text has."""
    passage = fold("text", text)
    marks = list(_LABEL.finditer(passage.folded))
    found: dict[str, str] = {}
    for number, mark in enumerate(marks):
        name = str(mark.lastgroup)
        end = marks[number + 1].start() if number + 1 < len(marks) else len(passage.folded)
        if name in _ONE_LINE and (stop := _LINE_END.search(passage.folded, mark.end(), end)):
            end = stop.start()
        words = passage.words(mark.end(), end).strip(" \n\t，,；;。、|｜")
        if words:
            found.setdefault(name, words)
    if "contact" not in found and (number_found := _MOBILE.search(passage.folded)):
        found["contact"] = passage.words(*number_found.span())
    return found
