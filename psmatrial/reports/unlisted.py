"""Files in the folder of a report that its manifest knows nothing of."""

from __future__ import annotations

from pathlib import Path

from psmatrial.reports.folder import MANIFEST, RUN, listed


def unlisted(folder: Path) -> list[str]:
    """Return the files of a folder that its manifest does not list, but itself and the record of the run.

    Parameters
    ----------
    folder
        A report.

    Examples
    --------
    >>> unlisted(Path("nowhere"))
    []
    """
    known = {*listed(folder), MANIFEST, RUN}
    paths = [path for path in sorted(folder.rglob("*")) if path.is_symlink() or not path.is_dir()]
    return [name for path in paths if (name := path.relative_to(folder).as_posix()) not in known]
