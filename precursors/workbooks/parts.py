"""The small parts of a workbook: what it is, which sheets it has, its epoch and its number formats."""

from __future__ import annotations

from typing import NamedTuple

from precursors.workbooks import formats
from precursors.workbooks.archive import Archive
from precursors.workbooks.blocks import Refused
from precursors.workbooks.markup import CONTENT, MAIN, PACKAGE_RELATION, RELATION, Attributes, Markup

WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_HARMLESS_BINARIES = ("printersettings", "customproperty")
_MACRO_SIGNS = ("macroenabled", "vbaproject", "macrosheet", "activex", "ms-excel.dialogsheet")


class Sheet(NamedTuple):
    """A data sheet: its name, whether the workbook hides it, and the part that holds it."""

    name: str
    hidden: bool
    part: str


class Workbook(NamedTuple):
    """What the small parts say: data sheets in order, epoch, formats by style index, shared strings."""

    sheets: list[Sheet]
    epoch_1904: bool
    formats: list[formats.Format] | None
    strings_part: str | None


class _Collector(Markup):
    """Keeps the attributes of every element of the wanted full names, with its name."""

    def __init__(self, part: str, root: str, wanted: tuple[str, ...]) -> None:
        super().__init__(part)
        self._root = root
        self._wanted = frozenset(wanted)
        self.found: list[tuple[str, Attributes]] = []

    def start(self, name: str, attributes: Attributes) -> None:
        """Check the root, keep what is wanted. Refused when the root is another."""
        if self.depth == 1 and name != self._root:
            raise Refused("file.not-a-workbook")
        if name in self._wanted:
            self.found.append((name, attributes))


def open_workbook(archive: Archive) -> Workbook:
    """Read and check everything but strings and sheets. Refused when it is no plain .xlsx workbook."""
    _refuse_other_kinds(archive)
    kinds = _content_types(archive)
    main = _only_target(archive, "", "/officeDocument")
    if kinds(main) != WORKBOOK_TYPE:
        raise Refused("file.not-a-workbook")
    collector = _Collector(main, MAIN + "workbook", (MAIN + "workbookPr", MAIN + "sheet"))
    collector.run(archive.stream(main))
    relations = _relations(archive, main)
    epoch = any(_truth(a.get("date1904")) for n, a in collector.found if n == MAIN + "workbookPr")
    sheets = _sheets([a for n, a in collector.found if n == MAIN + "sheet"], relations, archive)
    styles = [target for kind, target in relations.values() if kind.endswith("/styles")]
    strings = [target for kind, target in relations.values() if kind.endswith("/sharedStrings")]
    if len(styles) > 1 or len(strings) > 1:
        raise Refused("file.duplicate-part", part="styles" if len(styles) > 1 else "sharedStrings")
    known = {sheet.part for sheet in sheets} | set(strings) | {main}
    _check_the_rest(archive, known)
    return Workbook(sheets, epoch, _styles(archive, styles[0]) if styles else None, strings[0] if strings else None)


def _refuse_other_kinds(archive: Archive) -> None:
    if "mimetype" in archive:
        raise Refused("file.ods")
    if "[Content_Types].xml" not in archive or "_rels/.rels" not in archive:
        raise Refused("file.not-a-workbook")
    for name in archive.names():
        small = name.lower()
        if small.endswith("vbaproject.bin") or "/macrosheets/" in small:
            raise Refused("file.macro")
        if small.endswith("workbook.bin"):
            raise Refused("file.xlsb")


class _Kinds(NamedTuple):
    defaults: dict[str, str]
    overrides: dict[str, str]

    def __call__(self, part: str) -> str:
        extension = part.rpartition(".")[2].casefold()
        return self.overrides.get("/" + part.casefold(), self.defaults.get(extension, ""))


def _content_types(archive: Archive) -> _Kinds:
    """The content type of every part; Refused for macros, the binary format, Strict by its own root."""
    collector = _Collector("[Content_Types].xml", CONTENT + "Types", (CONTENT + "Default", CONTENT + "Override"))
    collector.run(archive.stream("[Content_Types].xml"))
    kinds = _Kinds({}, {})
    for name, attributes in collector.found:
        kind = attributes.get("ContentType", "")
        if "sheet.binary" in kind:
            raise Refused("file.xlsb")
        if any(sign in kind.casefold() for sign in _MACRO_SIGNS):
            raise Refused("file.macro")
        if name == CONTENT + "Default":
            kinds.defaults[attributes.get("Extension", "").casefold()] = kind
        else:
            kinds.overrides[attributes.get("PartName", "").casefold()] = kind
    for part in archive.names():
        small = part.casefold()
        if small.endswith(".bin") and not any(word in small for word in _HARMLESS_BINARIES):
            raise Refused("file.embedded", part=part)
    return kinds


def _relations(archive: Archive, source: str) -> dict[str, tuple[str, str]]:
    """Relations of a part by id: (type, name of the part it points to); outside targets are left out."""
    folder, _, name = source.rpartition("/")
    part = f"{folder}/_rels/{name}.rels".lstrip("/")
    collector = _Collector(part, PACKAGE_RELATION + "Relationships", (PACKAGE_RELATION + "Relationship",))
    collector.run(archive.stream(part))
    relations: dict[str, tuple[str, str]] = {}
    for _, attributes in collector.found:
        kind, target = attributes.get("Type", ""), attributes.get("Target", "")
        if kind.startswith("http://purl.oclc.org/ooxml/officeDocument/"):
            raise Refused("file.strict-ooxml")
        identity = attributes.get("Id", "")
        if identity in relations:
            raise Refused("file.damaged", part=part)
        outside = attributes.get("TargetMode", "Internal") != "Internal"
        relations[identity] = (kind, "" if outside else _resolve(folder, target))
    return relations


def _resolve(folder: str, target: str) -> str:
    """The name of the part at `target`, seen from `folder`; Refused when it points out of the package."""
    steps: list[str] = [] if target.startswith("/") else [step for step in folder.split("/") if step]
    for step in target.split("/"):
        if step == "..":
            if not steps:
                raise Refused("file.unsafe-part-name", part=target)
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)


def _only_target(archive: Archive, source: str, ending: str) -> str:
    found = [target for kind, target in _relations(archive, source).values() if kind.endswith(ending)]
    if len(found) != 1 or not found[0]:
        raise Refused("file.damaged", part="_rels/.rels")
    return found[0]


def _sheets(listed: list[Attributes], relations: dict[str, tuple[str, str]], archive: Archive) -> list[Sheet]:
    """The data sheets; chart and dialogue sheets hold none and are left out."""
    sheets: list[Sheet] = []
    for attributes in listed:
        kind, part = relations.get(attributes.get(RELATION + "|id", ""), ("", ""))
        if not part or part not in archive:
            raise Refused("file.missing-part", part=part or attributes.get("name", ""))
        if kind.endswith("/worksheet"):
            hidden = attributes.get("state", "visible") != "visible"
            sheets.append(Sheet(attributes.get("name", ""), hidden, part))
    parts = [sheet.part.casefold() for sheet in sheets]
    names = [sheet.name.casefold() for sheet in sheets]
    if len(set(parts)) < len(parts) or len(set(names)) < len(names):
        raise Refused("file.duplicate-part", part="sheet")
    if not sheets:
        raise Refused("file.no-sheets")
    return sheets


def _check_the_rest(archive: Archive, known: set[str]) -> None:
    """Parts that nobody reads must still be what they claim: whole, of sane size, plain XML without DTD."""
    folded = {name.casefold() for name in known}
    for name in archive.names():
        small = name.casefold()
        if small in folded or small.endswith("/"):
            continue
        if small.endswith((".xml", ".rels", ".vml", ".psmdcp")):
            Markup(name).run(archive.stream(name))
        else:
            for _ in archive.stream(name):
                pass


def _truth(text: str | None) -> bool:
    return text in ("1", "true", "on")


class _Styles(Markup):
    """Number formats and, from cellXfs only, the format each cell style uses."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.codes: dict[str, str] = {}
        self.used: list[str] = []
        self._inside = False

    def start(self, name: str, attributes: Attributes) -> None:
        """Keep the code of a number format, and the format of each style cells may use."""
        if name == MAIN + "numFmt" and self.depth == 3:
            self.codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == MAIN + "cellXfs":
            self._inside = True
        elif name == MAIN + "xf" and self._inside:
            self.used.append(attributes.get("numFmtId", "0"))

    def end(self, name: str) -> None:
        """Leave the list of styles that cells may use."""
        if name == MAIN + "cellXfs":
            self._inside = False


def _styles(archive: Archive, part: str) -> list[formats.Format]:
    """The number format of each cell style, by its index."""
    styles = _Styles(part)
    styles.run(archive.stream(part))
    known: dict[str, formats.Format] = {}
    for number in styles.used:
        if number not in known:
            code = styles.codes.get(number)
            built_in = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0
            known[number] = formats.built_in(built_in) if code is None else formats.parse(code)
    return [known[number] for number in styles.used]
