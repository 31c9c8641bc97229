"""Reads JSON lines {"header", "text"}; counts headers that are not one, not whole, or hold a word too long."""
import email
import email.policy
import json
import re
import sys

faults = []
count = 0
for line in open(sys.argv[1], encoding="utf-8"):
    case = json.loads(line)
    raw = case["header"].encode() + b"\r\n\r\n"
    count += 1
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    if message.keys() != ["Subject"] or message.get_payload():
        faults.append("extra header: " + repr(case))
        continue
    value = message["Subject"]
    text = "".join(
        part.decode(charset or "ascii") if isinstance(part, bytes) else part
        for part, charset in email.header.decode_header(value)
    )
    if text != case["text"]:
        faults.append("decodes to " + repr(text) + ": " + repr(case))
    words = re.findall(r"=\?[^?]*\?[BQ]\?[^?]*\?=", value)
    if any(len(word) > 75 for word in words) or any(len(part) > 76 for part in case["header"].split("\r\n")):
        faults.append("too long: " + repr(case))
    for word in words:
        email.header.decode_header(word)[0][0].decode("utf-8")  # each of whole characters
print(json.dumps({"count": count, "faults": faults[:5]}))
