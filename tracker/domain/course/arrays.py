"""Kinds of arrays of the statistics: what is weighed is single, what is summed up is double."""

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
DoubleArray = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]
