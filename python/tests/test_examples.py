"""The examples of the documentation run, and the types hold."""

import doctest
import importlib
import pathlib
import subprocess
import sys

import pytest

import attache

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.mark.parametrize("name", ["attache", "attache.arrow", "attache.pandas", "attache.polars", "attache.spark"])
def test_examples_of_modules(name):
    pytest.importorskip({"attache.spark": "pyspark"}.get(name, name.removeprefix("attache.").replace("arrow", "pyarrow")))
    assert doctest.testmod(importlib.import_module(name), optionflags=FLAGS).failed == 0


def test_examples_of_the_guide(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    guide = pathlib.Path(__file__).parents[1] / "README.md"
    tested = doctest.testfile(str(guide), module_relative=False, optionflags=FLAGS)
    assert tested.failed == 0 and tested.attempted > 10


def check_types(*arguments):
    """What mypy says, line by line."""
    pytest.importorskip("mypy")
    command = [sys.executable, "-m", "mypy", "--strict", "--ignore-missing-imports", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True).stdout.splitlines()


def test_types_of_the_package(tmp_path):
    pytest.importorskip("pyspark")
    told = check_types("--cache-dir", tmp_path, pathlib.Path(__file__).parents[1] / "attache")
    assert told[-1].startswith("Success"), told


def test_types_for_those_who_use_it(tmp_path):
    example = tmp_path / "example.py"
    example.write_text(
        "import attache\n"
        "extractor = attache.Extractor(overlay=None)\n"
        "for result in extractor.extract_many(['a', {'text': 'b'}]):\n"
        "    person = result.officials[0]\n"
        "    name: str = person.name\n"
        "    country: str | None = person.positions[0].country\n"
        "    start: int = person.mentions[0].start\n"
        "    wrong: int = person.name\n"
    )
    told = check_types("--cache-dir", tmp_path / "cache", example)
    errors = [line for line in told if ": error:" in line]
    assert len(errors) == 1 and "example.py:8" in errors[0], told


def test_stubs_name_what_there_is():
    """Every class and attribute of the stub exists, and the other way round."""
    import ast

    from attache import _native

    stub = ast.parse((pathlib.Path(attache.__file__).parent / "_native.pyi").read_text(encoding="utf-8"))
    for part in stub.body:
        if isinstance(part, ast.ClassDef):
            own = {name for name in vars(getattr(_native, part.name)) if not name.startswith("__") or name == "__next__"}
            named = {item.name for item in part.body if isinstance(item, ast.FunctionDef)}
            named |= {item.target.id for item in part.body if isinstance(item, ast.AnnAssign)}
            named = {name for name in named if not name.startswith("__") or name == "__next__"}
            assert named == own, part.name
    classes = {part.name for part in stub.body if isinstance(part, ast.ClassDef)}
    assert classes == {name for name, value in vars(_native).items() if isinstance(value, type)}
