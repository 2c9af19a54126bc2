"""Runs statements over exported tables, in a folder, with PyPI's duckdb.

Called with the folder and a file of statements, each on its own between lines
of three dashes. Prints for each its rows, as a line of JSON. `LINES file` has
Python's own json read a file of JSON lines.
"""

import json
import os
import sys

import duckdb


def main(folder, statements):
    with open(statements, encoding="utf-8") as file:
        parts = file.read().split("\n---\n")
    os.chdir(folder)
    db = duckdb.connect()
    db.execute("SET TimeZone = 'UTC'")
    for part in parts:
        text = part.strip().rstrip(";")
        rows = []
        if text.startswith("LINES "):
            with open(text[len("LINES "):], encoding="utf-8", newline="") as file:
                rows = [json.loads(line) for line in file.read().splitlines()]
        elif text.upper().startswith(("SELECT", "FROM", "WITH", "DESCRIBE")):
            query = f"SELECT to_json(t)::VARCHAR FROM ({text}) AS t"
            rows = [json.loads(row) for (row,) in db.execute(query).fetchall()]
        else:
            db.execute(text)
        print(json.dumps(rows))


main(*sys.argv[1:])
