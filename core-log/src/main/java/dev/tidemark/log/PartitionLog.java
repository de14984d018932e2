package dev.tidemark.log;

import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.log.producer.Verification;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One partition's log. Confined to the loop of its owner; other threads read the {@link #view}, which the offsets here come from too.
 *
 * <p>A failed disk shows as a {@link TidemarkException} with DISK_FAILED from append or flush; from then on the log takes nothing any
 * more. DISK_FULL leaves the log as it was: the next append may succeed.
 */
@SuppressWarnings("DoNotCallSuggester") // bodies follow the published signatures
public final class PartitionLog {

    private PartitionLog() {}

    public TopicPartition partition() {
        throw new UnsupportedOperationException();
    }

    public UUID topicId() {
        throw new UnsupportedOperationException();
    }

    public LogConfig config() {
        throw new UnsupportedOperationException();
    }

    /** New settings of the topic; they hold from the next append on. */
    public void configure(LogConfig config) {
        throw new UnsupportedOperationException();
    }

    /**
     * Appends whole batches, all or none. Offsets and leader epoch are stamped into {@code batches}, and the broker's time if
     * the topic says so. CRC and records are the caller's to check, before the owner is asked: {@link IncomingBatches#check}.
     *
     * @param batches position to limit; belongs to the log until the call returns
     */
    public AppendResult append(ByteBuffer batches, AppendOrigin origin, int leaderEpoch) {
        return append(batches, origin, leaderEpoch, null);
    }

    /** As above, with the verification that a transaction's first batch needs under the first transaction protocol (KIP-890). */
    public AppendResult append(ByteBuffer batches, AppendOrigin origin, int leaderEpoch,
            @Nullable Verification verification) {
        throw new UnsupportedOperationException();
    }

    /** The log now; any thread. */
    public LogView view() {
        throw new UnsupportedOperationException();
    }

    /**
     * Makes what is appended survive power loss. Calls share forces: one runs, one waits.
     *
     * @return completes, on a flusher thread, with the flushed offset (at least the log end offset at the call), or with a
     *     {@link TidemarkException}
     */
    public CompletionStage<Long> flush() {
        throw new UnsupportedOperationException();
    }

    /** Every record below survived a flush on this machine; any thread. */
    public long flushedOffset() {
        throw new UnsupportedOperationException();
    }

    /** Moves what readers may see, never back and never past the log end; the last stable offset follows. */
    public void advanceHighWatermark(long offset) {
        throw new UnsupportedOperationException();
    }

    public long logStartOffset() {
        return view().logStartOffset();
    }

    public long logEndOffset() {
        return view().logEndOffset();
    }

    public long highWatermark() {
        return view().highWatermark();
    }

    public long lastStableOffset() {
        return view().lastStableOffset();
    }

    /** Whether this producer has a transaction open here, in this epoch: then its next batch needs no admission. */
    public boolean hasOngoingTransaction(long producerId, short producerEpoch) {
        throw new UnsupportedOperationException();
    }

    /**
     * Notes that the coordinator is being asked whether a transaction includes this partition. A marker appended meanwhile makes the
     * verification void, so that a late batch cannot open a transaction that nobody will end.
     *
     * @return what to append with; null if the transaction is already open
     */
    public @Nullable Verification beginVerification(long producerId, short producerEpoch) {
        throw new UnsupportedOperationException();
    }

    /** This broker leads the partition in this epoch from the log end on; to be called before the first append of a leadership. */
    public void startLeaderEpoch(int leaderEpoch) {
        throw new UnsupportedOperationException();
    }

    /** Moves the log's start forward, at most to the high watermark (DeleteRecords); whole segments below it go. */
    public void deleteRecordsBefore(long offset) {
        throw new UnsupportedOperationException();
    }

    /** Drops segments that retention no longer keeps and producers that were silent for too long; call it every few minutes. */
    public int applyRetention() {
        throw new UnsupportedOperationException();
    }

    /** Starts a new segment. */
    public void roll() {
        throw new UnsupportedOperationException();
    }

    /** Whether {@code flush.ms} or {@code flush.messages} asks for a flush now. */
    public boolean flushDue() {
        throw new UnsupportedOperationException();
    }

    /** Bytes of all segments; any thread. */
    public long sizeInBytes() {
        throw new UnsupportedOperationException();
    }

    /** Why the log takes nothing any more, or null; any thread. */
    public @Nullable TidemarkException failure() {
        throw new UnsupportedOperationException();
    }
}
