package dev.tidemark.broker.request;

import dev.tidemark.protocol.message.FetchRequest.FetchPartition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * What one client fetches again and again (KIP-227): requests name changes only, answers name news only. Confined to the loop
 * of the client's connection.
 *
 * <p>The order of the partitions is the order of reading. A partition that gave data moves to the end, so that none starves
 * behind others when the byte limit cuts the answer.
 */
final class FetchSession {

    private final int id;
    private final boolean byTopicId;
    private final LinkedHashMap<FetchedPartition.Key, FetchedPartition> partitions = new LinkedHashMap<>();
    private int nextEpoch = 1;
    private long lastUsedMs;

    /** @param byTopicId whether its requests name topics by id; they may not change that */
    FetchSession(int id, boolean byTopicId, long nowMs) {
        this.id = id;
        this.byTopicId = byTopicId;
        this.lastUsedMs = nowMs;
    }

    int id() {
        return id;
    }

    boolean byTopicId() {
        return byTopicId;
    }

    /** The epoch that the next request must carry. */
    int nextEpoch() {
        return nextEpoch;
    }

    long lastUsedMs() {
        return lastUsedMs;
    }

    /** A request came with the right epoch. */
    void used(long nowMs) {
        lastUsedMs = nowMs;
        nextEpoch = nextEpoch == Integer.MAX_VALUE ? 1 : nextEpoch + 1;
    }

    /** Adds a partition or changes what is wanted of it. */
    void put(FetchedPartition.Key key, FetchPartition wanted) {
        FetchedPartition known = partitions.get(key);
        if (known == null) {
            partitions.put(key, new FetchedPartition(key, wanted));
        } else {
            known.want(wanted);
        }
    }

    void forget(FetchedPartition.Key key) {
        partitions.remove(key);
    }

    /** A copy, in the order of reading. */
    List<FetchedPartition> partitions() {
        return new ArrayList<>(partitions.values());
    }

    /** The partition gave data: others come before it next time. */
    void moveToEnd(FetchedPartition fetched) {
        if (partitions.remove(fetched.key(), fetched)) {
            partitions.put(fetched.key(), fetched);
        }
    }
}
