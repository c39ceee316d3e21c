"""Ray Data, by the same function as Spark."""

import pytest

ray = pytest.importorskip("ray")


def test_a_dataset_of_texts_becomes_one_of_records():
    import ray.data

    from attache.ray import extract

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    try:
        rows = [{"name": str(n), "text": "China met Russia." if n % 10 else None, "n": n} for n in range(1000)]
        dataset = ray.data.from_items(rows)
        found = extract(dataset, id="name", kind="countries", keep=["n"]).take_all()
        assert sum(row["error"] is not None for row in found) == 100
        records = [row for row in found if row["error"] is None]
        assert len(records) == 1800 and all(row["document"] == str(row["n"]) for row in records)
    finally:
        ray.shutdown()
