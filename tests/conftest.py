"""What every test stands on: a home of its own, known keys, and the standing town."""

import os
import tempfile

# Before Django reads its settings: no test touches the keys or the database of a desk.
os.environ["JIEDUI_HOME"] = tempfile.mkdtemp(prefix="jiedui-test-")
os.environ["JIEDUI_SECRET_KEY"] = "tests-only"
os.environ["JIEDUI_FIELD_KEYS"] = "t1:" + "11" * 32
os.environ["JIEDUI_INDEX_KEY"] = "22" * 32

pytest_plugins = ["tests.town"]
