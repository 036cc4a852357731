#!/usr/bin/env -S python3 -SE
"""A stand-in for any other program, under whose name it runs: prints what dialogues.json says that it prints in some test.

As xorriso, it takes a file out of the mark of an image.
"""

import json
import os
import sys
from pathlib import Path

NAME = Path(sys.argv[0]).name
if NAME == "xorriso":
    asset = Path(sys.argv[sys.argv.index("-indev") + 1]).read_text(encoding="ascii").split(" ")[1]
    member, target = sys.argv[-2:]
    Path(target).write_text(f"ASSET {asset} {member.removeprefix('/')}\n", encoding="ascii")

FOLDER = Path(os.environ["QEMU_BUILD_ROOT"])
for dialogue in json.loads((FOLDER / "dialogues.json").read_text(encoding="utf-8")):
    sys.stdout.write(dialogue.get("programs", {}).get(NAME, ""))
