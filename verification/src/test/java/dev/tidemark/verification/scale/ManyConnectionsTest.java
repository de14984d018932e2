package dev.tidemark.verification.scale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.verification.peer.PeerProcess;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Very many connections that say something once and then nothing, from a process of their own: the broker keeps serving others. */
class ManyConnectionsTest {

    @TempDir
    Path folder;

    @Test
    @Tag("ci")
    void a_thousand_idle_connections() throws Exception {
        serveBeside(1_000);
    }

    @Test
    @Tag("nightly")
    void ten_thousand_idle_connections() throws Exception {
        serveBeside(10_000);
    }

    private void serveBeside(int connections) throws Exception {
        try (SmallBroker broker = SmallBroker.start(folder);
                PeerProcess idle = PeerProcess.java("idle connections", folder, List.of("-Xmx256m"),
                        System.getProperty("java.class.path"), IdleConnections.class.getName(),
                        List.of(broker.bootstrap(), Integer.toString(connections)))) {
            idle.awaitLine(Pattern.compile("^all answered$"), SmallBroker.PATIENCE);
            System.out.printf("%d connections: %d descriptors, %d MiB resident%n", connections, broker.descriptors(),
                    broker.residentMiB());
            assertThat(broker.descriptors()).isBetween((long) connections, connections + 200L);
            produce(broker);

            // each is still served after the others
            idle.standardInput().write('\n');
            idle.standardInput().flush();
            assertThat(idle.waitFor(SmallBroker.PATIENCE)).as(String.join("\n", idle.output())).isZero();
            assertThat(broker.isAlive()).isTrue();
        }
    }

    private static void produce(SmallBroker broker) throws Exception {
        Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", broker.bootstrap()));
        try (Admin admin = Admin.create(settings);
                KafkaProducer<String, String> producer = new KafkaProducer<>(settings, new StringSerializer(),
                        new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic("busy", 1, (short) 1))).all().get();
            for (int i = 0; i < 100; i++) {
                assertThat(producer.send(new ProducerRecord<>("busy", "value " + i)).get().offset()).isEqualTo(i);
            }
        }
    }
}
