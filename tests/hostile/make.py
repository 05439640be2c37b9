"""Files as they should never be sent: the same ones each time, from a fixed seed.

    make.make(FOLDER, TEMPLATE) gives [(name, codes, words)]: the file's name, the exit codes that
    are right for it, and a word that the refusal must hold ('' for any).

TEMPLATE is the bytes of an empty template workbook: it is whole and has errors, so that whatever
is done to it, nothing of it may be taken. 3 is "breaks a rule", 7 "larger than a limit".
"""
import io, os, random, struct, zipfile, zlib

HEAD = 'collection,organisation,role,hc_perm,hc_fixed,hc_agency,wte_perm,wte_fixed,wte_agency,' \
       'establishment_wte,frozen_wte,note\n'
ROW = 'wales-2026,ceredigion,%s,%s,0,0,%s,0,0,2,0,%s\n'
BAD, LARGE, EITHER = {3}, {7}, {3, 7}


class Maker:
    def __init__(self, folder, template):
        self.folder, self.template, self.made = folder, template, []
        self.random = random.Random(4)

    def add(self, name, data, codes=BAD, words=''):
        if isinstance(data, str):
            data = data.encode()
        with open(os.path.join(self.folder, name), 'wb') as f:
            f.write(data)
        self.made.append((name, codes, words))

    # ---------------------------------------------------------------- text
    def text(self):
        add, rnd = self.add, self.random
        good = HEAD + ROW % ('R1', 2, 2, '')
        for i, s in enumerate(['', '\ufeff', '\n', '\r\n\r\n', '\r', ',,,,\n,,,\n', ';\n', '\t\n',
                               ' ', '""', '"', '"\n', "'", 'sep=', 'sep=;\n', '#']):
            add('empty-%d.csv' % i, s)
        for sep in ',;\t':
            for at in range(4):
                lines = good.replace(',', sep).split('\n')
                lines[min(at, 1)] = lines[min(at, 1)] + sep + '"' + 'x' * at
                add('quote-%d-%d.csv' % (',;\t'.index(sep), at), '\n'.join(lines), BAD, 'quote')
        for i, at in enumerate([0, 1, 9, 40, 80, len(good) - 2]):
            add('nul-%d.csv' % i, good[:at] + '\0' + good[at:], BAD, 'zero')
        for i, name in enumerate(['utf-16-le', 'utf-16-be', 'utf-32-le', 'utf-32-be']):
            add('wide-%d.csv' % i, good.encode(name), BAD, 'zero')
            add('wide-bom-%d.csv' % i, ('\ufeff' + good).encode(name)[:-1])
        add('lone-surrogate.csv', b'\xff\xfe' + good.encode('utf-16-le') + b'\x00\xd8')
        for b in (0x81, 0x8D, 0x8F, 0x90, 0x9D):
            add('cp1252-%x.csv' % b, good.encode() + b'\xff' + bytes([b]), BAD, 'WINDOWS-1252')
        add('ebcdic.csv', good.encode('cp500'))
        for i, s in enumerate(['\r', '\n\r', '\r\n\n', '\x0b', '\x0c', '\u2028', '\x85']):
            add('line-ends-%d.csv' % i, (HEAD + ROW % ('R1', 'x', 2, '')).replace('\n', s))
        for i, s in enumerate([',', ';', '\t', ',,', ';a']):
            add('columns-%d.csv' % i, s.join('c%d' % k for k in range(10000)), BAD)
        add('columns-513.csv', ','.join('c%d' % k for k in range(513)), BAD, '512')
        for i, h in enumerate(['role,role', 'Role, rôle ,ROLE', 'hc_perm;hc perm', 'a\ta',
                               '"a\n",a', 'wte_perm,Wte-Perm']):
            add('same-heading-%d.csv' % i, h + '\nR1,2\n')
        for i, h in enumerate(['a,b,c', 'collection,organisation', 'collection,organisation,role',
                               HEAD.strip() + ',referrals,assessments,list_size,wait_0_4w',
                               'role,hc_perm,hc_fixed', '1,2,3', HEAD.strip()[::-1],
                               'rôl,pennau', ',,,collection', '=cmd,+x', 'id,' + HEAD.strip()]):
            add('headings-%d.csv' % i, h + '\nwales-2026,ceredigion,R1,1,1,1\n')
        for i, extra in enumerate([',', ',x', ',,,,', ',1' * 500]):
            add('wide-row-%d.csv' % i, good + (ROW % ('R2', 1, 1, 'y')).strip() + ',z' + extra)
        add('field-2mb.csv', HEAD + ROW % ('R1', 1, 1, 'x' * (2 << 20)), LARGE)
        add('quoted-2mb.csv', HEAD + ROW % ('R1', 1, 1, '"' + 'x\n' * (1 << 20) + '"'), LARGE)
        add('heading-2mb.csv', 'h' * (2 << 20) + '\n1\n', LARGE)
        add('line-40mb.csv', b'x' * (40 << 20), LARGE)
        add('commas-16mb.csv', b',' * (16 << 20), EITHER)
        add('lines-16mb.csv', b'\n' * (16 << 20) + b'x', BAD)
        add('rows-8mb.csv', b'a\n' * (4 << 20), LARGE, 'cells')
        add('rows-of-2.csv', b'a,b\n' + b'1,2\n' * 400000, LARGE, 'cells')
        add('quotes.csv', b'"' * 100001, EITHER)
        add('high-16mb.csv', b'a\n' + b'\xe9' * (16 << 20), LARGE)
        numbers = ['1e999', '-1', '0x10', 'NaN', 'inf', '-inf', '1,250', '1.2.3', '9' * 400, '١٢',
                   '1e', '+', '--1', '1 2', '2½', '1e-400', '1.5', '=1+1', '=cmd|\' /C calc\'!A0',
                   '@SUM(1)', '+1+cmd|x', '-2+3', '=HYPERLINK("http://x")', '=DDE("a","b","c")',
                   '=WEBSERVICE("http://x")', '\'1', '%s%n%s%n', '1;2', 'O\'Brien', '2026-03-31',
                   'TRUE', '#REF!', '\u202e21', '1\u200b', 'two', '\x1b[31m1', '1\x00']
        for i, n in enumerate(numbers):
            cell = '"%s"' % n.replace('"', '""')
            add('number-%d.csv' % i, HEAD + ROW % ('R1', cell, 1, ''))
        days = ['31/06/2026', '2026-13-01', '00/00/0000', '2026-02-30', '31/3/26', '99999999999',
                '-1', 'today', '=TODAY()', '2026-03-31T25:00', '0', '1e9']
        for i, d in enumerate(days):
            add('day-%d.csv' % i, 'collection,organisation,as_at,full_time_hours,submitter\n'
                'wales-2026,ceredigion,%s,37,x\n' % d)
        for i, o in enumerate(["' OR 1=1 --", '"; DROP TABLE org', '../../etc/passwd', '%00',
                               '<script>alert(1)</script>', '$(id)', '`id`', 'ceredigion\\',
                               '{{7*7}}', '\u0000'.replace('\0', '\x01'), 'x' * 5000, '*', '%']):
            add('organisation-%d.csv' % i, HEAD + 'wales-2026,"%s",R1,1,0,0,1,0,0,1,0,\n'
                % o.replace('"', '""'))
            add('collection-%d.csv' % i, HEAD + '"%s",ceredigion,R1,1,0,0,1,0,0,1,0,\n'
                % o.replace('"', '""'))
            add('role-%d.csv' % i, HEAD + 'wales-2026,ceredigion,"%s",1,0,0,1,0,0,1,0,\n'
                % o.replace('"', '""'))
        add('twice.csv', HEAD + (ROW % ('R1', 1, 1, '')) * 3000)
        add('nobody.csv', HEAD + 'x,y,R1,1,1,1,1,1,1,1,1,\n' * 30000, LARGE, 'problems')
        junk = [b'\x89PNG\r\n\x1a\n', b'%PDF-1.7\n', b'\x1f\x8b\x08', b'\x7fELF', b'BZh9',
                b'7z\xbc\xaf\x27\x1c', b'Rar!\x1a\x07', b'<?xml version="1.0"?><a/>', b'{"a": 1}',
                b'<html><body>Sign in</body></html>', b'{\\rtf1', b'SQLite format 3\0',
                b'MZ\x90\0', b'\xca\xfe\xba\xbe']
        for i, j in enumerate(junk):
            add('junk-%d.csv' % i, j + bytes(rnd.randrange(256) for _ in range(300)), EITHER)
        for i in range(30):
            add('noise-%d.csv' % i, bytes(rnd.randrange(256) for _ in range(1 << (i % 13))), EITHER)

    # ---------------------------------------------------------------- archives
    def book(self, changes=None, packed=zipfile.ZIP_DEFLATED, extra=()):
        """The template with parts changed, removed (None) or added."""
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(self.template)) as z, zipfile.ZipFile(out, 'w', packed) as o:
            for n in z.namelist():
                data = (changes or {}).get(n, z.read(n))
                if data is not None:
                    o.writestr(zipfile.ZipInfo(n), data, packed)
            for n, data in list((changes or {}).items()) + list(extra):
                if n not in z.namelist() and data is not None:
                    o.writestr(zipfile.ZipInfo(n), data, packed)
        return out.getvalue()

    def parts(self):
        with zipfile.ZipFile(io.BytesIO(self.template)) as z:
            return {n: z.read(n) for n in z.namelist()}

    def archives(self):
        add, rnd, whole = self.add, self.random, self.template
        for i in range(40):
            add('cut-%d.xlsx' % i, whole[:len(whole) * i // 40], BAD)
        for i in range(60):
            data = bytearray(whole)
            for _ in range(1 + i // 10):
                data[rnd.randrange(len(data))] ^= 1 << rnd.randrange(8)
            add('flip-%d.xlsx' % i, bytes(data), EITHER)
        for i in range(20):
            at, n = rnd.randrange(len(whole) - 400), rnd.randrange(1, 400)
            add('hole-%d.xlsx' % i, whole[:at] + bytes(n) + whole[at + n:], EITHER)
            add('gap-%d.xlsx' % i, whole[:at] + whole[at + n:], EITHER)
        add('before.xlsx', b'x' * 100 + whole, BAD)
        add('behind.xlsx', whole + b'x' * 70000, BAD)
        needed = ['_rels/.rels', 'xl/workbook.xml', 'xl/_rels/workbook.xml.rels', 'xl/styles.xml',
                  'xl/sharedStrings.xml', 'xl/worksheets/sheet2.xml', '[Content_Types].xml']
        for i, n in enumerate(needed):
            add('without-%d.xlsx' % i, self.book({n: None}), BAD)
            add('hollow-%d.xlsx' % i, self.book({n: b''}), BAD)
            add('noise-part-%d.xlsx' % i, self.book({n: bytes(range(256)) * 9}), BAD)
        for i, n in enumerate(needed[:6]):
            add('bomb-%d.xlsx' % i, self.book({n: b'<a>' + b' ' * (24 << 20) + b'</a>'}), LARGE)
            deep = b'<a>' * 200000
            add('deep-%d.xlsx' % i, self.book({n: deep}), EITHER)
            laughs = b'<!DOCTYPE l [<!ENTITY a "ha">' + b''.join(
                b'<!ENTITY %c "&%c;&%c;&%c;&%c;">' % (98 + k, 97 + k, 97 + k, 97 + k, 97 + k)
                for k in range(20)) + b']><l>&u;</l>'
            add('laughs-%d.xlsx' % i, self.book({n: laughs}), BAD)
            add('outside-%d.xlsx' % i, self.book(
                {n: b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'}), BAD)
            add('encoding-%d.xlsx' % i, self.book(
                {n: b'<?xml version="1.0" encoding="x-none"?><a/>'}), BAD)
            add('tag-%d.xlsx' % i, self.book({n: b'<a b="' + b'x' * (3 << 20) + b'"/>'}), EITHER)
            many = b''.join(b' a%d="1"' % k for k in range(60000))
            add('attributes-%d.xlsx' % i, self.book({n: b'<a' + many + b'/>'}), EITHER)
        add('parameter-entity.xlsx', self.book({needed[1]: b'<!DOCTYPE a [<!ENTITY % x SYSTEM '
                                                b'"http://127.0.0.1:1/x"> %x;]><a/>'}), BAD)
        add('comment.xlsx', self.book({needed[5]: b'<!--' + b'x' * (5 << 20)}), EITHER)
        self.sheets()
        self.lies()

    def sheet(self, name, rows, shared=b'<sst/>', codes=BAD, words='', around=b'%s'):
        data = b'<worksheet><sheetData>' + rows + b'</sheetData></worksheet>'
        changes = {n: None for n in self.parts() if n.startswith('xl/worksheets/')}
        changes.update({'xl/worksheets/sheet1.xml': around % data, 'xl/sharedStrings.xml': shared,
                        'xl/workbook.xml': b'<workbook><sheets><sheet name="A1" r:id="rId1"/>'
                        b'</sheets></workbook>'})
        self.add(name, self.book(changes), codes, words)

    def sheets(self):
        text = lambda s: b'<c t="inlineStr"><is><t>%s</t></is></c>' % s
        head = b'<row r="1">' + b''.join(text(h.encode()) for h in HEAD.strip().split(',')) + \
            b'</row>'
        row = b'<row r="2">' + text(b'wales-2026') + text(b'ceredigion') + text(b'R1') + b'%s</row>'
        for i, c in enumerate([b'<c t="s"><v>0</v></c>', b'<c t="s"><v>-1</v></c>',
                               b'<c t="s"><v>4294967296</v></c>', b'<c t="s"><v>x</v></c>',
                               b'<c t="s"><v>1e3</v></c>', b'<c r="ZZZZZZ9"><v>1</v></c>',
                               b'<c r="XFE2"><v>1</v></c>', b'<c r="A2"><v>1</v></c>',
                               b'<c r="0"><v>1</v></c>', b'<c r=""><v>1</v></c>',
                               b'<c r="D3"><v>1</v></c>', b'<c r="SS2"><v>1</v></c>',
                               b'<c r="D-2"><v>1</v></c>', b'<c r="D99999999999"><v>1</v></c>']):
            self.sheet('cell-%d.xlsx' % i, head + row % c, words='[A1]')
        for i, c in enumerate([b'<c><v>1e999</v></c>', b'<c><v>NaN</v></c>', b'<c t="e"><v>#REF!'
                               b'</v></c>', b'<c t="b"><v>1</v></c>', b'<c><f>1/0</f></c>',
                               b'<c t="str"><f>cmd|\' /C calc\'!A0</f><v>#REF!</v></c>',
                               b'<c><f>WEBSERVICE("http://127.0.0.1:1/")</f></c>',
                               b'<c><f>DDE("cmd","/C calc","x")</f><v>x</v></c>',
                               b'<c t="str"><f>HYPERLINK("file:///etc/passwd")</f><v>x</v></c>',
                               b'<c><f t="array" ref="A1:XFD1048576">RAND()</f><v>-1</v></c>',
                               b'<c><f>[1]Sheet1!A1</f><v>two</v></c>', b'<c t="zz"><v>q</v></c>',
                               b'<c s="1000000"><v>-5</v></c>', b'<c s="-1"><v>x</v></c>',
                               text(b'=1+1'), text(b'_x0000_'), text(b'&#9;x'), text(b'x' * 200000),
                               b'<c><v>' + b'9' * 4000 + b'</v></c>', b'<c><v>0x1p4</v></c>']):
            self.sheet('value-%d.xlsx' % i, head + row % c, codes=EITHER)
        for i, r in enumerate([b'1048577', b'4294967297', b'-1', b'0', b'x', b'']):
            self.sheet('row-%d.xlsx' % i, head + b'<row r="%s"><c><v>1</v></c></row>' % r)
        self.sheet('rows-again.xlsx', head + b'<row r="2"/><row r="2"/>')
        self.sheet('rows-back.xlsx', head + b'<row r="9"/><row r="3"/>')
        self.sheet('columns.xlsx', b'<row>' + b''.join(text(b'c%d' % k) for k in range(10000)) +
                   b'</row>', words='512')
        self.sheet('headings-twice.xlsx', b'<row>' + text(b'a') + text(b'A ') + b'</row>',
                   words='both called')
        self.sheet('no-heading.xlsx', head + b'<row r="2"><c r="ZA2"><v>1</v></c></row>')
        cells = b'<row>' + b'<c><v>1</v></c>' * 500 + b'</row>'
        self.sheet('million-cells.xlsx', cells * 2000, codes=LARGE)
        self.sheet('blank-cells.xlsx', head + b'<row>' + b'<c/>' * 12000 + b'</row>' +
                   (b'<row>' + b'<c/>' * 400 + b'</row>') * 3000, codes=EITHER)
        self.sheet('shared-flood.xlsx', head, b'<sst>' + b'<si><t>x</t></si>' * 600000 + b'</sst>',
                   codes=LARGE)
        self.sheet('shared-count.xlsx', head + row % b'<c t="s"><v>5</v></c>',
                   b'<sst count="4294967295" uniqueCount="4294967295"><si><t>x</t></si></sst>')
        self.sheet('shared-again.xlsx', b'<row>' + text(b'a') + b'</row>' +
                   b'<row><c t="s"><v>0</v></c></row>' * 3000,
                   b'<sst><si><t>' + b'long ' * 20000 + b'</t></si></sst>', codes=LARGE)
        self.sheet('utf-16.xlsx', b'', around=b'\xfe\xff\x00<\x00a%.0s')
        self.sheet('nul.xlsx', b'<row><c><v>\0</v></c></row>')
        self.sheet('latin.xlsx', b'<row><c><v>\xe9</v></c></row>')
        many = b''.join(b'<sheet name="s%d" r:id="rId1"/>' % k for k in range(5000))
        self.add('sheets.xlsx', self.book({'xl/workbook.xml': b'<workbook><sheets>' + many +
                                           b'</sheets></workbook>'}), LARGE, 'sheets')

    def lies(self):
        add, whole = self.add, self.template
        end = whole.rfind(b'PK\5\6')
        first = whole.find(b'PK\1\2')

        def patched(at, data, base=whole):
            return base[:at] + data + base[at + len(data):]
        for i, n in enumerate([0, 1, 9999, 65535]):
            add('count-%d.xlsx' % i, patched(end + 8, struct.pack('<HH', n, n)), EITHER)
        for i, n in enumerate([0, 1, 0x7fffffff, 0xffffffff]):
            add('directory-%d.xlsx' % i, patched(end + 16, struct.pack('<I', n)), BAD)
            add('directory-size-%d.xlsx' % i, patched(end + 12, struct.pack('<I', n)), BAD)
        at, i = first, 0
        while whole[at:at + 4] == b'PK\1\2' and i < 12:
            n, extra, comment = struct.unpack('<HHH', whole[at + 28:at + 34])
            name = whole[at + 46:at + 46 + n]
            if name in (b'xl/workbook.xml', b'xl/sharedStrings.xml', b'xl/worksheets/sheet2.xml'):
                for size in (1, 0xfffffff0):
                    add('unpacked-%d.xlsx' % i, patched(at + 24, struct.pack('<I', size)), EITHER)
                    add('packed-%d.xlsx' % i, patched(at + 20, struct.pack('<I', size)), EITHER)
                    i += 1
                add('locked-%d.xlsx' % i, patched(at + 8, b'\1'), BAD)
                add('method-%d.xlsx' % i, patched(at + 10, b'\x63'), BAD)
                add('start-%d.xlsx' % i, patched(at + 42, b'\xff\xff\xff\x7f'), BAD)
                add('sum-%d.xlsx' % i, patched(at + 16, b'\0\0\0\0'), BAD)
                i += 1
            at += 46 + n + extra + comment
        for i, kind in enumerate([zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]):
            add('packing-%d.xlsx' % i, self.book(packed=kind), BAD)
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, 'w', zipfile.ZIP_DEFLATED) as z:
            z.writestr('0.zip', bytes(16 << 20))
        for name in ('nested.xlsx', 'nested.ods', 'nested.zip', 'nested'):
            out = io.BytesIO()
            with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as z:
                for k in range(16):
                    z.writestr('lib %d.zip' % k, inner.getvalue())
            add(name, out.getvalue(), BAD)
        add('overlapping.xlsx', self.overlapping(), EITHER)
        for i, names in enumerate([['../../../etc/passwd', '/etc/passwd', '..\\..\\x'],
                                   ['xl/../xl/workbook.xml', './xl/workbook.xml'],
                                   ['a' * 60000], ['xl/\x01\x02', 'CON', 'nul.xml', ' ']]):
            add('names-%d.xlsx' % i, self.book({'xl/sharedStrings.xml': None},
                                               extra=[(n, b'x') for n in names]), BAD)
        for i, t in enumerate(['../../../../etc/passwd', '/etc/passwd', 'file:///etc/passwd',
                               'http://127.0.0.1:1/x', '', '.', 'workbook.xml']):
            rels = '<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="%s"/>' \
                   '<Relationship Id="rId2" Type="x/sharedStrings" Target="%s"/>' \
                   '</Relationships>' % (t, t)
            add('target-%d.xlsx' % i, self.book({'xl/_rels/workbook.xml.rels': rels}), BAD)
        link = zipfile.ZipInfo('xl/workbook.xml')
        link.external_attr = 0o120777 << 16
        out = io.BytesIO()
        with zipfile.ZipFile(out, 'w') as z:
            z.writestr('[Content_Types].xml', '<Types/>')
            z.writestr('_rels/.rels', '<Relationships><Relationship Id="a" Type="x/officeDocument"'
                       ' Target="xl/workbook.xml"/></Relationships>')
            z.writestr(link, '/etc/passwd')
        add('symlink-part.xlsx', out.getvalue(), BAD)
        out = io.BytesIO()
        with zipfile.ZipFile(out, 'w') as z:
            for k in range(60000):
                z.writestr(zipfile.ZipInfo('p%d' % k), b'')
        add('parts.xlsx', out.getvalue(), LARGE, 'parts')

    def overlapping(self):
        """Many entries of the directory that are one and the same piece of the file."""
        data = zlib.compressobj(9, zlib.DEFLATED, -15)
        raw = b'<a>' + b' ' * (30 << 20) + b'</a>'
        packed = data.compress(raw) + data.flush()
        crc = zlib.crc32(raw)
        names = ['[Content_Types].xml', '_rels/.rels', 'xl/workbook.xml', 'content.xml'] + \
            ['xl/worksheets/sheet%d.xml' % k for k in range(900)]
        head = struct.pack('<IHHHHHIIIHH', 0x04034b50, 20, 0, 8, 0, 33, crc, len(packed), len(raw),
                           1, 0) + b'x'
        directory = b''.join(
            struct.pack('<IHHHHHHIIIHHHHHII', 0x02014b50, 20, 20, 0, 8, 0, 33, crc, len(packed),
                        len(raw), len(n), 0, 0, 0, 0, 0, 0) + n.encode() for n in names)
        body = head + packed
        return body + directory + struct.pack('<IHHHHIIH', 0x06054b50, 0, 0, len(names), len(names),
                                              len(directory), len(body), 0)

    # ---------------------------------------------------------------- others
    def ods(self, name, rows, codes=BAD, words='', manifest=b'<m/>', extra=(), around=None):
        out = io.BytesIO()
        content = around or (b'<d><s><table:table table:name="A1">' + rows +
                             b'</table:table></s></d>')
        with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as z:
            z.writestr('mimetype', 'application/vnd.oasis.opendocument.spreadsheet',
                       zipfile.ZIP_STORED)
            z.writestr('content.xml', content)
            z.writestr('META-INF/manifest.xml', manifest)
            for n, data in extra:
                z.writestr(n, data)
        self.add(name, out.getvalue(), codes, words)

    def odf(self):
        cell = b'<table:table-cell%s><text:p>%s</text:p></table:table-cell>'
        row = b'<table:table-row%s>%s</table:table-row>'
        head = row % (b'', b''.join(cell % (b'', h.encode()) for h in HEAD.strip().split(',')))
        many = b' table:number-rows-repeated="%d"'
        wide = b' table:number-columns-repeated="%d"'
        for i, n in enumerate([1048576, 2 ** 31, 2 ** 63, 10 ** 30]):
            self.ods('rows-%d.ods' % i, head + row % (many % n, cell % (b'', b'1')), EITHER)
            self.ods('columns-%d.ods' % i, head + row % (b'', cell % (wide % n, b'1')), EITHER)
            self.ods('blank-rows-%d.ods' % i, (row % (many % n, b'<table:table-cell/>')) * 3,
                     EITHER)
            self.ods('both-%d.ods' % i, row % (many % n, cell % (wide % n, b'')) + head, EITHER)
            self.ods('spaces-%d.ods' % i, head + row % (b'', cell % (
                b'', b'x<text:s text:c="%d"/>x' % n)), EITHER)
        for i, v in enumerate([b'office:value-type="float" office:value="1e999"',
                               b'office:value-type="date" office:date-value="2026-99-99"',
                               b'table:formula="of:=DDE(&quot;cmd&quot;)" office:value-type="string"',
                               b'office:value-type="boolean" office:boolean-value="maybe"',
                               b'table:number-columns-spanned="999999999"',
                               b'office:value-type="float" office:value="-1"']):
            self.ods('value-%d.ods' % i, head + row % (b'', cell % (b'', b'wales-2026') + cell %
                     (b'', b'ceredigion') + cell % (b'', b'R1') + cell % (b' ' + v, b'no')))
        self.ods('macros.ods', head, words='macros', extra=[('Basic/script-lc.xml', '<x/>')])
        self.ods('locked.ods', head, words='password',
                 manifest=b'<manifest:file-entry><manifest:encryption-data/>')
        self.ods('doctype.ods', b'', around=b'<!DOCTYPE a [<!ENTITY x SYSTEM "/etc/passwd">]><a/>')
        self.ods('bomb.ods', b'', LARGE, around=b'<a>' + b' ' * (24 << 20) + b'</a>')
        self.ods('manifest-bomb.ods', head, LARGE, manifest=b' ' * (24 << 20))
        self.ods('deep.ods', b'<a>' * 5000, EITHER)
        self.ods('tables.ods', b'<table:table>' * 50 + head)
        self.ods('no-table.ods', b'', around=b'<d/>', words='no sheet')
        self.ods('cut.ods', b'<table:table-row><table:table-cell>')

    def disguised(self):
        add = self.add
        cfb = b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + bytes(600)
        for ending in ('xls', 'xlsx', 'xlsm', 'ods', 'csv', 'xlsb'):
            add('old.' + ending, cfb, BAD, 'password' if ending != 'csv' else '')
            add('text.' + ending if ending != 'csv' else 'text.xlt', HEAD + ROW % ('R1', 1, 1, ''),
                BAD, 'none')
        for name in ('book.csv', 'book.txt', 'book.xlsm', 'book.zip'):
            add(name, self.template, BAD, 'workbook')
        add('macros.xlsx', self.book({'xl/vbaProject.bin': cfb}), BAD, 'macros')
        add('macros.xlsm', self.book({'xl/vbaProject.bin': cfb}), BAD, 'xlsx')
        add('macros-elsewhere.xlsx', self.book({'other/VBAPROJECT.BIN': b'x'}), BAD, 'macros')
        add('binary.xlsx', self.book({'xl/workbook.bin': b'x'}), BAD, 'xlsb')
        for i, b in enumerate([b'PK', b'PK\3\4', b'PK\5\6' + bytes(18), b'PK\3\4' + bytes(4000)]):
            add('stub-%d.xlsx' % i, b, BAD)
            add('stub-%d.ods' % i, b, BAD)


def make(folder, template):
    m = Maker(folder, template)
    m.text()
    m.archives()
    m.odf()
    m.disguised()
    return m.made
