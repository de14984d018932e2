package dev.tidemark.benchmarks.system.startup;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** One record there and back through the stock client, the same for both sides. Run by the benchmark's thread. */
final class RoundTrip {

    private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(30);

    private RoundTrip() {}

    /**
     * Returns once the record has been fetched.
     *
     * @throws IllegalStateException if what came back is not what was sent
     */
    static void make(String bootstrap, String topic, String value) throws InterruptedException, ExecutionException {
        RecordMetadata sent;
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(Map.of("bootstrap.servers", bootstrap,
                "linger.ms", "0"), new StringSerializer(), new StringSerializer())) {
            sent = producer.send(new ProducerRecord<>(topic, 0, "key", value)).get();
        }
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", bootstrap,
                "enable.auto.commit", "false"), new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seek(partition, sent.offset());
            for (ConsumerRecord<String, String> record : consumer.poll(FETCH_TIMEOUT)) {
                if (record.offset() == sent.offset() && record.value().equals(value)) {
                    return;
                }
                throw new IllegalStateException("sent '" + value + "' to offset " + sent.offset() + ", fetched '"
                        + record.value() + "' from " + record.offset());
            }
        }
        throw new IllegalStateException("nothing was fetched within " + FETCH_TIMEOUT);
    }
}
