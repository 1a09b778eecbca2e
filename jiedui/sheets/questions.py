"""Questions in and out as XLSForm: the sheet in which offices write their own survey forms.

`pyxform`, the tool behind ODK and KoBo, judges the file first; what it lets pass but this house
does not ask, or cannot show one at a time on a telephone, is refused in a sentence that says
which row and what to do. https://xlsform.org/en/
"""

import io
import re
import zipfile
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from jiedui.core.refusal import Refusal
from jiedui.sheets.conditions import read_condition, write_condition
from jiedui.workers.queries.asking import faults
from jiedui.workers.queries.meaning import fits_target

LARGEST = 2 * 1024 * 1024
UNPACKED = 40 * 1024 * 1024
MOST_QUESTIONS = 150
MOST_CHOICES = 300
ZH, EN = "中文 (zh)", "English (en)"
TYPES = {
    "select one": "one", "select_one": "one", "select all that apply": "many",
    "select_multiple": "many", "text": "text", "string": "text", "integer": "number",
    "int": "number", "range": "number", "decimal": "text", "date": "date", "note": "note",
    "acknowledge": "consent", "trigger": "consent", "time": "text", "dateTime": "text",
}  # fmt: skip
# What the house writes down by itself: who asked, when, on which device.
OUR_OWN = {
    "start", "end", "today", "deviceid", "username", "email", "phonenumber", "subscriberid",
    "simserial",
}  # fmt: skip
# What pyxform says, by a word of it, and how we say it.
SAID = [
    (r"no name", _("有一道题没有编号：请在 name 列补上")),
    (r"no type", _("有一行没有类型：请在 type 列补上")),
    (r"not in choices sheet|choices? sheet", _("选项表（choices）缺少用到的选项，或列名不对")),
    (r"unique|already used|duplicate|same name|more than one", _("有编号重复：每个只能用一次")),
    (r"unknown question type|not a valid type|question type", _("有的题目类型看不懂")),
    (r"survey.*(?:sheet|header)|headers", _("没有 survey 工作表，或缺少 type、name 列")),
    (r"unmatched|begin|end_|group", _("分组的开头和结尾对不上")),
    (r"reference|replace|no survey element|\$\{", _("条件里提到了没有的题")),
    (r"label", _("有的题目或选项没有写问法")),
]  # fmt: skip


@dataclass(frozen=True)
class Brought:
    """What a form says: ready to be kept, and what the officer should know of it."""

    code: str
    title: str
    body: list
    remarks: list


def read_questions(file, *, like=()):
    """The questions of an XLSForm workbook. `like` are ours: named alike, they mean the same."""
    form, targets = _judged(_workbook(file))
    questions, remarks = [], []
    _walk(form["children"], questions, section=None, relevant=None)
    if len(questions) > MOST_QUESTIONS:
        raise Refusal("too-many-questions", _("题目超过150道：没有人答得完，请精简后再上传。"))
    _conditions(questions)
    for question in questions:
        _give_meaning(question, targets.get(question["name"]), like, remarks)
    for question in questions:
        question.pop("_", None)
    if wrong := faults(questions):
        raise Refusal("questions-faulty", wrong[0])
    code = re.sub(r"[^A-Za-z0-9_-]", "-", str(form.get("id_string") or "form"))[:40]
    return Brought(code, str(form.get("title") or code)[:80], questions, remarks)


def _workbook(file):
    body = file.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise Refusal(
            "form-too-large", _("文件超过2兆：题组不会这么大，请只留 survey 和 choices 表。")
        )
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            is_book = "xl/workbook.xml" in archive.namelist()
    except zipfile.BadZipFile:
        unpacked, is_book = 0, False
    if not is_book:
        raise Refusal("not-an-xlsform", _("这不是 .xlsx 文件：请在表格软件里另存为 .xlsx 再上传。"))
    if unpacked > UNPACKED:
        raise Refusal("form-too-large", _("文件展开后太大：请新建一个工作簿，只放题目。"))
    return io.BytesIO(body)


def _judged(book):
    """(the form as pyxform understands it, {question: maps_to}) or its objection in our words."""
    # A second of imports that no other page needs.
    from pyxform.errors import PyXFormError  # noqa: PLC0415
    from pyxform.xls2json_backends import get_xlsform  # noqa: PLC0415
    from pyxform.xls2xform import convert  # noqa: PLC0415

    try:
        sheets = get_xlsform(book, file_type=".xlsx")
        targets = {
            str(row["name"]): str(row["maps_to"]).strip()
            for row in sheets.survey or ()
            if row.get("name") and row.get("maps_to")
        }
        book.seek(0)
        return convert(book, file_type=".xlsx", form_name="data")._pyxform, targets
    except (PyXFormError, KeyError, ValueError, zipfile.BadZipFile) as objection:
        raise _in_our_words(str(objection)) from objection


def _in_our_words(objection):
    row = re.search(r"\[row\s*:\s*([0-9]+)\]", objection)
    why = next(
        (said for word, said in SAID if re.search(word, objection, re.IGNORECASE)),
        _("这份表不符合 XLSForm 的写法"),
    )
    original = " ".join(re.sub(r"\[row[^\]]*\]", "", objection).split())[:160]
    told = {"why": why, "row": row[1] if row else "", "original": original}
    if row:
        return Refusal("xlsform-refused", _("第%(row)s行：%(why)s。（原文：%(original)s）") % told)
    return Refusal("xlsform-refused", _("%(why)s。（原文：%(original)s）") % told)


def _walk(children, questions, *, section, relevant):
    """Groups are opened: their title becomes a heading, their condition that of each question."""
    for child in children:
        kind = child.get("type", "")
        if kind in OUR_OWN or child.get("control", {}).get("bodyless"):
            continue
        if kind == "repeat":
            raise Refusal(
                "repeats-not-asked",
                _("“%(name)s”是重复组：这里一人一张表，请把家里每个人分开填，去掉重复组。") % child,
            )
        condition = _both(relevant, child.get("bind", {}).get("relevant"))
        if kind == "group":
            _walk(
                child.get("children", ()), questions, section=_words(child.get("label")),
                relevant=condition,
            )  # fmt: skip
        else:
            questions.append(_question(child, condition, section))
        section = None


def _both(outer, inner):
    return f"({outer}) and ({inner})" if outer and inner else outer or inner


def _question(child, relevant, section):
    name, bind = child["name"], child.get("bind", {})
    if child["type"] not in TYPES:
        raise Refusal(
            "type-unknown",
            _("题目“%(name)s”的类型“%(type)s”不能用：只能用单选、多选、文字、整数、日期和说明；"
              "照片请作附件上传，位置不收集。") % {"name": name, "type": child["type"]},
        )  # fmt: skip
    question = {"name": name, "type": TYPES[child["type"]], "label": _words(child.get("label"))}
    if hint := _words(child.get("hint")):
        question["hint"] = hint
    if section:
        question["section"] = section
    if question["type"] in ("one", "many"):
        question["choices"] = _choices(child)
    if _is_required(name, bind):
        question["required"] = True
    question["_"] = {"relevant": relevant, "limit": bind.get("constraint"),
                     "said": _words(bind.get("jr:constraintMsg")),
                     "range": child.get("parameters") if child["type"] == "range" else None,
                     "decimal": child["type"] == "decimal"}  # fmt: skip
    return question


def _words(label):
    """{"zh", "en"} of a label in one or several languages."""
    if not label:
        return {}
    if isinstance(label, str):
        return {"zh": label.strip()}
    zh = next((text for key, text in label.items() if re.search(r"zh|中|汉|Chinese", key)), None)
    en = next((text for key, text in label.items() if re.search(r"\ben|English", key)), None)
    words = {"zh": (zh or en or next(iter(label.values()))).strip()}
    return words | {"en": en.strip()} if en and zh else words


def _choices(child):
    told = child.get("choices") or ()
    if len(told) > MOST_CHOICES:
        raise Refusal(
            "too-many-choices",
            _("题目“%(name)s”的选项超过300个：手机上没法选，请改成文字题。") % child,
        )
    return [
        {"name": str(one["name"]), **_words(one.get("label"))}
        | ({"means": str(one["means"])} if one.get("means") else {})
        for one in told
    ]


def _is_required(name, bind):
    told = str(bind.get("required", "")).strip().lower()
    if told in ("", "no", "false", "false()"):
        return False
    if told in ("yes", "true", "true()"):
        return True
    raise Refusal(
        "condition-unknown",
        _("题目“%(name)s”的必答条件看不懂：只能写 yes 或 no。") % {"name": name},
    )


def _conditions(questions):
    types = {question["name"]: question["type"] for question in questions}
    for question in questions:
        told, name = question["_"], question["name"]
        for key, source in (("relevant", told["relevant"]), ("limit", told["limit"])):
            try:
                tree = read_condition(source, types, here=name)
            except ValueError as strange:
                raise Refusal(
                    "condition-unknown",
                    _("题目“%(name)s”的条件看不懂，停在“%(where)s”：只能用比较、selected、"
                      "and、or、not。") % {"name": name, "where": strange},
                ) from strange  # fmt: skip
            if tree:
                question[key] = tree
        _range(question, told)
        if told["said"] and "limit" in question:
            question["limit_said"] = told["said"]


def _range(question, told):
    """A slider is a number between two ends; a decimal is text that looks like one."""
    name, parts = question["name"], []
    for end, key in (("start", "least"), ("end", "most")):
        if told["range"] and re.fullmatch(r"-?[0-9]+", str(told["range"].get(end, ""))):
            parts.append({"question": name, key: int(told["range"][end])})
    if told["decimal"]:
        parts.append({"question": name, "matches": "-?[0-9]{1,9}[.]?[0-9]{0,4}"})
    if parts:
        question["limit"] = {"all": [*parts, *([question["limit"]] if "limit" in question else [])]}


def _give_meaning(question, target, like, remarks):
    """What a question becomes: what its row says, or what ours of the same name becomes."""
    ours = next((one for one in like if one["name"] == question["name"]), {})
    if target:
        if target.startswith("consent.") and question["type"] == "one":
            _as_consent(question)
        if target == "person.phone" and question["type"] == "text":
            question["type"] = "phone"
        question["maps_to"] = target
        if not fits_target(question):
            raise Refusal(
                "maps-to-nothing",
                _("题目“%(name)s”的 maps_to 写的是“%(target)s”，类型或选项对不上：请照样表改。")
                % {"name": question["name"], "target": target},
            )
    elif target := ours.get("maps_to"):
        meant = question | {"type": ours["type"] if _alike(question, ours) else question["type"]}
        if fits_target(meant | {"maps_to": target}):
            question |= {"type": meant["type"], "maps_to": target}
            _take_words(question, ours)
        else:
            remarks.append(_("“%(name)s”与系统里的同名题选项不同，只作普通回答保存。") % question)


def _alike(question, ours):
    """Our phone is typed as text there, our consent is a choice of two or an acknowledgement."""
    pairs = {("text", "phone"), ("consent", "consent")}
    return (question["type"], ours["type"]) in pairs


def _take_words(question, ours):
    """A choice that we know brings along what it means, unless the sheet says otherwise."""
    means = {one["name"]: one["means"] for one in ours.get("choices", ()) if "means" in one}
    for choice in question.get("choices", ()):
        if choice["name"] in means:
            choice.setdefault("means", means[choice["name"]])


def _as_consent(question):
    if {choice["name"] for choice in question.get("choices", ())} == {"yes", "no"}:
        question["type"] = "consent"
        question.pop("choices")


# --- out ------------------------------------------------------------------------------------

SURVEY = [
    "type", "name", f"label::{ZH}", f"label::{EN}", f"hint::{ZH}", f"hint::{EN}", "required",
    "relevant", "constraint", f"constraint_message::{ZH}", f"constraint_message::{EN}", "maps_to",
]  # fmt: skip
CHOICES = ["list_name", "name", f"label::{ZH}", f"label::{EN}", "means"]
CONSENT = "agree_or_not"


def write_questions(questions, out):
    """One set of questions as an XLSForm workbook that ODK, KoBo and this house read."""
    # Only this page of the house writes forms.
    import xlsxwriter  # noqa: PLC0415

    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    head = book.add_format({"bold": True})
    _sheet(book, "survey", [SURVEY, *_survey_rows(questions.body)], head, wide=2)
    _sheet(book, "choices", [CHOICES, *_choice_rows(questions.body)], head, wide=2)
    settings = [
        ["form_title", "form_id", "version", "default_language"],
        [questions.title, questions.code, str(questions.version), ZH],
    ]
    _sheet(book, "settings", settings, head, wide=0)
    book.close()


def _sheet(book, name, rows, head, *, wide):
    page = book.add_worksheet(name)
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if cell not in ("", None):
                page.write_string(number, place, str(cell), head if number == 0 else None)
    page.set_column(wide, wide + 3, 36)
    page.freeze_panes(1, 0)


def _survey_rows(body):
    open_section = 0
    for number, question in enumerate(body, 1):
        if section := question.get("section"):
            if open_section:
                yield ["end_group"]
            yield ["begin_group", f"section_{number}", *_both_words(section)]
            open_section = number
        yield _survey_row(question)
    if open_section:
        yield ["end_group"]


def _both_words(words):
    words = words or {}
    return [words.get("zh", ""), words.get("en", "")]


def _survey_row(question):
    kind, name = question["type"], question["name"]
    written = {
        "one": f"select_one {name}", "many": f"select_multiple {name}", "number": "integer",
        "phone": "text", "consent": f"select_one {CONSENT}",
    }  # fmt: skip
    return [
        written.get(kind, kind), name, *_both_words(question["label"]),
        *_both_words(question.get("hint")), "yes" if question.get("required") else "",
        write_condition(question["relevant"]) if "relevant" in question else "",
        write_condition(question["limit"], here=name) if "limit" in question else "",
        *_both_words(question.get("limit_said")), question.get("maps_to", ""),
    ]  # fmt: skip


def _choice_rows(body):
    if any(question["type"] == "consent" for question in body):
        yield [CONSENT, "yes", "同意", "I agree"]
        yield [CONSENT, "no", "不同意", "I do not agree"]
    for question in body:
        for choice in question.get("choices", ()):
            yield [question["name"], choice["name"], *_both_words(choice), choice.get("means", "")]
