package dev.tidemark.verification.streams;

import dev.tidemark.cli.demo.Demo;
import dev.tidemark.cli.demo.DemoInput;
import dev.tidemark.cli.demo.DemoRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes a demo's input with stock clients, by Kafka's own partitioner. Stateless. */
public final class Player {

    private Player() {}

    /**
     * Makes the input topic and fills it.
     *
     * @param file a CSV instead of the demo's own, or null
     */
    public static void play(String bootstrap, Demo demo, int partitions, Path file) throws Exception {
        Map<String, Object> client = Map.of("bootstrap.servers", bootstrap);
        try (Admin admin = Admin.create(client)) {
            NewTopic topic = new NewTopic(demo.inputTopic(), partitions, (short) 1)
                    .configs(Map.of("retention.ms", "-1"));
            admin.createTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
        }
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(client, new ByteArraySerializer(),
                new ByteArraySerializer()); DemoInput input = demo.open(file)) {
            for (DemoRecord row = input.next(); row != null; row = input.next()) {
                producer.send(new ProducerRecord<>(demo.inputTopic(), null, row.timestampMs(), row.key(), row.value()));
            }
            producer.flush();
        }
    }
}
