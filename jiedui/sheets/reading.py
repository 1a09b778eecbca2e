"""Going through the rows of an opened book, in this process or, for a long one, in a second."""

import itertools
import multiprocessing
import signal
import warnings

from django.core.files.storage import default_storage
from django.db import connection

from jiedui.accounts.models import OrganisationKind
from jiedui.core.fields import seal
from jiedui.sheets import vacancies, workers
from jiedui.sheets.book import open_book, rows_of
from jiedui.sheets.header import Header, is_note
from jiedui.sheets.models import Kind, Row
from jiedui.sheets.workers import to_json

ROOMS = {Kind.PEOPLE: workers, Kind.VACANCIES: vacancies}
RAW_PLACE = Row._meta.get_field("raw").place
# With fewer rows left, a second process would cost more than it saves.
LONG = 50_000


class Reading:
    """A book being read: where its rows continue and what was seen so far.

    Nothing here has to survive: whatever process goes on with the book opens the file again,
    walks to the mark and recalls from the stored rows what was seen.
    """

    def __init__(self, book):
        self.mark, self.digest = book.rows_read, book.digest
        self.header = header_of(book)
        self.reader = reader_for(book)
        workbook = _opened.pop(book.digest, None) or open_book(default_storage.path(book.file.name))
        self.rows = self._from(book, {sheet.name: sheet for sheet in workbook.sheets})
        recall(book, self.reader, self.mark)

    def _from(self, book, sheets):
        """Each row from the mark on, over all sheets: (position, number, its cells sealed, what
        it says, remarks, the reader's mark); a note says nothing (None).

        The position counts the lines behind the headers, empty ones too: it is the mark.
        """
        before, begin = 0, self.mark
        for part in book.sheets:
            sheet = sheets[part["name"]]
            start = part["first"] + max(0, begin - before)
            odd = {}
            for row, column in sheet.bare_formulas:
                odd.setdefault(row, set()).add(column)
            if begin < before + part["span"]:
                for index, cells in rows_of(sheet, start=start):
                    position = before + index - part["first"] + 1
                    number = index + sheet.first_row + part["shift"]
                    sealed = seal(to_json(cells), RAW_PLACE(f"{book.pk}:{number}"))
                    said = self._said(cells, odd.get(index, ()))
                    yield position, number, sealed, *said
            before += part["span"]

    def _said(self, cells, odd):
        if is_note(cells, self.header):
            return None, [], None
        values, remarks = self.reader.read(cells, odd)
        return values, remarks, self.reader.mark(values)

    def next_batch(self, book, size):
        return list(itertools.islice(self.rows, size))

    def close(self):
        """Nothing is held that would not go by itself."""


class ReadingAhead:
    """A long book, whose rows a second process reads while this one judges and stores.

    What a row says does not depend on what is judged of the rows before it, so the two halves
    of the work, about equally heavy, go on side by side. The second process is a fork: it has
    the opened workbook without opening it again. It writes to a pipe that holds a batch, ends
    when the pipe breaks, and has a way of its own into the database. Should it fall, the rest
    is read here, and whatever it fell over shows itself.
    """

    def __init__(self, book, size):
        reading = Reading(book)
        self.mark, self.digest, self.reader = reading.mark, reading.digest, reading.reader
        self.alone = None
        # Neither process may go on with a connection that the other one has too.
        connection.close()
        self.pipe, there = multiprocessing.Pipe(duplex=False)
        self.second = multiprocessing.get_context("fork").Process(
            target=_read_ahead, args=(reading, book, size, self.pipe, there), daemon=True
        )
        with warnings.catch_warnings():
            # The other thread of the clockwork only renews the lease; the fork never waits for it.
            warnings.simplefilter("ignore", DeprecationWarning)
            self.second.start()
        there.close()

    def next_batch(self, book, size):
        if self.alone is None:
            try:
                return self.pipe.recv()
            except (EOFError, OSError):
                self.close()
                self.alone = Reading(book)
                self.reader = self.alone.reader
        return self.alone.next_batch(book, size)

    def close(self):
        self.pipe.close()
        self.second.terminate()
        self.second.join()


def _read_ahead(reading, book, size, here, there):
    """The second process: batch after batch, until the book or the pipe ends."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    here.close()
    try:
        while batch := reading.next_batch(book, size):
            there.send(batch)
        there.send([])
    except Exception:  # the first process reads on by itself and tells what is wrong
        return
    finally:
        there.close()


_open_readings: dict[int, Reading | ReadingAhead] = {}
_opened: dict[str, object] = {}


def leave_open(workbook, book):
    """The next step begins to read: it need not open the file once more."""
    _opened.clear()
    _opened[book.digest] = workbook


def keep_open(reading, book):
    _open_readings[book.pk] = reading


def reading_of(book, size):
    """The reading that stands at the mark; taken out, so that a step that fails half-way leaves
    none behind whose rows are further on than its mark."""
    reading = _open_readings.pop(book.pk, None)
    forget_readings()
    if reading is not None and (reading.mark, reading.digest) == (book.rows_read, book.digest):
        return reading
    if reading is not None:
        reading.close()
    return ReadingAhead(book, size) if _is_long(book) else Reading(book)


def forget_readings():
    for reading in _open_readings.values():
        reading.close()
    _open_readings.clear()


def _is_long(book):
    """Worth a second process, in a place where there may be one."""
    return (
        book.rows_total - book.rows_read >= LONG
        and not connection.in_atomic_block
        and not (connection.vendor == "sqlite" and connection.is_in_memory_db())
        and not multiprocessing.current_process().daemon
    )


def header_of(book):
    fields = tuple(book.columns.get(cell, "") for cell in book.header)
    return Header(book.header_row, tuple(book.header), fields)


def reader_for(book):
    region, fields = book.office.region, header_of(book).fields
    if book.kind == Kind.PEOPLE:
        return workers.Reader(region, book.as_of, fields)
    if book.office.kind != OrganisationKind.BUREAU:
        # A firm brings its own posts, in its own county; its officer looks at them.
        return vacancies.Reader(region, book.as_of, fields, [region.interval()], firm=book.office)
    scope = [region.interval(), *book.brought_by.paired_intervals()]
    return vacancies.Reader(region, book.as_of, fields, scope)


def recall(book, reader, upto):
    """Let the reader remember what the rows already stored speak of."""
    if not upto:
        return
    room = ROOMS[book.kind]
    stored = Row.objects.filter(book=book).exclude(key=None).order_by("number")
    for row in stored.only("number", "book_id", "understood").iterator(2000):
        reader.remember(row.number, room.from_json(row.values()))
