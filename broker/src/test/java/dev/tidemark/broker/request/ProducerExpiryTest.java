package dev.tidemark.broker.request;

import static dev.tidemark.broker.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.RunningBroker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a running broker remembers idle producers. */
class ProducerExpiryTest {

    private static final TopicPartition PARTITION = new TopicPartition("remembered", 0);

    @TempDir
    Path folder;

    private static List<ProducerState> producers(Admin admin) throws ExecutionException {
        return done(admin.describeProducers(List.of(PARTITION)).all()).get(PARTITION).activeProducers();
    }

    @Test
    void producer_id_expiration_ms_holds_without_a_restart() throws Exception {
        try (RunningBroker running = new RunningBroker(folder, Map.of("log.retention.check.interval.ms", "20"));
                Admin admin = running.admin()) {
            done(admin.createTopics(List.of(new NewTopic("remembered", 1, (short) 1))).all());
            running.produce("remembered", 0, "x");
            assertThat(producers(admin)).hasSize(1);
            ConfigAdministrationTest.setForAllBrokers(admin, "producer.id.expiration.ms", "1");
            boolean forgotten = false;
            for (int asked = 0; asked < 10_000 && !forgotten; asked++) {
                forgotten = producers(admin).isEmpty();
            }
            assertThat(forgotten).isTrue();
        }
    }
}
