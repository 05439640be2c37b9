#!/bin/sh
# Makes the Debian package build/pont_VERSION_ARCH.deb, and prints its name.
#
#     packaging/deb.sh BUILD [VERSION]
#
# VERSION is that of the file VERSION, unless a test wants another. What the program links with is
# asked of dpkg-shlibdeps. The same commit gives the same bytes.
set -eu
cd "$(dirname "$0")/.."
build=${1:?use: packaging/deb.sh BUILD [VERSION]}
version=${2:-$(cat VERSION)}
arch=$(dpkg --print-architecture)
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || date +%s)
export SOURCE_DATE_EPOCH
case $build in
/*) ;;
*) build=$(pwd)/$build ;;
esac
work=$build/deb
root=$work/root
rm -rf "$work"
umask 022
mkdir -p "$root/DEBIAN" "$work/debian"

install -D -m 0755 "$build/pont" "$root/usr/bin/pont"
strip --remove-section=.comment --remove-section=.note "$root/usr/bin/pont"
install -D -m 0644 packaging/pont.service "$root/lib/systemd/system/pont.service"
install -D -m 0640 packaging/pont.env "$root/etc/pont/pont.env"
install -D -m 0644 packaging/nginx.conf "$root/usr/share/pont/nginx.conf"
install -d "$root/usr/share/doc/pont" "$root/usr/share/man/man1"
sed "s/@VERSION@/$version/" packaging/pont.1 | gzip -9n >"$root/usr/share/man/man1/pont.1.gz"
gzip -9n <CHANGELOG.md >"$root/usr/share/doc/pont/changelog.gz"
gzip -9n <docs/operate.md >"$root/usr/share/doc/pont/operate.md.gz"
{
    printf 'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\n'
    printf 'Files: *\nCopyright: the authors of Pont\nLicense: AGPL-3.0-or-later\n'
    printf ' The licence is in /usr/share/doc/pont/LICENSE.gz.\n'
} >"$root/usr/share/doc/pont/copyright"
gzip -9n <LICENSE >"$root/usr/share/doc/pont/LICENSE.gz"

for script in postinst prerm postrm; do
    install -m 0755 "packaging/$script" "$root/DEBIAN/$script"
done
echo /etc/pont/pont.env >"$root/DEBIAN/conffiles"
printf 'Source: pont\n\nPackage: pont\nArchitecture: any\nDescription: x\n' >"$work/debian/control"
depends=$(cd "$work" && dpkg-shlibdeps -O root/usr/bin/pont 2>"$work/shlibdeps.said" |
    sed -n 's/^shlibs:Depends=//p')
if test -z "$depends"; then
    cat "$work/shlibdeps.said" >&2
    exit 1
fi
size=$(du -sk --apparent-size "$root" | cut -f 1)
cat >"$root/DEBIAN/control" <<END
Package: pont
Version: $version
Section: web
Priority: optional
Architecture: $arch
Depends: $depends, passwd, util-linux, fonts-dejavu-core
Recommends: nginx-light | nginx
Installed-Size: $size
Maintainer: The maintainers of Pont <pont@localhost>
Description: planning the occupational therapy workforce
 Pont collects workforce returns, shows the regional picture, and recommends
 how many places of training to commission. One program: a command line and a
 web server with SQLite inside, or PostgreSQL where several machines share
 the work.
END
(cd "$root" && find usr lib etc -type f | LC_ALL=C sort | xargs md5sum) >"$root/DEBIAN/md5sums"
find "$root" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group -Zxz --build "$root" "$build/pont_${version}_$arch.deb" >/dev/null
echo "$build/pont_${version}_$arch.deb"
