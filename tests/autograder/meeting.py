"""A course one of whose students holds up the grader in the middle of a test, until we say so.

The test cell runs in the evaluator, which is the instructor's own and may open files; so it can tell where it is.
"""

import os
import shutil

from tests.autograder.conftest import SmallCourse, a_test, solution

RIGHT = "def squares(n): return [i * i for i in range(n)]"
HOLDS_UP = "def squares(n): return 'wait'"


class Meeting:
    """Where the test and the grader meet: a pipe with a name."""

    def __init__(self, folder):
        self.pipe = folder / "meeting"
        os.mkfifo(self.pipe)
        test = f"""
import os
if squares(0) == "wait" and os.path.exists({str(self.pipe)!r}):
    with open({str(self.pipe)!r}, "w") as told:
        told.write(str(os.getpid()))
    with open({str(self.pipe)!r}) as permission:
        permission.read()
assert squares(3) == [0, 1, 4]"""
        cells = (
            solution("def squares(n):\n    ### BEGIN SOLUTION\n    return [i * i for i in range(n)]\n"
                     "    ### END SOLUTION", "squares"),
            a_test(test, "test-squares"),
        )  # fmt: skip
        self.course = SmallCourse(folder / "course", cells)
        self.root = self.course.root
        for student, answer in (("anna", RIGHT), ("bert", RIGHT), ("cora", HOLDS_UP), ("dora", RIGHT)):
            self.course.submit(student, squares=answer)

    def evaluator(self):
        """Wait until the evaluator judges the one that holds it up; its process number."""
        return int(self.pipe.read_text())

    def go_on(self):
        """Let it go on."""
        self.pipe.write_text("")

    def end(self):
        """Nobody is held up from now on."""
        self.pipe.unlink()

    def undisturbed(self, folder):
        """A copy of the course as it was handed in."""
        shutil.copytree(self.root, folder)
        return folder
