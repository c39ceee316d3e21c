#!/usr/bin/env python3
"""The same records from every build of the program, on one thread and on many, and however a pack's tables are ordered.

    tests/reproducible/run.py [--inputs PATH]... [--shuffles N] PROGRAM...

Prints the SHA-256 of the records of all inputs, the fixtures unless others are given, for each program and way to run it. Ends with 1 if one differs.
"""

import argparse
import hashlib
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PACK = ROOT / "patterns"


def digest(program, inputs, *options):
    command = [program, "extract", "--quiet", *options, *inputs]
    lines = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.splitlines(keepends=True)
    if "--unordered" in options:
        lines.sort(key=lambda line: json.loads(line)["document"]["id"])
    return hashlib.sha256(b"".join(lines)).hexdigest(), len(lines)


def shuffled(folder, seed):
    """A copy of the built-in pack with the rows of each table in another order."""
    chance = random.Random(seed)
    copy = pathlib.Path(folder) / str(seed)
    shutil.copytree(PACK, copy)
    rows = 0
    for table in sorted(copy.glob("tables/*.tsv")):
        lines = table.read_text().splitlines()
        places = [at for at, line in enumerate(lines) if not line.startswith("#")][1:]
        order = chance.sample(places, len(places))
        found = [lines[at] for at in order]
        for at, line in zip(places, found):
            lines[at] = line
        table.write_text("\n".join(lines) + "\n")
        rows += len(places)
    print(f"shuffled {rows} rows of {copy.name}")
    return copy


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("programs", nargs="+", type=pathlib.Path)
    parser.add_argument("--inputs", action="append", help="a file or folder of documents")
    parser.add_argument("--shuffles", type=int, default=2)
    arguments = parser.parse_args()
    inputs = arguments.inputs or sorted(map(str, (ROOT / "fixtures").rglob("*.txt")))
    digests = set()
    with tempfile.TemporaryDirectory() as folder:
        packs = [shuffled(folder, seed) for seed in range(arguments.shuffles)]
        for program in arguments.programs:
            ways = [("-j", "1"), ("-j", "16"), ("-j", "16", "--unordered"), ("-j", "2", "--pack", PACK)]
            ways += [("-j", "2", "--pack", pack) for pack in packs]
            for way in ways:
                found, documents = digest(program.resolve(), inputs, *way)
                digests.add(found)
                print(f"{found[:16]}  {documents} documents  {program} {' '.join(map(str, way))}")
    is_same = len(digests) == 1 and documents > 0
    print("all the same" if is_same else "NOT THE SAME")
    return 0 if is_same else 1


if __name__ == "__main__":
    sys.exit(main())
