"""A house of its own for each test that hurts one; nothing here touches the test database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.resilience.house import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Servers and furniture; the test starts web, worker and beat as it needs them."""
    with House(tmp_path).opened() as furnished:
        yield furnished
