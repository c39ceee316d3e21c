"""What the tests have in common."""

import json
import os
import pathlib
import subprocess
import sys

import pytest

import attache

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Spark's workers are of the same Python as the driver.
os.environ["PYSPARK_PYTHON"] = sys.executable


@pytest.fixture(scope="session")
def extractor():
    return attache.Extractor()


@pytest.fixture(scope="session")
def article():
    return (ROOT / "fixtures" / "article.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def documents():
    """The fixtures, and of the development sets in the folder that ATTACHE_CORPORA names as many as make 2,000."""
    found = []
    for path in sorted((ROOT / "fixtures").glob("*.txt")):
        found.append({"id": path.name, "text": path.read_text(encoding="utf-8"), "published": "2015-11-16"})
    corpora = os.environ.get("ATTACHE_CORPORA")
    lines = [open(path, encoding="utf-8") for path in sorted(pathlib.Path(corpora).glob("*.jsonl"))] if corpora else []
    while lines and len(found) < 2000:
        for line in list(lines):
            record = json.loads(next(line, "null"))
            if record is None:
                lines.remove(line)
            elif record.get("text"):
                found.append({"id": f"{len(found)}", "text": record["text"], "published": record.get("published")})
    assert len(found) >= 5
    return found


@pytest.fixture(scope="session")
def binary():
    """The command line program."""
    named = os.environ.get("ATTACHE_BINARY")
    folders = [ROOT / os.environ.get("CARGO_TARGET_DIR", "target") / profile for profile in ("debug", "release")]
    found = [pathlib.Path(named)] if named else [folder / "attache" for folder in folders]
    return next(path for path in found if path.exists())


@pytest.fixture(scope="session")
def lines(documents, tmp_path_factory):
    """The documents as JSON Lines."""
    path = tmp_path_factory.mktemp("documents") / "documents.jsonl"
    path.write_text("".join(json.dumps(document) + "\n" for document in documents), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def from_program(binary, lines):
    """What the command line program finds in the documents, one after another."""
    command = [binary, "extract", "--other-languages", "extract", lines]
    done = subprocess.run(command, capture_output=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="session")
def session():
    """A Spark session on two threads, in which what fails is tried four times."""
    pyspark = pytest.importorskip("pyspark.sql")
    if not os.environ.get("JAVA_HOME") and subprocess.run(["which", "java"], capture_output=True).returncode:
        pytest.skip("Spark needs Java 17: apt-get install openjdk-17-jre-headless")
    builder = pyspark.SparkSession.builder.master("local[2, 4]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.session.timeZone", "Europe/Berlin").config("spark.sql.shuffle.partitions", "2")
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()
