package dev.tidemark.broker.group.consumer;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** One fact about a consumer group in {@code __consumer_offsets}; {@link ConsumerRecordCodec} writes them in Kafka's layout. */
public sealed interface ConsumerGroupRecord {

    /** The group that it is about. */
    String groupId();

    /**
     * The group has a new epoch: its target assignment has to be made anew.
     *
     * @param metadataHash of the topics that the group is subscribed to, 0 for none
     */
    record EpochSaved(String groupId, int epoch, long metadataHash) implements ConsumerGroupRecord {}

    /** The group is forgotten. */
    record EpochRemoved(String groupId) implements ConsumerGroupRecord {}

    /** A member asks for something else, or is new. */
    record MemberSaved(String groupId, ConsumerMember member) implements ConsumerGroupRecord {}

    /** A member is gone. */
    record MemberRemoved(String groupId, String memberId) implements ConsumerGroupRecord {}

    /** The target assignment was made for this group epoch. */
    record TargetEpochSaved(String groupId, int epoch, long timestampMs) implements ConsumerGroupRecord {}

    /** There is no target assignment. */
    record TargetEpochRemoved(String groupId) implements ConsumerGroupRecord {}

    /** A member shall have this. */
    record TargetSaved(String groupId, String memberId, SortedSet<TopicIdPartition> partitions)
            implements
                ConsumerGroupRecord {
        public TargetSaved {
            partitions = Collections.unmodifiableSortedSet(new TreeSet<>(partitions));
        }
    }

    /** A member shall have nothing. */
    record TargetRemoved(String groupId, String memberId) implements ConsumerGroupRecord {}

    /** A member has this. */
    record AssignmentSaved(String groupId, String memberId, MemberAssignment assignment)
            implements
                ConsumerGroupRecord {}

    /** A member has nothing. */
    record AssignmentRemoved(String groupId, String memberId) implements ConsumerGroupRecord {}

    /**
     * A regular expression was resolved.
     *
     * @param version of the cluster's metadata
     * @param timestampMs wall time
     */
    record RegexSaved(String groupId, String regex, SortedSet<String> topics, long version, long timestampMs)
            implements
                ConsumerGroupRecord {
        public RegexSaved {
            topics = Collections.unmodifiableSortedSet(new TreeSet<>(topics));
        }
    }

    /** Nobody uses a regular expression any more. */
    record RegexRemoved(String groupId, String regex) implements ConsumerGroupRecord {}
}
