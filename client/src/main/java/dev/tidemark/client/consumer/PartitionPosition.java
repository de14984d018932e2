package dev.tidemark.client.consumer;

import dev.tidemark.core.id.TopicPartition;
import java.util.ArrayDeque;

/** Where one assigned partition is read, and what waits to be taken; confined to the fetcher's loop. */
// Invariant: position <= fetchOffset; the buffered fetches cover position to fetchOffset without a gap
final class PartitionPosition {

    static final long UNKNOWN = -1L;

    final TopicPartition partition;
    final ArrayDeque<FetchedRecords> buffered = new ArrayDeque<>();
    /** The next offset to be handed out. */
    long position = UNKNOWN;
    /** The next offset to be fetched. */
    long fetchOffset = UNKNOWN;
    long highWatermark = UNKNOWN;
    long lastStableOffset = UNKNOWN;
    long logStartOffset = UNKNOWN;
    boolean paused;
    long retryAtMs;
    int failures;

    PartitionPosition(TopicPartition partition) {
        this.partition = partition;
    }

    void seek(long offset) {
        drop();
        position = offset;
        fetchOffset = offset;
        retryAtMs = 0;
    }

    void drop() {
        buffered.forEach(FetchedRecords::release);
        buffered.clear();
    }
}
