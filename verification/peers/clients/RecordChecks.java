import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** What is sent is read: values, order, headers, times, with every codec; and offsets are found by time. */
final class RecordChecks {

    private final Cluster cluster;

    RecordChecks(Cluster cluster) {
        this.cluster = cluster;
    }

    void addTo(Checks checks) {
        for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
            checks.add("produce-consume-" + codec, () -> produceAndConsume(codec));
        }
        checks.add("acks-0-1", this::otherAcks)
                .add("keys-choose-partitions", this::keysChoosePartitions)
                .add("headers-times-nulls", this::headersTimesAndNulls)
                .add("seek-and-offsets-for-times", this::seekAndOffsetsForTimes)
                .add("delete-records", this::deleteRecords)
                .add("too-large-record", this::tooLarge)
                .add("idempotence", this::idempotence);
    }

    private void produceAndConsume(String codec) throws Exception {
        String topic = cluster.topic("records-" + codec, 2);
        List<String> sent = Cluster.numbered("value", 2_000);
        List<Future<RecordMetadata>> answers = new ArrayList<>();
        try (KafkaProducer<String, String> producer = cluster.producer("compression.type", codec, "linger.ms", "5")) {
            for (int i = 0; i < sent.size(); i++) {
                answers.add(producer.send(new ProducerRecord<>(topic, i % 2, "key", sent.get(i))));
            }
        }
        for (int i = 0; i < sent.size(); i++) {
            Checks.equal("offset of record " + i, (long) i / 2, answers.get(i).get(10, TimeUnit.SECONDS).offset());
        }
        for (int partition = 0; partition < 2; partition++) {
            List<String> expected = new ArrayList<>();
            for (int i = partition; i < sent.size(); i += 2) {
                expected.add(sent.get(i));
            }
            Checks.equal("partition " + partition, expected,
                    Cluster.values(cluster.readAll(topic, partition, "read_uncommitted")));
        }
    }

    private void otherAcks() throws Exception {
        String topic = cluster.topic("acks", 1);
        for (String acks : List.of("0", "1")) {
            try (KafkaProducer<String, String> producer = cluster.producer("acks", acks, "enable.idempotence", "false")) {
                producer.send(new ProducerRecord<>(topic, "acks " + acks)).get(10, TimeUnit.SECONDS);
            }
        }
        Checks.equal("records", List.of("acks 0", "acks 1"),
                Cluster.values(cluster.readAll(topic, 0, "read_uncommitted")));
    }

    private void keysChoosePartitions() {
        String topic = cluster.topic("keys", 4);
        try (KafkaProducer<String, String> producer = cluster.producer()) {
            for (int i = 0; i < 400; i++) {
                producer.send(new ProducerRecord<>(topic, "key-" + i % 40, "value-" + i));
            }
        }
        List<String> keys = new ArrayList<>();
        int records = 0;
        for (int partition = 0; partition < 4; partition++) {
            List<ConsumerRecord<String, String>> read = cluster.readAll(topic, partition, "read_uncommitted");
            records += read.size();
            read.stream().map(ConsumerRecord::key).distinct().forEach(keys::add);
        }
        Checks.equal("records", 400, records);
        Checks.equal("keys, each in one partition", 40, keys.size());
    }

    private void headersTimesAndNulls() {
        String topic = cluster.topic("headers", 1);
        try (KafkaProducer<String, String> producer = cluster.producer()) {
            ProducerRecord<String, String> record = new ProducerRecord<>(topic, 0, 1_234_567L, "key", (String) null);
            record.headers().add("one", "a".getBytes(StandardCharsets.UTF_8)).add("one", null);
            producer.send(record);
            producer.send(new ProducerRecord<>(topic, 0, 1_234_568L, null, ""));
        }
        List<ConsumerRecord<String, String>> read = cluster.readAll(topic, 0, "read_uncommitted");
        Checks.equal("records", 2, read.size());
        ConsumerRecord<String, String> first = read.get(0);
        Checks.equal("key", "key", first.key());
        Checks.equal("value", null, first.value());
        Checks.equal("timestamp", 1_234_567L, first.timestamp());
        Checks.equal("headers", 2, first.headers().toArray().length);
        Checks.equal("first header", "a", new String(first.headers().toArray()[0].value(), StandardCharsets.UTF_8));
        Checks.equal("null header", null, first.headers().toArray()[1].value());
        Checks.equal("no key", null, read.get(1).key());
        Checks.equal("empty value", "", read.get(1).value());
        String stamped = cluster.topic("stamped", 1, Map.of("message.timestamp.type", "LogAppendTime"));
        long before = System.currentTimeMillis();
        try (KafkaProducer<String, String> producer = cluster.producer()) {
            producer.send(new ProducerRecord<>(stamped, 0, 5L, null, "now"));
        }
        long time = cluster.readAll(stamped, 0, "read_uncommitted").get(0).timestamp();
        Checks.that("append time " + time + " from " + before, time >= before && time <= System.currentTimeMillis());
    }

    private void seekAndOffsetsForTimes() {
        String topic = cluster.topic("times", 1);
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaProducer<String, String> producer = cluster.producer()) {
            for (int i = 0; i < 100; i++) {
                producer.send(new ProducerRecord<>(topic, 0, 1_000L + 10 * i, null, "value-" + i));
            }
        }
        try (KafkaConsumer<String, String> consumer = cluster.consumer()) {
            consumer.assign(List.of(partition));
            OffsetAndTimestamp found = consumer.offsetsForTimes(Map.of(partition, 1_495L)).get(partition);
            Checks.equal("offset for a time between two", 50L, found.offset());
            Checks.equal("its time", 1_500L, found.timestamp());
            Checks.equal("no later record", null, consumer.offsetsForTimes(Map.of(partition, 5_000L)).get(partition));
            Checks.equal("beginning", 0L, consumer.beginningOffsets(List.of(partition)).get(partition));
            Checks.equal("end", 100L, consumer.endOffsets(List.of(partition)).get(partition));
            consumer.seek(partition, 97);
            List<String> read = new ArrayList<>();
            Cluster.until("the last three", () -> {
                consumer.poll(java.time.Duration.ofMillis(100)).forEach(record -> read.add(record.value()));
                return read.size() >= 3;
            });
            Checks.equal("after seek", List.of("value-97", "value-98", "value-99"), read);
        }
        Checks.equal("latest by admin", 100L,
                Cluster.get(cluster.admin.listOffsets(Map.of(partition, OffsetSpec.latest())).all())
                        .get(partition)
                        .offset());
    }

    private void deleteRecords() {
        String topic = cluster.topic("deleted", 1);
        TopicPartition partition = new TopicPartition(topic, 0);
        cluster.produce(topic, 0, Cluster.numbered("value", 10));
        Cluster.get(cluster.admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(7))).all());
        Checks.equal("records that stay", List.of("value-7", "value-8", "value-9"),
                Cluster.values(cluster.readAll(topic, 0, "read_uncommitted")));
        Checks.equal("earliest", 7L,
                Cluster.get(cluster.admin.listOffsets(Map.of(partition, OffsetSpec.earliest())).all())
                        .get(partition)
                        .offset());
        Checks.fails(org.apache.kafka.common.errors.OffsetOutOfRangeException.class,
                () -> Cluster.get(
                        cluster.admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(11))).all()));
    }

    private void tooLarge() {
        String topic = cluster.topic("small", 1, Map.of("max.message.bytes", "1000"));
        try (KafkaProducer<String, String> producer = cluster.producer()) {
            Checks.fails(RecordTooLargeException.class,
                    () -> producer.send(new ProducerRecord<>(topic, "x".repeat(5_000))).get(10, TimeUnit.SECONDS));
            Checks.fails(RecordTooLargeException.class,
                    () -> producer.send(new ProducerRecord<>(topic, "x".repeat(2_000_000))).get(10, TimeUnit.SECONDS));
        }
    }

    private void idempotence() throws Exception {
        String topic = cluster.topic("idempotent", 1);
        List<String> sent = Cluster.numbered("value", 3_000);
        try (KafkaProducer<String, String> producer = cluster.producer("enable.idempotence", "true", "acks", "all",
                "max.in.flight.requests.per.connection", "5", "batch.size", "200")) {
            for (String value : sent) {
                producer.send(new ProducerRecord<>(topic, value));
            }
        }
        Checks.equal("in order, once", sent, Cluster.values(cluster.readAll(topic, 0, "read_uncommitted")));
    }
}
