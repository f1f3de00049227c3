"""Who runs what: forked processes, the wire between them, and the two ends of it.

`forkserver` keeps a warm process that forks one child per job. `worker` is the untrusted child, which runs a
student's cells and answers calls; `evaluator` is the trusted one, which runs the instructor's tests and, through a
`session`, holds `proxy` objects in place of what the student wrote. Nothing but plain data crosses the `wire`.
"""
