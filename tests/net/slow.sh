#!/bin/bash
# The network as a hostile stranger makes it: 10,000 connections that never finish a request, and
# requests that two readers could understand differently, to Pont directly and through nginx with
# the configuration that is shipped (packaging/nginx.conf; only ports, names and paths differ).
#
#     tests/net/slow.sh BUILD
#
# Everything goes to 127.0.0.1 and ends by itself. The last line is "PASSED FAILED".
set -u
cd "$(dirname "$0")/../.." || exit 2
build=${1:-build}
many=10000
hold=15 # seconds; Pont cuts after 10, nginx after 8
scratch=$(mktemp -d)
chmod 755 "$scratch"
passed=0 failed=0
started=()
tidy() {
    for p in "${started[@]}"; do kill "$p" 2>/dev/null; done
    wait 2>/dev/null
    rm -rf "$scratch"
}
trap tidy EXIT
ulimit -n "$(ulimit -Hn)"

check() { # check WHAT COMMAND...: counts
    local what=$1
    shift
    if "$@" >"$scratch/said" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED $what: $*"
        tail -n 5 "$scratch/said"
    fi
}
finish() {
    echo "$passed $failed"
    test "$failed" = 0
    exit
}

# ---------------------------------------------------------------- Pont, and nginx before it
cp "$build/fixture.db" "$scratch/pont.db"
PONT_LOG_REQUESTS=yes PONT_WEB_TRUSTED_PROXIES=127.0.0.1 "$build/pont" serve --db "$scratch/pont.db" \
    --listen 127.0.0.1:0 >"$scratch/pont.out" 2>"$scratch/pont.err" &
pont=$!
started+=("$pont")
for _ in $(seq 100); do
    grep -q 127.0.0.1: "$scratch/pont.out" && break
    sleep 0.1
done
port=$(sed -n 's#.*http://127.0.0.1:\([0-9]*\).*#\1#p' "$scratch/pont.out")
if test -z "$port"; then
    cat "$scratch/pont.err"
    failed=1
    finish
fi

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
    -subj /CN=localhost -keyout "$scratch/key.pem" -out "$scratch/cert.pem" 2>/dev/null
nginx=
for _ in 1 2 3; do # until two ports are free
    plain=$((20000 + RANDOM % 10000)) tls=$((plain + 1))
    sed -e "s#listen 80 #listen 127.0.0.1:$plain #; s#listen 443 #listen 127.0.0.1:$tls #" \
        -e '/listen \[::\]/d' -e "s#/etc/ssl/pont.pem#$scratch/cert.pem#" \
        -e "s#/etc/ssl/pont.key#$scratch/key.pem#" -e "s#127.0.0.1:8080#127.0.0.1:$port#" \
        -e "s#/run/nginx.pid#$scratch/nginx.pid#; s#/var/log/nginx/#$scratch/#" \
        packaging/nginx.conf >"$scratch/nginx.conf"
    nginx -p "$scratch" -c "$scratch/nginx.conf" -e "$scratch/error.log" -g 'daemon off;' \
        2>"$scratch/nginx.err" &
    nginx=$!
    sleep 1
    kill -0 "$nginx" 2>/dev/null && break
    nginx=
done
check "nginx takes the configuration" nginx -t -p "$scratch" -c "$scratch/nginx.conf" \
    -e "$scratch/error.log"
if test -z "$nginx"; then
    cat "$scratch/nginx.err"
    failed=$((failed + 1))
    finish
fi
started+=("$nginx")

get() { # get URL: succeeds with a page
    test "$(curl -sk -o "$scratch/page" --max-time 8 -w '%{http_code}' "$1")" = 200 &&
        grep -q '</html>' "$scratch/page"
}
direct=http://127.0.0.1:$port/ through=https://127.0.0.1:$tls/
check "direct" get "$direct"
check "through nginx" get "$through"

# ---------------------------------------------------------------- through nginx as it should be
says() { # says PATTERN CURL...: the answer's head has it
    local pattern=$1
    shift
    curl -sk -o "$scratch/page" -D - --max-time 8 "$@" | tr -d '\r' | tee "$scratch/head" |
        grep -qiE "$pattern" || { cat "$scratch/head"; false; }
}
check "HTTP/2" says '^HTTP/2 200' --http2 --tlsv1.3 "$through"
check "HSTS" says '^strict-transport-security: max-age=' "$through"
check "CSP" says "^content-security-policy: default-src 'none'" "$through"
check "an id" says '^x-request-id: [0-9a-f]{32}$' "$through"
check "an id of the proxy's" says '^x-request-id: [0-9a-f]{32}$' -H 'X-Request-Id: mine-1234' "$through"
check "to TLS" says '^location: https://' "http://127.0.0.1:$plain/a"
same_compressed() { # same_compressed CODING: what arrives is the same page
    curl -sk -o "$scratch/as-is" "${through}org" &&
        curl -sk --compressed -H "Accept-Encoding: $1" -o "$scratch/smaller" \
            -D "$scratch/head" "${through}org" &&
        grep -qi "^content-encoding: $1" "$scratch/head" && cmp "$scratch/as-is" "$scratch/smaller"
}
check "the same page by brotli" same_compressed br
check "the same page by gzip" same_compressed gzip
check "alive" says '^HTTP/2 200' "${through}healthz"
check "ready" says '^HTTP/2 200' "${through}readyz"
check "numbers for this machine" says '^HTTP/1.1 200' "${direct}metrics"
counts() {
    curl -s "${direct}metrics" >"$scratch/counts" && for name in "$@"; do
        grep -q "^$name" "$scratch/counts" || { echo "no $name"; return 1; }
    done
}
check "what is counted" counts 'pont_requests_total{route="/org",method="GET",status="200"} ' \
    'pont_request_seconds_bucket{route="/org",le="+Inf"} ' pont_connections process_cpu_seconds_total \
    process_resident_memory_bytes pont_database_connections_idle
check "no numbers through a proxy" says '^HTTP/1.1 404' -H 'X-Forwarded-For: 203.0.113.5' "${direct}metrics"
check "no numbers for strangers" says '^HTTP/2 404' "${through}metrics"

# ---------------------------------------------------------------- 10,000 that hold on
"$build/tools/slow" "$port" $many $hold >"$scratch/slow.direct" 2>&1 &
a=$!
"$build/tools/slow" "$plain" $((many / 2)) $hold >"$scratch/slow.plain" 2>&1 &
b=$!
"$build/tools/slow" "$tls" $((many / 2)) $hold tls >"$scratch/slow.tls" 2>&1 &
c=$!
started+=("$a" "$b" "$c")
for _ in $(seq 100); do
    test "$(cat "$scratch"/slow.* | grep -c open)" = 3 && break
    sleep 0.1
done
for i in 1 2 3 4 5; do
    check "direct, request $i beside $many" get "$direct"
    check "through nginx, request $i beside $many" get "$through"
    sleep 0.5
done
rss=$(awk '/VmRSS/ { print $2 }' "/proc/$pont/status")
wait "$a" "$b" "$c"
for which in direct plain tls; do
    check "a byte every two seconds is cut ($which)" \
        grep -qE 'first-dribble-cut [0-9]' "$scratch/slow.$which"
    check "all are cut ($which)" grep -q '^held 0 ' "$scratch/slow.$which"
done
check "less than 64 MB resident ($rss KiB)" test "$rss" -lt 65536

# ---------------------------------------------------------------- hostile forms
# Refused: an error or a closed door, and no success anywhere in what comes back.
refused() { # refused FILE-WITH-ANSWER
    ! grep -qaE '^HTTP/1\.[01] [23]' "$1" &&
        { test ! -s "$1" || grep -qaE '^HTTP/1\.1 [45]|<title>[45]|one good Host header' "$1"; }
}
forms=0
while IFS='|' read -r name bytes; do
    case $name in '#'*) continue ;; esac
    forms=$((forms + 1))
    # shellcheck disable=SC2059  # the bytes are a format
    printf "$bytes" >"$scratch/bytes"
    (
        exec 3<>"/dev/tcp/127.0.0.1/$port"
        cat "$scratch/bytes" >&3
        timeout 4 cat <&3
    ) >"$scratch/answer" 2>"$scratch/null"
    check "alone: $name" refused "$scratch/answer"
    timeout 4 openssl s_client -quiet -connect "127.0.0.1:$tls" <"$scratch/bytes" \
        >"$scratch/answer" 2>"$scratch/null"
    check "behind nginx: $name" refused "$scratch/answer"
done <tests/net/hostile.txt
check "forms were tried" test "$forms" -ge 20
long=$(head -c 100000 /dev/zero | tr '\0' a)
printf 'GET / HTTP/1.1\r\nHost: a\r\nX-A: %s\r\n\r\n' "$long" >"$scratch/bytes"
(
    exec 3<>"/dev/tcp/127.0.0.1/$port"
    cat "$scratch/bytes" >&3
    timeout 4 cat <&3
) >"$scratch/answer" 2>"$scratch/null"
check "alone: a header of 100 kB" refused "$scratch/answer"
timeout 4 openssl s_client -quiet -connect "127.0.0.1:$tls" <"$scratch/bytes" >"$scratch/answer" 2>"$scratch/null"
check "behind nginx: a header of 100 kB" refused "$scratch/answer"
check "still there, direct" get "$direct"
check "still there, through nginx" get "$through"

# ---------------------------------------------------------------- too many from one address
curl -sk --max-time 20 -o "$scratch/page" -w '%{http_code}\n' "${through}assets/[1-400]" >"$scratch/codes" 2>&1
check "a flood from one address is slowed" grep -q '^429$' "$scratch/codes"

kill "$pont"
wait "$pont"
check "a good end on SIGTERM" test $? = 0
check "the log has a line for a page" grep -qE \
    '^\{"time": "[^"]*Z","id": "[^"]*","method": "GET","route": "/org","status": 200,' "$scratch/pont.err"
check "the log names no address" test "$(grep -c 203.0.113.5 "$scratch/pont.err")" = 0
finish
