"""The picture of activations: f with its tangent, f′ with where it saturates, and the product of slopes by depth."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from coursekit.plots.drawing import label, legend, new_figure, series_style
from coursekit.plots.palette import LIGHT, Palette
from coursekit.results.activation import ActivationCurve, SlopeProduct, activation_at
from coursekit.results.numbers import written


def activation_figure(
    curves: Sequence[ActivationCurve],
    products: Sequence[SlopeProduct],
    x: float,
    depth: int,
    palette: Palette = LIGHT,
) -> Figure:
    """Return f and f′ of one or two activations with the tangent of the first at x, and their products of slopes."""
    figure, (values, slopes, layers) = new_figure(1, 3, palette=palette)
    for number, curve in enumerate(curves):
        style = series_style(number, palette)
        values.plot(curve.x, curve.value, label=curve.name, **style)
        slopes.plot(curve.x, curve.slope, **style)
    for low, high in curves[0].saturated:
        slopes.axvspan(low, high, color=palette.series[0], alpha=0.12)
    value, slope = activation_at(curves[0].name, x)
    reach = np.array([-1.5, 1.5])
    values.plot(x + reach, value + slope * reach, color=palette.ink, linewidth=1)
    values.plot(x, value, "o", color=palette.ink)
    slopes.plot(x, slope, "o", color=palette.ink)
    label(values, f"f({written(x)}) = {written(value)}", "x", "f(x)", palette)
    label(slopes, f"f′({written(x)}) = {written(slope)}", "x", "f′(x)", palette)
    for number, product in enumerate(products):
        size = np.abs(product.product[:depth])
        shown = np.where(size > 0, size, np.nan)
        layers.semilogy(np.arange(1, depth + 1), shown, **series_style(number, palette, marked=True))
    label(layers, "product of f′ through the layers", "layers", "|f′(z₁)·…·f′(zₖ)|", palette)
    legend(values, palette)
    return figure
