"""Sends hostile files to the program, each by itself, and looks at how it refuses them.

    tests/hostile/run.py BUILD

Each must end by itself with the right exit code and a refusal of one line (or a list of problems,
each with its place) that names the file; in less than 250 MB and 20 s of processor time; without
a word of crashes. Some are sent to the build with sanitizers as well, and some to a server. The
last line is "PASSED FAILED".
"""
import concurrent.futures, json, os, re, resource, shutil, signal, subprocess, sys, tempfile, time
import urllib.error, urllib.request
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import make

MOST_RSS, MOST_SPACE, MOST_CPU, MOST_WALL = 250 << 20, 700 << 20, 20, 120
CRASHES = re.compile(r'Sanitizer|out of memory|Assertion|core dumped|runtime error|terminate')
build = os.path.abspath(sys.argv[1])
pont, sanitized = build + '/pont', build + '/pont-san'
failures, passed = [], 0


def limits(space):
    def set_them():
        if space:
            resource.setrlimit(resource.RLIMIT_AS, (space, space))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU, MOST_CPU + 5))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return set_them


def send(program, words, stdin=subprocess.DEVNULL):
    """(exit code, output, errors, most bytes in memory)"""
    plain = program == pont
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        p = subprocess.Popen([program] + words, stdin=stdin, stdout=out, stderr=err,
                             preexec_fn=limits(MOST_SPACE if plain else 0))
        until, status = time.time() + MOST_WALL, 0
        while True:
            pid, status, usage = os.wait4(p.pid, os.WNOHANG)
            if pid:
                break
            if time.time() > until:
                p.kill()
                os.wait4(p.pid, 0)
                return 'it did not end', '', '', 0
            time.sleep(0.005)
        p.returncode = 0
        out.seek(0)
        err.seek(0)
        read = lambda f: f.read(4 << 20).decode('utf-8', 'replace')
        code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else 'signal %d' % os.WTERMSIG(status)
        return code, read(out), read(err), usage.ru_maxrss * 1024


def fault(name, codes, words, said, rss, plain):
    code, out, err = said
    if code not in codes:
        return 'ends with %s, not %s: %s' % (code, sorted(codes), (err + out)[-300:])
    if CRASHES.search(out + err):
        return 'crashes: ' + (err + out)[-300:]
    if plain and rss > MOST_RSS:
        return 'takes %d MB' % (rss >> 20)
    lines = err.strip().split('\n')
    refusal = len(lines) == 1 and lines[0].startswith('pont: ') and name in lines[0]
    listed = not err and re.search(re.escape(name) + r'.*:\d+: (error|warning) ', out)
    if not refusal and not listed:
        return 'does not say in one line which file: ' + (err + out)[:300]
    if words and words not in err + out:
        return "does not say '%s': %s" % (words, (err + out)[:300])
    return None


def judge(program, path, codes, words):
    code, out, err, rss = send(program, ['workforce', 'check', path])
    return fault(os.path.basename(path), codes, words, (code, out, err), rss, program == pont)


def count(name, wrong):
    global passed
    if wrong:
        failures.append('%s %s' % (name, wrong))
    else:
        passed += 1


def things_that_are_no_files(folder):
    """Beside files: folders, links, pipes, devices, and 10 GB that take no room on the disk."""
    for ending in ('csv', 'xlsx', 'ods'):
        path = '%s/sparse.%s' % (folder, ending)
        with open(path, 'wb') as f:
            f.truncate(10 << 30)
        count('10 GB as .' + ending, judge(pont, path, {7}, 'larger'))
        os.unlink(path)
    endless = subprocess.Popen(['head', '-c', str(10 << 30), '/dev/zero'], stdout=subprocess.PIPE)
    code, out, err, rss = send(pont, ['workforce', 'check', '-'], endless.stdout)
    endless.stdout.close()
    endless.wait()
    count('10 GB on standard input', fault('-', {7}, 'larger', (code, out, err), rss, True))
    count('/dev/zero', judge(pont, '/dev/zero', {7}, 'larger'))
    os.mkdir(folder + '/folder.csv')
    for name, target in (('loop.csv', 'loop.csv'), ('nowhere.csv', 'missing')):
        os.symlink(target, folder + '/' + name)
        count(name, judge(pont, folder + '/' + name, {4}, 'cannot open'))
    inside = folder + '/inside'
    os.mkdir(inside)
    os.mkfifo(inside + '/pipe.csv')
    os.symlink('/dev/zero', inside + '/zero.csv')
    with open(inside + '/only.csv', 'w') as f:
        f.write('a,a\n')
    code, out, err, rss = send(pont, ['workforce', 'check', inside])
    count('a folder with a pipe', fault('only.csv', {3}, '', (code, out, err), rss, True))


def body(name, data):
    mark = 'x' * 30
    return (('--%s\r\nContent-Disposition: form-data; name="files"; filename="%s"\r\n'
             'Content-Type: application/octet-stream\r\n\r\n' % (mark, name)).encode() + data +
            ('\r\n--%s--\r\n' % mark).encode(), 'multipart/form-data; boundary=' + mark)


def post(url, head, data, kind):
    request = urllib.request.Request(url, data, dict(head, **{'Content-Type': kind}))
    try:
        with urllib.request.urlopen(request, timeout=60) as r:
            return r.status, r.read()
    except urllib.error.HTTPError as e:
        return e.code, e.read()


def over_http(folder, files):
    """The same through a form's door; afterwards the server answers, and has not grown."""
    db = folder + '/http.db'
    shutil.copy(build + '/fixture.db', db)
    who = subprocess.run([pont, 'person', 'session', 'scw-officer.scw@example.org', '--db', db],
                         capture_output=True, text=True).stdout
    head = {'Cookie': re.search(r'Cookie +(\S+)', who).group(1),
            'X-Pont-Token': re.search(r'Form token +(\S+)', who).group(1)}
    server = subprocess.Popen([pont, 'serve', '--db', db, '--listen', '127.0.0.1:0'],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        line = ''
        while 'http://' not in line:
            line = server.stdout.readline()
            if not line:
                count('the server', 'did not start')
                return
        url = re.search(r'http://[0-9.:]+', line).group(0)
        for name, codes, words in files:
            with open(folder + '/' + name, 'rb') as f:
                data, kind = body(name, f.read())
            status, said = post(url + '/api/workforce/check', head, data, kind)
            good = status in (413, 422) and name.encode() in said and words.encode() in said
            count('sent by form: ' + name, None if good else 'is answered %d %r' % (
                status, said[:300]))
        request = urllib.request.Request(url + '/workforce', headers=head)
        with urllib.request.urlopen(request, timeout=60) as r:
            count('the server afterwards', None if r.status == 200 else 'answers %d' % r.status)
        with open('/proc/%d/status' % server.pid) as f:
            most = int(re.search(r'VmHWM:\s+(\d+)', f.read()).group(1)) << 10
        count('its memory', None if most < 2 * MOST_RSS else 'was %d MB' % (most >> 20))
    finally:
        server.terminate()
        server.wait()


def main():
    folder = tempfile.mkdtemp(prefix='hostile-', dir=build)
    try:
        template = folder + '/template'
        subprocess.run([pont, 'workforce', 'template', '--workbook', '--collection', 'wales-2026',
                        '--organisation', 'ceredigion', '--out', template], check=True,
                       stdout=subprocess.DEVNULL)
        with open(template + '/wales-2026-ceredigion.xlsx', 'rb') as f:
            files = make.make(folder, f.read())
        if len(files) < 500 or len(set(n for n, _, _ in files)) != len(files):
            count('the files', 'are %d, and not all differ' % len(files))
        small = [f for f in files if os.path.getsize(folder + '/' + f[0]) < 300000]
        work = [(pont,) + f for f in files] + [(sanitized,) + f for f in small[::12]]
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            wrongs = pool.map(lambda w: judge(w[0], folder + '/' + w[1], w[2], w[3]), work)
            for w, wrong in zip(work, wrongs):
                count(w[1], wrong)
        things_that_are_no_files(folder)
        over_http(folder, small[5::25] + [f for f in files if f[0] in ('bomb-5.xlsx',
                                                                       'million-cells.xlsx')])
    finally:
        shutil.rmtree(folder)
    for f in failures:
        print('FAILED', f)
    print(passed, len(failures))
    sys.exit(1 if failures else 0)


main()
