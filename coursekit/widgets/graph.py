"""`GraphStepper`: values forward through a graph, then gradients back, one node at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
import traitlets as t
from matplotlib.figure import Figure

from coursekit.gates import Graph
from coursekit.plots.graph import graph_animation, graph_figure
from coursekit.plots.palette import Palette
from coursekit.results.expression import graph_of
from coursekit.results.graph import (
    GraphRun,
    argument_names,
    as_graph,
    drawn_inputs,
    input_shapes,
    refuse_unknown,
    run_graph,
)
from coursekit.results.graph_words import brief, figure, product
from coursekit.results.student_graph import Difference, Listed, StudentGraph, differences
from coursekit.widgets.explorer import Animation, Explorer, place, setting

LECTURE = "f = (x + y)*max(y, z)"
# Each with the inputs at which there is something to see.
EXAMPLES: dict[str, tuple[str, dict[str, Any]]] = {
    "the lecture's": (LECTURE, {"x": 1.0, "y": 2.0, "z": 0.0}),
    "a tie at max": (LECTURE, {"x": 1.0, "y": 2.0, "z": 2.0}),
    "a neuron": ("s = sigmoid(w*x + b)", {"w": 2.0, "x": -1.0, "b": 1.0}),
    "a branch": ("f = x*y + x", {"x": 3.0, "y": -2.0}),
    "a score s = uᵀf(Wx + b)": (
        "z = W @ x + b; h = sigmoid(z); s = u @ h",
        {"W": [[0.5, -1.0], [1.0, 0.25]], "x": [1.0, 2.0], "b": [0.5, 0.0], "u": [1.0, -1.0]},
    ),
}


@dataclass(frozen=True, eq=False)
class Stepped:
    """A run, the inputs that it is a run of, and where a student's class says otherwise."""

    run: GraphRun
    inputs: Mapping[str, Any]
    differences: tuple[Difference, ...] | None


class GraphStepper(Explorer):
    """Step through a graph: values forward, then upstream × local = downstream along the edges, back to the inputs.

        GraphStepper("f = (x + y)*max(y, z)", inputs={"x": 1, "y": 2, "z": 0})

    The first argument is a formula; or a `Graph`, a node, a `Symbol`, a `Tensor`, a function that computes with
    tensors, or a `StudentGraph`; then `expression` is "", and the thing itself is `graph`.

    - `inputs`: by name, numbers or lists of them. What is not given is drawn by `seed`: whole numbers from −3 to 3;
      with seed 0, an example has its own.
    - `step`: how many steps have been made. `predict`: ask for each number before it is shown; `predictions`: what was
      answered, by step.
    """

    name: ClassVar[str] = "graph"
    title: ClassVar[str] = "A graph, forward and back"
    forgets: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "seed": ("inputs", "predictions"),
        "expression": ("inputs", "predictions"),
        "inputs": ("predictions",),
    }

    expression = setting(t.Unicode(LECTURE), "formula")
    inputs = setting(t.Dict(key_trait=t.Unicode()), "inputs")
    step = place(t.Int(0, min=0), "step")
    predict = place(t.Bool(False), "predict first")
    predictions = place(t.Dict(key_trait=t.Unicode(), value_trait=t.List(t.Float())), "predictions")

    def __init__(self, graph: Any = None, **settings: Any) -> None:
        if isinstance(graph, str):
            settings, graph = {"expression": graph, **settings}, None
        self.graph = graph
        if graph is not None:
            if settings.get("expression"):
                raise ValueError(f"give a graph or the formula {settings['expression']!r}, but not both")
            recorded = {} if callable(graph) or isinstance(graph, StudentGraph) else _recorded(as_graph(graph, {}))
            settings = {**settings, "expression": "", "inputs": {**recorded, **settings.get("inputs", {})}}
        super().__init__(**settings)

    @classmethod
    def of_class(cls, made_by: Any, nodes: Sequence[Listed], output: str, **settings: Any) -> Self:
        """Return the stepper of a student's `ComputationalGraph`: steps as they should be, and where it differs.

        made_by: the class. nodes, output: what it is to be made with.
        """
        return cls(
            StudentGraph(made_by, tuple((name, gate, tuple(inputs)) for name, gate, inputs in nodes), output),
            **settings,
        )

    @classmethod
    def from_state(cls, state: Mapping[str, Any], *own: Any) -> Self:
        """Return the widget whose `state_dict()` this was. own: the graph it was made of, unless that was a formula."""
        if not own and state.get("expression", LECTURE) == "":
            raise ValueError(
                "this is the state of a stepper of your own graph; give that, too: from_state(state, graph)"
            )
        return super().from_state(state, *own)

    def compute(self) -> Stepped:
        graph, inputs = self._graph_and_inputs()
        run = run_graph(graph, inputs)
        student = self.graph if isinstance(self.graph, StudentGraph) else None
        return Stepped(run, inputs, None if student is None else differences(student, graph, inputs))

    def scene(self, result: Stepped) -> Mapping[str, Any]:
        run = result.run
        return {
            "nodes": [
                {
                    "name": node.name,
                    "kind": node.kind,
                    "symbol": node.symbol,
                    "value": figure(node.value),
                    "brief": brief(node.value),
                    "parents": node.parents,
                    "at": run.layout.nodes[number],
                }
                for number, node in enumerate(run.nodes)
            ],
            "edges": [
                {
                    "parent": edge.parent,
                    "child": edge.child,
                    "told": "" if edge.downstream is None else product(edge, brief),
                    "points": run.layout.edges[number],
                    "label": run.layout.labels[number],
                }
                for number, edge in enumerate(run.edges)
            ],
            "steps": run.steps,
            "size": [run.layout.width, run.layout.height],
            "inputs": {node.name: np.asarray(node.value).tolist() for node in run.nodes if node.kind == "input"},
            "cost": run.cost,
            "differences": result.differences,
            "examples": [
                {"name": name, "expression": formula, "inputs": inputs} for name, (formula, inputs) in EXAMPLES.items()
            ]
            if self.graph is None
            else [],
        }

    def picture(self, result: Stepped, palette: Palette) -> Figure:
        return graph_figure(result.run, self._step(result), palette)

    def animation(self, result: Stepped, palette: Palette) -> Animation:
        return graph_animation(result.run, palette)

    def describe(self, result: Stepped) -> str:
        run, number = result.run, self._step(result)
        told = run.steps[number].told
        if number == len(run.steps) - 1:
            gradients = [f"{node.name} {figure(node.gradient)}" for node in run.nodes if _has_gradient(node)]
            told += f" All gradients of {run.nodes[run.output].name}: {', '.join(gradients) or 'none'}."
        if result.differences:
            first = result.differences[0]
            told += f" Your class differs first at {first.node}: {first.told}."
        return f"Step {number} of {len(run.steps) - 1}. {told}"

    def _step(self, result: Stepped) -> int:
        """Return the step that is shown: the last one, if the graph has fewer."""
        return min(int(self.step), len(result.run.steps) - 1)

    def _graph_and_inputs(self) -> tuple[Graph, dict[str, Any]]:
        given = self.graph
        if given is None:
            graph = graph_of(self.expression)
        elif isinstance(given, StudentGraph):
            graph = given.reference()
        elif callable(given) and not isinstance(given, Graph):
            names = argument_names(given)
            refuse_unknown(names, self.inputs)
            inputs = {**drawn_inputs(dict.fromkeys(names, ()), self.seed), **self.inputs}
            graph = as_graph(given, inputs)
            return graph, {name: value for name, value in inputs.items() if name in graph.names}
        else:
            graph = as_graph(given, {})
        refuse_unknown(graph.names, self.inputs)
        return graph, {**drawn_inputs(input_shapes(graph), self.seed), **self._of_example(), **self.inputs}

    def _of_example(self) -> dict[str, Any]:
        """Return the inputs of the example that the formula is, for seed 0."""
        known = [inputs for formula, inputs in EXAMPLES.values() if formula == self.expression]
        return known[0] if known and self.seed == 0 else {}


def _recorded(graph: Graph) -> dict[str, Any]:
    """Return the values that a graph's inputs have already."""
    return {graph.label(node): np.asarray(node.value).tolist() for node in graph.inputs if node.value is not None}


def _has_gradient(node: Any) -> bool:
    return node.kind == "input" and node.gradient is not None
