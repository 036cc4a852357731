#!/usr/bin/env python3
"""Make archives with every writer at hand and unpack each with the tool that is the measure for it.

corpus.py FOLDER makes FOLDER/NAME (the archive) and FOLDER/NAME.tree, the listing of what the tool
unpacked, one line each of

    path TAB type TAB detail TAB time

path: UTF-8, or ISO 8859-1 where it is none, with backslash and control characters escaped
type: f (file), d (folder), l (symbolic link)
detail: of a file its size, CRC-32 and the first path of the same inode; of a link its target
time: seconds, or - where the tool does not restore it

FOLDER/index has one line each of: name TAB "same" or "fails" (the tool does) TAB command. Writers
that are missing are in FOLDER/missing, one a line.
"""

import gzip
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile
import zlib

OLD = 1_580_608_922
START = int(time.time()) - 60
ENV = dict(os.environ, LC_ALL="C.UTF-8", TZ="UTC")

top = pathlib.Path(sys.argv[1]).absolute()
trees = top / "trees"
index = []
missing = set()


def there(program):
    if shutil.which(program):
        return True
    missing.add(program)
    return False


def run(command, cwd, stdin=None, stdout=None):
    return subprocess.run(
        command,
        cwd=cwd,
        env=ENV,
        input=stdin,
        stdin=None if stdin is not None else subprocess.DEVNULL,
        stdout=stdout or subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    ).returncode


# Trees


def put(folder, name, content=b"", when=OLD):
    path = os.path.join(os.fsencode(folder), name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as out:
        out.write(content)
    os.utime(path, (when, when))
    return path


def noise(size):
    return bytes((i * i * 31 + i // 7) % 251 for i in range(size))


def age(folder):
    for path, _, _ in os.walk(os.fsencode(folder), topdown=False):
        os.utime(path, (OLD + 77, OLD + 77))


def short(folder):
    """What any format takes, but for links."""
    for i, size in enumerate((0, 1, 511, 512, 513, 40_000)):
        put(folder, b"s%d" % size, noise(size), OLD + i)
    put(folder, b"dir/deep/file", b"deep\n", 946_684_801)
    put(folder, b"a name with blanks", b"x")
    os.makedirs(os.path.join(folder, "empty"))


def links(folder):
    """Names that are one file, in each order of the alphabet; links to them."""
    put(folder, b"m", b"content of m")
    for name in ("a", "z", "dir"):
        if name == "dir":
            os.mkdir(os.path.join(folder, "dir"))
            name = "dir/m"
        os.link(os.path.join(folder, "m"), os.path.join(folder, name))
    put(folder, b"e", b"")
    os.link(os.path.join(folder, "e"), os.path.join(folder, "b"))
    os.link(os.path.join(folder, "e"), os.path.join(folder, "y"))
    symlink(folder, "m", "soft")
    os.link(os.path.join(folder, "soft"), os.path.join(folder, "soft2"), follow_symlinks=False)
    symlink(folder, "../m", "dir/up")
    symlink(folder, "nowhere", "dangling")


def symlink(folder, target, name):
    path = os.path.join(folder, name)
    os.symlink(target, path)
    os.utime(path, (OLD + 5, OLD + 5), follow_symlinks=False)


def names(folder):
    """Names in UTF-8, of 255 bytes, long paths, and such that nobody expects."""
    for name in ("café.txt", "größe ☃", "日本語/ファイル", "e\u0301", "😀"):
        put(folder, name.encode(), name.encode())
    put(folder, b"n" * 255, b"255")
    put(folder, ("é" * 127).encode(), b"254")
    put(folder, b"/".join([b"d" * 60] * 6), b"deep")
    put(folder, b"x" * 100, b"100")
    put(folder, b"p" * 99 + b"/" + b"q" * 99, b"prefix")
    for name in (b"new\nline", b"tab\tbell\a", b"-dash", b"back\\slash", b"quote'\"", b" blank ", b"a=b"):
        put(folder, name, name)


def latin1(folder):
    put(folder, b"caf\xe9.txt", b"acute")
    put(folder, b"caf\xe8.txt", b"grave")
    put(folder, b"m\xfcll/\xe4", b"both")
    put(folder, b"plain", b"plain")


def sparse(folder):
    for name, pieces, size in (
        ("begin", [(0, 5000)], 300_000),
        ("end", [(295_000, 5000)], 300_000),
        ("many", [(i * 131_072, 100 + i) for i in range(30)], 30 * 131_072 + 5),
        ("hole", [], 1 << 20),
        ("full", [(0, 9000)], 9000),
    ):
        path = os.path.join(folder, name)
        with open(path, "wb") as out:
            out.truncate(size)
            for at, length in pieces:
                out.seek(at)
                out.write(noise(length).replace(b"\0", b"x"))
        os.utime(path, (OLD, OLD))


# What a tool unpacked


def shown(name):
    try:
        text = name.decode("utf-8")
    except UnicodeDecodeError:
        text = name.decode("latin-1")
    out = ""
    for c in text:
        out += "\\x%02x" % ord(c) if c == "\\" or ord(c) < 32 or 126 < ord(c) < 160 else c
    return out


def listing(folder, with_times):
    root = os.fsencode(folder)
    paths = []
    for path, dirs, files in os.walk(root):
        paths += [os.path.join(path, name) for name in dirs + files]
    first = {}
    for path in sorted(paths):
        status = os.lstat(path)
        first.setdefault(status.st_ino, path)
    lines = []
    for path in paths:
        status = os.lstat(path)
        name = shown(path[len(root) + 1 :])
        when = str(int(status.st_mtime // 1)) if with_times and status.st_mtime < START else "-"
        if os.path.islink(path):
            kind, detail = "l", shown(os.readlink(path))
        elif os.path.isdir(path):
            kind, detail = "d", ""
        else:
            with open(path, "rb") as content:
                crc = zlib.crc32(content.read())
            same = shown(first[status.st_ino][len(root) + 1 :])
            kind, detail = "f", f"{status.st_size} {crc:08x} {same}"
        lines.append(f"{name}\t{kind}\t{detail}\t{when}")
    return "".join(line + "\n" for line in sorted(lines))


def measure(name, unpack, command, with_times=True):
    """Unpacks an archive and writes down what came of it."""
    archive = top / name
    if not archive.exists() or archive.is_dir():
        return
    out = top / "unpacked"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    status = unpack(archive, out)
    (top / (name + ".tree")).write_text(listing(out, with_times), encoding="utf-8")
    index.append(f"{name}\t{'same' if status == 0 else 'fails'}\t{' '.join(map(str, command))}")


def by_tar(archive, out):
    return run(["tar", "-xpf", archive], out)


def by_bsdtar(archive, out):
    return run(["bsdtar", "-xpf", archive], out)


def by_cpio(archive, out):
    return run(["cpio", "-idm", "--quiet"], out, stdin=archive.read_bytes())


def by_ar(archive, out):
    return run(["ar", "xo", archive], out)


def by_7zz(archive, out):
    return run(["7zz", "x", "-bd", "-snld20", f"-o{out}", archive], out)


def by_unzip(archive, out):
    status = run(["unzip", "-q", archive], out)
    return 0 if status == 1 else status  # 1: a warning


def by_zipfile(archive, out):
    try:
        with zipfile.ZipFile(archive) as file:
            file.extractall(out)
        return 0
    except Exception:  # whatever it is, it does not unpack it
        return 1


# Writers


def gnu_tar():
    if not there("tar"):
        return
    for tree in ("short", "links", "names", "latin1"):
        for kind in ("v7", "oldgnu", "gnu", "ustar", "pax"):
            name = f"gnutar-{kind}-{tree}.tar"
            command = ["tar", "-c", f"--format={kind}", "-f", top / name, "."]
            run(command, trees / tree)
            measure(name, by_tar, command)
    for kind, more in (
        ("oldgnu", []),
        ("gnu", []),
        ("pax", ["--sparse-version=0.0"]),
        ("pax", ["--sparse-version=0.1"]),
        ("pax", ["--sparse-version=1.0"]),
    ):
        name = f"gnutar-sparse-{kind}{''.join(more)[-3:]}.tar"
        command = ["tar", "-cS", f"--format={kind}", *more, "-f", top / name, "."]
        run(command, trees / "sparse")
        measure(name, by_tar, command)
    options = {
        "blocks1": ["-b1"],
        "blocks64": ["-b64"],
        "label": ["-V", "a label"],
        "incremental": ["-g", "/dev/null"],
        "nodereference": ["--hard-dereference"],
        "paxoptions": ["--format=pax", "--pax-option=globexthdr.name=g,comment:=x,exthdr.mtime=5"],
        "numeric": ["--numeric-owner", "--owner=:99999999", "--group=:99999999"],
        "fraction": ["--format=pax", "--mtime=@12345.6789"],
        "before1970": ["--mtime=@-86400"],
        "far": ["--mtime=@99999999999"],
        "modes": ["--mode=7777"],
        "reversed": None,
        "nodirs": None,
    }
    for what, option in options.items():
        files = ["."]
        if option is None:
            option = ["--no-recursion"]
            files = ["z", "soft2", "soft", "m", "a", "y", "e", "b", "dir/m", "dir/up"]
            if what == "reversed":
                files += ["dir"]
        name = f"gnutar-{what}.tar"
        command = ["tar", "-c", *option, "-f", top / name, *files]
        run(command, trees / "links")
        measure(name, by_tar, command)
    for suffix in ("gz", "xz", "zst", "bz2", "lzma"):
        name = f"gnutar.tar.{suffix}"
        command = ["tar", "-c", "-a", "-f", top / name, "."]
        run(command, trees / "links")
        measure(name, by_tar, command)
    odd_ends()


def odd_ends():
    whole = (top / "gnutar-blocks1.tar").read_bytes()
    end = len(whole) - 1024
    other = (top / "gnutar-gnu-links.tar").read_bytes()
    compressed = (top / "gnutar.tar.gz").read_bytes()
    bzip2 = (top / "gnutar.tar.bz2").read_bytes()
    for name, content in {
        "end-missing.tar": whole[:end],
        "end-half.tar": whole[: end + 512],
        "end-short.tar": whole[: end + 100],
        "end-padded.tar": whole + bytes(100_000),
        "end-garbage.tar": whole + b"garbage " * 1000,
        "two.tar": whole + other,
        "two-joined.tar": whole[:end] + other,
        "padded.tar.gz": compressed + bytes(9000),
        "garbage.tar.bz2": bzip2 + b"garbage " * 100,
        "padded.tar.bz2": bzip2 + bytes(512),
        "padded.tar.xz": (top / "gnutar.tar.xz").read_bytes() + bytes(512),
        "two.tar.gz": compressed + compressed,
        "split.tar.gz": None,
    }.items():
        if content is None:
            half = len(other) // 2
            content = gzip.compress(other[:half]) + gzip.compress(other[half:])
        (top / name).write_bytes(content)
        measure(name, by_tar, ["an odd end"])
    shutil.copy(top / "gnutar-gnu-links.tar", top / "appended.tar")
    run(["tar", "-rf", top / "appended.tar", "m", "soft"], trees / "links")
    measure("appended.tar", by_tar, ["tar", "-rf"])
    shutil.copy(top / "gnutar-gnu-short.tar", top / "joined.tar")
    run(["tar", "-Af", top / "joined.tar", top / "gnutar-gnu-links.tar"], top)
    measure("joined.tar", by_tar, ["tar", "-Af"])


def bsdtar():
    if not there("bsdtar"):
        return
    tools = {
        "newc": by_cpio, "odc": by_cpio, "cpio": by_cpio, "bin": by_cpio, "pwb": by_cpio,
        "zip": by_unzip, "7zip": by_7zz, "ar": by_ar, "argnu": by_ar, "arbsd": by_ar, "arsvr4": by_ar,
    }  # fmt: skip
    suffixes = {by_cpio: "cpio", by_unzip: "zip", by_7zz: "7z", by_ar: "a"}
    for tree in ("short", "links", "names", "latin1"):
        for kind in ("v7tar", "gnutar", "pax", "paxr", "ustar", "newc", "odc", "cpio", "bin", "pwb", "zip", "7zip"):
            by = tools.get(kind, by_tar)
            if by is by_7zz and not there("7zz") or by is by_unzip and not there("unzip"):
                continue
            name = f"bsdtar-{kind}-{tree}.{suffixes.get(by, 'tar')}"
            command = ["bsdtar", "-c", f"--format={kind}", "-f", top / name, "."]
            run(command, trees / tree)
            measure(name, by, command)
    for kind in ("ar", "argnu", "arbsd", "arsvr4"):
        name = f"bsdtar-{kind}.a"
        command = ["bsdtar", "-c", f"--format={kind}", "-f", top / name, "s0", "s1", "s513", "a name with blanks"]
        run(command, trees / "short")
        measure(name, by_ar, command)
    for kind in ("pax", "gnutar", "newc"):
        name = f"bsdtar-sparse-{kind}.{'cpio' if kind == 'newc' else 'tar'}"
        command = ["bsdtar", "-c", f"--format={kind}", "-f", top / name, "."]
        run(command, trees / "sparse")
        measure(name, tools.get(kind, by_tar), command)


def python_tar():
    formats = {"ustar": tarfile.USTAR_FORMAT, "gnu": tarfile.GNU_FORMAT, "pax": tarfile.PAX_FORMAT}
    for tree in ("short", "links", "names", "latin1"):
        for kind, number in formats.items():
            for encoding in ("utf-8", "latin-1"):
                name = f"python-{kind}-{encoding}-{tree}.tar"
                try:
                    with tarfile.open(
                        top / name, "w", format=number, encoding=encoding, errors="surrogateescape",
                        pax_headers={"comment": "é", "TEST.key": "value"} if kind == "pax" else None,
                    ) as out:  # fmt: skip
                        out.add(trees / tree, arcname=".")
                except (ValueError, UnicodeError):
                    os.unlink(top / name)  # it cannot hold such names
                    continue
                measure(name, by_tar, ["tarfile", kind, encoding])


def python_zip():
    methods = {"stored": 0, "deflated": 8, "bzip2": 12, "lzma": 14}
    for tree in ("short", "names"):
        for what, method in methods.items():
            name = f"python-{what}-{tree}.zip"
            with zipfile.ZipFile(top / name, "w", method) as out:
                for path, dirs, files in os.walk(trees / tree):
                    for each in dirs + files:
                        full = os.path.join(path, each)
                        out.write(full, os.path.relpath(full, trees / tree))
            measure(name, by_zipfile, ["zipfile", what], with_times=False)
    whole = (top / "python-deflated-short.zip").read_bytes()
    for name, content in {
        "prefixed.zip": b"#!/bin/sh\nexit 1\n" + whole,
        "trailing.zip": whole + b"more",
    }.items():
        (top / name).write_bytes(content)
        measure(name, by_zipfile, ["zipfile", "odd"], with_times=False)
    cp437 = "café ½ ÄÖÜ ░▒▓"
    with zipfile.ZipFile(top / "cp437.zip", "w") as out:
        placeholder = "N" * len(cp437)
        out.writestr(placeholder, cp437)
        out.writestr("dir/" + placeholder, cp437)
    content = (top / "cp437.zip").read_bytes()
    (top / "cp437.zip").write_bytes(content.replace(placeholder.encode(), cp437.encode("cp437")))
    measure("cp437.zip", by_zipfile, ["zipfile", "cp437"], with_times=False)


def file_names(tree):
    return sorted(
        os.path.relpath(os.path.join(path, name), os.fsencode(tree))
        for path, dirs, files in os.walk(os.fsencode(tree))
        for name in dirs + files
    )


def cpio():
    if not there("cpio"):
        return
    for tree in ("short", "links", "names", "latin1"):
        found = file_names(trees / tree)
        for order, files in (("up", found), ("down", found[::-1])):
            for kind in ("newc", "crc", "odc", "bin", "hpodc", "hpbin", "tar", "ustar"):
                name = f"cpio-{kind}-{tree}-{order}.{'tar' if kind in ('tar', 'ustar') else 'cpio'}"
                command = ["cpio", "-o", "-0", "--quiet", "-H", kind]
                with open(top / name, "wb") as out:
                    run(command, trees / tree, stdin=b"\0".join(files) + b"\0", stdout=out)
                measure(name, by_cpio, command)
    whole = (top / "cpio-newc-links-up.cpio").read_bytes()
    other = (top / "cpio-newc-short-up.cpio").read_bytes()
    for name, content in {
        "padded.cpio": whole + bytes(5000),
        "two.cpio": whole + other,
        "two-padded.cpio": whole + bytes(512 - len(whole) % 512) + other,
    }.items():
        (top / name).write_bytes(content)
        measure(name, by_cpio, ["cpio", "odd end"])


def ar():
    files = ["s0", "s1", "s513", "s40000", "a name with blanks", "a" * 16, "b" * 15, "c" * 200]
    folder = trees / "ar"
    folder.mkdir()
    for i, name in enumerate(files):
        put(folder, name.encode(), noise(i * 77))
    if there("ar"):
        for what, options in {"d": "rcD", "u": "rcU", "nosymbols": "rcS", "quick": "qc"}.items():
            name = f"gnuar-{what}.a"
            command = ["ar", options, top / name, *files]
            run(command, folder)
            measure(name, by_ar, command)
        run(["ar", "qc", top / "gnuar-twice.a", "s1", "s513", "s1"], folder)
        measure("gnuar-twice.a", by_ar, ["ar", "qc", "twice"])
        run(["ar", "rcT", top / "gnuar-thin.a", *files], folder)
        measure("gnuar-thin.a", by_ar, ["ar", "rcT"])
    if there("llvm-ar"):
        for kind in ("gnu", "bsd", "darwin"):
            name = f"llvmar-{kind}.a"
            command = ["llvm-ar", "rc", f"--format={kind}", top / name, *files]
            run(command, folder)
            measure(name, by_ar, command)


def seven_zip():
    if not there("7zz"):
        return
    for tree in ("short", "links", "names"):
        for method in ("Copy", "LZMA", "LZMA2", "PPMd", "BZip2", "Deflate", "Deflate64"):
            name = f"7zz-{method}-{tree}.7z"
            command = ["7zz", "a", "-bd", "-snl", f"-m0={method}", top / name, "."]
            run(command, trees / tree)
            measure(name, by_7zz, command)
    for number in ("BCJ", "BCJ2", "Delta:4", "ARM", "ARMT", "ARM64", "PPC", "IA64", "SPARC", "RISCV"):
        name = f"7zz-{number.replace(':', '')}.7z"
        command = ["7zz", "a", "-bd", f"-m0={number}", "-m1=LZMA2", top / name, "."]
        run(command, trees / "short")
        measure(name, by_7zz, command)
    for what, options in {
        "solid": ["-ms=on", "-mqs=on"],
        "nosolid": ["-ms=off"],
        "plainheader": ["-mhc=off"],
        "times": ["-mtc=on", "-mta=on"],
        "notime": ["-mtm=off"],
        "noattributes": ["-mtr=off"],
        "blocks": ["-ms=1k"],
        "encrypted": ["-psecret"],
        "encryptedheader": ["-psecret", "-mhe=on"],
    }.items():
        name = f"7zz-{what}.7z"
        command = ["7zz", "a", "-bd", "-snl", *options, top / name, "."]
        run(command, trees / "short")
        measure(name, by_7zz, command)
    if not there("unzip"):
        return
    for method in ("Copy", "Deflate", "Deflate64", "BZip2", "LZMA", "PPMd"):
        name = f"7zz-{method}.zip"
        command = ["7zz", "a", "-bd", "-tzip", f"-mm={method}", top / name, "."]
        run(command, trees / "short")
        measure(name, by_zipfile if method == "LZMA" else by_unzip, command, with_times=method != "LZMA")
    for what, options in {"cu": ["-mcu=on"], "cp": ["-mcp=437"], "encrypted": ["-psecret"], "times": ["-mtc=on"]}.items():
        name = f"7zz-{what}.zip"
        command = ["7zz", "a", "-bd", "-tzip", *options, top / name, "."]
        run(command, trees / ("short" if what == "encrypted" else "names"))
        measure(name, by_7zz, command)


def info_zip():
    if not there("zip") or not there("unzip"):
        return
    for tree in ("short", "links", "names", "latin1"):
        for what, options in {
            "store": ["-0"], "best": ["-9"], "bzip2": ["-Z", "bzip2"], "links": ["-y"], "plain": ["-X"],
            "nodirs": ["-D"], "dos": ["-k"], "text": ["-l"], "descriptors": ["-fd"],
            "utf8": ["-UN=UTF8"], "escape": ["-UN=Escape"], "zip64": ["-fz"],
        }.items():  # fmt: skip
            if tree != "names" and what in ("utf8", "escape") or tree == "latin1" and what not in ("best", "plain"):
                continue
            name = f"zip-{what}-{tree}.zip"
            command = ["zip", "-q", "-r", *options, top / name, "."]
            run(command, trees / tree)
            measure(name, by_unzip, command)
    run(["zip", "-q", "-r", "-P", "secret", top / "zip-encrypted.zip", "."], trees / "short")
    measure("zip-encrypted.zip", by_unzip, ["zip", "-P"])


def dpkg_deb():
    if not there("dpkg-deb"):
        return
    folder = top / "deb"
    for tree in ("links", "short"):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(trees / tree, folder, symlinks=True)
        put(folder, b"DEBIAN/control", b"Package: x\nVersion: 1\nArchitecture: all\nMaintainer: x\nDescription: x\n")
        os.chmod(folder / "DEBIAN", 0o755)
        for kind in ("gzip", "xz", "zstd", "none"):
            name = f"deb-{kind}-{tree}.deb"
            command = ["dpkg-deb", f"-Z{kind}", "-b", folder, top / name]
            run(command, top)
            measure(name, lambda archive, out: run(["dpkg-deb", "-x", archive, out], out), command)
    shutil.rmtree(folder)


def main():
    for make in (short, links, names, latin1, sparse):
        folder = trees / make.__name__
        folder.mkdir(parents=True)
        make(folder)
        age(folder)
    for write in (gnu_tar, bsdtar, python_tar, python_zip, cpio, ar, seven_zip, info_zip, dpkg_deb):
        write()
    shutil.rmtree(top / "unpacked", ignore_errors=True)
    shutil.rmtree(trees)
    (top / "index").write_text("".join(line + "\n" for line in index), encoding="utf-8", errors="surrogateescape")
    (top / "missing").write_text("".join(program + "\n" for program in sorted(missing)))


main()
