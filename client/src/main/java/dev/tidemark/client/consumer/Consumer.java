package dev.tidemark.client.consumer;

import dev.tidemark.core.id.TopicPartition;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads records for applications. One thread at a time uses it ({@link #wakeup} excepted); the work happens on the process's client
 * network loop. Blocking calls fail with a {@code TidemarkException} when {@code default.api.timeout.ms} passes.
 */
public interface Consumer extends AutoCloseable {

    /** Joins the group and reads what it assigns; partitions come and go inside {@link #poll}. */
    void subscribe(Collection<String> topics, RebalanceListener listener);

    /** Reads exactly these, without group membership. */
    void assign(Collection<TopicPartition> partitions);

    /** Leaves the group or drops the assignment. */
    void unsubscribe();

    Set<TopicPartition> assignment();

    /** Up to {@code max.poll.records} records, in order per partition; empty after the timeout or a {@link #wakeup}. */
    List<ConsumerRecord> poll(Duration timeout);

    /** Ends a {@link #poll} that waits, or the next one. From any thread. */
    void wakeup();

    void seek(TopicPartition partition, long offset);

    void seekToBeginning(Collection<TopicPartition> partitions);

    void seekToEnd(Collection<TopicPartition> partitions);

    void pause(Collection<TopicPartition> partitions);

    void resume(Collection<TopicPartition> partitions);

    /** The offset of the next record that {@link #poll} returns. */
    long position(TopicPartition partition);

    /** Records between position and high watermark (last stable offset under read_committed); -1 if unknown. */
    long lag(TopicPartition partition);

    /** Commits the positions of all assigned partitions and waits. */
    void commit();

    void commit(Map<TopicPartition, OffsetAndMetadata> offsets);

    CompletableFuture<Void> commitAsync(Map<TopicPartition, OffsetAndMetadata> offsets);

    /** Committed positions; partitions without one are absent. */
    Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions);

    Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions);

    Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions);

    /** The first offset at or after each timestamp; partitions without one are absent. */
    Map<TopicPartition, Long> offsetsForTimes(Map<TopicPartition, Long> timestampsMs);

    int partitionCount(String topic);

    @Nullable
    GroupMetadata groupMetadata();

    /** Commits if {@code enable.auto.commit}, leaves the group (static members stay) and lets go. */
    @Override
    void close();
}
