import subprocess
import sys

import pytest

from jiedui.clockwork import terminal
from jiedui.clockwork.terminal import words

HEAVY = ("django", "numpy", "numba", "rich", "xlsxwriter", "python_calamine")


@pytest.fixture(autouse=True)
def _in_chinese():
    yield
    words.speak("zh")


@pytest.mark.parametrize(
    "command", ["match", "read", "import", "export", "catalogue", "migrate-to-postgres"]
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_command_teaches_by_example(command, lang, capsys):
    with pytest.raises(SystemExit) as ended:
        terminal.main([command, "--lang", lang, "--help"])

    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert f"jiedui {command}" in said.partition("usage")[2]
    assert ("例子" in said) == (lang == "zh")
    assert ("Examples" in said) == (lang == "en")


def test_help_does_not_wait_for_anything_heavy():
    """Neither Django nor the arithmetic is imported before the command is known."""
    asked = (
        "import sys\n"
        "from jiedui.clockwork import terminal\n"
        "try:\n    terminal.main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"sys.exit(' '.join(name for name in {HEAVY!r} if name in sys.modules) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_matching_does_not_wait_for_what_it_does_not_use():
    """Splink and DuckDB take a second to load; they compare the people of a whole county."""
    asked = (
        "import sys\n"
        "import django\n"
        "django.setup()\n"
        "import jiedui.clockwork.terminal.matching\n"
        "unused = 'splink', 'duckdb', 'pyarrow', 'altair', 'jiedui.engine.read'\n"
        "sys.exit(' '.join(name for name in unused if name in sys.modules) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "argv",
    [[], ["macth"], ["match", "one.xlsx"], ["read"], ["import", "x.xlsx", "--kind", "cats"],
     ["match", "a", "b", "--on", "yesterday"]],
)  # fmt: skip
def test_a_command_that_is_not_understood_exits_with_2(argv, capsys):
    with pytest.raises(SystemExit) as ended:
        terminal.main(argv)

    assert ended.value.code == 2


def test_a_file_that_is_not_there_is_told_before_anything_is_started(capsys, tmp_path):
    assert terminal.main(["read", str(tmp_path / "none.xlsx")]) == 2
    assert "none.xlsx" in capsys.readouterr().err


@pytest.fixture
def two_sheets(tmp_path):
    for name in ("people.xlsx", "vacancies.xlsx"):
        (tmp_path / name).write_bytes(b"the officer's only copy")
    return tmp_path


@pytest.mark.parametrize(
    "out",
    ["people.xlsx", "vacancies.xlsx", "../{folder}/people.xlsx", "missing/result.xlsx",
     "result.txt"],
)  # fmt: skip
def test_no_answer_is_written_where_it_may_not_be(two_sheets, out, capsys):
    """Told before anything is worked out, and above all before a ledger is lost."""
    sheets = [str(two_sheets / name) for name in ("people.xlsx", "vacancies.xlsx")]
    path = two_sheets / out.format(folder=two_sheets.name)

    assert terminal.main(["match", *sheets, "-o", str(path)]) == 2
    assert str(path) in capsys.readouterr().err
    assert (two_sheets / "people.xlsx").read_bytes() == b"the officer's only copy"


def test_a_mended_sheet_of_returned_rows_is_not_written_over(two_sheets, capsys):
    mended = two_sheets / "result-退回的人员.xlsx"
    mended.write_bytes(b"mended by hand")
    words = ["match", str(mended), str(two_sheets / "vacancies.xlsx"), "--lang", "zh"]

    assert terminal.main([*words, "-o", str(two_sheets / "result.xlsx")]) == 2
    assert mended.read_bytes() == b"mended by hand"


@pytest.mark.parametrize(
    ("environment", "language"),
    [({"LANG": "en_GB.UTF-8"}, "en"), ({"LANG": "zh_CN.UTF-8"}, "zh"), ({"LANG": "C.UTF-8"}, "zh"),
     ({"LC_ALL": "en_US", "LANG": "zh_CN"}, "en"), ({}, "zh")],
)  # fmt: skip
def test_the_terminal_speaks_the_language_of_its_reader(environment, language, monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert words.usual() == language
