package dev.tidemark.client.producer;

import dev.tidemark.core.id.TopicPartition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The batches of one partition in the order in which they shall be written; confined to the sender's loop.
 *
 * <pre>
 *   unacked: [SENT or RETRY, in sequence]   fresh: [QUEUED; the last one may still be filled]
 * </pre>
 *
 * <p>Order is kept by two rules. A batch that has to be sent again leaves before everything behind it, and only when nothing behind it is
 * on its way. And while one that was sent again has no result, nothing fresh leaves: it may be in the log already with its answer lost, and a
 * broker recognises only a producer's last five batches.
 *
 * <p>And until the log has taken a batch of this producer id, one batch is on its way at most: a log takes whatever sequence comes first from a producer that it
 * does not know. If that were the second batch, since the first was refused or late, the first would be taken for a duplicate: acknowledged and not written.
 */
// Invariant: unacked is in sequence; its sequences and nextSequence are of `identity`
final class PartitionQueue {

    final TopicPartition partition;
    private final ArrayDeque<SendBatch> fresh = new ArrayDeque<>();
    private final ArrayList<SendBatch> unacked = new ArrayList<>();
    private ProducerIdentity identity = ProducerIdentity.NONE;
    private int nextSequence;
    private boolean restart;
    private int gapAt = -1;
    private final Set<TopicPartition> introduced;
    long retryAtMs;

    /** @param introduced the partitions whose logs have taken a batch of the producer's present id; its sender's, read here */
    PartitionQueue(TopicPartition partition, Set<TopicPartition> introduced) {
        this.partition = partition;
        this.introduced = introduced;
    }

    /** Whether the batches without a result carry this producer's id. */
    boolean writesAs(ProducerIdentity producer) {
        return producer.exists() && identity.id() == producer.id();
    }

    void add(SendBatch batch) {
        fresh.add(batch);
    }

    /** The batch that records may be appended to, or null. */
    @Nullable
    SendBatch tail() {
        return fresh.peekLast();
    }

    boolean isEmpty() {
        return fresh.isEmpty() && unacked.isEmpty();
    }

    /** Whether nothing is on its way. */
    boolean quiet() {
        for (SendBatch batch : unacked) {
            if (batch.state == SendBatch.State.SENT) {
                return false;
            }
        }
        return true;
    }

    /** The batch whose turn it is now, or null; without a sequence yet if it is fresh. */
    @Nullable
    SendBatch next(long nowMs, int unackedMax, ProducerIdentity current) {
        if (nowMs < retryAtMs || restart || gapAt >= 0) {
            return null;
        }
        if (current.exists() && !unacked.isEmpty() && !introduced.contains(partition)) {
            SendBatch eldest = unacked.getFirst();
            return quiet() && eldest.state == SendBatch.State.RETRY ? eldest : null;
        }
        SendBatch repeat = null;
        boolean repeated = false;
        for (SendBatch batch : unacked) {
            repeated |= batch.attempts > 1;
            if (repeat == null && batch.state == SendBatch.State.RETRY) {
                repeat = batch;
            } else if (repeat != null && batch.state == SendBatch.State.SENT) {
                return null;
            }
        }
        if (repeat != null) {
            return repeat;
        }
        SendBatch first = fresh.peekFirst();
        boolean ready = first != null && (nowMs >= first.readyAtMs || fresh.size() > 1);
        boolean otherEpoch = !unacked.isEmpty() && !current.equals(identity);
        return ready && !repeated && !otherEpoch && unacked.size() < unackedMax ? first : null;
    }

    /** The batch leaves: gets its sequence if it has none. */
    void leaving(SendBatch batch, ProducerIdentity current, boolean transactional) {
        if (batch.state == SendBatch.State.QUEUED) {
            fresh.remove(batch);
            if (!current.equals(identity)) {
                identity = current;
                nextSequence = 0;
            }
            batch.stamp(identity, identity.exists() ? nextSequence : -1, transactional);
            nextSequence = batch.nextSequence();
            unacked.add(batch);
        }
        batch.state = SendBatch.State.SENT;
        batch.sentAsFirst = unacked.getFirst() == batch;
        batch.attempts++;
    }

    /** The batch has its result. */
    void remove(SendBatch batch) {
        if (!unacked.remove(batch)) {
            fresh.remove(batch);
        }
    }

    /** A batch with a sequence was given up and is not in the log: those behind it move up, once nothing is on its way. */
    void closeGap(SendBatch refused) {
        if (identity.exists()) {
            gapAt = gapAt < 0 ? refused.baseSequence : Math.min(gapAt, refused.baseSequence);
        }
    }

    /** Nobody knows where the log's sequence stands: what is left starts from zero in a new epoch, once nothing is on its way. */
    void startAnew() {
        if (identity.exists()) {
            restart = true;
        }
    }

    /** Whether {@link #restart} is wanted and possible. */
    boolean restartDue() {
        return restart && quiet();
    }

    void restart(ProducerIdentity current) {
        identity = current;
        renumber(0);
    }

    /** Moves sequences up if a gap is to be closed and nothing is on its way. */
    void closeGapIfQuiet() {
        if (gapAt >= 0 && !restart && quiet()) {
            renumber(gapAt);
        }
    }

    private void renumber(int from) {
        nextSequence = from;
        for (SendBatch batch : unacked) {
            batch.stamp(identity, nextSequence, false);
            nextSequence = batch.nextSequence();
        }
        restart = false;
        gapAt = -1;
    }

    /** Everything without a result, oldest first. */
    List<SendBatch> pending() {
        List<SendBatch> all = new ArrayList<>(unacked);
        all.addAll(fresh);
        return all;
    }

    /** When {@link #next} may answer something, judging by time alone; {@code Long.MAX_VALUE} if time will not change it. */
    long nextReadyMs() {
        SendBatch first = fresh.peekFirst();
        boolean repeats = unacked.stream().anyMatch(batch -> batch.state == SendBatch.State.RETRY);
        if (repeats) {
            return retryAtMs;
        }
        return first == null ? Long.MAX_VALUE : Math.max(first.readyAtMs, retryAtMs);
    }

    /** When the oldest batch was handed over; {@code Long.MAX_VALUE} without one. */
    long oldestMs() {
        long oldest = fresh.isEmpty() ? Long.MAX_VALUE : fresh.getFirst().createdMs;
        return unacked.isEmpty() ? oldest : Math.min(oldest, unacked.getFirst().createdMs);
    }
}
