#!/usr/bin/env python3
"""assets.py CACHE: fill an asset cache with things of the right shape for the recorded dialogues, but of no worth.

Each file in them is a mark that tells which asset, and which part of it, it is made for. The cache's records call
them whole, as they do after a real download, or their hashes would give them away.
"""

import bz2
import gzip
import io
import json
import lzma
import os
import subprocess
import sys
import tarfile
import zipfile
from collections import defaultdict
from pathlib import Path

import peers

HERE = Path(__file__).resolve().parent
SIZE = 4096
# Of files whose end is taken out.
SIZES = {"floppy_edition/updater.image": 512 << 10}


def mark(asset: str, member: str, size: int = SIZE) -> bytes:
    return f"ASSET {asset} {member}\n".encode().ljust(size, b"\0")


def compressed(data: bytes, how: str) -> bytes:
    if how in ("xz", "lzma"):
        return lzma.compress(data)
    if how in ("gz", "gzip"):
        return gzip.compress(data)
    if how == "bz2":
        return bz2.compress(data)
    if how in ("zst", "zstd"):
        return subprocess.run(["zstd", "-q", "-c"], input=data, stdout=subprocess.PIPE, check=True).stdout
    raise SystemExit(f"assets.py: no such compression: {how}")


def tar(members: dict) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def zipped(members: dict) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def deb(members: dict) -> bytes:
    out = b"!<arch>\n"
    parts = {"debian-binary": b"2.0\n", "control.tar": tar({"./control": b"Package: a\n"}),
             "data.tar": tar({"./" + name: data for name, data in members.items()})}
    for name, data in parts.items():
        out += f"{name:<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(data):<10}`\n".encode()
        out += data + (b"\n" if len(data) % 2 else b"")
    return out


def cpio(members: dict) -> bytes:
    out = b""
    for name, data in [*members.items(), ("TRAILER!!!", b"")]:
        fields = [1, 0o100644, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0]
        out += b"070701" + "".join(f"{field:08x}" for field in fields).encode() + name.encode() + b"\0"
        out += b"\0" * (-len(out) % 4) + data
        out += b"\0" * (-len(out) % 4)
    return out


def archive(url: str, form: str, members: dict) -> bytes:
    for suffixes, make in ((".zip", zipped), (".cpio", cpio), ((".deb", ".udeb"), deb)):
        if ("x." + form if form else url).endswith(suffixes):
            return make(members)
    data = tar(members)
    how = url.rsplit(".", 1)[-1]
    how = "gz" if how == "tgz" else how
    return compressed(data, how) if how in ("gz", "xz", "bz2", "zst") else data


def content(asset: str, uses: list) -> bytes:
    members = {}
    whole = False
    for use in uses:
        if "member" in use:
            data = mark(asset, use["member"], SIZES.get(use["member"], SIZE))
            if "compress" in use or use["member"] not in members:
                members[use["member"]] = compressed(data, use["compress"]) if "compress" in use else data
        whole |= "whole" in use
    if members or whole:
        form = next((use["format"] for use in uses if use.get("format")), "")
        made = archive(uses[0]["url"], form, members or {"nothing": b""})
        return compressed(made, next(use["compress"] for use in uses if "whole" in use)) if any(
            "compress" in use for use in uses if "whole" in use) else made
    if uses[0]["url"].endswith(".ppm"):
        return peers.ppm(peers.PICTURE, peers.PICTURE, peers.picture(asset))
    for use in uses:
        if "compress" in use:
            return compressed(mark(asset, "-"), use["compress"])
    return mark(asset, "-")


def main(cache: Path):
    uses = defaultdict(list)
    for dialogue in json.loads((HERE / "dialogues.json").read_text(encoding="utf-8")):
        for use in dialogue["files"]:
            uses[use["asset"]].append(use)
    (cache / "download").mkdir(parents=True)
    (cache / "verified").mkdir()
    for asset, of_asset in uses.items():
        file = cache / "download" / asset
        file.write_bytes(content(asset, of_asset))
        file.chmod(0o440)
        stat = os.stat(file)
        record = f"{stat.st_dev} {stat.st_ino} {stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns}\n"
        (cache / "verified" / asset).write_text(record, encoding="ascii")


main(Path(sys.argv[1]))
