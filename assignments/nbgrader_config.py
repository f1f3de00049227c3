"""The course's settings, as nbgrader and the autograder read them. All folders are beside this file."""

c = get_config()  # noqa: F821  (given by the program that reads this file)

c.CourseDirectory.course_id = "neural-networks"

# What students find in place of a solution. The gap says what to do, and running into it says where it is.
CODE_STUB = """\
# Your code goes here, in place of this line and the next.
raise NotImplementedError("This part is still to be written.")"""
c.ClearSolutions.code_stub = {"python": CODE_STUB}
c.ClearSolutions.text_stub = "*Your answer goes here, in place of this line.*"
