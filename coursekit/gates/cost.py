"""What derivatives cost, counted: all of them at once, as backpropagation has them, or one input at a time.

Along each edge of a graph one number (or array) goes forward, and one product of an upstream with a local gradient goes
backward. Counting edges is therefore counting the work, up to a factor that depends on the gates alone.

Source: "Efficiency: compute all gradients at once", CS224N lecture 4 and CSE 587 lecture 3.
"""

from dataclasses import dataclass

from coursekit.gates.graph import Graph, Node


@dataclass(frozen=True)
class Cost:
    """How many edges are walked along.

    forward: to compute the output. together: to compute the gradients of all inputs, in one backward pass: never more
    than forward. one_by_one: to compute them input by input, each along all paths from this input to the output:
    up to forward times the number of inputs.
    """

    forward: int
    together: int
    one_by_one: int


def cost(graph: Graph) -> Cost:
    """Return what the output of a graph and its derivatives cost."""
    wanted = [node for node in graph.inputs if node.needs_gradient]
    reached = [_edges_from({node}, graph) for node in wanted]
    return Cost(len(graph.edges), len(_edges_from(set(wanted), graph)), sum(map(len, reached)))


def _edges_from(starts: set[Node], graph: Graph) -> list[int]:
    """Return the numbers of the edges that lie on a path from one of the starts to the output.

    Every node of a graph leads to its output, so it is enough to follow the edges forward.
    """
    reached = set(starts)
    found = []
    for number, (parent, child) in enumerate(graph.edges):
        if parent in reached:
            reached.add(child)
            found.append(number)
    return found
