package dev.tidemark.verification.simulation.check;

/** What can be wrong with a history, with the invariant that it breaks. */
public enum Kind {
    /** An acknowledged record is not in the log at the end. */
    LOST("I1"),
    /** An acknowledged record lies elsewhere than it was acknowledged to. */
    MISPLACED("I1"),
    /** A reader passed over a record that is there. */
    SKIPPED("I1"),
    /** A reader of committed data saw a record that is not there at the end. */
    VANISHED("I1"),
    /** Something was acknowledged to a partition that nobody read at the end, so nothing is known. */
    UNREAD("I1"),
    /** A record lies in the log twice. */
    DUPLICATE("I2"),
    /** Records of one producer lie in another order than they were sent in. */
    REORDERED("I2"),
    /** A record that nobody sent. */
    FROM_NOWHERE("I2"),
    /** A record that was refused for certain and is there. */
    REFUSED_SEEN("I2"),
    /** A record of an aborted transaction is visible to a reader of committed data. */
    ABORTED_SEEN("I3"),
    /** A transaction is there in part. */
    TORN("I3"),
    /** A transaction's records are there and its offsets are not, or the other way round. */
    TORN_OFFSETS("I3"),
    /** Nothing is there of a transaction whose commit was acknowledged. */
    LOST_TRANSACTION("I3"),
    /** Two readers disagree about the order of a partition's records. */
    DIVERGED("I3"),
    /** A transaction read what no transaction had committed by then. */
    DIRTY_READ("I3"),
    /** Dirty write: a circle of transactions, each of which wrote after the one before. */
    G0("I3"),
    /** Aborted read. */
    G1A("I3"),
    /** Intermediate read: a part of what a transaction wrote to one partition. */
    G1B("I3"),
    /** Circular flow of information: a circle of transactions, each of which wrote after or read from the one before. */
    G1C("I3"),
    /** A snapshot of the accounts does not add up. */
    UNBALANCED("I3"),
    /** An input that is committed as processed has no output. */
    OUTPUT_MISSING("I3"),
    /** An input has its output twice. */
    OUTPUT_TWICE("I3"),
    /** Outputs lie in another order than their inputs. */
    OUTPUT_REORDERED("I3"),
    /** An output of an input that is not committed as processed, or of none at all. */
    OUTPUT_UNFOUNDED("I3"),
    LOG_END_BACK("I4"),
    HIGH_WATERMARK_BACK("I4"),
    STABLE_OFFSET_BACK("I4"),
    LOG_START_BACK("I4"),
    EPOCH_BACK("I4"),
    /** One answer holds offsets that cannot be true together. */
    OFFSETS_DISAGREE("I4"),
    /** One offset was seen with two records. */
    TWO_VALUES("I4"),
    /** A reader that nobody moved was shown again what lies before its position. */
    READER_SET_BACK("I4"),
    /** Two members own a partition in the same generation. */
    SHARED_PARTITION("I5"),
    /** Nobody owns a partition. */
    UNASSIGNED_PARTITION("I5"),
    /** Members live in different generations, or the group has none. */
    SEVERAL_GENERATIONS("I5"),
    /** A group still changes when it should have settled. */
    UNSETTLED("I5"),
    COMMITTED_BACK("I6"),
    COMMITTED_NONE("I6"),
    /** A committed offset that nobody committed. */
    COMMITTED_FROM_NOWHERE("I6"),
    /** An application has no result where a loop over its inputs has one. */
    RESULT_MISSING("I8"),
    /** A result is there twice. */
    RESULT_TWICE("I8"),
    /** A result that no input leads to. */
    RESULT_WRONG("I8"),
    /** The last value of a key is gone. */
    LAST_VALUE_LOST("I9"),
    /** A key has an older value again, or one after it was deleted. */
    RESURRECTED("I9"),
    /** A record differs from what was written at its offset. */
    ALTERED("I9"),
    /** Offsets do not grow along a log, or lie outside of it. */
    OFFSETS_NOT_INCREASING("I9");

    private final String invariant;

    Kind(String invariant) {
        this.invariant = invariant;
    }

    /** The invariant's short name. */
    public String invariant() {
        return invariant;
    }
}
