package dev.tidemark.verification.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.demo.Demo;
import dev.tidemark.cli.demo.DemoInput;
import dev.tidemark.cli.demo.DemoRecord;
import dev.tidemark.embedded.EmbeddedTidemark;
import dev.tidemark.examples.quakes.Quakes;
import dev.tidemark.streams.runtime.StreamsApp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** The main job over a live broker: real data in through a stock producer, final windows out through a stock consumer. */
class LiveDemoTest {

    @Test
    void quakes_in_one_partition_give_the_reference_windows() throws Exception {
        Demo demo = new Quakes();
        try (EmbeddedTidemark tidemark = EmbeddedTidemark.start()) {
            play(tidemark, demo, 1);
            StreamsApp app = tidemark.run(demo.topology(), Map.of("application.id", "quakes"));
            app.running().get(30, TimeUnit.SECONDS);
            app.declareEnd().get(30, TimeUnit.SECONDS);
            app.drained().get(60, TimeUnit.SECONDS);
            assertThat(StockReader.readAll(tidemark.bootstrapServers(), "quakes-hourly")).hasSize(757);
            List<ConsumerRecord<byte[], byte[]>> late = StockReader.readAll(tidemark.bootstrapServers(),
                    "quakes-late");
            assertThat(late).hasSize(311);
        }
    }

    static void play(EmbeddedTidemark tidemark, Demo demo, int partitions) throws Exception {
        Map<String, Object> client = Map.of("bootstrap.servers", tidemark.bootstrapServers());
        try (Admin admin = Admin.create(client)) {
            admin.createTopics(List.of(new NewTopic(demo.inputTopic(), partitions, (short) 1)))
                    .all()
                    .get(30,
                            TimeUnit.SECONDS);
        }
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(client, new ByteArraySerializer(),
                new ByteArraySerializer()); DemoInput input = demo.open(null)) {
            for (DemoRecord row = input.next(); row != null; row = input.next()) {
                producer.send(new ProducerRecord<>(demo.inputTopic(), null, row.timestampMs(), row.key(), row.value()));
            }
            producer.flush();
            producer.close(Duration.ofSeconds(10));
        }
    }
}
