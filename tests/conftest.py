"""The environment of every test: plain, 80 columns wide, whatever the terminal or the CI says."""

import os

from hypothesis import settings

for name in ("FORCE_COLOR", "GITHUB_ACTIONS", "PY_COLORS", "TERMINAL_WIDTH"):
    os.environ.pop(name, None)
os.environ.update(COLUMNS="80", NO_COLOR="1", TERM="dumb")

# A busy machine is slow, not wrong; each test has its timeout all the same.
settings.register_profile("hwsolve", deadline=None)
settings.load_profile("hwsolve")
