"""Reports on marked answer files: for people, for pipelines, for the platforms of courses."""

from hwsolve.output.reports.formats import Page, report
from hwsolve.output.reports.results import Failure, Result, status_of, worst_status

__all__ = ["Failure", "Page", "Result", "report", "status_of", "worst_status"]
