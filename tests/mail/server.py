# A real mail server for the tests (aiosmtpd): takes letters on a port of this machine.
#
#     /usr/bin/python3 tests/mail/server.py DIR MODE
#
# MODE is plain, starttls (offered and needed, with DIR/cert.pem and DIR/key.pem) or login (the same,
# and name and password are needed: pont, "the password of pont"). Writes DIR/port when it is ready,
# and each letter to DIR/letter-N, after a line with who it is from and for as the envelope says.
# later@example.org is told 451 the first time; refused@example.org is told 550 always.
import asyncio
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

folder, mode = sys.argv[1], sys.argv[2]


class Handler:
    def __init__(self):
        self.letters = 0
        self.asked = set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address == "refused@example.org":
            return "550 5.1.1 there is nobody of that name"
        if address == "later@example.org" and address not in self.asked:
            self.asked.add(address)
            return "451 4.7.1 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.letters += 1
        with open(os.path.join(folder, f"letter-{self.letters}"), "wb") as out:
            secure = "tls" if session.ssl else "plain"
            out.write(f"{secure} {envelope.mail_from} {envelope.rcpt_tos}\n".encode())
            out.write(envelope.original_content)
        return "250 OK"


def login(server, session, envelope, mechanism, data):
    right = (
        isinstance(data, LoginPassword)
        and data.login == b"pont"
        and data.password == b"the password of pont"
    )
    return AuthResult(success=right)


def protocol():
    if mode == "plain":
        return SMTP(handler, hostname="localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{folder}/cert.pem", f"{folder}/key.pem")
    return SMTP(
        handler,
        hostname="localhost",
        tls_context=context,
        require_starttls=True,
        auth_required=mode == "login",
        authenticator=login if mode == "login" else None,
    )


async def main():
    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
    with open(os.path.join(folder, "port.part"), "w") as out:
        out.write(str(server.sockets[0].getsockname()[1]))
    os.rename(os.path.join(folder, "port.part"), os.path.join(folder, "port"))
    async with server:
        await server.serve_forever()


handler = Handler()
asyncio.run(main())
