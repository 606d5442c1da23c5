"""Runs the benches on both databases: SQLite in a file, and a PostgreSQL that forces everything to disk."""

from nscl_grants.cli.bench import bench
from nscl_grants.cli.bench_report import bench_report
from tests.faults.server import a_server
from tools import bench_papers


def main() -> None:
    """One table after the other."""
    bench.main([], standalone_mode=False)
    with a_server() as server:
        bench.main(["--url", server.url], standalone_mode=False)
    bench_papers.main()
    bench_report.main(["--applications", "1000", "--applications", "10000"], standalone_mode=False)
    with a_server() as server:
        bench_report.main(["--url", server.url], standalone_mode=False)


if __name__ == "__main__":
    main()
