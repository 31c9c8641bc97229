"""A mail server for tests: smtp_server.py MODE FOLDER. Prints its port, then one JSON line an event.

MODE: normal | slow | rcpt550 | rcpt450 | data554 | data451 | cut | hang | auth | starttls | wronghost | tls |
hang-first (never answers the first letter) | late250, late554 (answers the first after two seconds)
Exit 77: aiosmtpd is not installed.
"""
import asyncio
import json
import os
import ssl
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
try:
    from aiosmtpd.smtp import SMTP, AuthResult
except ImportError:
    sys.exit(77)
from mail_facts import facts

mode, folder = sys.argv[1], sys.argv[2]
letters = 0


def say(**event):
    print(json.dumps(event), flush=True)


class Handler:
    async def handle_MAIL(self, server, session, envelope, address, options):
        say(event="mail", address=address)
        envelope.mail_from = address
        return "250 2.1.0 sender ok"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if mode == "rcpt550":
            return "550 5.1.1 no such user"
        if mode == "rcpt450":
            return "450 4.2.0 greylisted, come back later"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 recipient ok"

    async def handle_DATA(self, server, session, envelope):
        if mode == "data554":
            return "554 5.7.1 content refused"
        if mode == "data451":
            return "451 4.3.0 disk full"
        say(event="message", to=envelope.rcpt_tos, tls=session.ssl is not None, auth=session.authenticated or False,
            **facts(envelope.content))
        if mode == "slow":
            await asyncio.sleep(0.05)
        if mode == "cut":
            server.transport.abort()
        if mode == "hang":
            await asyncio.sleep(3600)
        global letters
        letters += 1
        if letters == 1 and mode == "hang-first":
            await asyncio.sleep(3600)
        if letters == 1 and mode.startswith("late"):
            await asyncio.sleep(2)
            say(event="late")
            return mode[4:] + " 2.0.0 the first letter"
        return "250 2.0.0 Ok: queued as 4XyZ"


def authenticate(server, session, envelope, mechanism, data):
    good = data.login == b"daopai" and data.password == b"CANARY-xyz"
    return AuthResult(success=good, handled=False)


def certificates():
    def run(*words):
        subprocess.run(["openssl", *words], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    host = "IP:203.0.113.1" if mode == "wronghost" else "IP:127.0.0.1"
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    run("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Test Authority", "-days", "2")
    run("req", *key, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=server")
    with open(os.path.join(folder, "san"), "w") as file:
        file.write("subjectAltName=" + host + "\n")
    run("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out",
        "server.pem", "-days", "2", "-extfile", "san")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(folder, "server.pem"), os.path.join(folder, "server.key"))
    return context


async def main():
    context = certificates() if mode in ("starttls", "wronghost", "tls", "auth") else None
    options = {"hostname": "mail.test"}
    if context and mode != "tls":
        options |= {"tls_context": context, "require_starttls": True}
    if mode == "auth":
        options |= {"authenticator": authenticate, "auth_required": True}
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(Handler(), loop=loop, **options), "127.0.0.1", 0, ssl=context if mode == "tls" else None)
    say(event="listening", port=server.sockets[0].getsockname()[1])
    # Ends with the test: its standard input is closed then.
    await loop.run_in_executor(None, sys.stdin.read)
    os._exit(0)


asyncio.run(main())
