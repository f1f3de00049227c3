"""Writing grades into nbgrader's gradebook, as `nbgrader autograde` would have left them.

nbgrader's own tables, through its own SQLAlchemy models; one writer, and one transaction for each submission, so that
a grade is either wholly there or not at all. What a person has entered (manual scores, extra credit, comments,
extensions) is never touched.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from nbformat import NotebookNode
from nbgrader import api
from nbgrader.dbutil import ALEMBIC_DIR
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy.orm import Session

from autograder.course.master import Master
from autograder.course.notebooks import (
    grade_id,
    is_locked,
    is_manual,
    is_marked,
    is_solution,
    is_task,
    is_test,
    is_unanswered,
    nbgrader_metadata,
    points,
)
from autograder.course.results import SubmissionResult
from autograder.errors import CourseError

NO_RESPONSE = "No response."
# nbgrader's preprocessors open the gradebook without saying which course they mean, which is this one.
DEFAULT_COURSE = "default_course"

# What a database says, and what to tell the instructor instead: what is wrong, and how to mend it.
FAULTS = (
    ("locked", "is locked by another program: close what uses it (formgrader, a database viewer), then run again"),
    ("readonly", "is read-only: make the file and its folder writable"),
    ("read-only", "is read-only: give this user the right to write"),
    ("not a database", "is no database: move the file away, or name another with --db"),
    ("unable to open", "cannot be opened: see that it is a file in an existing folder, which this user may write"),
    ("no such", "has an older layout: make a copy of it, then run `nbgrader db upgrade`"),
    ("disk is full", "cannot grow, the disk is full: make room"),
)


class GradebookWriter:
    """The gradebook at `db_url`, open for writing grades.

    config: the course's settings, for its late-submission plug-in. busy_seconds: how long to wait for another program
    that is writing to the same SQLite file. All methods raise CourseError where the database is at fault; what was
    written before stays.
    """

    def __init__(self, db_url: str, course_id: str = "", config: Any = None, busy_seconds: float = 10.0) -> None:
        self._notebooks: dict[str, dict[str, Master]] = {}
        try:
            lateness = AssignLatePenalties(config=config) if config is not None else AssignLatePenalties()
            lateness.init_plugin()
            url = sa.make_url(db_url)
        except Exception as error:  # a plug-in of the course's may fail in any way to be imported
            raise CourseError(f"The gradebook cannot be set up ({error}): mend nbgrader_config.py or --db.") from error
        self._late_plugin = lateness.plugin_inst
        self._where = url.database if url.get_backend_name() == "sqlite" else url.render_as_string()
        is_sqlite = url.get_backend_name() == "sqlite"
        # Only SQLite puts up with a course that has no entry of its own, which is how nbgrader leaves it.
        self.course_id = course_id if course_id or is_sqlite else DEFAULT_COURSE
        with self._faults():
            self._engine = sa.create_engine(url, connect_args={"timeout": busy_seconds} if is_sqlite else {})
            self._create_tables()

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def __enter__(self) -> "GradebookWriter":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    # The assignment

    def prepare(self, assignment: str, masters: Sequence[Master]) -> None:
        """Enter the assignment as `nbgrader generate_assignment` does, if it isn't there.

        Raise CourseError when it is there and differs from the source: then what students got is older.
        """
        with self._transaction() as session:
            entry = session.scalar(sa.select(api.Assignment).where(api.Assignment.name == assignment))
            if entry is None:
                entry = api.Assignment(name=assignment, course_id=self.course_id)
                session.add(entry)
            known = {notebook.name: notebook for notebook in entry.notebooks}
            if not known:
                for master in masters:
                    session.add(_new_notebook(entry, master))
            elif known.keys() != {master.name for master in masters}:
                raise _outdated(assignment, "has other notebooks")
            else:
                for master in masters:
                    for difference in _differences(known[master.name], master):
                        raise _outdated(assignment, f"notebook {master.name}: {difference}")
        self._notebooks[assignment] = {master.name: master for master in masters}

    # Submissions

    def write(
        self, result: SubmissionResult, notebooks: Mapping[str, NotebookNode], timestamp: datetime | None
    ) -> None:
        """Enter what a submission brought, in one transaction.

        notebooks: those that could be graded, merged, by name; the others get zero points, as missing ones do.
        timestamp: when it was handed in, in UTC; None leaves an earlier one as it is.
        """
        with self._transaction() as session:
            if session.get(api.Student, result.student) is None:
                session.add(api.Student(id=result.student))
                session.flush()
            submission = _submission(session, result) or _new_submission(session, result)
            if timestamp is not None:
                submission.timestamp = timestamp
            for submitted in submission.notebooks:
                if submitted.notebook.name in notebooks:
                    master = self._master(result.assignment, submitted.notebook.name)
                    _enter(submitted, _scores(result, master, notebooks[master.name]))
                    session.flush()
                    self._enter_penalty(session, submission, submitted)
                else:
                    for grade in submitted.grades:
                        grade.auto_score = 0.0
                        grade.needs_manual_grade = False

    def has(self, result: SubmissionResult, notebooks: Mapping[str, NotebookNode], timestamp: datetime | None) -> bool:
        """Say whether the gradebook holds what `write` with the same arguments would enter."""
        with self._transaction() as session:
            submission = _submission(session, result)
            if submission is None or (timestamp is not None and submission.timestamp != timestamp):
                return False
            for submitted in submission.notebooks:
                name = submitted.notebook.name
                if name not in notebooks:
                    if any(grade.auto_score != 0 or grade.needs_manual_grade for grade in submitted.grades):
                        return False
                    continue
                scores, comments = _scores(result, self._master(result.assignment, name), notebooks[name])
                grades = {grade.cell.name: grade.auto_score for grade in submitted.grades}
                found = {comment.cell.name: comment.auto_comment for comment in submitted.comments}
                if scores.items() - grades.items() or comments.items() - found.items():
                    return False
        return True

    def _enter_penalty(self, session: Session, submission: Any, submitted: Any) -> None:
        """The late penalty that the course's plug-in gives, between nothing and the notebook's score."""
        submitted.late_submission_penalty = None
        late = submission.total_seconds_late
        if late > 0:
            session.refresh(submitted, ["score"])
            penalty = self._late_plugin.late_submission_penalty(submission.student_id, submitted.score, late)
            if penalty is not None:
                submitted.late_submission_penalty = min(max(penalty, 0), submitted.score)

    def _master(self, assignment: str, notebook: str) -> Master:
        return self._notebooks[assignment][notebook]

    # The database

    def _create_tables(self) -> None:
        """Make the tables in a new database, and see that those of an old one are as this nbgrader has them."""
        from alembic.script import ScriptDirectory

        head = ScriptDirectory(ALEMBIC_DIR).get_current_head()
        with self._engine.begin() as connection:
            tables = sa.inspect(connection).get_table_names()
            if not tables:
                api.Base.metadata.create_all(bind=connection)
                connection.execute(sa.text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
                connection.execute(sa.text("INSERT INTO alembic_version (version_num) VALUES (:head)"), {"head": head})
            elif "alembic_version" not in tables or head not in connection.scalars(
                sa.text("SELECT version_num FROM alembic_version")
            ):
                raise CourseError(
                    f"The gradebook {self._where} was made by another version of nbgrader: "
                    "make a copy of it, then run `nbgrader db upgrade`."
                )
        with self._transaction() as session:
            for course in (DEFAULT_COURSE, self.course_id):
                if course and session.get(api.Course, course) is None:
                    session.add(api.Course(id=course))

    @contextmanager
    def _transaction(self) -> Iterator[Session]:
        with self._faults(), Session(self._engine) as session, session.begin():
            yield session

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except ImportError as error:
            raise CourseError(f"The gradebook {self._where} needs a driver: install {error.name}.") from error
        except sa.exc.SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error).partition("\n")[0]
            told = next((told for sign, told in FAULTS if sign in reason), f"cannot be used ({reason})")
            raise CourseError(f"The gradebook {self._where} {told}.") from error


# Reading the master


def _new_notebook(assignment: Any, master: Master) -> Any:
    """The rows of a notebook and its cells, in the order in which nbgrader enters them."""
    kernelspec = json.dumps(master.stored.metadata.get("kernelspec", {}))
    notebook = api.Notebook(name=master.name, assignment=assignment, kernelspec=kernelspec)
    marked = [cell for cell in master.stored.cells if is_marked(cell)]
    for cell in marked:
        if is_test(cell) or is_manual(cell):
            api.GradeCell(name=grade_id(cell), notebook=notebook, max_score=points(cell), cell_type=cell.cell_type)
    for cell in marked:
        if is_solution(cell):
            api.SolutionCell(name=grade_id(cell), notebook=notebook)
    for cell in marked:
        if is_task(cell):
            api.TaskCell(name=grade_id(cell), notebook=notebook, max_score=points(cell), cell_type=cell.cell_type)
    for cell in marked:
        api.SourceCell(name=grade_id(cell), notebook=notebook, **_source(cell))
    return notebook


def _source(cell: NotebookNode) -> dict[str, Any]:
    return {
        "cell_type": cell.cell_type,
        "locked": is_locked(cell),
        "source": cell.source,
        "checksum": nbgrader_metadata(cell).get("checksum"),
    }


def _differences(notebook: Any, master: Master) -> Iterator[str]:
    """Say in what the gradebook's notebook differs from the master's: cells, points, texts."""
    fresh = _new_notebook(None, master)
    for old, new in ((notebook._base_cells, fresh._base_cells), (notebook.source_cells, fresh.source_cells)):
        old_cells, new_cells = ({_key(cell): cell for cell in cells} for cells in (old, new))
        for kind, name in sorted(old_cells.keys() ^ new_cells.keys()):
            yield f"cell {name} is {'new' if (kind, name) in new_cells else 'gone'}"
        for key in old_cells.keys() & new_cells.keys():
            for column in ("max_score", "cell_type", "locked", "source", "checksum"):
                if getattr(old_cells[key], column, None) != getattr(new_cells[key], column, None):
                    yield f"cell {key[1]} has another {column.replace('_', ' ')}"


def _key(cell: Any) -> tuple[str, str]:
    return type(cell).__name__, cell.name


def _outdated(assignment: str, difference: str) -> CourseError:
    return CourseError(
        f"The release of {assignment} is older than its source ({difference}): "
        f"run `coursekit release {assignment} --force`."
    )


# A submission's rows


def _submission(session: Session, result: SubmissionResult) -> Any:
    query = sa.select(api.SubmittedAssignment).join(api.Assignment)
    here = query.where(api.Assignment.name == result.assignment, api.SubmittedAssignment.student_id == result.student)
    return session.scalar(here)


def _new_submission(session: Session, result: SubmissionResult) -> Any:
    """A submission with a row for every grade and comment to come, as nbgrader lays it out."""
    assignment = session.scalars(sa.select(api.Assignment).where(api.Assignment.name == result.assignment)).one()
    layout = [
        (notebook, notebook.grade_cells + notebook.task_cells, notebook.solution_cells + notebook.task_cells)
        for notebook in assignment.notebooks
    ]
    # Not through relations to rows that are there already: a half-made submission must not get into the session.
    submission = api.SubmittedAssignment(assignment_id=assignment.id, student_id=result.student)
    for notebook, graded, commented in layout:
        submitted = api.SubmittedNotebook(notebook_id=notebook.id, assignment=submission)
        for cell in graded:
            api.Grade(cell_id=cell.id, notebook=submitted)
        for cell in commented:
            api.Comment(cell_id=cell.id, notebook=submitted)
    session.add(submission)
    session.flush()
    return submission


def _scores(
    result: SubmissionResult, master: Master, notebook: NotebookNode
) -> tuple[dict[str, float | None], dict[str, str | None]]:
    """The points and the comments that a notebook gets without anybody's judgement, by grade_id.

    What a person has to grade has None, and so has a cell that the result lacks; but an answer that was left as it
    was handed out brings zero.
    """
    brought = {cell.grade_id: cell.points for cell in result.cells if cell.notebook == master.name}
    scores: dict[str, float | None] = {}
    comments: dict[str, str | None] = {}
    for cell in notebook.cells:
        name = grade_id(cell)
        if name is None or not is_marked(cell):
            continue
        unanswered = is_solution(cell) and is_unanswered(cell)
        if is_test(cell) or is_manual(cell):
            scores[name] = 0.0 if unanswered else brought.get(name)
        if is_solution(cell) or is_task(cell):
            comments[name] = NO_RESPONSE if unanswered else None
    return scores, comments


def _enter(submitted: Any, found: tuple[dict[str, float | None], dict[str, str | None]]) -> None:
    scores, comments = found
    for grade in submitted.grades:
        if grade.cell.name in scores:
            grade.auto_score = scores[grade.cell.name]
            # A score that a person gave stands, and is to be looked at again now that there is a new one beside it.
            grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
    for comment in submitted.comments:
        if comment.cell.name in comments:
            comment.auto_comment = comments[comment.cell.name]
