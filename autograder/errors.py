"""What goes wrong that is nobody's submission: the call, the course or the machine."""


class CourseError(Exception):
    """The call, the course or the machine is at fault.

    Its message is one line for the instructor: what is wrong, and how to mend it. Commands print it and exit with 2.
    """
