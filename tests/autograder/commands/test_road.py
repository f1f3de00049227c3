"""An instructor's whole road: a new course, a release, submissions, grades, feedback; and what stops a release."""

import re
import shutil

import nbformat
import pytest

from autograder import cli
from tests.autograder.conftest import a_test, solution
from tests.autograder.running import coursekit, points_in

RIGHT = {"squares": "def squares(n): return [i * i for i in range(n)]", "total": "def total(n): return sum(squares(n))"}


@pytest.fixture
def run(capsys):
    """Run a command; return its exit code, and what it said."""

    def run_one(*arguments):
        code = cli.main([str(argument) for argument in arguments])
        output, errors = capsys.readouterr()
        assert len(errors.splitlines()) <= 1
        return code, output + errors

    return run_one


@pytest.mark.slow
def test_from_a_new_course_to_feedback(tmp_path):
    root = tmp_path / "course"

    def step(*arguments):
        done = coursekit(*arguments, cwd=root if root.exists() else tmp_path)
        assert (done.returncode, done.stderr) == (0, ""), (arguments, done)
        return done.stdout

    assert "Next: cd course, then `coursekit release gates`" in step("new", "course")
    assert "gates: 100 points; the solution earns what a machine can give." in step("release", "gates")
    released = nbformat.read(root / "release" / "gates" / "gates.ipynb", as_version=4)
    complete = nbformat.read(root / "source" / "gates" / "gates.ipynb", as_version=4)
    assert "BEGIN SOLUTION" not in str(released)
    answers = {each.metadata.get("nbgrader", {}).get("grade_id"): each.source for each in complete.cells}
    for each in released.cells:
        if each.metadata.get("nbgrader", {}).get("solution"):
            each.source = answers[each.metadata.nbgrader.grade_id]
    (root / "submitted" / "ada" / "gates").mkdir(parents=True)
    nbformat.write(released, root / "submitted" / "ada" / "gates" / "gates.ipynb")
    assert "1 earned every point that a machine can give" in step("grade", "gates")
    assert "Feedback for 1 student is in" in step("feedback", "gates")
    page = (root / "feedback" / "ada" / "gates" / "gates.html").read_text()
    assert re.search(r"\(Score: 92\.0 / 100\.0\)", page)


@pytest.mark.parametrize(
    ("cells", "complaint"),
    [
        pytest.param(
            (
                solution("def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION", "f"),
                a_test("assert f() == 2", "test-wrong"),
            ),
            r"cell test-wrong stops: AssertionError",
            id="solution fails",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            (
                solution("def f():\n    ### BEGIN SOLUTION\n    return lambda: 1\n    ### END SOLUTION", "f"),
                a_test("import types\nassert isinstance(f(), types.FunctionType)", "test-live-object"),
            ),
            r"graded as a submission, the solution gets 0 of 1 points in cell test-live-object",
            id="does not cross",
        ),
        pytest.param(
            (
                solution("def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION", "f"),
                a_test("assert callable(f)", "test-too-easy", points=3),
            ),
            r"without a solution, cell test-too-easy still gives 3 points",
            id="points without a solution",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_a_release_that_would_be_unfair_is_refused(small_course, run, cells, complaint):
    course = small_course(*cells)
    code, said = run("release", "ps", "--course", course.root)
    assert code == 2
    assert re.search(complaint, said), said
    assert not (course.root / "release").exists()
    assert not (course.root / "gradebook.db").exists()


@pytest.mark.slow
def test_a_second_release_is_asked_for(small_course, run):
    course = small_course()
    assert run("release", "ps", "--course", course.root)[0] == 0
    code, said = run("release", "ps", "--course", course.root)
    assert code == 2
    assert "ps is released already, in" in said
    assert "--force makes it anew" in said
    assert run("release", "ps", "--course", course.root, "--force")[0] == 0


@pytest.mark.slow
def test_a_test_that_was_mended_after_grading_counts_for_everyone(small_course, run):
    course = small_course()
    course.submit("anna", squares=RIGHT["squares"], total="def total(n): return 14")
    assert run("release", "ps", "--course", course.root)[0] == 0
    assert "Of 1: 1 some." in run("grade", "ps", "--course", course.root)[1]
    notebook = course.root / "source" / "ps" / "ps.ipynb"
    notebook.write_text(notebook.read_text().replace("assert total(0) == 0", "assert total(4) == 14"))
    code, said = run("grade", "ps", "--course", course.root)
    assert code == 2
    assert "older than its source" in said
    assert run("release", "ps", "--course", course.root, "--force")[0] == 0
    assert "1 graded now" in run("grade", "ps", "--course", course.root)[1]
    assert [score for *_, score, _, _ in points_in(course.root / "gradebook.db")] == [2, 3]


@pytest.mark.slow
def test_feedback_follows_the_grades(small_course, run):
    course = small_course()
    course.submit("anna", squares=RIGHT["squares"])
    course.submit("bert", **RIGHT)
    course.submit("nobody").unlink()
    assert run("grade", "ps", "--course", course.root)[0] == 1
    assert "Feedback for 2 students" in run("feedback", "ps", "--course", course.root)[1]
    pages = {name: course.root / "feedback" / name / "ps" / "ps.html" for name in ("anna", "bert")}
    assert "(Score: 2.0 / 5.0)" in pages["anna"].read_text()
    kept = pages["bert"].stat().st_mtime_ns
    course.submit("anna", **RIGHT)
    run("grade", "ps", "--course", course.root)
    assert run("feedback", "ps", "--course", course.root)[0] == 0
    assert "(Score: 5.0 / 5.0)" in pages["anna"].read_text()
    assert pages["bert"].stat().st_mtime_ns == kept
    shutil.rmtree(course.root / "feedback")
    assert run("feedback", "ps", "--course", course.root)[0] == 0
    assert pages["bert"].is_file()
