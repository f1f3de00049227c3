"""Checking what runs programs: students' tapes, graphs, numerical gradients and gradient checkers.

`program` and `scenes` run in the candidate's process and know nothing of right answers. The rest plans and judges.
"""
