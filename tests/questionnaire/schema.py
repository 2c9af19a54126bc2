"""Reads TOML files and says of each whether a JSON Schema takes it.

Arguments: the schema, then files. Prints one line a file: "ok", or what is wrong.
"""

import datetime
import json
import sys
import tomllib

import jsonschema_rs


def plain(value):
    """TOML's dates as the strings that a JSON Schema sees."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    return value


with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
jsonschema_rs.meta.validate(schema)
validator = jsonschema_rs.validator_for(schema, validate_formats=True)
for path in sys.argv[2:]:
    with open(path, "rb") as file:
        document = plain(tomllib.load(file))
    error = next(iter(validator.iter_errors(document)), None)
    print("ok" if error is None else " ".join(error.message.split())[:200])
