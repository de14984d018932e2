import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The broker that the checks talk to, and names on it that belong to this peer alone. */
final class Cluster implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(100);

    final Admin admin;
    private final String bootstrap;
    private final String prefix;

    Cluster(String bootstrap, String prefix) {
        this.bootstrap = bootstrap;
        this.prefix = prefix;
        Properties settings = new Properties();
        settings.put("bootstrap.servers", bootstrap);
        this.admin = Admin.create(settings);
    }

    /** A name that no other peer on this broker uses. */
    String name(String suffix) {
        return prefix + "-" + suffix;
    }

    String topic(String suffix, int partitions) {
        return topic(suffix, partitions, Map.of());
    }

    String topic(String suffix, int partitions, Map<String, String> settings) {
        NewTopic topic = new NewTopic(name(suffix), partitions, (short) 1).configs(settings);
        get(admin.createTopics(List.of(topic)).all());
        return topic.name();
    }

    static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e.getCause() == null ? e : e.getCause());
        }
    }

    KafkaProducer<String, String> producer(String... settings) {
        return new KafkaProducer<>(with(settings), new StringSerializer(), new StringSerializer());
    }

    /** A consumer from the earliest record on, that commits when told to. */
    KafkaConsumer<String, String> consumer(String... settings) {
        Properties all = with("auto.offset.reset", "earliest", "enable.auto.commit", "false");
        all.putAll(with(settings));
        return new KafkaConsumer<>(all, new StringDeserializer(), new StringDeserializer());
    }

    private Properties with(String... settings) {
        Properties all = new Properties();
        all.put("bootstrap.servers", bootstrap);
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return all;
    }

    /** Sends values to one partition and waits until all are acknowledged. */
    void produce(String topic, int partition, List<String> values) {
        try (KafkaProducer<String, String> producer = producer("acks", "all")) {
            values.forEach(value -> producer.send(new ProducerRecord<>(topic, partition, null, value)));
            producer.flush();
        }
    }

    /** All records of a partition up to its end for this isolation level. */
    List<ConsumerRecord<String, String>> readAll(String topic, int partition, String isolation) {
        TopicPartition from = new TopicPartition(topic, partition);
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = consumer("isolation.level", isolation)) {
            consumer.assign(List.of(from));
            consumer.seekToBeginning(List.of(from));
            long end = consumer.endOffsets(List.of(from)).get(from);
            until("the end of " + from, () -> {
                consumer.poll(POLL).forEach(records::add);
                return consumer.position(from) >= end;
            });
        }
        return records;
    }

    static List<String> values(List<ConsumerRecord<String, String>> records) {
        List<String> values = new ArrayList<>();
        records.forEach(record -> values.add(record.value()));
        return values;
    }

    static List<String> numbered(String word, int count) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(word + "-" + i);
        }
        return values;
    }

    /** Asks until it holds; the question itself takes the time, as a poll does. */
    static void until(String what, BooleanSupplier question) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!question.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("in " + PATIENCE + " not reached: " + what);
            }
        }
    }

    /** Polls members in turn until it holds; what they read, by value. */
    static Map<String, Integer> pollUntil(String what, List<KafkaConsumer<String, String>> members,
            BooleanSupplier question) {
        Map<String, Integer> read = new HashMap<>();
        until(what, () -> {
            members.forEach(member -> member.poll(POLL).forEach(record -> read.merge(record.value(), 1, Integer::sum)));
            return question.getAsBoolean();
        });
        return read;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
