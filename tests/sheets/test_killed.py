import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sheets.making import HEADER, line, xlsx

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("rows_of_a_long_book", [50_000, 20], ids=["alone", "read ahead"])
def test_an_import_killed_at_every_turn_loses_nothing_and_doubles_nothing(
    tmp_path, own_database, rows_of_a_long_book
):
    people = [line(i) for i in range(1, 241)]
    (tmp_path / "home").mkdir()
    sheet = tmp_path / "people.xlsx"
    sheet.write_bytes(
        xlsx(HEADER, *people, line(7, 姓名="别人"), line(500, 身份证号="1")).getvalue()
    )

    told = subprocess.run(
        [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "tests.sheets.killed",
            str(sheet),
            str(rows_of_a_long_book),
        ],
        cwd=ROOT,
        env=os.environ | own_database | {"JIEDUI_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert told.returncode == 0, told.stderr[-3000:]
    found = json.loads(told.stdout)

    assert found["killed_reading"] >= 8
    assert found["killed_committing"] >= 6
    assert found["reviewed"] == {"doubtful": 1, "new": 240, "refused": 1}
    assert found["counts"] == {"doubtful": 1, "new": 240, "refused": 1, "committed": 240}
    assert found["rows"] == found["numbers"] == 242
    assert found["workers"] == found["intentions"] == found["events"] == 240
    assert found["sound"] == "ok"
