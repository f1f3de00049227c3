"""A student's cells run in a process of their own; their objects answer from there; nothing of them gets out."""

import contextlib
import ctypes
import os
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from autograder.execution.proxy import Link, Proxy, StudentNames
from autograder.execution.session import WorkerDied
from coursekit.checking.exam import Step


def proxy(session, name):
    return Proxy(Link(session, name))


def text_of(cell):
    return "".join(output.get("text", "") for output in cell.outputs)


def test_a_cell_shows_what_a_notebook_would_show(open_session):
    session = open_session()
    cell = session.run_cell(
        "print('a'); print('b')\nfrom IPython.display import display, HTML\ndisplay(HTML('<b>c</b>'))\n6 * 7"
    )
    assert [output["output_type"] for output in cell.outputs] == ["stream", "display_data", "execute_result"]
    assert cell.outputs[0]["text"] == "a\nb\n"
    assert cell.outputs[1]["data"]["text/html"] == "<b>c</b>"
    assert cell.outputs[2]["data"] == {"text/plain": "42"}


def test_magics_work(open_session):
    session = open_session()
    assert "loop" in text_of(session.run_cell("%timeit -n1 -r1 1 + 1"))
    cell = session.run_cell("%%capture held\nprint('quiet')")
    assert cell.outputs == []


def test_an_error_is_an_output_and_the_next_cell_runs(open_session):
    session = open_session()
    cell = session.run_cell("1 / 0")
    assert cell.outputs[-1]["ename"] == "ZeroDivisionError"
    assert text_of(session.run_cell("print('next')")) == "next\n"


def test_input_is_refused_in_words(open_session):
    cell = open_session().run_cell("input('your name? ')")
    assert "cannot be answered" in cell.outputs[-1]["evalue"]


def test_output_is_cut_off(open_session):
    cell = open_session(output_bytes=1000).run_cell("for _ in range(10**4): print('x' * 100)")
    assert len(text_of(cell)) < 1200
    assert "dropped" in text_of(cell)


def test_environment_descriptors_and_folder_are_the_workers_own(open_session, monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_SECRET", "canary")
    session = open_session()
    session.run_cell("import os\nfolder = os.getcwd()\nvariables = dict(os.environ)")
    session.run_cell("open_files = sorted(int(fd) for fd in os.listdir('/proc/self/fd'))")
    assert session.do("str", "folder") == str(tmp_path)
    assert "canary" not in session.do("str", "variables")
    # Standard streams, the wire, and the descriptor with which the folder is being listed.
    assert session.do("len", "open_files") <= 5


def test_an_endless_loop_is_interrupted_and_the_rest_goes_on(open_session):
    session = open_session(cell_seconds=0.3)
    session.run_cell("x = 1")
    assert session.run_cell("while True: pass").status == "timed-out"
    assert text_of(session.run_cell("print(x)")) == "1\n"
    assert session.epoch == 1  # the same worker


def test_a_loop_that_resists_is_killed_and_a_new_worker_takes_over(open_session):
    session = open_session(cell_seconds=0.3, grace_seconds=0.3)
    session.run_cell("x = 1")
    resisting = "while True:\n    try:\n        for _ in iter(int, 1): pass\n    except BaseException: pass"
    assert session.run_cell(resisting).status == "timed-out"
    assert text_of(session.run_cell("print(x)")) == "1\n"
    assert session.epoch == 2


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import os; os._exit(0)", "exit code 0"),
        ("import os; os.kill(os.getpid(), 11)", "segmentation fault"),
        ("import os; os.close([fd for fd in range(3, 64) if os.path.exists(f'/proc/self/fd/{fd}')][0])", ""),
    ],
)
def test_a_worker_that_dies_costs_only_the_cell_that_killed_it(open_session, source, reason):
    session = open_session()
    session.run_cell("x = 1")
    cell = session.run_cell(source)
    assert cell.status == "crashed"
    assert reason in cell.outputs[0]["evalue"]
    assert text_of(session.run_cell("print(x)")) == "1\n"


def test_sys_exit_is_an_error_of_its_cell(open_session):
    session = open_session()
    outputs = session.run_cell("import sys; sys.exit(0)").outputs
    assert "SystemExit" in [output.get("ename") for output in outputs]
    assert session.epoch == 1


def test_a_notebook_that_keeps_dying_is_given_up(open_session):
    session = open_session()
    for _ in range(3):
        session.run_cell("import os; os._exit(1)")
    session.run_cell("x = 1")
    with pytest.raises(WorkerDied, match="not run again"):
        proxy(session, "x")()


def test_memory_is_limited(open_session):
    session = open_session(memory_bytes=2**28)
    cell = session.run_cell("hog = bytearray(2**30)")
    assert cell.outputs[-1]["ename"] == "MemoryError"


def test_a_child_left_behind_is_killed(open_session, tmp_path):
    session = open_session()
    session.run_cell("import os, time\npid = os.fork()\nif pid == 0:\n    time.sleep(60)\n    os._exit(0)")
    pid = int(session.do("str", "pid"))
    session.close()
    session.line.wait(session._job, time.monotonic() + 5)
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        if "Z" in Path(f"/proc/{pid}/stat").read_text().split()[2]:
            return
    raise AssertionError("the child still runs")


def test_no_signal_gets_out_where_the_kernel_can_keep_it_in(open_session):
    session = open_session()
    # Signal 0 does nothing but ask whether one may be sent.
    session.run_cell("import os\ntry:\n    os.kill(os.getppid(), 0)\nexcept PermissionError:\n    refused = True")
    session.run_cell("os.kill(os.getpid(), 0)\nrefused = 'refused' in globals()")
    landlock = ctypes.CDLL(None).syscall(444, None, 0, 1) if sys.platform == "linux" else -1
    assert session.do("str", "refused") == str(landlock >= 6)
    assert session.epoch == 1


def test_functions_classes_and_attributes_answer_from_the_worker(open_session):
    session = open_session()
    session.run_cell(
        """
import numpy as np
class Gate:
    rate = 3
    def forward(self, x):
        self.x = x
        return x * 2
def twice(f, v): return f(f(v))
"""
    )
    gate = proxy(session, "Gate")()
    out = gate.forward(np.arange(3.0))
    assert type(out) is np.ndarray
    assert out.tolist() == [0, 2, 4]
    assert gate.x.tolist() == [0, 1, 2]
    assert gate.rate == 3
    gate.rate = 5
    assert gate.rate == 5
    assert proxy(session, "twice")(gate.forward, 3) == 12
    assert isinstance(gate, proxy(session, "Gate"))
    assert not hasattr(gate, "nothing")
    assert type(gate.forward(np.float64(2))) is np.float64


def test_operators_containers_and_iterators_answer_from_the_worker(open_session):
    session = open_session()
    session.run_cell(
        """
class Vector:
    def __init__(self, *v): self.v = list(v)
    def __add__(self, o): return Vector(*[a + b for a, b in zip(self.v, o.v)])
    def __radd__(self, o): return 'right'
    def __getitem__(self, i): return self.v[i]
    def __setitem__(self, i, x): self.v[i] = x
    def __len__(self): return len(self.v)
    def __contains__(self, x): return x in self.v
    def __eq__(self, o): return self.v == o.v
    def __repr__(self): return f'Vector{tuple(self.v)}'
    def __float__(self): return 1.5
def numbers(n):
    for i in range(n): yield i
"""
    )
    vector = proxy(session, "Vector")
    a, b = vector(1, 2), vector(3, 4)
    assert repr(a + b) == "Vector(4, 6)"
    with pytest.raises(TypeError, match="compare its attributes"):  # nothing is known of what should come of it
        5 + a
    assert a[1] == 2
    assert list(a) == [1, 2]
    assert len(a) == 2
    assert a == vector(1, 2)
    assert float(a) == 1.5
    assert 2 in a
    a[0] = 9
    assert a.v == [9, 2]
    assert list(proxy(session, "numbers")(3)) == [0, 1, 2]
    assert bool(a) is True


def test_exceptions_arrive_as_the_same_builtin_type_with_the_students_lines(open_session):
    session = open_session()
    session.run_cell(
        """
class Odd(ValueError): pass
def f(x):
    raise Odd('only even')
def g(): undefined
def h(): raise SystemExit
"""
    )
    with pytest.raises(ValueError, match="Odd: only even") as caught:
        proxy(session, "f")(1)
    assert "raise Odd" in caught.value.__notes__[0]
    with pytest.raises(NameError, match="undefined"):
        proxy(session, "g")()
    with pytest.raises(NameError, match="nowhere"):
        proxy(session, "nowhere")()
    with pytest.raises(RuntimeError, match="SystemExit"):
        proxy(session, "h")()


def test_what_cannot_cross_says_so(open_session):
    session = open_session()
    session.run_cell("def f(x): return x")
    with pytest.raises(TypeError, match="cannot cross"):
        proxy(session, "f")(lambda x: x)
    with pytest.raises(TypeError, match="derived from"):
        type("Mine", (), {}) and exec("class Mine(f): pass", {"f": proxy(session, "f")})


def test_lies_are_reduced_to_what_they_store(open_session):
    session = open_session()
    session.run_cell(
        """
import numpy as np
class Liar(np.ndarray):
    def __eq__(self, o): return True
    def __array_ufunc__(self, *a, **k): return True
def f(x): return np.zeros(3).view(Liar)
class LyingFloat(float):
    def __eq__(self, o): return True
def g(): return LyingFloat(2)
"""
    )
    value = proxy(session, "f")(1)
    assert type(value) is np.ndarray
    assert not np.allclose(value, 1)
    assert type(proxy(session, "g")()) is float


@pytest.mark.slow
def test_an_exam_is_sat_in_the_worker(open_session):
    session = open_session()
    session.run_cell(
        "class G:\n    def forward(self, x): return x + 1\n    def backward(self, u):\n        while True: pass"
    )
    questions = [(Step(0, "forward", (2.0,)), Step(0, "backward", (1.0,))), (Step(0, "forward", (np.ones(2),)),)]
    (first, second), (third,) = proxy(session, "G").__coursekit_sit__(questions)
    assert (first.status, first.value) == ("returned", 3.0)
    assert second.status == "timed-out"
    assert third.value.tolist() == [2, 2]


def test_assigning_and_deleting_a_students_name_reaches_the_worker(open_session):
    session = open_session()
    session.run_cell("def squares(n): return [i * i for i in range(n)]\ndef total(n): return sum(squares(n))")
    names = StudentNames({}, frozenset({"squares", "total"}), session)
    exec("orig = squares\ndel squares", {}, names)
    with pytest.raises(NameError):
        names["total"](3)
    with pytest.raises(NameError):
        names["squares"](3)
    assert names["orig"](3) == [0, 1, 4]
    exec("squares = orig", {}, names)
    assert names["total"](3) == 5
    exec("squares = [7]", {}, names)
    assert names["squares"] == [7]


def test_a_death_in_a_call_is_no_exception_that_a_test_expects(open_session):
    session = open_session()
    session.run_cell("import os\ndef f(): os._exit(0)\ndef g(): return 1")
    with pytest.raises(WorkerDied), contextlib.suppress(Exception):
        proxy(session, "f")()
    assert proxy(session, "g")() == 1  # in a new worker


def test_answers_that_are_none_end_the_worker(open_session):
    session = open_session()
    session.run_cell("class G:\n    def forward(self, x): return x")
    session.run_cell(
        """
import gc, types
for each in gc.get_objects():
    if isinstance(each, types.FunctionType) and 'pack_answers' in each.__globals__:
        each.__globals__['pack_answers'] = lambda answers: [['right', 1, 2]]
"""
    )
    with pytest.raises(WorkerDied, match="as many answers"):
        proxy(session, "G").__coursekit_sit__([(Step(0, "forward", (2.0,)),)])
