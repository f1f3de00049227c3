"""A finding: one cause, named by a code, with what was seen. The table of codes, worst first."""

from dataclasses import dataclass, field
from typing import Any

# What stands higher explains more of what stands below it, so it comes first in a report.
CODES: dict[str, str] = {
    "missing-method": "fail",
    "raises": "fail",
    "timeout": "fail",
    "missing-reflected": "fail",
    "returns-none": "fail",
    "nondeterministic": "fail",
    "forward-shape": "fail",
    "forward-dtype": "fail",
    "forward-value": "fail",
    "forward-overflow": "fail",
    "wrong-count": "fail",
    "step-lost": "fail",
    "integer-step": "fail",
    "perturbs-all-entries": "fail",
    "perturbation-stays": "fail",
    "passes-wrong-gradient": "fail",
    "fails-right-gradient": "fail",
    "missing-seed": "fail",
    "wrong-seed": "fail",
    "missing-topological-order": "fail",
    "missing-gradient": "fail",
    "numerical-backward": "fail",
    "hard-coded": "fail",
    "ignores-upstream": "fail",
    "upstream-twice": "fail",
    "missing-mask": "fail",
    "wrong-mask": "fail",
    "missing-local-gradient": "fail",
    "wrong-sign": "fail",
    "swapped-inputs": "fail",
    "transposed": "fail",
    "missing-average": "fail",
    "extra-average": "fail",
    "constant-factor": "fail",
    "uses-output-for-input": "fail",
    "uses-input-for-output": "fail",
    "diagonal-only": "fail",
    "missing-one-hot": "fail",
    "missing-term": "fail",
    "overwrites-gradient": "fail",
    "missing-broadcast-sum": "fail",
    "wrong-broadcast-sum": "fail",
    # Of optimizers, of what is random, and of schedules.
    "not-in-place": "fail",
    "update-shape": "fail",
    "skips-parameters": "fail",
    "shared-state": "fail",
    "forgets-state": "fail",
    "learning-rate-twice": "fail",
    "missing-learning-rate": "fail",
    "missing-momentum": "fail",
    "momentum-sign": "fail",
    "momentum-form": "fail",
    "missing-look-ahead": "fail",
    "missing-bias-correction": "fail",
    "wrong-bias-correction": "fail",
    "wrong-step-count": "fail",
    "swapped-moments": "fail",
    "swapped-decay": "fail",
    "averaging-factor": "fail",
    "missing-square": "fail",
    "missing-root": "fail",
    "wrong-average": "fail",
    "wrong-history": "fail",
    "eps-placement": "fail",
    "missing-eps": "fail",
    "wrong-weight-decay": "fail",
    "other-setting": "fail",
    "not-random": "fail",
    "same-for-every-seed": "fail",
    "not-reproducible": "fail",
    "not-independent": "fail",
    "not-a-permutation": "fail",
    "wrong-bounds": "fail",
    "wrong-mean": "fail",
    "wrong-variance": "fail",
    "wrong-distribution": "fail",
    "not-orthogonal": "fail",
    "keep-for-drop": "fail",
    "missing-scale": "fail",
    "wrong-rate": "fail",
    "same-mask": "fail",
    "never-changes": "fail",
    "integer-division": "fail",
    "real-division": "fail",
    "missing-hold": "fail",
    "missing-restart": "fail",
    "epochs-for-steps": "fail",
    "time-scale": "fail",
    "ignores-setting": "fail",
    "rate-value": "fail",
    "update-value": "fail",
    "gradient-shape": "fail",
    "one-sided": "fail",
    "step-too-large": "fail",
    "step-too-small": "fail",
    "gradient-value": "fail",
    "wrong-eval": "fail",
    "gradient-overflow": "fail",
    "visits-paths": "fail",
    "recursion-depth": "fail",
    "stale-cache": "fail",
    "modifies-input": "fail",
    "modifies-upstream": "fail",
    "not-an-array": "warn",
    "no-eval-mode": "warn",
    "many-calls": "warn",
    "no-gradient": "note",
    "rate-change": "note",
    "forward-difference": "note",
    "kink-convention": "note",
}


@dataclass(frozen=True)
class Finding:
    """One thing that was found.

    code: as in the table above; severity: `"fail"`, `"warn"` or `"note"` (the last two don't fail a candidate);
    message: one or two sentences for the student; where: case, method, input name, index and shape, as far as they
    apply; evidence: plain numbers.
    """

    code: str
    message: str
    where: dict[str, Any] = field(default_factory=dict)
    evidence: dict[str, Any] = field(default_factory=dict)

    @property
    def severity(self) -> str:
        """How much it weighs: `"fail"`, `"warn"` or `"note"`."""
        return CODES[self.code]

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as data that JSON can hold."""
        return {
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "where": self.where,
            "evidence": self.evidence,
        }


def worst_first(findings: list[Finding]) -> list[Finding]:
    """Return the findings in the order of the table."""
    order = list(CODES)
    return sorted(findings, key=lambda finding: order.index(finding.code))
