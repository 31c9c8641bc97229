"""Checks policies against the JSON Schema: SCHEMA FILE… Prints one line of JSON with what does not fit."""

import json
import sys

try:
    import yaml
    from jsonschema import Draft202012Validator
except ImportError:
    print(json.dumps({"missing": True}), flush=True)
    sys.exit(0)

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema)
faults = []
for path in sys.argv[2:]:
    with open(path, encoding="utf-8") as file:
        document = yaml.safe_load(file)
    for error in validator.iter_errors(document):
        place = "/".join(map(str, error.absolute_path))
        faults.append(f"{path.rsplit('/', 1)[-1]} {place}")
print(json.dumps({"count": len(sys.argv) - 2, "faults": sorted(faults)}), flush=True)
