package dev.tidemark.broker.group;

/** One fact of {@code __consumer_offsets}; {@link GroupRecordCodec} writes them in Kafka's layout. */
public sealed interface GroupRecord {

    /** A group stored an offset. */
    record OffsetCommitted(String groupId, String topic, int partition,
            CommittedOffset offset) implements GroupRecord {}

    /** An offset is forgotten. */
    record OffsetRemoved(String groupId, String topic, int partition) implements GroupRecord {}

    /** A group completed a rebalance, replaced a static member or became empty. */
    record GroupSaved(String groupId, GroupMetadata metadata) implements GroupRecord {}

    /** A group is forgotten. */
    record GroupRemoved(String groupId) implements GroupRecord {}
}
