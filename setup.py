"""The one thing that pyproject.toml cannot say: the page's looks (.streamlit) go into the wheel, beside the application."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

LOOKS = Path(__file__).parent / ".streamlit"


class WithLooks(build_py):
    """Streamlit looks for its settings beside the script it runs, and the script for its style sheet."""

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            shutil.copytree(LOOKS, Path(self.build_lib) / LOOKS.name, dirs_exist_ok=True)


setup(cmdclass={"build_py": WithLooks})
