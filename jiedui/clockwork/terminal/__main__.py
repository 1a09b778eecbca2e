"""`python -m jiedui.clockwork.terminal`, where the console script is not installed."""

import sys

from jiedui.clockwork.terminal import main

sys.exit(main())
