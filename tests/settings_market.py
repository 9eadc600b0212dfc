"""The market site's settings on a data directory of the test run's own."""

from tests.settings import PASSWORD_HASHERS as FAST  # sets the environment first

# isort: split
from shouwang.site.settings_market import *  # noqa: F403

PASSWORD_HASHERS = FAST
SHOUWANG_TEST_GATEWAY = True
