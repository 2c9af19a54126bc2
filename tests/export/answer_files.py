"""Reads answer files with Python's own tomllib and compares them with what is
said to be in them: a folder of files, each with a .json beside it."""

import json
import pathlib
import sys
import tomllib


def said(table):
    head = table.get("assessment", {})
    found = {
        "subject": head.get("subject", ""),
        "assessor": head.get("assessor", ""),
        "evidence": {},
        "people": {},
        "steps": {},
        "questions": {},
    }
    text = lambda entry, *keys: [entry.get(key, "") for key in keys]
    for name, record in table.get("evidence", {}).items():
        found["evidence"][name] = text(record, "href", "title", "collected_by") + [record.get("size")]
    for name, person in table.get("people", {}).items():
        found["people"][name] = text(person, "function", "organisation")
    for role, answers in table.get("roles", {}).items():
        for step, entry in answers.get("steps", {}).items():
            texts = text(entry, "note", "justification", "assessed_by", "review_comment")
            action = entry.get("action", {}).get("text", "")
            found["steps"][f"{role}.{step}"] = texts + [action, sorted(entry.get("evidence", []))]
        for question, entry in answers.get("questions", {}).items():
            texts = text(entry, "implementation", "customer_responsibilities", "answered_by")
            found["questions"][f"{role}.{question}"] = texts
    return found


def main(folder):
    count = 0
    for path in sorted(pathlib.Path(folder).glob("*.toml")):
        with path.open("rb") as file:
            ours = said(tomllib.load(file))
        theirs = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        for entry in theirs["steps"].values():
            entry[5].sort()
        for kind, value in theirs.items():
            # A table that says nothing says as much as none.
            drop = lambda t: {k: v for k, v in t.items() if any(v)} if isinstance(t, dict) else t
            if drop(ours[kind]) != drop(value):
                sys.exit(f"{path.name} {kind}: {ours[kind]!r} is not {value!r}")
        count += 1
    print(f"{count} files say what they should")


main(*sys.argv[1:])
