#!/usr/bin/env python3
"""Hours of documents through the program and the service, news mixed with what is hostile.

    tests/soak/run.py --seconds 7200 --corpora FOLDER target/release/attache

Every answer is checked: one for each document, in order, valid JSON, each span the words that it says, and the same text
the same answer, whenever it comes again. Memory is read every few seconds; in the last quarter of the time it may not be
more than a tenth and 8 MB above what it was in the second. The folder is one of JSON Lines files with `text` (and of .zst
of these, if zstd is there); without it the documents are the repository's fixtures. Ends with 1 if anything is wrong.
"""

import argparse
import hashlib
import http.client
import json
import pathlib
import random
import re
import subprocess
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
LONGEST = 20_000
UNITS = [
    "a", "A ", "Mr. ", "the ", "(", "[", "\"", "“‘", "1", "1,", "\u0301", "\u200d👩", "中", "\n", " ", ".", "-", "Sino-", "Prime Minister ",
    "Russia ", "Russia, ", "May ", "last Monday of ", "President Putin ", "He said that ", "\u202e", "\0", "=1+1\t", "</script><script>",
    "9999999999 years ago ", "-9999-12-31 ", "31/2/2015 ", "Russia attacked China and ", "of the ", "&#x110000;", "\\ud800", "$4 billion ",
]
# So few that the same document comes again.
DAYS = ["2015-11-16", "2020-02-29", "0001-01-01", "9999-12-31"]


def corpora(folder):
    """All texts of a folder, or of the fixtures."""
    texts = [path.read_text() for path in sorted((ROOT / "fixtures").glob("*.txt"))]
    for path in sorted(pathlib.Path(folder).glob("*.jsonl*")) if folder else []:
        data = path.read_bytes()
        if path.suffix == ".zst":
            data = subprocess.run(["zstd", "-dc", path], capture_output=True, check=True).stdout
        texts += [json.loads(line)["text"] for line in data.splitlines() if line.strip()]
    return [text for text in texts if isinstance(text, str)]


def document(chance, texts, serial):
    """A document of news, of news that has been tampered with, or of hostile words."""
    text = chance.choice(texts)[:LONGEST]
    kind = chance.randrange(10)
    if kind < 3:  # cut, doubled and mixed
        for _ in range(chance.randrange(1, 8)):
            at = chance.randrange(len(text) + 1)
            other = chance.choice(texts)
            piece = chance.choice([other[:300], chance.choice(UNITS), chr(chance.randrange(1, 0xD800)), text[at : at + 99]])
            text = text[:at] + piece + text[at + chance.randrange(20) :]
    elif kind == 3:  # one word over and over
        unit = chance.choice(UNITS)
        text = unit * (chance.randrange(1, LONGEST) // len(unit) + 1)
    elif kind == 4:  # words by chance
        text = "".join(chance.choice(UNITS) for _ in range(chance.randrange(1, 800)))
    elif kind == 5:
        text = "".join(chr(chance.choice([chance.randrange(0xD800), chance.randrange(0xE000, 0x110000)])) for _ in range(200))
    record = {"id": f"{serial}", "text": text}
    if chance.randrange(2):
        record["published"] = chance.choice(DAYS)
    if chance.randrange(4) == 0:
        record["title"] = chance.choice(texts)[:60]
    return record


class Judge:
    """Checks answers, and counts them."""

    def __init__(self):
        self.documents = self.bytes = self.records = 0
        self.wrong = []
        self.digests = {}
        self.lock = threading.Lock()

    def check(self, asked, answer):
        if answer["document"]["id"] != asked["id"]:
            return self.blame(asked, f"answer of {answer['document']['id']}")
        spans = [0]
        text = asked["text"]
        ok = self.spans(answer, text, spans)
        if not ok or answer["document"]["length"] != len(text):
            self.blame(asked, "a span does not have the words that it says")
        # Another time the same document is to have the same answer.
        key = hashlib.sha256(json.dumps([text, asked.get("published")]).encode()).digest()[:12]
        answer["document"] = None
        digest = hashlib.sha256(json.dumps(answer).encode()).digest()[:12]
        with self.lock:
            self.documents += 1
            self.bytes += len(text.encode("utf-8", "replace"))
            self.records += spans[0]
            if len(self.digests) < 200_000 and self.digests.setdefault(key, digest) != digest:
                self.blame(asked, "another answer than before")

    def spans(self, value, text, count):
        if isinstance(value, list):
            return all(self.spans(item, text, count) for item in value)
        if not isinstance(value, dict):
            return True
        ok = True
        if {"start", "end", "text"} <= value.keys():
            count[0] += 1
            ok = text[value["start"] : value["end"]] == value["text"] and value["start"] < value["end"]
        return ok and all(self.spans(item, text, count) for item in value.values())

    def blame(self, asked, reason):
        self.wrong.append((reason, asked))
        print(f"WRONG: {reason}: {json.dumps(asked)[:400]}", flush=True)


def through_pipe(program, judge, chance, texts, until):
    """The batch program, which reads as long as there is something to read."""
    command = [program, "extract", "--input-format", "jsonl", "--other-languages", "extract", "--quiet", "-"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    asked = {}

    def write():
        serial = 0
        while time.monotonic() < until:
            record = document(chance, texts, serial)
            asked[str(serial)] = record
            process.stdin.write(json.dumps(record).encode() + b"\n")
            serial += 1
            while len(asked) > 5000 and time.monotonic() < until:
                time.sleep(0.001)
        process.stdin.close()

    def run():
        writer = threading.Thread(target=write)
        writer.start()
        serial = 0
        for line in process.stdout:
            judge.check(asked.pop(str(serial)), json.loads(line))
            serial += 1
        writer.join()
        if asked:
            judge.wrong.append((f"{len(asked)} documents without an answer", {}))
        if process.wait() != 0:
            judge.wrong.append((f"the program ended with {process.returncode}", {}))

    return process, threading.Thread(target=run)


def through_service(program, judge, chance, texts, until):
    """The service, one request after the other, some of them of no sense."""
    process = subprocess.Popen([program, "serve", "--port", "0"], stdout=subprocess.PIPE, text=True)
    host = re.match(r"http://([^/]+)/", process.stdout.readline()).group(1)

    def run():
        serial = 0
        connection = http.client.HTTPConnection(host, timeout=120)
        while time.monotonic() < until:
            serial += 1
            record = document(chance, texts, serial)
            body = json.dumps(record).encode()
            is_garbage = chance.randrange(20) == 0
            if is_garbage:
                body = body[: chance.randrange(len(body))]
            try:
                connection.request("POST", "/extract", body, {"content-type": "application/json"})
                response = connection.getresponse()
                answer = response.read()
            except (http.client.HTTPException, OSError) as error:
                judge.blame(record, f"no answer: {error!r}")
                connection = http.client.HTTPConnection(host, timeout=120)
                continue
            if is_garbage:
                if response.status != 400:
                    judge.blame(record, f"garbage is answered with {response.status}")
            elif response.status != 200:
                judge.blame(record, f"{response.status}: {answer[:200]}")
            else:
                judge.check(record, json.loads(answer))
        process.terminate()
        if process.wait(30) != 0:
            judge.wrong.append((f"the service ended with {process.returncode}", {}))

    return process, threading.Thread(target=run)


def resident(process):
    """What a process has in memory, in bytes; nothing if it has ended."""
    try:
        status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    except OSError:
        return None
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found.group(1)) * 1024 if found else None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("--seconds", type=float, default=7200)
    parser.add_argument("--corpora", help="a folder of JSON Lines files")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    texts = corpora(arguments.corpora)
    begun = time.monotonic()
    until = begun + arguments.seconds
    judge = Judge()
    runs = {
        "extract": through_pipe(arguments.program, judge, random.Random(arguments.seed), texts, until),
        "serve": through_service(arguments.program, judge, random.Random(arguments.seed + 1), texts, until),
    }
    memory = {name: [] for name in runs}
    for _, thread in runs.values():
        thread.start()
    said = 0
    while time.monotonic() < until - 1:
        time.sleep(min(5, arguments.seconds / 40))
        for name, (process, _) in runs.items():
            if (size := resident(process)) is not None:
                memory[name].append((time.monotonic() - begun, size))
        if time.monotonic() - begun > said:
            said += 600
            sizes = ", ".join(f"{name} {sizes[-1][1] / 1e6:.0f} MB" for name, sizes in memory.items() if sizes)
            print(f"{time.monotonic() - begun:.0f} s: {judge.documents} documents, {len(judge.wrong)} wrong; {sizes}", flush=True)
    for _, thread in runs.values():
        thread.join()
    is_flat = True
    for name, sizes in memory.items():
        quarter = arguments.seconds / 4
        early = max((size for at, size in sizes if quarter <= at < 2 * quarter), default=0)
        late = max((size for at, size in sizes if at >= 3 * quarter), default=0)
        print(f"{name}: at most {early / 1e6:.1f} MB in the second quarter, {late / 1e6:.1f} MB in the last")
        is_flat &= 0 < late <= early * 1.1 + 8e6
    hours = (time.monotonic() - begun) / 3600
    print(
        f"{hours:.2f} hours, {judge.documents} documents, {judge.bytes / 1e6:.0f} MB of text, {judge.records} spans checked, "
        f"{len(judge.wrong)} wrong, memory {'flat' if is_flat else 'NOT FLAT'}"
    )
    return 0 if is_flat and not judge.wrong and judge.documents else 1


if __name__ == "__main__":
    sys.exit(main())
