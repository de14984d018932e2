package dev.tidemark.broker.group;

import dev.tidemark.broker.group.consumer.ConsumerGroupRecord;

/** One fact of {@code __consumer_offsets}; {@link GroupRecordCodec} writes them in Kafka's layout. */
public sealed interface GroupRecord {

    /** A group stored an offset. */
    record OffsetCommitted(String groupId, String topic, int partition,
            CommittedOffset offset) implements GroupRecord {}

    /** An offset is forgotten. */
    record OffsetRemoved(String groupId, String topic, int partition) implements GroupRecord {}

    /** A group completed a rebalance, replaced a static member or became empty. */
    record GroupSaved(String groupId, GroupMetadata metadata) implements GroupRecord {}

    /** A classic group is forgotten. */
    record GroupRemoved(String groupId) implements GroupRecord {}

    /** Something about a group of the consumer protocol. */
    record OfConsumerGroup(ConsumerGroupRecord fact) implements GroupRecord {}
}
