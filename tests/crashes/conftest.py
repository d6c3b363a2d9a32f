"""The scene that all tests of crashes copy; it is made once."""

import pytest

from tests.crashes import scene
from tests.crashes.scene import Scene


@pytest.fixture(scope="session", name="small")
def _small(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return scene.make(tmp_path_factory.mktemp("small"))
