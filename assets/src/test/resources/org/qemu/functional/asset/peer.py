"""Fetch with the asset.py of QEMU's own framework: peer.py ASSET_PY (URL HASH)...

Says what happens line by line: "asking", then all that asset.py logs, "has <hash>" for each.
"""

import importlib.util
import logging
import sys

spec = importlib.util.spec_from_file_location("asset", sys.argv[1])
peer = importlib.util.module_from_spec(spec)
spec.loader.exec_module(peer)

logging.basicConfig(stream=sys.stdout, level=logging.DEBUG, format="%(message)s")
print("asking", flush=True)
for url, content_hash in zip(sys.argv[2::2], sys.argv[3::2]):
    asset = peer.Asset(url, content_hash)
    asset.fetch()
    print("has", content_hash, "whole" if asset.valid() else "damaged", flush=True)
