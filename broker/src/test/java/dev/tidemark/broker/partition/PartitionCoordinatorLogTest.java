package dev.tidemark.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.coordinator.CoordinatorLog;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PartitionCoordinatorLogTest {

    private static final String TOPIC = "__consumer_offsets";

    private final PartitionRig rig = new PartitionRig();

    @Test
    void batches_may_be_as_large_as_the_topic_is_set_to_take_them_at_the_time() {
        rig.create(TOPIC, 1, Map.of("max.message.bytes", "5000"));
        CompletableFuture<CoordinatorLog> opened = new PartitionCoordinatorLogs(rig.partitions, new OnePartition(),
                rig.loop).open(TOPIC, 0).toCompletableFuture();
        rig.settle();
        assertThat(opened.join().batchBytesMax()).isEqualTo(5_000);
        rig.alter(TOPIC, Map.of("max.message.bytes", "7000"));
        assertThat(opened.join().batchBytesMax()).isEqualTo(7_000);
    }
}
