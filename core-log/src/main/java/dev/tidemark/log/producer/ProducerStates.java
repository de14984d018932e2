package dev.tidemark.log.producer;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.log.index.AbortedTransaction;
import dev.tidemark.record.BatchLayout;
import dev.tidemark.record.EndTransactionMarker;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.record.RecordCursor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All producers of one log: what their next batch must look like, which transactions are open, and where the first undecided one begins.
 * Confined to the log's owner (before that, to its recovery). Follows from the batches alone: replaying them gives the same state.
 */
public final class ProducerStates {

    private static final int VERIFICATIONS_MAX = 10_000;

    private final Map<Long, ProducerEntry> entries = new HashMap<>();
    // The latest questions to the coordinator; a forgotten one is asked again by the client's retry.
    private final Map<Long, Pending> pending = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Pending> eldest) {
            return size() > VERIFICATIONS_MAX;
        }
    };
    private final RecordCursor cursor = new RecordCursor();
    // First offset of each open transaction -> its producer.
    private final TreeMap<Long, Long> open = new TreeMap<>();
    // First offset of each ended transaction whose marker is not below the high watermark yet -> the marker's offset.
    private final TreeMap<Long, Long> undecided = new TreeMap<>();
    private volatile @Nullable OpenTransaction oldestOpen;
    private long nextVerification = 1;

    /**
     * A transaction's first write here that the coordinator is or was asked about.
     *
     * @param firstSequence the lowest that was asked for: whatever comes behind it may not go first
     */
    private record Pending(Verification verification, int firstSequence) {}

    /** Number of producers known. */
    public int size() {
        return entries.size();
    }

    /** The ids of all producers known; a copy. */
    public Set<Long> ids() {
        return Set.copyOf(entries.keySet());
    }

    /** Whether a snapshot would say anything. */
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** What the log has to say about a client's batch of a producer. */
    public ProducerVerdict checkClient(RecordBatch batch, @Nullable Verification verification) {
        ProducerEntry entry = entries.get(batch.producerId());
        if (entry != null) {
            ProducerVerdict.Duplicate duplicate = entry.duplicateOf(batch);
            if (duplicate != null) {
                return duplicate;
            }
            ProducerVerdict.Refused refused = checkKnown(entry, batch);
            if (refused != null) {
                return refused;
            }
        }
        if (entry == null || !entry.inTransaction()) {
            return batch.transactional() ? checkFirst(entry, batch, verification) : ProducerVerdict.Fits.INSTANCE;
        }
        if (!batch.transactional()) {
            return refused(ProducerVerdict.Reason.INVALID_TXN_STATE,
                    "producer " + batch.producerId() + " has a transaction open and sends a batch outside of it");
        }
        return ProducerVerdict.Fits.INSTANCE;
    }

    /** A batch that would open a transaction here. */
    private ProducerVerdict checkFirst(@Nullable ProducerEntry entry, RecordBatch batch,
            @Nullable Verification verification) {
        Pending asked = pending.get(batch.producerId());
        if (asked == null || !asked.verification.equals(verification)
                || asked.verification.producerEpoch() != batch.producerEpoch()) {
            return refused(ProducerVerdict.Reason.INVALID_TXN_STATE, "the transaction of producer " + batch.producerId()
                    + " was not admitted to this partition, or ended meanwhile");
        }
        // Of a producer that is not known any sequence would do, and the write that was sent first, if the coordinator had it wait, would come too late.
        if (entry == null && batch.baseSequence() > asked.firstSequence) {
            return refused(ProducerVerdict.Reason.OUT_OF_ORDER_SEQUENCE, "producer " + batch.producerId()
                    + " begins with sequence " + batch.baseSequence() + "; " + asked.firstSequence + " comes first");
        }
        return ProducerVerdict.Fits.INSTANCE;
    }

    private static ProducerVerdict.@Nullable Refused checkKnown(ProducerEntry entry, RecordBatch batch) {
        short epoch = batch.producerEpoch();
        if (epoch < entry.epoch()) {
            return fenced(entry, epoch);
        }
        int first = batch.baseSequence();
        if (epoch != entry.epoch()) {
            return first == 0 ? null
                    : refused(ProducerVerdict.Reason.OUT_OF_ORDER_SEQUENCE, "producer "
                            + entry.producerId + " starts epoch " + epoch + " with sequence " + first
                            + " instead of 0");
        }
        int expected = RecordBatch.sequencePlus(entry.lastSequence(), 1);
        if (first == expected) {
            return null;
        }
        int behind = RecordBatch.sequencePlus(entry.lastSequence(), -batch.lastSequence());
        boolean surelyWritten = entry.lastSequence() != BatchLayout.NO_SEQUENCE && !entry.beganLate();
        if (surelyWritten && behind < Integer.MAX_VALUE / 2) {
            return refused(ProducerVerdict.Reason.DUPLICATE_SEQUENCE, "producer " + entry.producerId
                    + " sends sequences " + first + ".." + batch.lastSequence()
                    + " again, so long after that their offsets are forgotten");
        }
        return refused(ProducerVerdict.Reason.OUT_OF_ORDER_SEQUENCE, "producer " + entry.producerId + " sends sequence "
                + first + "; the next is " + expected);
    }

    /** What the log has to say about a marker of the transaction coordinator. */
    public ProducerVerdict checkMarker(RecordBatch batch) {
        EndTransactionMarker marker = markerOf(batch);
        ProducerEntry entry = entries.get(batch.producerId());
        if (marker == null) {
            return refused(ProducerVerdict.Reason.INVALID_RECORD, "a control batch that ends no transaction");
        }
        if (entry == null) {
            return ProducerVerdict.Fits.INSTANCE;
        }
        if (batch.producerEpoch() < entry.epoch()) {
            return fenced(entry, batch.producerEpoch());
        }
        if (marker.coordinatorEpoch() < entry.coordinatorEpoch()) {
            return refused(ProducerVerdict.Reason.COORDINATOR_FENCED, "a marker of coordinator epoch "
                    + marker.coordinatorEpoch() + " after one of " + entry.coordinatorEpoch());
        }
        return ProducerVerdict.Fits.INSTANCE;
    }

    /**
     * Takes an appended or replayed batch of a producer into account.
     *
     * @param seenMs when the log took it, by the broker's clock. Not the time that its records carry: a replay writes old times, and a
     * producer that is forgotten for them could write a batch twice. A replay of the log does not know it: see {@link #seen}.
     * @return the transaction that the batch aborted, if it is an abort marker of one that has records here
     */
    public @Nullable AbortedTransaction apply(RecordBatch batch, long seenMs) {
        long producerId = batch.producerId();
        if (producerId == BatchLayout.NO_PRODUCER_ID) {
            return null;
        }
        ProducerEntry entry = entries.get(producerId);
        EndTransactionMarker marker = batch.control() ? markerOf(batch) : null;
        if (batch.control() && marker == null) {
            return null;
        }
        if (entry == null) {
            entry = new ProducerEntry(producerId, batch.producerEpoch());
            entries.put(producerId, entry);
        }
        entry.moveToEpoch(batch.producerEpoch());
        if (marker != null) {
            return end(entry, marker, batch, seenMs);
        }
        if (batch.baseSequence() != BatchLayout.NO_SEQUENCE) {
            entry.append(batch, seenMs);
        }
        if (batch.transactional() && !entry.inTransaction()) {
            entry.beginTransaction(batch.baseOffset(), seenMs);
            open.put(batch.baseOffset(), producerId);
            noteOldest();
            pending.remove(producerId);
        }
        return null;
    }

    private @Nullable EndTransactionMarker markerOf(RecordBatch batch) {
        return cursor.reset(batch).next() ? EndTransactionMarker.read(cursor) : null;
    }

    private @Nullable AbortedTransaction end(ProducerEntry entry, EndTransactionMarker marker, RecordBatch batch,
            long seenMs) {
        pending.remove(entry.producerId);
        long first = entry.transactionFirstOffset();
        long markerOffset = batch.lastOffset();
        entry.endTransaction(marker.coordinatorEpoch(), seenMs);
        if (first == ProducerEntry.NO_TRANSACTION) {
            return null;
        }
        open.remove(first);
        noteOldest();
        long lastStable = open.isEmpty() ? markerOffset + 1 : open.firstKey();
        undecided.put(first, markerOffset);
        return marker.commit() ? null : new AbortedTransaction(entry.producerId, first, markerOffset, lastStable);
    }

    /** Whether the producer has a transaction open in this epoch. */
    public boolean inTransaction(long producerId, short epoch) {
        ProducerEntry entry = entries.get(producerId);
        return entry != null && entry.inTransaction() && entry.epoch() == epoch;
    }

    /** Whether a question to the coordinator stands as it was asked: a marker that came since has taken it back. */
    public boolean isPending(Verification verification) {
        Pending asked = pending.get(verification.producerId());
        return asked != null && asked.verification.equals(verification);
    }

    /** Ties a question to the coordinator to the present state; null if the transaction is open. */
    public @Nullable Verification beginVerification(long producerId, short epoch, int firstSequence) {
        if (inTransaction(producerId, epoch)) {
            return null;
        }
        Pending known = pending.get(producerId);
        if (known == null || known.verification.producerEpoch() < epoch) {
            Verification asked = new Verification(producerId, epoch, nextVerification++);
            pending.put(producerId, new Pending(asked, firstSequence));
            return asked;
        }
        // one of an older epoch is late: it fits to no batch, and displaces nothing
        if (known.verification.producerEpoch() == epoch && firstSequence < known.firstSequence) {
            pending.put(producerId, new Pending(known.verification, firstSequence));
        }
        return known.verification;
    }

    /**
     * The first offset of the earliest transaction that is open, or whose marker the high watermark has not passed; the log's end if there is
     * none.
     */
    public long firstUnstableOffset(long logEndOffset) {
        long first = logEndOffset;
        if (!open.isEmpty()) {
            first = Math.min(first, open.firstKey());
        }
        if (!undecided.isEmpty()) {
            first = Math.min(first, undecided.firstKey());
        }
        return first;
    }

    /** The markers below are seen by all. */
    public void highWatermark(long offset) {
        if (!undecided.isEmpty()) {
            undecided.values().removeIf(marker -> marker < offset);
        }
    }

    /** All producers count as seen now: behind a crash nobody knows when they were. */
    public void seen(long nowMs) {
        entries.values().forEach(entry -> entry.seen(nowMs));
        oldestOpen = null;
        noteOldest();
    }

    /** Forgets producers that have no open transaction and were silent for this long. */
    public int expire(long nowMs, long expirationMs) {
        int before = entries.size();
        entries.values().removeIf(entry -> !entry.inTransaction() && nowMs - entry.lastSeenMs() >= expirationMs);
        return before - entries.size();
    }

    /** All producers as of now, in no order. */
    public List<ActiveProducer> active() {
        List<ActiveProducer> active = new ArrayList<>(entries.size());
        for (ProducerEntry entry : entries.values()) {
            active.add(new ActiveProducer(entry.producerId, entry.epoch(), entry.lastSequence(), entry.lastSeenMs(),
                    entry.coordinatorEpoch(), entry.transactionFirstOffset()));
        }
        return active;
    }

    /** The open transaction that began first, or null; any thread. */
    public @Nullable OpenTransaction oldestOpen() {
        return oldestOpen;
    }

    private void noteOldest() {
        Map.Entry<Long, Long> first = open.firstEntry();
        OpenTransaction known = oldestOpen;
        if (first == null) {
            oldestOpen = null;
        } else if (known == null || known.firstOffset() != first.getKey()) {
            ProducerEntry entry = Invariants.present(entries.get(first.getValue()), "an open transaction's producer");
            oldestOpen = new OpenTransaction(entry.producerId, entry.epoch(), first.getKey(),
                    entry.transactionSinceMs());
        }
    }

    Collection<ProducerEntry> entries() {
        return entries.values();
    }

    void restore(ProducerEntry entry) {
        entries.put(entry.producerId, entry);
        if (entry.inTransaction()) {
            open.put(entry.transactionFirstOffset(), entry.producerId);
            noteOldest();
        }
    }

    private static ProducerVerdict.Refused fenced(ProducerEntry entry, short epoch) {
        return refused(ProducerVerdict.Reason.PRODUCER_FENCED, "producer " + entry.producerId + " writes in epoch "
                + epoch + " after epoch " + entry.epoch() + " was seen");
    }

    private static ProducerVerdict.Refused refused(ProducerVerdict.Reason reason, String message) {
        return new ProducerVerdict.Refused(reason, message);
    }
}
