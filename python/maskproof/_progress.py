"""Progress, told to a function or to a bar of tqdm."""

from __future__ import annotations

from typing import Any, Callable, Optional, Union

#: A function of what is done and of what there is in all, or a bar with `total`, `n` and `update`, as tqdm has it.
Progress = Union[Callable[[int, int], object], Any]


def as_callback(progress: Optional[Progress]) -> Optional[Callable[[int, int], object]]:
    """The function that a progress argument means."""
    if progress is None:
        return None
    update = getattr(progress, "update", None)
    if update is None:
        if not callable(progress):
            raise TypeError(f"progress is {progress!r}: expected a function of (done, total), or a bar of tqdm")
        function: Callable[[int, int], object] = progress
        return function

    bar: Any = progress

    def tell(done: int, total: int) -> None:
        if bar.total != total:
            bar.total = total
        update(done - bar.n)

    return tell
