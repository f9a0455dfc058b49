"""Figures that several rooms and packages share, each with where it comes from."""

JUST_VISIBLE_EI = 1.8
"""Source: as below."""
CLEAR_EI = 4.5
"""Erythema index above skin without UV light at the minimal perceptible and at the clear (MED)
redness after UVB, by reflectance in the same 100·log10 unit: 8.7, 10.5 and 13.2 (published;
DermaSpectrometer, tracker/reference/SOURCES.md). Source: that study."""

SD_PER_MAD = 1.4826
"""Standard deviation of normal data by their median absolute deviation: 1 / Phi^-1(3/4). Source:
by definition."""

NORMAL_95 = 1.96
"""Standard deviations within which 95 of 100 normal values lie: Phi^-1(0.975). Source: by
definition."""
