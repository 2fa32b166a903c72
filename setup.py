"""What setup.cfg cannot say: the top-level resource folders travel inside the package in a wheel.

An editable install and a bare checkout find them beside the package; see `precursors.paths`.
"""

from pathlib import Path

from setuptools import find_packages, setup

RESOURCES = ("migrations", "seed", "templates")

packages = find_packages(include=["precursors", "precursors.*"])
places = {"precursors": "precursors"}
for name in RESOURCES:
    for folder in [Path(name), *(path for path in Path(name).rglob("*") if path.is_dir())]:
        if "__pycache__" not in folder.parts:
            package = "precursors._resources." + ".".join(folder.parts)
            packages.append(package)
            places[package] = folder.as_posix()

data = {package: ["*"] for package in packages if package.startswith("precursors._resources")}
data |= {"precursors.i18n": ["*/*.toml"], "precursors.web": ["static/*", "static/vendor/*", "static/vendor/*/*"]}

setup(packages=packages, package_dir=places, package_data=data)
