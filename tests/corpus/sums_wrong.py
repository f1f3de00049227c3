"""Wrong gates: sums."""

import numpy as np

from tests.corpus.arithmetic import AddKeepingShapes
from tests.corpus.broadcasting import back_to, origins
from tests.corpus.entry import Family

FAMILY = Family()


@FAMILY.wrong("Add", "missing-method")
class AddWithoutBackward:
    def forward(self, x, y):
        return x + y


@FAMILY.wrong("Add", "missing-method")
class AddMisspeltBackward:
    def forward(self, x, y):
        return x + y

    def backwards(self, upstream):
        return upstream, upstream


@FAMILY.wrong("Add", "missing-method")
class AddForgottenSelf(AddKeepingShapes):
    def forward(x, y):
        return x + y


@FAMILY.wrong("Add", "missing-method")
class AddTakesAList(AddKeepingShapes):
    def forward(self, inputs):
        x, y = inputs
        return super().forward(x, y)


@FAMILY.wrong("Add", "missing-broadcast-sum")
class AddUnsummed(AddKeepingShapes):
    def backward(self, upstream):
        return upstream, upstream


@FAMILY.wrong("Add", "missing-broadcast-sum")
class AddSumsLeadingAxesOnly(AddKeepingShapes):
    """An axis that was stretched from length one is forgotten."""

    def backward(self, upstream):
        gradients = []
        for shape in self.shapes:
            gradient = upstream
            while np.ndim(gradient) > len(shape):
                gradient = gradient.sum(axis=0)
            gradients.append(gradient)
        return gradients


@FAMILY.wrong("Add", "wrong-broadcast-sum")
class AddAveragesCopies(AddKeepingShapes):
    def backward(self, upstream):
        gradients = []
        for shape in self.shapes:
            copies = np.size(upstream) / np.prod(shape)
            gradients.append(back_to(shape, upstream) / copies)
        return gradients


@FAMILY.wrong("Add", "wrong-broadcast-sum")
class AddSumsLastAxesInsteadOfFirst(AddKeepingShapes):
    def backward(self, upstream):
        gradients = []
        for shape in self.shapes:
            gradient = upstream
            while np.ndim(gradient) > len(shape):
                gradient = gradient.sum(axis=-1)
            gradients.append(back_to(shape, gradient))
        return gradients


@FAMILY.wrong("Add", "wrong-broadcast-sum")
class AddGivesTheTotalToEach(AddKeepingShapes):
    def backward(self, upstream):
        same = [shape == np.shape(upstream) for shape in self.shapes]
        return [upstream if s else np.full(shape, np.sum(upstream)) for s, shape in zip(same, self.shapes, strict=True)]


@FAMILY.wrong("Add", "overwrites-gradient")
class AddAssignsInLoop:
    def forward(self, x, y):
        self.shapes = np.shape(x), np.shape(y)
        return x + y

    def backward(self, upstream):
        gradients = []
        for shape in self.shapes:
            gradient = np.zeros(shape)
            for place, u in zip(origins(shape, np.shape(upstream)).flat, np.ravel(upstream), strict=True):
                gradient.flat[place] = u
            gradients.append(gradient)
        return gradients


@FAMILY.wrong("Add", "gradient-shape")
class AddSqueezesGradients(AddKeepingShapes):
    def backward(self, upstream):
        return [np.squeeze(back_to(shape, upstream)) for shape in self.shapes]


@FAMILY.wrong("Add", "upstream-twice")
class AddSquaresUpstream(AddKeepingShapes):
    def backward(self, upstream):
        return super().backward(upstream * upstream)


@FAMILY.wrong("Add", "ignores-upstream")
class AddReturnsOnes(AddKeepingShapes):
    def backward(self, upstream):
        return super().backward(np.ones_like(upstream))


@FAMILY.wrong("Add", "wrong-count")
class AddReturnsOneForBoth(AddKeepingShapes):
    def backward(self, upstream):
        return upstream


@FAMILY.wrong("Add", "wrong-count")
class AddReturnsOutputToo(AddKeepingShapes):
    def forward(self, x, y):
        self.z = super().forward(x, y)
        return self.z

    def backward(self, upstream):
        dx, dy = super().backward(upstream)
        return self.z, dx, dy


@FAMILY.wrong("Add", "forward-shape")
class AddAppends(AddKeepingShapes):
    def forward(self, x, y):
        super().forward(x, y)
        return np.concatenate([np.ravel(x), np.ravel(y)])


@FAMILY.wrong("Add", "constant-factor")
class AddSharesUpstreamInHalves(AddKeepingShapes):
    def backward(self, upstream):
        return super().backward(upstream / 2)


@FAMILY.wrong("Add", "forward-value")
class AddATrifleTooMuch(AddKeepingShapes):
    def forward(self, x, y):
        return 1.0001 * super().forward(x, y)


@FAMILY.wrong("Add", "wrong-sign")
class AddStepsDownhill(AddKeepingShapes):
    def backward(self, upstream):
        return super().backward(-upstream)


@FAMILY.wrong("Add", "nondeterministic")
class AddNoise(AddKeepingShapes):
    def forward(self, x, y):
        return super().forward(x, y) + 0.01 * np.random.randn()


@FAMILY.wrong("Add", "swapped-inputs")
class AddSwapsShapes:
    def forward(self, x, y):
        self.x_shape, self.y_shape = np.shape(x), np.shape(y)
        return x + y

    def backward(self, upstream):
        return back_to(self.y_shape, upstream), back_to(self.x_shape, upstream)


@FAMILY.wrong("Add", "gradient-value")
class AddWithTheRuleOfMultiply:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x + y

    def backward(self, upstream):
        return back_to(np.shape(self.x), upstream * self.y), back_to(np.shape(self.y), upstream * self.x)


@FAMILY.wrong("Add", "extra-average")
class AddAveragesOverRows(AddKeepingShapes):
    def backward(self, upstream):
        rows = len(upstream) if np.ndim(upstream) else 1
        return super().backward(upstream / rows)


@FAMILY.wrong("Add", "numerical-backward")
class AddOneSided:
    h = 1e-6

    def forward(self, x, y):
        self.x, self.y = x, y
        return x + y

    def backward(self, upstream):
        slope_x = ((self.x + self.h + self.y) - (self.x + self.y)) / self.h
        slope_y = ((self.x + (self.y + self.h)) - (self.x + self.y)) / self.h
        return back_to(np.shape(self.x), upstream * slope_x), back_to(np.shape(self.y), upstream * slope_y)
