package dev.tidemark.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.PartitionImage;
import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.core.id.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AssignedLogsTest {

    private static final UUID ID = new UUID(1, 2);

    private final TopicImage orders = new TopicImage("orders", ID,
            List.of(PartitionImage.of(List.of(1)), PartitionImage.of(List.of(2))), Map.of());
    private final AssignedLogs logs = new AssignedLogs(1, new ClusterImage(1, 1, 1, Map.of(),
            Map.of("orders", orders), Map.of(ID, orders), Map.of(), 0, 0));

    private void assertHosted(String topic, int partition, UUID id, boolean byName, boolean byId) {
        TopicPartition asked = new TopicPartition(topic, partition);
        assertThat(logs.hosts(asked)).isEqualTo(byName);
        assertThat(logs.hosts(asked, id)).isEqualTo(byId);
    }

    @Test
    void a_log_is_ours_by_topic_id_name_number_and_replica() {
        assertHosted("orders", 0, ID, true, true);
        assertHosted("orders", 0, new UUID(1, 3), true, false);
        assertHosted("orders", 1, ID, false, false);
        assertHosted("orders", 2, ID, false, false);
        assertHosted("others", 0, ID, false, false);
    }
}
