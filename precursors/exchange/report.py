"""What an import came to, as the JSON document promised to machines and as lines for a person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from precursors.exchange.imports import Answer
from precursors.exchange.sheets import Warned, own_name
from precursors.i18n.catalogue import sentence, text, warning
from precursors.intake.drafts import Trouble
from precursors.intake.importing import Correction, Outcome, Total

SHOWN = 20
"""Problems a person is shown on the terminal; all of them are in the JSON and in the rejects workbook."""


def report(answer: Answer, language: str) -> dict[str, Any]:
    """The answer of contract section 4."""
    outcome = answer.outcome
    message = sentence(answer.problem, language) if answer.problem else None
    document = {
        "kind": answer.kind,
        "file_sha256": answer.file_sha256,
        "state": answer.state,
        "act": answer.act,
        "references": [block._asdict() for block in answer.refs],
        "rows": outcome.rows,
        "accepted": outcome.accepted,
        "rejected": len(outcome.bad_rows),
        "already_known": outcome.known,
        "ignored": [{"sheet": i.sheet, "row": i.row, "why": i.why} for i in answer.ignored],
        "totals": totals(outcome),
        "problems": [_trouble(trouble, language) for trouble in outcome.rejected],
        "corrections": [_correction(each, answer.columns) for each in outcome.corrections],
        "warnings": [
            *(_of_sheet(w, language) for w in answer.sheet_warnings),
            *(_warning(t, language) for t in outcome.warnings),
        ],
        "flags": outcome.flags,
        "code": answer.problem.code if answer.problem else None,
        "message": message,
        "seconds": answer.seconds,
    }
    return document | ({"proposal": answer.proposal} if answer.proposal is not None else {})


def lines_of(answer: Answer, language: str) -> list[str]:
    """The same for a person at a terminal."""
    document = report(answer, language)
    counts = ", ".join(
        f"{document[name]} {name.replace('_', ' ')}" for name in ("accepted", "rejected", "already_known")
    )
    lines = [f"{answer.state}: {document['rows']} rows, {counts}, {document['flags']} flags"]
    if answer.act is not None:
        lines[0] += f" (act {answer.act})"
    lines += [f"{block.records} records: {block.first} to {block.last}" for block in answer.refs]
    if document["message"]:
        lines.append(str(document["message"]))
    if answer.proposal is not None:
        lines.append(json.dumps(answer.proposal, ensure_ascii=False, indent=1))
    for total in document["totals"]:
        kg = f"{total['kg'] or total['net_kg'] or '-':>20} kg" + (" net" if total["net_kg"] and not total["kg"] else "")
        open_ = f"  {total['unresolved']} unresolved" if total["unresolved"] else ""
        lines.append(f"{total['substance']:32} {total['rows']:>7} rows {kg}{open_}")
    for told in document["problems"][:SHOWN]:
        where = f"{told['sheet']} row {told['row']}".strip()
        lines.append(
            f"{where}, {told['column']}: {told['message']}" if told["column"] else f"{where}: {told['message']}"
        )
    if len(document["problems"]) > SHOWN:
        lines.append(f"… and {len(document['problems']) - SHOWN} more")
    for each in document["corrections"][:SHOWN]:
        where = f"{each['sheet']} row {each['row']}".strip()
        lines.append(f"{where}, {each['column'] or each['field']}: {each['was'] or '-'} → {each['now'] or '-'}")
    if len(document["corrections"]) > SHOWN:
        lines.append(f"… and {len(document['corrections']) - SHOWN} more")
    return lines


def totals(outcome: Outcome) -> list[dict[str, Any]]:
    """Good rows by substance."""
    return [_total(total) for total in outcome.totals]


def _of_sheet(warned: Warned, language: str) -> dict[str, Any]:
    told = {"code": warned.code, "sheet": warned.sheet, "row": warned.row}
    return told | {"message": text("warnings", warned.code, language)}


def _total(total: Total) -> dict[str, Any]:
    return {
        "substance": total.substance,
        "rows": total.rows,
        "kg": _kg(total.base_ug),
        "net_kg": _kg(total.net_ug),
        "litres": None if total.ul is None else f"{total.ul // 10**6}.{total.ul % 10**6:06d}000",
        "unresolved": total.unresolved,
    }


def _kg(ug: int | None) -> str | None:
    return None if ug is None else f"{ug // 10**9}.{ug % 10**9:09d}"


def _trouble(trouble: Trouble, language: str) -> dict[str, Any]:
    return {
        "sheet": own_name(trouble.sheet),
        "row": trouble.row or None,
        "column": trouble.column,
        "field": trouble.problem.field,
        "code": trouble.problem.code,
        "value": trouble.value,
        "message": sentence(trouble.problem, language),
    }


def _correction(made: Correction, columns: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    return {
        "sheet": own_name(made.sheet),
        "row": made.row,
        "column": columns.get((made.sheet, made.field)),
        "field": made.field,
        "was": made.was,
        "now": made.now,
    }


def _warning(trouble: Trouble, language: str) -> dict[str, Any]:
    return _trouble(trouble, language) | {"message": warning(trouble.problem, language)}
