"""Judging one notebook: the student's cells run in the worker, the instructor's tests here, against proxies."""

import json
import numbers
import time
from typing import Any

from nbformat import NotebookNode

from autograder.course.grading import earned, partial_credit
from autograder.course.master import Master
from autograder.course.notebooks import grade_id, is_manual, is_task, is_test, points
from autograder.execution.outputs import Output
from autograder.execution.proxy import StudentNames
from autograder.execution.rehearsal import Rehearsal
from autograder.execution.session import Session, WorkerDied, error_output
from autograder.execution.shell import CellRun
from coursekit.checking import collecting
from coursekit.checking.clock import OutOfTime, time_limit

MAX_FINDINGS = 8  # of one cell, worst first


class Evaluation:
    """One notebook of one submission, being judged."""

    def __init__(self, rehearsal: Rehearsal, session: Session) -> None:
        self.rehearsal = rehearsal
        self.shell = rehearsal.shell
        self.session = session
        self.own: dict[str, Any] = {}  # what the test cells bound while judging this student
        self.forgotten: set[str] = set()  # what they bound in the rehearsal, and may not have bound here
        self.statuses: dict[str, str] = {}
        self.findings: dict[str, list[dict[str, str]]] = {}
        self.seconds: dict[str, float] = {}
        self.output_bytes = 0

    def run(self, notebook: NotebookNode) -> None:
        """Run all code cells in order, each where it belongs, and store their outputs in the notebook."""
        count = 0
        for cell in notebook.cells:
            if cell.cell_type != "code" or not cell.source.strip():
                continue
            count += 1
            name = grade_id(cell) or ""
            self.shell.execution_count = count
            outputs = self.judge(cell, name) if is_test(cell) else self.run_students(cell, name, count)
            cell.execution_count = count
            cell.outputs = [_stored(output, count) for output in outputs]

    def run_students(self, cell: NotebookNode, name: str, number: int) -> list[Output]:
        """Run an ordinary or solution cell in the worker."""
        ran = self.session.run_cell(cell.source, number)
        self.seconds[name] = ran.seconds
        if ran.status != "ran":
            self.statuses[name] = ran.status
        self.output_bytes += len(json.dumps(ran.outputs))
        if self.output_bytes > self.session.limits.notebook_output_bytes:
            text = "[the output of this cell was dropped: the notebook's is too much to keep]\n"
            return [{"output_type": "stream", "name": "stdout", "text": text}]
        return ran.outputs

    def judge(self, cell: NotebookNode, name: str) -> list[Output]:
        """Run a test cell here, with proxies for the student's names; note its findings."""
        names = self._namespace(name)
        deaths = len(self.session.deaths)
        before = dict(names.namespace)
        left = max(self.session.deadline - time.monotonic(), 1.0)  # for a test that loops on what it is answered
        with collecting.collect() as reports, time_limit(left):
            run = self.shell.run_in(names, cell.source)
        outputs = run.outputs
        try:
            names.push_assigned()
        except (Exception, WorkerDied) as error:
            outputs.append(error_output(type(error).__name__, str(error)))
        self.own |= {
            key: value
            for key, value in names.namespace.items()
            if before.get(key) is not value and key not in names.proxies and not key.startswith("_")
        }
        self.forgotten |= self.rehearsal.before[name].bound
        failed = [report for report in reports if not report.passed]
        if failed:
            outputs = [*_cards(failed, outputs), *outputs]
        outputs = [_with_value(output, run.value) for output in outputs]
        died = self.session.deaths[deaths:]
        if run.error is None and (died or (failed and partial_credit(outputs) is None)):
            outputs = [*map(_displayed, outputs), _verdict(failed, died)]
        if died:
            self.statuses[name] = died[-1].status
        elif isinstance(run.error, WorkerDied):  # it had died before, for good
            self.statuses[name] = run.error.status
        elif isinstance(run.error, OutOfTime):
            self.statuses[name] = "timed-out"
        self.seconds[name] = run.seconds
        self.findings[name] = _findings(failed, run)
        return outputs

    def _namespace(self, name: str) -> StudentNames:
        """Return the namespace that a test cell starts from."""
        namespace = self.shell.user_ns
        fresh = {
            key: value for key, value in self.rehearsal.before[name].namespace.items() if key not in self.forgotten
        }
        namespace.clear()
        namespace.update(fresh | self.own)
        return StudentNames(namespace, self.rehearsal.student_names, self.session)


def _displayed(output: Output) -> Output:
    """Return a result as something that was merely displayed.

    nbgrader reads points off the text of a result: what isn't a number must not look like one (the text of a student's
    object may), and a result that is no number would be full marks, whatever comes after it.
    """
    if output["output_type"] != "execute_result":
        return output
    return {"output_type": "display_data", "data": output["data"], "metadata": output["metadata"]}


def _with_value(output: Output, value: Any) -> Output:
    """Return a result whose text is a number just if its value is one, one of NumPy's included."""
    if output["output_type"] != "execute_result" or type(value) in (bool, int, float):
        return output
    if isinstance(value, numbers.Real):
        return {**output, "data": {"text/plain": repr(float(value))}}
    return _displayed(output)


def _stored(output: Output, count: int) -> NotebookNode:
    if output["output_type"] == "execute_result":
        output["execution_count"] = count
    return NotebookNode({key: NotebookNode(value) if type(value) is dict else value for key, value in output.items()})


def _cards(failed: list[Any], outputs: list[Output]) -> list[Output]:
    """Return the reports of failed checks, but for one that the cell has shown as its result."""
    shown = {output["data"].get("text/plain") for output in outputs if "data" in output}
    cards: list[Output] = []
    for report in failed:
        text = str(report)
        if text not in shown:
            shown.add(text)
            data = {"text/plain": text, "text/html": report._repr_html_()}
            cards.append({"output_type": "display_data", "data": data, "metadata": {}})
    return cards


def _verdict(failed: list[Any], deaths: list[Any]) -> Output:
    """Return the error that marks a cell as failed whose code ran through: a failed `check` needs no assert."""
    name, message = ("CheckFailed", failed[0].findings[0].message) if failed else ("WorkerDied", str(deaths[0]))
    return error_output(name, message)


def _findings(failed: list[Any], run: CellRun) -> list[dict[str, str]]:
    found = [
        {"code": finding.code, "severity": finding.severity, "message": f"{report.candidate}: {finding.message}"}
        for report in failed
        for finding in report.findings
        if finding.severity == "fail"
    ]
    if not found and run.error is not None:
        kind = type(run.error).__name__
        message = str(run.error) or f"{kind} in the test"
        code = {"AssertionError": "assertion", "TimeoutError": "timeout"}.get(kind, "raises")
        if isinstance(run.error, OutOfTime):
            code = "timeout"
        if isinstance(run.error, WorkerDied):
            code = "timeout" if run.error.status == "timed-out" else "crashed"
        text = f"{kind}: {message}" if code == "raises" else message
        found = [{"code": code, "severity": "fail", "message": text[:1000]}]
    unique = {(finding["code"], finding["message"]): finding for finding in found}
    return list(unique.values())[:MAX_FINDINGS]


def cell_results(master: Master, notebook: NotebookNode, evaluation: Evaluation) -> list[dict[str, Any]]:
    """Return what each graded cell of a notebook that was judged earned, in the notebook's order."""
    results = []
    for cell in notebook.cells:
        if not (is_test(cell) or is_manual(cell) or is_task(cell)):
            continue
        name = grade_id(cell) or ""
        got, most = earned(cell, unanswered=cell.source == master.released[name].source), points(cell)
        status = "manual" if got is None else "passed" if got == most else "partial" if got else "failed"
        if status == "failed":
            status = evaluation.statuses.get(name, status)
        results.append(
            {
                "grade_id": name,
                "points": got,
                "max_points": most,
                "status": status,
                "findings": evaluation.findings.get(name, []),
                "seconds": evaluation.seconds.get(name, 0.0),
            }
        )
    return results
