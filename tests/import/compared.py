"""Two workbooks as openpyxl reads them: what differs, cell by cell, and
whether every other part of the container is the same, byte by byte."""
import sys, zipfile
import openpyxl

before, after = sys.argv[1:]
old, new = openpyxl.load_workbook(before), openpyxl.load_workbook(after)
assert old.sheetnames == new.sheetnames
for name in old.sheetnames:
    a, b = old[name], new[name]
    assert a.dimensions == b.dimensions, name
    assert len(a.data_validations.dataValidation) == len(b.data_validations.dataValidation), name
    for row in b.iter_rows():
        for cell in row:
            was = a[cell.coordinate]
            assert (was.fill.fgColor.rgb, was.alignment.wrap_text) == (cell.fill.fgColor.rgb, cell.alignment.wrap_text)
            if was.value != cell.value:
                print(name, cell.coordinate, cell.data_type, ascii(cell.value))
with zipfile.ZipFile(before) as x, zipfile.ZipFile(after) as y:
    assert x.namelist() == y.namelist()
    assert y.testzip() is None
    print("changed:", [n for n in x.namelist() if x.read(n) != y.read(n)])
    assert [i.date_time for i in x.infolist()] == [i.date_time for i in y.infolist()]
