#!/bin/sh
# Letters from end to end: queued by pont, sent to a real mail server, read by a mail library.
#
#     tests/mail/check.sh BUILD
#
# Prints what is not as it should be. The last line is "PASSED FAILED".
set -u
cd "$(dirname "$0")/../.." || exit 2
build=${1:?use: tests/mail/check.sh BUILD}
dir=$(mktemp -d) || exit 2
pont="$build/pont-san"
passed=0
failed=0
server=
export PONT_DB="$dir/pont.db" PONT_TODAY=2026-11-26
unset PONT_MAIL_SMTP_USER PONT_MAIL_SMTP_PASSWORD PONT_TLS_CA_FILE

stop_server() {
    if test -n "$server"; then
        kill "$server" 2>/dev/null
        wait "$server" 2>/dev/null
    fi
    server=
    rm -f "$dir"/letter-* "$dir/port"
}
trap 'stop_server; rm -rf "$dir"' EXIT

start_server() { # MODE
    stop_server
    /usr/bin/python3 -W ignore tests/mail/server.py "$dir" "$1" 2>"$dir/server.log" &
    server=$!
    for _ in $(seq 100); do
        test -e "$dir/port" && break
        sleep 0.1
    done
    PONT_MAIL_SMTP_URL=smtp://localhost:$(cat "$dir/port")
    export PONT_MAIL_SMTP_URL
}

# same WHAT EXPECTED ACTUAL: as texts.
same() {
    if test "$2" = "$3"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED %s:\n--- expected\n%s\n--- came\n%s\n' "$1" "$2" "$3"
    fi
}
queue() { "$pont" mail test --to "$1" --language "${2:-en}" >"$dir/said" 2>&1 || cat "$dir/said"; }
# "sent later failed" of a run.
send() {
    "$pont" mail send --json >"$dir/said" 2>&1 || { cat "$dir/said"; return; }
    node -e 'const a = JSON.parse(require("fs").readFileSync(0));
        console.log(a.sent, a.later, a.failed)' <"$dir/said"
}
states() { # "to state attempts", oldest first
    "$pont" mail list --json | node -e 'for (const l of JSON.parse(require("fs").readFileSync(0))
        .letters.reverse()) console.log(l.to, l.state, l.attempts, l.why || "")' | sort
}
cert() {
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$dir/key.pem" -out "$dir/cert.pem" -days 2 \
        -subj /CN=localhost -addext subjectAltName=DNS:localhost 2>"$dir/said"
}

# ---------------------------------------------------------------- a server of this machine
start_server plain
queue ann@example.org en
queue sian@example.org cy
same "two letters go" "2 0 0" "$(send)"
same "and not again" "0 0 0" "$(send)"
for n in 1 2; do
    python3 tests/mail/read.py "$dir/letter-$n" >"$dir/read-$n"
done
if grep -q 'ann@' "$dir/letter-2"; then # letters of one second go in any order
    mv "$dir/read-1" "$dir/read-x" && mv "$dir/read-2" "$dir/read-1" && mv "$dir/read-x" "$dir/read-2"
fi
same "Ann's envelope" "envelope: plain pont@localhost ['ann@example.org']" "$(sed -n 1p "$dir/read-1")"
same "who it is from" "From: Pont <pont@localhost>" "$(sed -n 2p "$dir/read-1")"
same "who it is for" "To: ann@example.org" "$(sed -n 3p "$dir/read-1" | tr -d '<>')"
same "her languages" "Content-Language: en, cy" "$(sed -n 5p "$dir/read-1")"
same "his languages" "Content-Language: cy, en" "$(sed -n 5p "$dir/read-2")"
same "no fault" "bcc: None defects: []" "$(sed -n 6p "$dir/read-1")"
same "the day" "dated: 2026-11-26" "$(sed -n 7p "$dir/read-1" | cut -c 1-17)"
rule=________________________________________
same "English first for Ann" "This letter was sent to try out the mail settings of Pont." \
    "$(sed -n "10p" "$dir/read-1")"
same "English second for Sian" "This letter was sent to try out the mail settings of Pont." \
    "$(sed -n "/$rule/,\$p" "$dir/read-2" | sed -n 3p)"
same "Ann's other half is Sian's first" "$(sed -n "/$rule/,\$p" "$dir/read-1" | sed 1,2d)" \
    "$(sed -n "10,/$rule/p" "$dir/read-2" | sed '$d' | sed '$d')"
same "and the other way" "$(sed -n "/$rule/,\$p" "$dir/read-2" | sed 1,2d)" \
    "$(sed -n "10,/$rule/p" "$dir/read-1" | sed '$d' | sed '$d')"
same "what is sent is not kept" "||" \
    "$(sqlite3 "$PONT_DB" "SELECT DISTINCT text_en || '|' || text_cy || '|' FROM mail_letter")"

# ---------------------------------------------------------------- later, refused, nobody there
queue later@example.org
queue refused@example.org
same "one later, one refused" "0 1 1" "$(send)"
same "not before its time" "0 0 0" "$(send)"
same "a day later it goes" "1 0 0" "$(PONT_TODAY=2026-11-27 send)"
same "how they ended" "ann@example.org sent 1 \
|later@example.org sent 2 |refused@example.org refused 1 RCPT failed: 550|sian@example.org sent 1 " \
    "$(states | tr '\n' '|' | sed 's/|$//')"
stop_server
queue late@example.org
for day in 27 28 29 30; do
    same "no server on day $day" "0 1 0" "$(PONT_TODAY=2026-11-$day send)"
done
for day in 1 2 3; do
    same "no server in December, day $day" "0 1 0" "$(PONT_TODAY=2026-12-0$day send)"
done
same "given up at last" "0 0 1" "$(PONT_TODAY=2026-12-04 send)"
same "and never again" "0 0 0" "$(PONT_TODAY=2026-12-05 send)"

# ---------------------------------------------------------------- TLS
cert
start_server starttls
queue ann@example.org
same "a certificate that nobody vouches for" "0 1 0" "$(send)"
export PONT_TLS_CA_FILE="$dir/cert.pem"
same "one that is trusted" "1 0 0" "$(PONT_TODAY=2026-11-27 send)"
same "the envelope came over TLS" "tls pont@localhost ['ann@example.org']" \
    "$(head -n 1 "$dir/letter-1")"

start_server login
queue ann@example.org
same "without a name" "0 1 0" "$(send)"
export PONT_MAIL_SMTP_USER=pont
same "with a wrong password" "0 1 0" "$(PONT_MAIL_SMTP_PASSWORD=guessed PONT_TODAY=2026-11-27 send)"
echo "the password of pont" >"$dir/secret"
same "with the password from a file" "1 0 0" \
    "$(PONT_MAIL_SMTP_PASSWORD_FILE="$dir/secret" PONT_TODAY=2026-11-28 send)"

# ---------------------------------------------------------------- what is refused before
says() { "$pont" "$@" 2>&1 | head -n 1; }
same "no header in an address" "pont: 'a@example.org
Bcc: b@example.org' is not an email address" "$("$pont" mail test --to 'a@example.org
Bcc: b@example.org' 2>&1)"
same "no user in the address of the server" \
    "pont: mail.smtp_url must not hold a user: set mail.smtp_user and the secret mail.smtp_password" \
    "$(PONT_MAIL_SMTP_URL=smtp://a:b@localhost says mail send)"
same "no server known" "pont: no mail server is known: set mail.smtp_url" \
    "$(PONT_MAIL_SMTP_URL='' says mail send)"
same "no other protocol" "pont: mail.smtp_url must start with smtp:// (STARTTLS) or smtps://" \
    "$(PONT_MAIL_SMTP_URL=file:///etc/passwd says mail send)"

echo "$passed $failed"
test "$failed" = 0
