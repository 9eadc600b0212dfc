"""The site's settings on a data directory of the test run's own (shared by its xdist workers)."""

import os
import tempfile
from pathlib import Path

from tests import template

if "SHOUWANG_TEST_RUN" not in os.environ:
    os.environ["SHOUWANG_TEST_RUN"] = tempfile.mkdtemp(prefix="shouwang-test-")
    template.take(Path(os.environ["SHOUWANG_TEST_RUN"]) / "data")
os.environ["SHOUWANG_DATA"] = str(Path(os.environ["SHOUWANG_TEST_RUN"]) / "data")
os.environ["SHOUWANG_LOG"] = "WARNING"
os.environ["PORT"] = os.environ.get("SHOUWANG_TEST_PORT", "8137")

from shouwang.site.settings import *  # noqa: F403

# Argon2 is slow on purpose; its use is tested where passwords are.
PASSWORD_HASHERS = [  # the first is used, the second still understood
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
]

# WhiteNoise warns of a missing directory, and warnings are errors
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
