"""The benchmark's classes, options, runs and tables. No test looks at a time."""

import pytest

from autograder.demo.students import synthetic_class
from benchmarks.gradebooks import faults
from benchmarks.grading import Bench, BenchmarkFailed, Program, main, programs, right_class, times_table


@pytest.mark.parametrize("count", [1, 5, 12])
def test_a_right_class_is_right_throughout_and_of_that_size(count):
    students = right_class(count)
    assert len({student.id for student in students}) == count
    assert {student.kind for student in students} == {"right"}


def test_stock_nbgrader_comes_first_and_one_core_is_not_measured_twice():
    assert [program.name for program in programs(1)] == ["nbgrader autograde", "coursekit grade --jobs 1"]
    assert [program.name for program in programs(4)] == [
        "nbgrader autograde",
        "coursekit grade --jobs 1",
        "coursekit grade --jobs 4",
    ]


def test_the_table_gives_medians_and_compares_with_the_first_program():
    _, _, first, second = times_table(10, {"slow": [60.0, 20.0, 40.0], "fast": [5.0, 4.0, 30.0]}).splitlines()
    assert first == "| `slow` | 40.0 (20.0 to 60.0) | 4.00 | 1.0 |"
    assert second == "| `fast` | 5.0 (4.0 to 30.0) | 0.50 | 8.0 |"


def test_one_round_has_no_spread():
    assert times_table(4, {"only": [2.0]}).splitlines()[-1] == "| `only` | 2.0 | 0.50 | 1.0 |"


@pytest.mark.parametrize("option", ["--students", "--right", "--rounds"])
def test_an_option_that_counts_nothing_is_refused(option, capsys):
    with pytest.raises(SystemExit) as stopped:
        main([option, "0"])
    assert stopped.value.code == 2
    assert "'0' is no number of 1 or more" in capsys.readouterr().err


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    """A released course, and the place to grade copies of it."""
    return Bench(tmp_path_factory.mktemp("bench"))


@pytest.mark.slow
def test_both_programs_grade_the_same_class(bench):
    quits = next(student for student in synthetic_class() if "os._exit" in student.description)
    students = [*right_class(1), quits]
    stock, ours = (bench.grade(program, students) for program in programs(1))
    assert faults(students, bench.worth, ours) == []
    assert faults(students[:1], bench.worth, stock) == []
    assert stock.fates == {students[0].id: "graded", quits.id: "error: DeadKernelError"}


@pytest.mark.slow
def test_a_program_that_grades_nobody_is_a_failure_of_the_benchmark(bench):
    idle = Program("idle", ("-c", "import sys; sys.exit('I would rather not')"))
    with pytest.raises(BenchmarkFailed, match="idle ended with 1: I would rather not"):
        bench.grade(idle, right_class(1))


@pytest.mark.slow
def test_a_program_that_hangs_is_stopped_and_named(bench, tmp_path):
    with pytest.raises(BenchmarkFailed, match=r"while True: pass.* did not end within 0.1 s"):
        bench.python(tmp_path, ("-c", "while True: pass"), 0.1)
