import pytest

from jiedui.engine.read import Case, Lexicon, cells_of


def test_columns_of_a_sheet_become_cells():
    row = {
        "row_id": "P1",
        "job_title": "普工",
        "pay_text": "5000",
        "raw_text": "招普工",
        "age_text": "",
    }

    assert cells_of(row.items()) == {"job_title": "普工", "pay": "5000", "text": "招普工"}


def test_an_unknown_cell_is_refused():
    with pytest.raises(ValueError, match="salary"):
        Case(cells={"salary": "5000"})


def test_a_cell_that_is_no_text_is_refused():
    with pytest.raises(TypeError):
        Case(cells={"headcount": 5})


def test_rows_of_the_catalogue_may_carry_numbers_and_further_names():
    lexicon = Lexicon.from_rows(
        [
            (650000, "新疆维吾尔自治区", "province", None),
            (650100, "乌鲁木齐市", "city", 650000, "/乌市/"),
        ],
        [("6-31", "生产辅助人员", 3, 6310000), ("6-31-99-00", "其他生产辅助人员", 4, 6319900)],
        [("普工", "6-31-99-00", "jiedui"), ("无主", "9-99-99-99", "jiedui")],
    )

    assert {region.code for region in lexicon.regions_by_name["乌市"]} == {"650100"}
    assert [code for code, _ in lexicon.ranked("普工")] == ["6-31-99-00"]
