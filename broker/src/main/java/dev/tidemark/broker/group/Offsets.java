package dev.tidemark.broker.group;

import dev.tidemark.broker.coordinator.TimelineMap;
import dev.tidemark.broker.coordinator.UndoLog;
import dev.tidemark.core.id.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The committed offsets of the groups in one coordinator partition, and those inside open transactions. Owned by a
 * {@link GroupShard}, on the control loop; changed by replay only.
 *
 * <p>An offset inside a transaction is pending until the marker. On commit it counts unless the group stored another one
 * later than it: every offset has its place in the order of the log, and the later place wins. On abort it is dropped.
 */
final class Offsets {

    private record GroupPartition(String groupId, TopicPartition partition) {}

    /** An offset and its place in the order of replay, which is the order of the log. */
    private record Placed(CommittedOffset offset, long place) {}

    /**
     * The newest epoch that a producer used here, and when.
     *
     * @param lastUsedMs wall time
     */
    private record ProducerUse(short epoch, long lastUsedMs) {}

    private final UndoLog undo;
    private final TimelineMap<String, TimelineMap<TopicPartition, Placed>> committed;
    private final TimelineMap<Long, TimelineMap<GroupPartition, Placed>> pending;
    private final TimelineMap<GroupPartition, Integer> pendingCount;
    private final TimelineMap<Long, ProducerUse> producers;
    private long places;

    Offsets(UndoLog undo) {
        this.undo = undo;
        this.committed = new TimelineMap<>(undo);
        this.pending = new TimelineMap<>(undo);
        this.pendingCount = new TimelineMap<>(undo);
        this.producers = new TimelineMap<>(undo);
    }

    // replay

    void replayCommitted(GroupRecord.OffsetCommitted record) {
        put(record.groupId(), new TopicPartition(record.topic(), record.partition()),
                new Placed(record.offset(), places++));
    }

    /** Forgets what is stored and what is pending: a commit after this brings nothing back that stood before it in the log. */
    void replayRemoved(GroupRecord.OffsetRemoved record) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        remove(record.groupId(), partition);
        GroupPartition key = new GroupPartition(record.groupId(), partition);
        if (pendingCount.remove(key) != null) {
            for (TimelineMap<GroupPartition, Placed> open : pending.view().values()) {
                open.remove(key);
            }
        }
    }

    void replayInTransaction(long producerId, short epoch, GroupRecord.OffsetCommitted record, long nowMs) {
        noteProducer(producerId, epoch, nowMs);
        TimelineMap<GroupPartition, Placed> open = pending.get(producerId);
        if (open == null) {
            open = new TimelineMap<>(undo);
            pending.put(producerId, open);
        }
        GroupPartition key = new GroupPartition(record.groupId(),
                new TopicPartition(record.topic(), record.partition()));
        if (!open.containsKey(key)) {
            Integer count = pendingCount.get(key);
            pendingCount.put(key, count == null ? 1 : count + 1);
        }
        open.put(key, new Placed(record.offset(), places++));
    }

    void replayMarker(long producerId, short epoch, boolean commit, long nowMs) {
        noteProducer(producerId, epoch, nowMs);
        TimelineMap<GroupPartition, Placed> ended = pending.remove(producerId);
        if (ended == null) {
            return;
        }
        for (Map.Entry<GroupPartition, Placed> entry : ended.view().entrySet()) {
            GroupPartition key = entry.getKey();
            Integer count = pendingCount.get(key);
            if (count == null || count <= 1) {
                pendingCount.remove(key);
            } else {
                pendingCount.put(key, count - 1);
            }
            if (commit) {
                Placed stored = placed(key.groupId(), key.partition());
                if (stored == null || stored.place() < entry.getValue().place()) {
                    put(key.groupId(), key.partition(), entry.getValue());
                }
            }
        }
    }

    private void put(String groupId, TopicPartition partition, Placed offset) {
        TimelineMap<TopicPartition, Placed> ofGroup = committed.get(groupId);
        if (ofGroup == null) {
            ofGroup = new TimelineMap<>(undo);
            committed.put(groupId, ofGroup);
        }
        ofGroup.put(partition, offset);
    }

    private void remove(String groupId, TopicPartition partition) {
        TimelineMap<TopicPartition, Placed> ofGroup = committed.get(groupId);
        if (ofGroup != null) {
            ofGroup.remove(partition);
            if (ofGroup.isEmpty()) {
                committed.remove(groupId);
            }
        }
    }

    private void noteProducer(long producerId, short epoch, long nowMs) {
        ProducerUse known = producers.get(producerId);
        if (known == null || epoch >= known.epoch()) {
            producers.put(producerId, new ProducerUse(epoch, nowMs));
        }
    }

    // questions

    /** What a group stored of a partition, or null. Pending offsets do not count. */
    @Nullable
    CommittedOffset committed(String groupId, TopicPartition partition) {
        Placed placed = placed(groupId, partition);
        return placed == null ? null : placed.offset();
    }

    /** All that a group stored, by topic and partition. */
    Map<TopicPartition, CommittedOffset> committed(String groupId) {
        Map<TopicPartition, CommittedOffset> all = new TreeMap<>();
        TimelineMap<TopicPartition, Placed> ofGroup = committed.get(groupId);
        if (ofGroup != null) {
            ofGroup.view().forEach((partition, placed) -> all.put(partition, placed.offset()));
        }
        return all;
    }

    private @Nullable Placed placed(String groupId, TopicPartition partition) {
        TimelineMap<TopicPartition, Placed> ofGroup = committed.get(groupId);
        return ofGroup == null ? null : ofGroup.get(partition);
    }

    /** Whether an open transaction holds an offset of the partition. */
    boolean isPending(String groupId, TopicPartition partition) {
        return pendingCount.containsKey(new GroupPartition(groupId, partition));
    }

    /** Whether open transactions hold offsets of a group. */
    boolean anythingPendingOf(String groupId) {
        return pendingCount.view().keySet().stream().anyMatch(key -> key.groupId().equals(groupId));
    }

    /** Whether a group has nothing, neither stored nor pending. */
    boolean nothingOf(String groupId) {
        return !committed.containsKey(groupId) && !anythingPendingOf(groupId);
    }

    /** Adds a tombstone for each partition that a group has an offset of, stored or pending; true if more are left than may be added. */
    boolean addTombstones(String groupId, int recordsMax, List<GroupRecord> records) {
        Set<TopicPartition> partitions = new TreeSet<>(committed(groupId).keySet());
        for (GroupPartition key : pendingCount.view().keySet()) {
            if (key.groupId().equals(groupId)) {
                partitions.add(key.partition());
            }
        }
        for (TopicPartition partition : partitions) {
            if (records.size() == recordsMax) {
                return true;
            }
            records.add(new GroupRecord.OffsetRemoved(groupId, partition.topic(), partition.partition()));
        }
        return false;
    }

    /** The groups that stored something, or have something pending. */
    List<String> groupIds() {
        List<String> ids = new ArrayList<>(committed.view().keySet());
        for (GroupPartition key : pendingCount.view().keySet()) {
            if (!committed.containsKey(key.groupId()) && !ids.contains(key.groupId())) {
                ids.add(key.groupId());
            }
        }
        return ids;
    }

    /** The newest epoch that a producer used in this partition, or -1 if it is not known. */
    short producerEpoch(long producerId) {
        ProducerUse use = producers.get(producerId);
        return use == null ? -1 : use.epoch();
    }

    /** Forgets the epochs of producers that have nothing open and were last seen before this wall time. */
    void forgetProducersBefore(long wallMs) {
        List<Long> idle = new ArrayList<>();
        producers.view().forEach((id, use) -> {
            if (use.lastUsedMs() < wallMs && !pending.containsKey(id)) {
                idle.add(id);
            }
        });
        idle.forEach(producers::remove);
    }

    /** What replay of the log has to give again: everything stored and everything pending, as text for comparison. */
    Map<String, String> describe() {
        Map<String, String> lines = new TreeMap<>();
        committed.view()
                .forEach((group, offsets) -> offsets.view()
                        .forEach(
                                (partition, placed) -> lines.put(group + "/" + partition, placed.offset().toString())));
        pending.view()
                .forEach((producer, offsets) -> offsets.view()
                        .forEach((key, placed) -> lines.put(
                                key.groupId() + "/" + key.partition() + " pending of " + producer,
                                placed.offset().toString())));
        return lines;
    }
}
