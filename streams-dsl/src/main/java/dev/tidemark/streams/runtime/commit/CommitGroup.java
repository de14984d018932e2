package dev.tidemark.streams.runtime.commit;

import dev.tidemark.client.consumer.GroupMetadata;
import dev.tidemark.client.consumer.OffsetAndMetadata;
import dev.tidemark.core.id.TopicPartition;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The consumer group, as far as a commit needs it. Called on the worker's loop, where its stages complete. */
public interface CommitGroup {

    /**
     * Who commits now. From JoinGroup until the new generation is known the stage waits; then it completes with the new
     * member, or with null if one of the partitions is no longer this process's: the transaction must abort, because
     * somebody else may already process it.
     */
    CompletionStage<@Nullable GroupMetadata> memberOwning(Set<TopicPartition> partitions);

    /**
     * The group's committed positions, read with {@code requireStable} and retried while a transaction is pending on them.
     * A partition without a position is absent.
     */
    CompletionStage<Map<TopicPartition, OffsetAndMetadata>> committed(Set<TopicPartition> partitions);
}
