"""The hypotheses about wrong gradients, in the order in which they are tried.

Each is a mistake, and predicts from the reference alone what backward would have returned. The first that explains
everything is named, so what is more special comes before what is more general. New hypotheses are new rows.
"""

from coursekit.checking.diagnosis import trace as traces
from coursekit.checking.diagnosis.arrangement import (
    diagonal_only,
    missing_broadcast_sum,
    overwrites_gradient,
    reshaped,
    right_once_summed,
    swapped_inputs,
    transposed,
    wrong_broadcast_sum,
)
from coursekit.checking.diagnosis.formula import (
    Hypothesis,
    missing_mask,
    uses_input_for_output,
    uses_output_for_input,
    varied,
    wrong_mask,
)
from coursekit.checking.diagnosis.particular import first_entries, hard_coded, of_another_call
from coursekit.checking.diagnosis.scaling import constant_factor, extra_average, missing_average, wrong_sign
from coursekit.checking.diagnosis.upstream import (
    ignores_upstream,
    missing_local_gradient,
    quadratic_in_upstream,
    same_for_every_upstream,
    upstream_everywhere,
    upstream_twice,
)

HYPOTHESES: tuple[tuple[str, Hypothesis], ...] = (
    ("missing-broadcast-sum", missing_broadcast_sum),
    ("transposed", transposed),
    ("missing-broadcast-sum", right_once_summed),
    ("wrong-sign", wrong_sign),
    ("missing-mask", missing_mask),
    ("missing-local-gradient", missing_local_gradient),
    ("ignores-upstream", ignores_upstream),
    ("upstream-twice", upstream_twice),
    ("gradient-shape", reshaped),
    ("swapped-inputs", swapped_inputs),
    ("wrong-broadcast-sum", wrong_broadcast_sum),
    ("missing-average", missing_average),
    ("extra-average", extra_average),
    ("missing-local-gradient", upstream_everywhere),
    ("constant-factor", constant_factor),
    ("uses-output-for-input", uses_output_for_input),
    ("uses-input-for-output", uses_input_for_output),
    ("diagonal-only", diagonal_only),
    ("missing-one-hot", varied(traces.leave_out_one_hot)),
    ("missing-term", varied(traces.leave_out_term)),
    ("missing-average", varied(traces.sum_for_mean)),
    ("extra-average", varied(traces.mean_for_sum)),
    ("overwrites-gradient", overwrites_gradient),
    ("hard-coded", first_entries),
    ("wrong-mask", wrong_mask),
    ("stale-cache", of_another_call),
    ("hard-coded", hard_coded),
    ("ignores-upstream", same_for_every_upstream),
    ("upstream-twice", quadratic_in_upstream),
)
