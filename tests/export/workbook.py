"""Reads workbooks back with openpyxl: their names in, for each its sheets,
its properties and what is wrong with it out (JSON)."""
import datetime, json, re, sys, zipfile
import openpyxl
from openpyxl.utils import get_column_letter


def value(cell):
    if cell.value is None:
        return None
    v = cell.value
    if isinstance(v, datetime.datetime):
        v = v.isoformat()
    link = cell.hyperlink and (cell.hyperlink.target, cell.hyperlink.location)
    return {"type": cell.data_type, "value": v, "format": cell.number_format, "link": link,
            "marked": bool(cell.quotePrefix),
            "wrap": cell.alignment.wrap_text, "vertical": cell.alignment.vertical}


def sheet(ws):
    widths = [ws.column_dimensions[get_column_letter(c)].width for c in range(1, ws.max_column + 1)]
    return {
        "name": ws.title,
        "frozen": ws.freeze_panes,
        "filter": ws.auto_filter.ref,
        "dimensions": ws.dimensions,
        "widths": widths,
        "heights": [ws.row_dimensions[r].height for r in range(1, ws.max_row + 1)],
        "custom": all(get_column_letter(c) in ws.column_dimensions for c in range(1, ws.max_column + 1)),
        "landscape": ws.page_setup.orientation == "landscape",
        "fit": [ws.sheet_properties.pageSetUpPr.fitToPage, ws.page_setup.fitToWidth or 1, ws.page_setup.fitToHeight],
        "repeated": ws.print_title_rows,
        "header": [ws.oddHeader.left.text, ws.oddHeader.center.text, ws.oddHeader.right.text],
        "footer": [ws.oddFooter.left.text, ws.oddFooter.center.text, ws.oddFooter.right.text],
        "coloured": [[str(r.sqref), rule.formula[0]]
                     for r in ws.conditional_formatting for rule in r.rules],
        "rows": [[value(c) for c in row] for row in ws.iter_rows()],
    }


def problems(name):
    found = []
    with zipfile.ZipFile(name) as z:
        for info in z.infolist():
            if info.date_time != (1980, 1, 1, 0, 0, 0):
                found.append(f"{info.filename} is of {info.date_time}")
            text = z.read(info).decode("utf-8")
            if info.filename.startswith("xl/worksheets/") and re.search(r"<f[ >/]", text):
                found.append(f"{info.filename} has a formula")
            for target in re.findall(r'Target="([^"]*)" TargetMode="External"', text):
                if not re.match(r"https?://[!#-%'-;=?-_a-z~&]*$", target, re.I):
                    found.append(f"{info.filename} leads to {target}")
    return found


def workbook(name):
    book = openpyxl.load_workbook(name)
    p = book.properties
    return {
        "sheets": [sheet(ws) for ws in book],
        "title": p.title, "author": p.creator, "subject": p.subject,
        "created": p.created.isoformat(), "modified": p.modified.isoformat(),
        "problems": problems(name),
    }


print(json.dumps([workbook(name) for name in sys.argv[1:]]))
