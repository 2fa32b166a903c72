"""Cells as sheet XML, and the styles they need. Every text is typed as text, so none can run as a formula."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import NamedTuple

from precursors.workbooks.blocks import BOOLEAN, DATE, ERROR, NUMBER, Cell
from precursors.workbooks.exact import column_letters
from precursors.workbooks.formats import code_for
from precursors.workbooks.safe import is_dangerous, xml_text

Value = str | int | Decimal | date | datetime | bool | Cell | None
"""What a writer takes. A float is no value: it does not say which decimal number is meant."""

DAY, MOMENT, CLOCK = "yyyy\\-mm\\-dd", "yyyy\\-mm\\-dd\\ hh:mm:ss", "hh:mm:ss"
RED = "FFFFC7CE"
_SHOWN_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
_MEMO = 20_000


class Style(NamedTuple):
    """How a cell looks: its format code, marked red or not, bold or not, protected by a quote or not."""

    code: str = "General"
    red: bool = False
    bold: bool = False
    quoted: bool = False


class Styles:
    """The styles of one workbook by index, gathered while cells are written, told at the end."""

    def __init__(self) -> None:
        self._indexes: dict[Style, int] = {Style(): 0}

    def index(self, style: Style) -> int:
        """The index that cells of this style carry."""
        return self._indexes.setdefault(style, len(self._indexes))

    def xml(self) -> str:
        """The styles part."""
        codes = sorted({style.code for style in self._indexes} - {"General"})
        numbers = {code: 164 + place for place, code in enumerate(codes)}
        formats = "".join(
            f'<numFmt numFmtId="{number}" formatCode="{_attribute(code)}"/>' for code, number in numbers.items()
        )
        used = "".join(_xf(style, numbers.get(style.code, 0)) for style in self._indexes)
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            + (f'<numFmts count="{len(numbers)}">{formats}</numFmts>' if numbers else "")
            + '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
            '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
            '<fills count="3"><fill><patternFill patternType="none"/></fill>'
            '<fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid">'
            f'<fgColor rgb="{RED}"/><bgColor indexed="64"/></patternFill></fill></fills>'
            '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border>'
            "</borders>"
            '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
            "</cellStyleXfs>"
            f'<cellXfs count="{len(self._indexes)}">{used}</cellXfs>'
            '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
            "</styleSheet>"
        )


def _xf(style: Style, number: int) -> str:
    return (
        f'<xf numFmtId="{number}" fontId="{int(style.bold)}" fillId="{2 if style.red else 0}"'
        ' borderId="0" xfId="0"'
        + (' applyNumberFormat="1"' if number else "")
        + (' applyFill="1"' if style.red else "")
        + (' applyFont="1"' if style.bold else "")
        + (' quotePrefix="1"' if style.quoted else "")
        + "/>"
    )


def _attribute(text: str) -> str:
    return xml_text(text).replace('"', "&quot;")


class CellWriter:
    """Turns values into what follows a cell's address; remembers texts it has seen, up to a bound."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._texts: dict[str, str] = {"": "/>"}
        self._days: dict[date, str] = {}

    def body(self, value: Value, red: bool = False) -> str:
        """The XML of a value behind `<c r="A1"`.

        Raises TypeError for a float or anything else unknown, ValueError for a number that is none.
        """
        if not red:
            if type(value) is str:
                return self._texts.get(value) or self._plain_text(value)
            if type(value) is int:
                return f"><v>{value}</v></c>"
            if value is None:
                return "/>"
            if type(value) is date:
                return self._days.get(value) or self._plain_day(value)
        return self._any(value, red)

    def _any(self, value: Value, red: bool) -> str:
        """The XML of any value, marked or not."""
        if isinstance(value, Cell):
            return self._cell(value, red)
        if value is None or value == "":
            return f' s="{self._styles.index(Style(red=True))}"/>' if red else "/>"
        if isinstance(value, str):
            return self._text(value, Style(red=red))
        if isinstance(value, bool):
            return self._typed("b", "1" if value else "0", Style(red=red))
        if isinstance(value, (int, Decimal)):
            return self._number(_decimal(Decimal(value)), "General", red)
        if isinstance(value, datetime):
            return self._number(serial(_iso(value)), MOMENT, red)
        if isinstance(value, date):
            return self._number(serial(value.isoformat()), DAY, red)
        raise TypeError(type(value).__name__)

    def heading(self, text: str) -> str:
        """The XML of a heading."""
        return self._text(text, Style(bold=True))

    def _plain_text(self, text: str) -> str:
        if len(self._texts) >= _MEMO:
            self._texts.clear()
        body = self._texts[text] = self._text(text, Style()) if text else "/>"
        return body

    def _plain_day(self, day: date) -> str:
        if len(self._days) >= _MEMO:
            self._days.clear()
        body = self._days[day] = self._number(serial(day.isoformat()), DAY, red=False)
        return body

    def _text(self, text: str, style: Style) -> str:
        index = self._styles.index(style._replace(quoted=is_dangerous(text)))
        styled = f' s="{index}"' if index else ""
        space = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
        return f'{styled} t="inlineStr"><is><t{space}>{xml_text(text)}</t></is></c>'

    def _number(self, text: str, code: str, red: bool) -> str:
        index = self._styles.index(Style(code, red))
        return f' s="{index}"><v>{text}</v></c>' if index else f"><v>{text}</v></c>"

    def _typed(self, sort: str, text: str, style: Style) -> str:
        index = self._styles.index(style)
        styled = f' s="{index}"' if index else ""
        return f'{styled} t="{sort}"><v>{xml_text(text)}</v></c>'

    def _cell(self, cell: Cell, red: bool) -> str:
        """A cell as it was read, so that reading it again gives the same; formulas stay as their values."""
        if cell.kind == NUMBER:
            return self._number(cell.text, code_for(cell.format), red)
        if cell.kind == DATE:
            day = len(cell.text) == 10
            return self._number(serial(cell.text), DAY if day else MOMENT if "T" in cell.text else CLOCK, red)
        if cell.kind == BOOLEAN:
            return self._typed("b", "1" if cell.text == "true" else "0", Style(red=red))
        if cell.kind == ERROR and cell.text in _SHOWN_ERRORS:
            return self._typed("e", cell.text, Style(red=red))
        return self._text(cell.text, Style(red=red)) if cell.text else self.body(None, red)


def row_template(columns: int) -> str:
    """A row with `columns` cells: "#" stands for its number, each "%s" for what follows an address."""
    cells = "".join(f'<c r="{column_letters(place)}#"%s' for place in range(columns))
    return f'<row r="#">{cells}</row>'


def serial(moment: str) -> str:
    """The serial number (days, 1900 epoch) of a date, moment or time of day in ISO notation."""
    day, _, clock = moment.partition("T") if "-" in moment else ("", "", moment)
    days = 0
    if day:
        days = (date.fromisoformat(day) - date(1899, 12, 30)).days
        days -= days <= 60
    fraction = Decimal(0)
    if clock:
        at = time.fromisoformat(clock)
        milliseconds = ((at.hour * 60 + at.minute) * 60 + at.second) * 1000 + at.microsecond // 1000
        fraction = round(Decimal(milliseconds) / 86_400_000, 10)
    return f"{(days + fraction).normalize():f}"


def _iso(value: datetime) -> str:
    return value.replace(tzinfo=None).isoformat(timespec="milliseconds" if value.microsecond else "seconds")


def _decimal(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError(value)
    return f"{value:f}"
