"""Build the vendored browser files again: `python vendor/build.py`, with Node's npm at hand.

Fetches the packages that packages.toml names into a temporary folder (no install scripts are run), compiles and mirrors
the style sheet, copies the wanted files and writes a MANIFEST.toml of hashes beside them. The answer is the same bytes
each time, since every version is exact.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import tomllib
from hashlib import sha256
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
Package = dict[str, Any]


def main() -> None:
    """Fetch, compile, copy, hash."""
    wanted = tomllib.loads((HERE / "packages.toml").read_text(encoding="utf-8"))
    packages: dict[str, Package] = wanted["package"]
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        fetch(work, wanted["tools"] | {name: package["version"] for name, package in packages.items()})
        for name, package in packages.items():
            take(work, name, package)
    for folder in sorted({package["to"] for package in packages.values()}):
        write_manifest(ROOT / folder, {n: p for n, p in packages.items() if p["to"] == folder})


def fetch(work: Path, versions: dict[str, str]) -> None:
    """Lay the packages into `work`/node_modules."""
    names = [f"{name}@{version}" for name, version in versions.items()]
    (work / "package.json").write_text("{}", encoding="utf-8")
    subprocess.run(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", *names], cwd=work, check=True)


def take(work: Path, name: str, package: Package) -> None:
    """Copy the files of one package into its folder, after clearing folders of other versions."""
    parent = ROOT / package["to"]
    for old in parent.glob(f"{name}-*"):
        shutil.rmtree(old)
    target = folder_of(name, package)
    target.mkdir(parents=True)
    for source, own in package["files"].items():
        text = (work / "node_modules" / name / source).read_text(encoding="utf-8")
        (target / own).write_text(without_map(text), encoding="utf-8")
    if "text" in package:
        shutil.copy(HERE / package["text"], target / "LICENCE")
    if "style" in package:
        compile_style(work, HERE / package["style"], target)


def folder_of(name: str, package: Package) -> Path:
    """Where one package's files go."""
    return ROOT / package["to"] / f"{name}-{package['version']}"


def without_map(text: str) -> str:
    """A script without the pointer to a source map that is not shipped."""
    kept = (line for line in text.splitlines() if not line.startswith("//# sourceMappingURL="))
    return "\n".join(kept) + "\n"


def compile_style(work: Path, source: Path, target: Path) -> None:
    """Compile the style sheet and mirror it for languages written from right to left."""
    made, mirrored = target / f"{source.stem}.css", target / f"{source.stem}.rtl.css"
    tools = work / "node_modules" / ".bin"
    modules = work / "node_modules" / "govuk-frontend" / "dist"
    options = ["--style=compressed", "--no-source-map", "--quiet-deps", f"--load-path={modules}"]
    subprocess.run([tools / "sass", *options, source, made], check=True)
    subprocess.run([tools / "rtlcss", made, mirrored], check=True)


def write_manifest(folder: Path, packages: dict[str, Package]) -> None:
    """Name every file with its package, version, licence and SHA-256."""
    parts = ["# Written by vendor/build.py; a test hashes the files again.\n"]
    for name, package in sorted(packages.items()):
        for path in sorted(folder_of(name, package).iterdir()):
            entry = {
                "package": name,
                "version": package["version"],
                "licence": package["licence"],
                "file": path.relative_to(folder).as_posix(),
                "sha256": sha256(path.read_bytes()).hexdigest(),
            }
            parts.append("[[file]]\n" + "".join(f'{key} = "{value}"\n' for key, value in entry.items()))
    (folder / "MANIFEST.toml").write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
