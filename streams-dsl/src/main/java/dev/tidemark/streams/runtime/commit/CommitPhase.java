package dev.tidemark.streams.runtime.commit;

/**
 * Where a worker's commit stands. Phases follow one another in the order of this file; {@code Resolving} is entered only
 * when the answer to EndTxn never came, {@code Aborting} from any phase before it.
 *
 * <pre>
 *   Idle ─seal→ Draining ─acks→ AwaitingGroup ─stable→ SendingOffsets ─answer→ EndingTransaction ─committed→ Applying → Idle
 *                  │                  │                     │                      │ unknown
 *                  └──────────────────┴────────→ Aborting ←─┘                      └→ Resolving ─→ Applying | Aborting
 * </pre>
 */
public sealed interface CommitPhase {

    /** Which commit of this worker, counted from one since it started; in {@code Idle} the last one that ended. */
    long number();

    /** The name in logs and in the commit journal. */
    default String label() {
        return getClass().getSimpleName();
    }

    /** No commit is under way; the open interval may already have full batches on the wire. */
    record Idle(long number) implements CommitPhase {}

    /** Sealed: outputs, changelogs and markers are on their way to the cluster. */
    record Draining(long number) implements CommitPhase {}

    /** All is acknowledged; the group rebalances, and the offsets wait for the new generation. */
    record AwaitingGroup(long number) implements CommitPhase {}

    /** TxnOffsetCommit is on its way. */
    record SendingOffsets(long number) implements CommitPhase {}

    /** EndTxn is on its way: whether the interval happened is decided here. */
    record EndingTransaction(long number) implements CommitPhase {}

    /** EndTxn was not answered: the producer initialises again, then the group's offsets tell how it ended. */
    record Resolving(long number) implements CommitPhase {}

    /** Committed: the participants move their sealed overlays to the committed ones, and sometimes checkpoint. */
    record Applying(long number) implements CommitPhase {}

    /** The transaction is being given up, for the reason given; the sealed interval and the one after it fall. */
    record Aborting(long number, String why) implements CommitPhase {}
}
