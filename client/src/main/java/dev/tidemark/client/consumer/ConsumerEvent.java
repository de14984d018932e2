package dev.tidemark.client.consumer;

import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import java.util.List;
import java.util.Set;

/** What a consumer's core has for the thread that polls. */
sealed interface ConsumerEvent {

    /** Fetched batches, to be walked and released by the poller. */
    record Records(List<FetchedRecords> fetched) implements ConsumerEvent {}

    /** Nothing came in time, or somebody called wakeup. */
    record Nothing() implements ConsumerEvent {}

    /** These are about to be given up; {@code done} lets the rebalance go on. */
    record Revoked(Set<TopicPartition> partitions, Runnable done) implements ConsumerEvent {}

    /** These are new, to this member of the group; {@code done} lets their positions be looked up. */
    record Assigned(Set<TopicPartition> partitions, GroupMetadata member, Runnable done) implements ConsumerEvent {}

    /** These are gone without warning. */
    record Lost(Set<TopicPartition> partitions) implements ConsumerEvent {}

    /** The consumer cannot go on. */
    record Failure(TidemarkException why) implements ConsumerEvent {}
}
