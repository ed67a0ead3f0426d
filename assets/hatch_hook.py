"""The build hook of wheels: makes the assets before the files are collected; editable installs get them, too."""

import subprocess
import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class AssetsHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs ``assets/build.py``, which is content with having no network and fails on a wrong hash."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Hatchling's: before the build."""
        subprocess.run([sys.executable, "assets/build.py"], cwd=self.root, check=True)
