package dev.tidemark.streams.runtime;

import dev.tidemark.client.consumer.OffsetAndMetadata;
import dev.tidemark.client.consumer.OffsetReads;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.streams.topology.TaskMap;
import dev.tidemark.streams.wire.OffsetMetadata;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;

/**
 * Whether every task of the application has ended, on whichever instance it runs; asked on the group's loop. The committed
 * positions tell: a task that has nothing more to do says so beside them, in the transaction of its last results.
 */
final class ApplicationEnd {

    private static final long ANSWER_TIMEOUT_MS = 60_000;

    private final OffsetReads offsets;
    private final Set<TopicPartition> inputs = new TreeSet<>();

    ApplicationEnd(TaskMap map, OffsetReads offsets) {
        this.offsets = offsets;
        map.tasks().forEach(task -> inputs.addAll(map.inputs(task)));
    }

    CompletionStage<Boolean> reached() {
        return offsets.of(inputs, true, ANSWER_TIMEOUT_MS)
                .thenApply(positions -> inputs.stream().allMatch(input -> ended(input, positions)));
    }

    private static boolean ended(TopicPartition input, Map<TopicPartition, OffsetAndMetadata> positions) {
        OffsetAndMetadata position = positions.get(input);
        if (position == null || position.metadata().isEmpty()) {
            return false;
        }
        try {
            return OffsetMetadata.parse(position.metadata(), input.toString()).ended();
        } catch (TidemarkException notOurs) {
            return false; // whoever takes the task over fails on it, and says so
        }
    }
}
