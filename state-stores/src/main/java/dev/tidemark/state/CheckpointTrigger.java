package dev.tidemark.state;

/** Why a checkpoint is taken. */
public enum CheckpointTrigger {
    /** The changelogs behind the last one have 500,000 records: what a crash would have to read again. */
    RECORDS,
    /** The committed overlays hold 64 MiB. */
    BYTES,
    /** Committed changes have waited for 30 s. */
    AGE,
    /** Nothing changed, but the positions' age is about to count against them. */
    POSITION_AGE,
    /** The process-wide budget for overlays is used up. */
    MEMORY_PRESSURE,
    /** The changelog is about to be trimmed up to where the store stands. */
    TRIM,
    /** The task closes in good order. */
    CLOSE
}
