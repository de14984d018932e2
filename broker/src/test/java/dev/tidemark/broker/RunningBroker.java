package dev.tidemark.broker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A broker of this version on a free port, and stock clients for it. */
public final class RunningBroker implements AutoCloseable {

    private final Path folder;
    private final Map<String, String> settings;
    private final BrokerSeams seams;
    private Broker broker;

    /** Starts one over a folder, with these settings over the test's own. */
    public RunningBroker(Path folder, Map<String, String> settings) {
        this(folder, settings, BrokerSeams.system());
    }

    /** One with a disk, or a clock, of the test's. */
    RunningBroker(Path folder, Map<String, String> settings, BrokerSeams seams) {
        this.folder = folder;
        this.seams = seams;
        this.settings = new HashMap<>(
                Map.of("listeners", "PLAINTEXT://127.0.0.1:0", "log.dirs", folder.toString(), "node.id", "1",
                        "offsets.topic.num.partitions", "2", "transaction.state.log.num.partitions", "2",
                        "group.initial.rebalance.delay.ms", "0"));
        this.settings.putAll(settings);
        this.broker = Broker.start(BrokerSettings.of(this.settings), seams);
    }

    public Broker broker() {
        return broker;
    }

    public Path folder() {
        return folder;
    }

    /** Stops it cleanly and starts another over the same folder, at another port. */
    public void restart() {
        broker.close();
        broker = Broker.start(BrokerSettings.of(settings), seams);
    }

    /** A stock admin client. The caller closes it. */
    public Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers(), "default.api.timeout.ms", "20000",
                "request.timeout.ms", "10000"));
    }

    /** Writes one record with acks=all and waits. */
    public void produce(String topic, int partition, String value) {
        try (var producer = new KafkaProducer<>(clientProperties(), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, partition, null, value)).get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException failed) {
            throw new AssertionError("not written to " + topic, failed);
        }
    }

    /** The values of a partition from its start, once there are this many. */
    public List<String> consume(String topic, int partition, int count) {
        List<String> values = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(clientProperties(), new StringDeserializer(),
                new StringDeserializer())) {
            TopicPartition from = new TopicPartition(topic, partition);
            consumer.assign(List.of(from));
            consumer.seekToBeginning(List.of(from));
            for (int polls = 0; values.size() < count && polls < 100; polls++) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                    values.add(record.value());
                }
            }
        }
        return values;
    }

    /** Subscribes a group, reads one record and commits. */
    public void consumeInGroup(String topic, String group) {
        produce(topic, 0, "for " + group);
        Properties properties = clientProperties();
        properties.put("group.id", group);
        properties.put("auto.offset.reset", "earliest");
        try (var consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            for (int polls = 0; polls < 100; polls++) {
                if (!consumer.poll(Duration.ofMillis(200)).isEmpty()) {
                    consumer.commitSync();
                    return;
                }
            }
            throw new AssertionError(group + " got nothing of " + topic);
        }
    }

    private Properties clientProperties() {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", broker.bootstrapServers());
        properties.put("delivery.timeout.ms", "20000");
        properties.put("request.timeout.ms", "10000");
        properties.put("linger.ms", "0");
        properties.put("group.protocol", "classic");
        return properties;
    }

    /** The outcome of an admin call. */
    public static <T> T done(KafkaFuture<T> future) throws ExecutionException {
        try {
            return future.get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | TimeoutException late) {
            throw new AssertionError("no answer", late);
        }
    }

    @Override
    public void close() {
        broker.close();
    }
}
