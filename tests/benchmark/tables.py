"""The redness benchmark's figures: from scored pairs to rows, a table and a baseline file."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from analysis.anatomy import Zone

if TYPE_CHECKING:
    from tests.benchmark.redness import Pair

OURS = "ours"
GROUPS = {"all": (-91, 91), "light": (28, 91), "mid": (0, 28), "dark": (-91, 0)}
"""Range of the typology angle (ITA) in degrees."""
_AUC_LEVELS = (0.05, 0.1, 0.2)


@dataclass(frozen=True)
class Row:
    """Figures of one method in one setting and tone group. In EI, scaled by the slope for rivals
    in other units; shares are 0–1."""

    setting: str
    group: str
    method: str
    null_pairs: int
    refused: float
    """Share of pairs without an answer."""
    bias: float
    mdc95: float
    """1.96 SD of the untreated pairs."""
    p95: float
    """95th percentile of the untreated pairs' absolute change."""
    covered: float
    """Share of untreated pairs within their own stated mdc95 (ours only)."""
    covered_zones: float
    stated_mdc95: float
    """Median of the stated mdc95 (ours only)."""
    slope: float
    """Of the change against the truth."""
    auc_05: float
    auc_10: float
    auc_20: float

    @property
    def key(self) -> tuple[str, str, str]:
        """What identifies the row."""
        return self.setting, self.group, self.method


def summarise(setting: str, pairs: Sequence["Pair"]) -> list[Row]:
    """Compute the figures of every tone group and method."""
    methods = [OURS, *[name for name in pairs[0].changes if name != OURS]]
    rows = []
    for group, (low, high) in GROUPS.items():
        chosen = [pair for pair in pairs if low <= pair.ita_deg < high]
        for method in methods if chosen else []:
            row = _row(setting, group, method, chosen)
            if row is not None:
                rows.append(row)
    return rows


def _row(setting: str, group: str, method: str, pairs: Sequence["Pair"]) -> Row | None:
    change = np.array([pair.changes.get(method, np.nan) for pair in pairs])
    level = np.array([pair.level for pair in pairs])
    truth = np.array([pair.truth for pair in pairs])
    seen = np.isfinite(change)
    if seen.mean() < 0.5:
        return None
    null = change[seen & (level == 0)]
    slope = float(np.polyfit(truth[seen], change[seen], 1)[0])
    unit = 1.0 if method in (OURS, "index", "index to neck") else slope
    covered, covered_zones, stated = _coverage(pairs) if method == OURS else [np.nan] * 3
    return Row(
        setting, group, method, len(null), float(1 - seen.mean()),
        bias=float(null.mean() / unit),
        mdc95=float(1.96 * null.std(ddof=1) / abs(unit)),
        p95=float(np.quantile(np.abs(null), 0.95) / abs(unit)),
        covered=covered, covered_zones=covered_zones, stated_mdc95=stated,
        slope=slope,
        **{f"auc_{round(k * 100):02d}": _auc(change[seen & (level == k)], null)
           for k in _AUC_LEVELS},
    )  # fmt: skip


def _coverage(pairs: Sequence["Pair"]) -> tuple[float, float, float]:
    null = [pair.zones for pair in pairs if pair.level == 0]
    face = np.array([zones[Zone.FACE][1:] for zones in null if Zone.FACE in zones])
    single = np.array(
        [found[1:] for zones in null for zone, found in zones.items() if zone is not Zone.FACE]
    )
    return _within(face), _within(single), float(np.median(face[:, 1]))


def _within(value_and_error: NDArray[np.float64]) -> float:
    return float((np.abs(value_and_error[:, 0]) <= value_and_error[:, 1]).mean())


def _auc(positive: NDArray[np.float64], negative: NDArray[np.float64]) -> float:
    """Chance that a treated pair shows more change than an untreated one (Mann-Whitney)."""
    ranks = rankdata(np.concatenate([positive, negative]))[: len(positive)]
    n, m = len(positive), len(negative)
    return float((ranks.sum() - n * (n + 1) / 2) / (n * m))


def format_markdown(rows: Iterable[Row]) -> str:
    """Format rows as a markdown table."""
    names = [field.name for field in fields(Row)]
    lines = ["| " + " | ".join(names) + " |", "|" + " --- |" * len(names)]
    lines += ["| " + " | ".join(_format(value) for value in asdict(row).values()) + " |"
              for row in rows]  # fmt: skip
    return "\n".join(lines)


def _format(value: object) -> str:
    if isinstance(value, float):
        return "–" if np.isnan(value) else f"{value:.2f}"
    return str(value)


def write_baseline(path: Path, rows: Iterable[Row], settings: Mapping[str, object]) -> None:
    """Write rows as CSV under a header that says what they depend on."""
    with path.open("w", newline="", encoding="utf-8") as file:
        file.writelines(f"# {name}: {value}\n" for name, value in settings.items())
        writer = csv.DictWriter(file, [field.name for field in fields(Row)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(
            {name: f"{value:.4g}" if isinstance(value, float) else value
             for name, value in asdict(row).items()}
            for row in rows
        )  # fmt: skip


def read_baseline(path: Path) -> dict[tuple[str, str, str], dict[str, float]]:
    """Read the kept figures of every (setting, group, method)."""
    with path.open(encoding="utf-8") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {
            (row["setting"], row["group"], row["method"]): {
                name: float(value)
                for name, value in row.items()
                if name not in ("setting", "group", "method")
            }
            for row in rows
        }
