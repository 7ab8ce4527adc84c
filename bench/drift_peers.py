"""Runs one peer on two Parquet files and prints one line of JSON: seconds, CPU seconds, peak memory in MiB, its version.

Usage: drift_peers.py PEER REFERENCE CURRENT. The data are in memory before the clock starts, and importing takes no part.
"""

import json
import os
import resource
import sys
import time
import warnings

os.environ["NML_DISABLE_USAGE_LOGGING"] = "1"
os.environ["DO_NOT_TRACK"] = "1"
warnings.filterwarnings("ignore")


class Clock:
    """Clock reads the wall and CPU seconds since it was made."""

    def __init__(self):
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def read(self):
        return {"seconds": time.perf_counter() - self.wall, "cpuSeconds": time.process_time() - self.cpu}


def load(path):
    import pandas

    return pandas.read_parquet(path)


def numeric_names(frame):
    return [name for name in frame.columns if name.startswith("n")]


def evidently(statistic, reference, current):
    from evidently import DataDefinition, Dataset, Report
    from evidently.presets import DataDriftPreset

    numeric = numeric_names(reference)
    categorical = [name for name in reference.columns if not name.startswith("n")]
    definition = DataDefinition(numerical_columns=numeric, categorical_columns=categorical)
    clock = Clock()
    sides = [Dataset.from_pandas(frame, data_definition=definition) for frame in (current, reference)]
    if statistic == "psi":
        preset = DataDriftPreset(method="psi")
    else:
        preset = DataDriftPreset(num_method="ks", cat_method="chisquare")
    result = Report([preset]).run(*sides).dict()
    return clock.read(), {"metrics": len(result["metrics"])}


def nannyml(statistic, reference, current):
    import nannyml

    methods = ["kolmogorov_smirnov"] if statistic == "ks" else ["jensen_shannon"]
    names = numeric_names(reference) if statistic == "ks" else list(reference.columns)
    clock = Clock()
    calculator = nannyml.UnivariateDriftCalculator(
        column_names=names,
        continuous_methods=methods,
        categorical_methods=["jensen_shannon"],
        chunk_number=10,
    )
    calculator.fit(reference)
    rows = len(calculator.calculate(current).to_df())
    return clock.read(), {"rows": rows}


def scipy(statistic, reference, current):
    from scipy import stats

    values = {}
    # The values of a column are what the test takes, so nulls are dropped before the clock starts.
    pairs = [
        (name, reference[name].dropna().to_numpy(), current[name].dropna().to_numpy())
        for name in numeric_names(reference)
    ]
    clock = Clock()
    for name, left, right in pairs:
        if statistic == "ks":
            values[f"{name} ks"] = float(stats.ks_2samp(left, right, method="asymp").statistic)
        else:
            values[f"{name} wasserstein"] = float(stats.wasserstein_distance(left, right))
    return clock.read(), values


def main():
    peer, reference_path, current_path = sys.argv[1:4]
    tool, statistic = peer.split("-")
    reference, current = load(reference_path), load(current_path)
    times, values = {"evidently": evidently, "nannyml": nannyml, "scipy": scipy}[tool](
        statistic, reference, current
    )
    from importlib.metadata import version

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    answer = {**times, "peakMb": round(peak), "version": version(tool), "values": values}
    print(json.dumps(answer))


main()
