"""What the start of the process sets for every page."""

import gc


def test_a_long_list_is_made_without_a_walk_over_all_that_the_process_holds() -> None:
    walks: list[str] = []

    def walked(phase: str, _told: dict[str, int]) -> None:
        walks.append(phase)

    gc.collect()
    gc.callbacks.append(walked)
    try:
        made = [(rank, [rank]) for rank in range(5_000)]
    finally:
        gc.callbacks.remove(walked)
    assert len(made) == 5_000
    assert not walks
