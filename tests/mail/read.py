# Says what a mail program makes of a letter that tests/mail/server.py wrote: envelope, subject, who
# it is from and for, languages, and the text, as Python's own email library reads them.
#
#     python3 tests/mail/read.py FILE
import email
import email.policy
import sys

envelope, _, raw = open(sys.argv[1], "rb").read().partition(b"\n")
letter = email.message_from_bytes(raw, policy=email.policy.default)
print("envelope:", envelope.decode())
for name in ("From", "To", "Subject", "Content-Language"):
    print(f"{name}: {letter[name]}")
print("bcc:", letter["Bcc"], "defects:", letter.defects)
print("dated:", letter["Date"].datetime.isoformat())
print(letter.get_content().replace("\r\n", "\n"), end="")
