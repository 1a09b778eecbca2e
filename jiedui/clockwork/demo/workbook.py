"""Sheets as offices make them: a title over the header, a note under the last row."""

import xlsxwriter


def write(path, *, title, header, rows, note=""):
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("Sheet1")
        bold = book.add_format({"bold": True, "align": "center", "font_size": 14})
        head = book.add_format({"bold": True, "border": 1, "bg_color": "#e3f0ee"})
        sheet.merge_range(0, 0, 0, len(header) - 1, title, bold)
        sheet.write_row(1, 0, header, head)
        for number, row in enumerate(rows, 2):
            sheet.write_row(number, 0, row)
        if note:
            sheet.write(len(rows) + 3, 0, note)
        sheet.freeze_panes(2, 0)
        sheet.autofit()
    return path
