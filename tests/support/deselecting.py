"""Tests that cannot be run here are left out, and the head of the report says why; none is skipped."""

import pytest


def deselect(config: pytest.Config, items: list[pytest.Item], marker: str) -> None:
    """Leave out the tests with ``marker``."""
    left_out = [item for item in items if item.get_closest_marker(marker) is not None]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
