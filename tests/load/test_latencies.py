from tests.load.latencies import percentile_ms


def test_percentiles_are_told_in_milliseconds() -> None:
    """Of a hundred and one times that are 0 to 100 ms each percentile is its own number."""
    times_ns = [number * 1_000_000 for number in range(101)]
    assert [percentile_ms(times_ns, percent) for percent in (1, 50, 99)] == [1, 50, 99]
