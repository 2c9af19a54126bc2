"""Compares tables that we wrote with what LibreOffice saved of them again.

Called with a folder: workbooks and CSV files in it, what LibreOffice made of
them as workbooks in `again`. Fails where a cell is a formula, a link leads
elsewhere than to http and https, or a value has become another one.
"""

import csv
import datetime
import pathlib
import re
import sys

import openpyxl


def plain(value):
    """A value as both have it: no time of day at dates, no escapes, LF alone."""
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    if isinstance(value, str):
        value = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), value)
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    return None if value == "" else value


def sheets(path):
    book = openpyxl.load_workbook(path)
    found = {}
    for sheet in book.worksheets:
        rows = {}
        for cell in (c for row in sheet.iter_rows() for c in row):
            where = f"{path.name} {sheet.title}!{cell.coordinate}"
            if cell.data_type == "f":
                sys.exit(f"{where} is a formula: {cell.value!r}")
            if cell.data_type == "e":
                sys.exit(f"{where} is an error: {cell.value!r}")
            link = cell.hyperlink
            target = link.target if link else None
            if link and not (target is None and link.location) and not re.match(r"https?://", target or "", re.I):
                sys.exit(f"{where} is a link to {target!r}")
            if plain(cell.value) is not None:
                rows[cell.row, cell.column] = plain(cell.value)
        found[sheet.title] = rows
    return found


def differ(path, ours, theirs):
    for key in ours.keys() | theirs.keys():
        one, two = ours.get(key), theirs.get(key)
        if isinstance(one, (int, float)) and not isinstance(one, bool) and isinstance(two, (int, float)):
            if abs(one - two) < 1e-9:
                continue
        if one != two:
            sys.exit(f"{path.name} {key}: {one!r} became {two!r}")


def main(folder):
    folder = pathlib.Path(folder)
    count = 0
    for path in sorted(folder.iterdir()):
        again = folder / "again" / (path.stem + ".xlsx")
        if path.suffix == ".xlsx":
            ours, theirs = sheets(path), sheets(again)
            if list(ours) != list(theirs):
                sys.exit(f"{path.name} has sheets {list(ours)}, again {list(theirs)}")
            for title, cells in ours.items():
                differ(path, cells, theirs[title])
            count += 1
        elif path.suffix == ".csv":
            # What a spreadsheet would calculate begins with one of these.
            text = path.read_bytes().decode("utf-8-sig")
            for n, row in enumerate(csv.reader(text.splitlines(keepends=True)), 1):
                for cell in row:
                    if re.match(r"[=+\-@\t\r\n]", cell):
                        sys.exit(f"{path.name} line {n} has a cell that begins as a formula: {cell!r}")
            sheets(again)
            count += 1
    print(f"{count} files are as they were written")


main(*sys.argv[1:])
