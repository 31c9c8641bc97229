"""What Python's own mail parser makes of a message, as JSON."""
import email
import email.policy
import json
import re
import sys


def facts(raw: bytes) -> dict:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    lines = raw.replace(b"\r\n", b"\n").split(b"\n")
    head = raw.replace(b"\r\n", b"\n").split(b"\n\n", 1)[0]
    return {
        "headers": [[name, str(value)] for name, value in message.items()],
        "parts": [[part.get_content_type(), part.get_content().replace("\r\n", "\n")] for part in message.iter_parts()],
        "defects": [str(d) for d in message.defects],
        "longestLine": max(len(line) for line in lines),
        "longestWord": max([len(w) for w in re.findall(rb"=\?[^?]*\?[BQ]\?[^?]*\?=", head)] or [0]),
    }


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as file:
        print(json.dumps(facts(file.read())))
