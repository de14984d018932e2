package dev.tidemark.streams.runtime.task;

/** What a call of a tasklet achieved. */
public enum Progress {
    /** It worked and may have more to do: call it again soon. */
    MADE_PROGRESS,
    /** It has nothing to do until something is delivered. */
    IDLE,
    /** It will never have anything to do again: its inputs are closed and its last markers are committed. */
    DONE
}
