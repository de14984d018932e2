package dev.tidemark.log;

/** What became of handed-in batches. A value; the broker turns it into a wire error or an answer. */
public sealed interface AppendResult {

    /**
     * They are in the log (page cache; {@link PartitionLog#flush} makes them survive power loss).
     *
     * @param baseOffset offset of the first record
     * @param lastOffset offset of the last record
     * @param logAppendTimeMs the broker's time given to the records, or -1 if they keep their own
     */
    record Appended(long baseOffset, long lastOffset, long logAppendTimeMs) implements AppendResult {}

    /**
     * The producer sent this batch before; it is in the log once, at these offsets. The answer must wait for the same durability as
     * that of a first append.
     *
     * @param baseOffset offset of the first record
     * @param lastOffset offset of the last record
     * @param logAppendTimeMs as answered the first time, or -1
     */
    record Duplicate(long baseOffset, long lastOffset, long logAppendTimeMs) implements AppendResult {}

    /**
     * Nothing was appended.
     *
     * @param reason for the wire error
     * @param message for people
     */
    record Rejected(RejectReason reason, String message) implements AppendResult {}
}
