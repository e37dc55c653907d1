"""Packages of the distribution; everything else is in pyproject.toml.

The scenarios live beside the package, where planners find them. A wheel carries them as ``model/_scenarios``.
"""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["model", "model.*"]), "model._scenarios"],
    package_dir={"model._scenarios": "scenarios"},
    package_data={
        "model": ["py.typed"],
        "model.explorer": ["locale/*/*.po", "data/*.json"],
        "model.report.document": ["templates/*.j2"],
        "model._scenarios": ["*.toml", "validation/*.toml"],
    },
)
