"""Sheets as an office sends them on: titled, framed, printable, and safe to open.

Text that a spreadsheet program could take for a formula is written so that it stays text,
also when the sheet is saved as CSV and opened again.
"""

import re
import unicodedata

import xlsxwriter

RISKY = re.compile(r"^[=+\-@\t\r]")
NUMBER = re.compile(r"^[+-]?\d[\d,]*(?:\.\d+)?%?$")
NARROW, WIDE = 6, 60


def harmless(text):
    """The text, made unable to run: a leading =, +, - or @ is kept behind an apostrophe."""
    text = str(text)
    if len(text) > 1 and RISKY.match(text) and not NUMBER.match(text):
        return f"'{text}"
    return text


def width_of(text):
    """How many columns of a fixed font the text takes: a Han character counts for two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in str(text))


class Pages:
    """A workbook written row by row, in one quiet style."""

    def __init__(self, out):
        self.book = xlsxwriter.Workbook(
            out, {"constant_memory": False, "strings_to_formulas": False, "strings_to_urls": False}
        )
        font = {"font_name": "等线", "font_size": 11, "valign": "top"}
        self.styles = {
            "title": self._style(font, bold=True, font_size=16, font_color="#12324a"),
            "note": self._style(font, font_color="#5a6770", text_wrap=True),
            "head": self._style(
                font, bold=True, bg_color="#e6edf2", font_color="#12324a", bottom=1,
                bottom_color="#9fb2c0", text_wrap=True, valign="vcenter",
            ),
            "text": self._style(font, text_wrap=True, bottom=4, bottom_color="#d5dde2"),
            "number": self._style(
                font, num_format="#,##0", align="right", bottom=4, bottom_color="#d5dde2"
            ),
            "figure": self._style(font, num_format="#,##0", align="right", bold=True),
            "label": self._style(font),
            "percent": self._style(font, num_format='0"%"', align="right", bold=True),
        }  # fmt: skip

    def _style(self, font, **more):
        return self.book.add_format(font | more)

    def table(self, name, columns, rows, *, title="", note="", empty=""):
        """One sheet with a frozen, filtered header; returns how many rows were written.

        `columns` are (heading, greatest width) pairs; a whole number in a row is written as
        a number, everything else as text.
        """
        sheet = self.book.add_worksheet(name[:31])
        top = 0
        if title:
            sheet.set_row(0, 26)
            sheet.write_string(0, 0, title, self.styles["title"])
            top = 1
        if note:
            sheet.merge_range(top, 0, top, max(1, len(columns) - 1), note, self.styles["note"])
            sheet.set_row(top, 15 * (1 + width_of(note) // 110))
            top += 1
        widths = [width_of(heading) + 3 for heading, _ in columns]
        for column, (heading, _widest) in enumerate(columns):
            sheet.write_string(top, column, str(heading), self.styles["head"])
        line = top
        for row in rows:
            line += 1
            for column, value in enumerate(row):
                if value is None or value == "":
                    sheet.write_blank(line, column, None, self.styles["text"])
                elif type(value) is int:
                    sheet.write_number(line, column, value, self.styles["number"])
                else:
                    text = harmless(value)
                    sheet.write_string(line, column, text[:32_000], self.styles["text"])
                    if line < top + 400:
                        longest = max(width_of(part) for part in text.split("\n"))
                        widths[column] = max(widths[column], longest + 2)
        if line == top and empty:
            sheet.write_string(top + 1, 0, empty, self.styles["note"])
        for column, (_heading, widest) in enumerate(columns):
            sheet.set_column(column, column, max(NARROW, min(widths[column], widest or WIDE)))
        self._set_up_print(sheet, top, len(columns), line)
        return line - top

    def _set_up_print(self, sheet, top, columns, last):
        sheet.freeze_panes(top + 1, 0)
        sheet.autofilter(top, 0, max(last, top + 1), columns - 1)
        sheet.repeat_rows(top)
        self.print_set_up(sheet)

    def print_set_up(self, sheet, landscape=True):
        sheet.set_paper(9)
        if landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.set_footer("&C&P / &N")
        sheet.hide_gridlines(2)

    def close(self):
        self.book.close()
