package dev.tidemark.state;

import dev.tidemark.record.RecordCursor;

/**
 * Fills a store from its changelog, past the overlays, in bulk. Run by the task's worker before the task runs, or between its
 * calls for a standby. Records must be committed ones, in offset order.
 *
 * <p>Records reach the engine together with the position behind them, so a crash on the way loses some progress and nothing
 * else: the next start goes on from the last position that was written.
 */
public interface StoreRestore {

    /** Takes the record that the cursor stands on. Returns whether enough has gathered to be written by the next {@link #advance}. */
    boolean apply(RecordCursor record);

    /** Everything applied so far, and what carried no records, lies before this position. Writes if enough has gathered. */
    void advance(StorePosition position);

    /** All is applied: writes the rest, and has it made durable. The store can be used. */
    void finish(StorePosition position);

    /** Records applied since the restore began, for progress reports. */
    long recordsApplied();
}
