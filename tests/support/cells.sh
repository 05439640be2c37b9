#!/bin/sh
# cells FILE: what stands in a workbook, a cell a line: "Sheet!A1 number 12.5". It is read by
# another program than ours, so that ours does not judge itself. "! sheet locked", "! sheet
# frozen 1,2" and "! drop-down R1:R9 Y,N" tell what cells do not.
exec /usr/bin/python3 - "$@" <<'PYTHON'
import re, sys, zipfile
import xml.etree.ElementTree as ET

def local(e):
    return e.tag.rsplit('}', 1)[-1]

def attribute(e, name):
    return next((v for k, v in e.attrib.items() if k.rsplit('}', 1)[-1] == name), None)

def all_named(e, *names):
    return [x for x in e.iter() if local(x) in names]

def say(sheet, place, kind, text):
    print('%s!%s %s %s' % (sheet, place, kind, text.replace('\n', '\\n')))

def xlsx(z):
    part = lambda name: ET.fromstring(z.read(name))
    shared = []
    if 'xl/sharedStrings.xml' in z.namelist():
        for si in all_named(part('xl/sharedStrings.xml'), 'si'):
            shared.append(''.join(t.text or '' for t in all_named(si, 't')))
    for i, s in enumerate(all_named(part('xl/workbook.xml'), 'sheet'), 1):
        name, root = s.get('name'), part('xl/worksheets/sheet%d.xml' % i)
        for c in all_named(root, 'c'):
            v = ''.join(x.text or '' for x in all_named(c, 'v', 't'))
            if all_named(c, 'f'):
                say(name, c.get('r'), 'FORMULA', v)
            elif c.get('t') == 's':
                say(name, c.get('r'), 'text', shared[int(v)])
            elif v:
                say(name, c.get('r'), c.get('t') or 'number', v)
        for p in all_named(root, 'pane'):
            print('! %s frozen %s,%s' % (name, p.get('xSplit') or 0, p.get('ySplit') or 0))
        for p in all_named(root, 'sheetProtection'):
            print('! %s locked' % name)
        for v in all_named(root, 'dataValidation'):
            print('! %s takes %s %s' % (name, v.get('sqref'), all_named(v, 'formula1')[0].text))
    for name in sorted(n for n in z.namelist() if re.match(r'xl/comments', n)):
        for c in all_named(part(name), 'comment'):
            say(name, c.get('ref'), 'note', ''.join(t.text or '' for t in all_named(c, 't')))

def letters(n):
    return (letters((n - 1) // 26) if n > 26 else '') + chr(65 + (n - 1) % 26)

def words(e):
    return '\n'.join(''.join(p.itertext()) for p in e if local(p) == 'p')

def ods(z):
    assert z.infolist()[0].filename == 'mimetype' and z.infolist()[0].compress_type == 0
    for t in all_named(ET.fromstring(z.read('content.xml')), 'table'):
        name, row = attribute(t, 'name'), 0
        for r in all_named(t, 'table-row'):
            row, column = row + 1, 0
            for c in r:
                column += 1
                kind = attribute(c, 'value-type')
                place = '%s%d' % (letters(column), row)
                value = attribute(c, 'value') or attribute(c, 'date-value') or words(c)
                if attribute(c, 'formula'):
                    say(name, place, 'FORMULA', value)
                elif kind:
                    say(name, place, {'float': 'number', 'string': 'text'}.get(kind, kind), value)
                for n in all_named(c, 'annotation'):
                    say(name, place, 'note', words(n))
        if attribute(t, 'protected') == 'true':
            print('! %s locked' % name)

z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
(ods if 'content.xml' in z.namelist() else xlsx)(z)
PYTHON
