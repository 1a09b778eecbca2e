"""Reads one ad and says what it promises, what it asks, and what it may not say."""

import re
from dataclasses import replace

from jiedui.engine.read import law
from jiedui.engine.read.ages import age_spans, read_ages, years_of_birth
from jiedui.engine.read.case import Case
from jiedui.engine.read.finding import Breach, Finding, Place, Post, Value
from jiedui.engine.read.occupations import read_occupation
from jiedui.engine.read.offers import (
    read_board,
    read_expiry,
    read_insurance,
    read_lodging,
    read_shifts,
)
from jiedui.engine.read.passage import Passage, fold
from jiedui.engine.read.pay import read_pay
from jiedui.engine.read.people import read_both_sexes, read_headcount_cell, read_headcount_text
from jiedui.engine.read.places import in_one_province, leads, listed_region, mentions, read_place
from jiedui.engine.read.posts import (
    Layout,
    Section,
    labelled_only,
    lay_out,
    lone_titles,
    names_in,
    same_post,
    says_nothing,
    section_for,
    share_of,
)
from jiedui.engine.read.schooling import read_certificates, read_education, read_experience
from jiedui.engine.read.titles import clean_title, split_title, with_kind

_UNNAMED = {"未注明", "不详", "无", "其他", "其它"}
_ONLY_A_FIRM = re.compile(r"[一-龥]{4,}(?:厂|公司|企业)|新能源厂|电子厂|食品厂")
_WORKING_AGE = 16  # 禁止使用童工规定, art. 2
_TEN_THOUSAND = 1_000_000  # fen
_ANYBODY = re.compile(r"不限学历|学历不限|不限技能|不限经验|经验不限|无(?:需)?经验|零基础|小白")
_LONGEST = 20_000  # signs of one cell that are read; a longer one is no ad
_MOST_POSTS = 60  # a title or text that names more is a catalogue, not an ad


def judge(case: Case) -> Finding:
    """Everything that can be read from the ad, and the breaches of law in it.

    Total: any text gets an answer, at worst one post without fields. Equal cases get
    equal findings. A cell is read up to 20,000 signs, and
    no more than 60 posts are told apart, so that a hostile text cannot hold the reader up.
    """
    cells = {kind: fold(kind, words[:_LONGEST]) for kind, words in sorted(case.cells.items())}
    if case.text:
        cells["text"] = fold("text", case.text[:_LONGEST])
    reading = _Reading(case, {kind: cell for kind, cell in cells.items() if cell})
    posts = reading.posts()
    return Finding(posts, tuple(reading.breaches(posts)))


def _is_told(place: Value[Place] | None) -> bool:
    """A region that the list or the firm's name lets us guess is not a stated workplace."""
    return place is not None and place.cell in {"text", "workplace", "job_title"}


class _Reading:
    """One pass over one ad: its cells, the layout of its text, and the titled section."""

    def __init__(self, case: Case, cells: dict[str, Passage]) -> None:
        self.lexicon = case.lexicon
        self.cells = cells
        self.text = cells.get("text")
        self.layout = lay_out(self.text) if self.text else Layout((), ())
        title = cells.get("job_title")
        self.base = listed_region(cells, self.lexicon)
        self.title = clean_title(title.written, self._region_prefix) if title else ""
        self.titled = split_title(self.title)[:_MOST_POSTS] if self.title else []
        if self._names_no_post():
            self.title, self.titled = "", []
        self.lone: list[tuple[int, int]] = []
        if self.text is not None and not self.titled and not self.layout.sections:
            self.lone = lone_titles(self.text)

    def _region_prefix(self, words: str) -> int:
        """The length of the region name these words begin with, if the ad can mean the region.

        A bare short name counts only inside the province of the list or the workplace:
        大理石 is a stone.
        """
        found = mentions(words, self.lexicon, self.base)
        if not found or found[0].start != 0:
            return 0
        if self.base is None and leads(words, found[0]):
            return (found[1] if found[1:] and found[1].start == found[0].end else found[0]).end
        return found[0].end if found[0].full or in_one_province(found[0].region, self.base) else 0

    def _names_no_post(self) -> bool:
        """（未注明）, the firm's own name, or a slogan over a text that says 岗位：店员."""
        if self.title.strip("()（）【】 ") in _UNNAMED or _ONLY_A_FIRM.fullmatch(self.title):
            return True
        firm = self.cells.get("company")
        if firm is not None and self.title == firm.written.strip():
            return True
        return self.text is not None and labelled_only(self.title, self.text, self.layout)

    def posts(self) -> tuple[Post, ...]:
        """The titled post, then the others that the ad names."""
        own = section_for(self.titled, self.layout) if self.titled else None
        if own is None and self.layout.sections and not self.titled:
            own = self.layout.sections[0]
        first = self._post(own, self._title_value(own))
        others = self._others(own, first)[: _MOST_POSTS - 1]
        if own is None and len(self.layout.sections) > 1 and says_nothing(self.title):
            return (replace(others[0], title=first.title), *others[1:])
        return (first, *others)

    def _others(self, own: Section | None, first: Post) -> list[Post]:
        """The further posts of the title by their own stretches, then those only the text names."""
        taken = {own}
        seen = set(self.titled) or {names_in(own)[0]} if own else set(self.titled)
        others: list[Post] = []
        for name in self.titled[1:]:
            section = self._stretch_of(name, taken)
            taken.add(section)
            title = Value(name, 80, self.cells["job_title"].written.strip(), "job_title")
            others.append(self._post(section, title, first) if section else self._bare(title))
        if own is None and not self.titled:
            others += [self._bare(self._alone(span)) for span in self.lone[1:]]
        if own is None and self.titled:
            taken.add(self._stretch_of(self.titled[0], taken))
        for section in self.layout.sections:
            for number, name in enumerate(names_in(section)):
                if name in seen or (section in taken and (number == 0 or section is not own)):
                    continue
                seen.add(name)
                others.append(self._post(section, self._heading(section, name), first))
        return others

    def _stretch_of(self, name: str, taken: set[Section | None]) -> Section | None:
        free = [section for section in self.layout.sections if section not in taken]
        return next((section for section in free if same_post(section.title, name)), None)

    def _title_value(self, own: Section | None) -> Value[str] | None:
        cell = self.cells.get("job_title")
        if cell is not None and self.title:
            as_it_stands = self.title == cell.written.strip()
            return Value(self.title, 95 if as_it_stands else 85, cell.written.strip(), "job_title")
        if own is not None:
            return self._heading(own, names_in(own)[0])
        return self._alone(self.lone[0]) if self.lone else None

    def _alone(self, span: tuple[int, int]) -> Value[str]:
        assert self.text is not None  # the span was found in it
        words = self.text.words(*span)
        return Value("".join(words.split()), 65, words, "text")

    def _heading(self, section: Section, name: str = "") -> Value[str]:
        assert self.text is not None  # sections come from the text
        name = name or section.title
        start = self.text.folded.find(name[:2], section.start, section.heading_end)
        start = section.start if start == -1 else start
        words = self.text.words(start, section.heading_end).strip()
        end = self.text.folded.find(name, start, section.heading_end) + len(name)
        if end >= start + len(name):
            name = with_kind(name, self.text.folded[end : end + 16])
        return Value(name, 75, words, "text")

    def _bare(self, title: Value[str]) -> Post:
        return Post(title, occupation=read_occupation(title.value, self.cells, self.lexicon))

    def _scope(self, section: Section | None) -> list[Passage]:
        """What is said of one post: its own stretch, then what is said of all."""
        if self.text is None:
            return []
        if len(self.layout.sections) < 2:
            return [self.text]
        if section is None:
            return [self.text.part(*span) for span in self.layout.common]
        own = self.text.part(section.start, section.end)
        return [own, *(self.text.part(*span) for span in self.layout.common)]

    def _cells(self, *kinds: str) -> list[Passage]:
        return [self.cells[kind] for kind in kinds if kind in self.cells]

    def _post(
        self, section: Section | None, title: Value[str] | None, first: Post | None = None
    ) -> Post:
        """One post by its stretch; the cells, the place and the expiry belong to the first."""
        titled = first is None
        scope = self._scope(section)
        many = len(self.layout.sections) > 1
        own_cells = self._cells if titled else (lambda *kinds: [])
        ages, by_sex = read_ages(
            [*scope, *self._parsed(own_cells("age"), many), *own_cells("job_title")]
        )
        offers = [*scope, *own_cells("benefits", "pay", "job_title")]
        if scope != self._cells("text"):
            offers += self._cells("text")
        insurance, kinds = read_insurance(offers)
        name = title.value if title else ""
        return Post(
            title=title,
            occupation=read_occupation(name, self.cells, self.lexicon),
            headcount=self._headcount(section, scope, titled),
            pay=read_pay(
                [*scope, *self._shares(own_cells("pay")), *own_cells("benefits", "job_title")]
            ),
            age=ages,
            age_by_sex=by_sex,
            education=read_education([*scope, *own_cells("education", "job_title")]),
            experience_years=read_experience(
                [*scope, *self._parsed(own_cells("experience"), many), *own_cells("job_title")]
            ),
            certificates=read_certificates(scope),
            board=read_board(offers),
            lodging=read_lodging(offers),
            insurance=insurance,
            insurance_kinds=kinds,
            shifts=read_shifts([*scope, *own_cells("benefits")]),
            place=first.place if first else self._place(scope),
            expires=first.expires if first else read_expiry(self._cells("text")),
        )

    def _place(self, scope: list[Passage]) -> Value[Place] | None:
        """The posts of one ad are at one place, whichever of them the address follows."""
        found = read_place(self.cells, scope, self.lexicon)
        whole = self._cells("text")
        if found or not whole or scope == whole:
            return found
        return read_place(self.cells, whole, self.lexicon)

    def _shares(self, cells: list[Passage]) -> list[Passage]:
        """Of a cell that pays several posts by name (全检16元，其他面议) the first post's share."""
        if len(self.titled) < 2:
            return cells
        return [part for cell in cells for part in share_of(cell, self.titled)]

    def _parsed(self, cells: list[Passage], many: bool) -> list[Passage]:
        """Cells that were cut out of the text may belong to another post of it: then not read."""
        if not many or self.text is None:
            return cells
        return [cell for cell in cells if cell.folded.strip() not in self.text.folded]

    def _headcount(
        self, section: Section | None, scope: list[Passage], titled: bool
    ) -> Value[int | None] | None:
        heading = None
        if section is not None and self.text is not None and section.headcount:
            at = self.text.folded.rfind(section.headcount, section.start, section.heading_end)
            heading = read_headcount_cell(self.text.part(at, at + len(section.headcount)))
        cell = (
            read_headcount_cell(self.cells["headcount"])
            if titled and "headcount" in self.cells
            else None
        )
        for passage in scope[:1]:
            if (both := read_both_sexes(passage)) is not None:
                return both
        own_figure = len(self.layout.sections) > 1 and len(self.titled) < 2
        counted = heading is not None and heading.value is not None
        if counted and (own_figure or cell is None or cell.value is None):
            return heading
        if cell is not None and cell.value is not None:
            return cell
        for passage in [*(self._cells("job_title") if titled else []), *scope]:
            if found := read_headcount_text(passage):
                return found
        return cell

    def breaches(self, posts: tuple[Post, ...]) -> list[Breach]:
        """Each rule broken anywhere in the ad, once, with the first words that break it."""
        found: dict[str, Breach] = {}
        order = [*self._cells("gender", "job_title", "text"), *self._other_cells()]
        for passage in order:
            for breach in law.breaches_in(passage):
                found.setdefault(breach.rule, breach)
        if posts[0].pay is not None and law.is_mere_puff(found.get("false-pay")):
            del found["false-pay"]
        if promise := self._empty_promise(posts[0]):
            found["false-pay"] = promise
        if age := self._age_breach(order):
            found["age"] = age
        if "minor" not in found and (young := self._too_young()):
            found["minor"] = young
        if posts[0].pay is None:
            pay = self.cells.get("pay")
            found["pay-unclear"] = law.broken(
                "pay-unclear", pay.written.strip() if pay else "", "pay" if pay else ""
            )
        if missing := self._missing(posts[0]):
            found["incomplete"] = law.broken(
                "incomplete", "", "", missing="、".join(missing) + "。"
            )
        return list(found.values())

    def _empty_promise(self, post: Post) -> Breach | None:
        """“月收入1万元以上” without schooling, skill or any part of the pay named is a gimmick."""
        if post.pay is None or post.pay.value.high_fen is not None or post.pay.value.structure:
            return None
        low = post.pay.value.monthly_low_fen
        text = " ".join(cell.folded for cell in self.cells.values())
        if low is None or low < _TEN_THOUSAND or not _ANYBODY.search(text):
            return None
        return law.broken("false-pay", post.pay.words, post.pay.cell)

    def _other_cells(self) -> list[Passage]:
        return self._cells("age", "education", "experience", "pay", "benefits", "headcount")

    def _age_breach(self, passages: list[Passage]) -> Breach | None:
        for passage in passages:
            if passage.cell in {"headcount", "pay"}:
                continue
            for span in age_spans(passage):
                if span.high is not None:
                    words = passage.words(span.start, span.end)
                    return law.broken("age", words, passage.cell)
            if born := years_of_birth(passage):
                return law.broken("age", born, passage.cell)
        return None

    def _too_young(self) -> Breach | None:
        """A span such as 15-18 in the column of ages, which bears no 岁 of its own."""
        for cell in self._cells("age"):
            for span in age_spans(cell):
                if span.low is not None and span.low < _WORKING_AGE:
                    return law.broken("minor", cell.words(span.start, span.end), cell.cell)
        return None

    def _missing(self, post: Post) -> list[str]:
        """Which of the seven elements of the 2026 notice the ad does not have."""
        text = self.text.folded if self.text else ""
        conditions = (
            any((post.age, post.education, post.experience_years, post.certificates))
            or "要求" in text
        )
        elements = (
            ("单位基本情况", "company" in self.cells or "公司" in text or "厂" in text),
            ("招聘人数", post.headcount is not None),
            ("招聘条件", conditions),
            ("工作内容", post.title is not None),
            ("工作地点", "workplace" in self.cells or _is_told(post.place)),
            ("基本薪资", post.pay is not None),
            ("有效期限", post.expires is not None),
        )
        return [name for name, there in elements if not there]
