import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/** Transactions: committed records are read, aborted ones are not, offsets go with them, an older producer is fenced. */
final class TransactionChecks {

    private final Cluster cluster;

    TransactionChecks(Cluster cluster) {
        this.cluster = cluster;
    }

    void addTo(Checks checks) {
        checks.add("transactions-commit-abort", this::commitAndAbort)
                .add("transactions-consume-process-produce", this::consumeProcessProduce)
                .add("transactions-fence-the-older-producer", this::fence)
                .add("transactions-time-out", this::timeOut);
    }

    private KafkaProducer<String, String> writer(String id, String... more) {
        String[] settings = new String[more.length + 2];
        settings[0] = "transactional.id";
        settings[1] = cluster.name(id);
        System.arraycopy(more, 0, settings, 2, more.length);
        KafkaProducer<String, String> producer = cluster.producer(settings);
        producer.initTransactions();
        return producer;
    }

    private void commitAndAbort() {
        String topic = cluster.topic("transactions", 2);
        try (KafkaProducer<String, String> producer = writer("commit-abort")) {
            for (int transaction = 0; transaction < 10; transaction++) {
                producer.beginTransaction();
                for (int partition = 0; partition < 2; partition++) {
                    producer.send(new ProducerRecord<>(topic, partition, null, "value-" + transaction));
                }
                if (transaction % 2 == 0) {
                    producer.commitTransaction();
                } else {
                    producer.flush();
                    producer.abortTransaction();
                }
            }
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, 0, null, "open"));
            producer.flush();
            List<String> committed = List.of("value-0", "value-2", "value-4", "value-6", "value-8");
            for (int partition = 0; partition < 2; partition++) {
                Checks.equal("committed in " + partition, committed,
                        Cluster.values(cluster.readAll(topic, partition, "read_committed")));
            }
            Checks.equal("all records, the open one too", 11, cluster.readAll(topic, 0, "read_uncommitted").size());
            producer.abortTransaction();
        }
    }

    private void consumeProcessProduce() {
        String from = cluster.topic("process-from", 1);
        String to = cluster.topic("process-to", 1);
        TopicPartition partition = new TopicPartition(from, 0);
        String group = cluster.name("process");
        cluster.produce(from, 0, Cluster.numbered("value", 300));
        for (int attempt = 0; attempt < 3; attempt++) { // each starts where the last committed one ended
            boolean commits = attempt != 1;
            try (KafkaConsumer<String, String> consumer = cluster.consumer("group.id", group, "isolation.level",
                    "read_committed", "max.poll.records", "100");
                    KafkaProducer<String, String> producer = writer("process")) {
                consumer.subscribe(List.of(from));
                ConsumerRecords<String, String> records = ConsumerRecords.empty();
                long deadline = System.nanoTime() + Cluster.PATIENCE.toNanos();
                while (records.isEmpty() && System.nanoTime() < deadline) {
                    records = consumer.poll(Duration.ofMillis(200));
                }
                Checks.equal("first record of attempt " + attempt, attempt == 0 ? 0L : 100L,
                        records.iterator().next().offset());
                producer.beginTransaction();
                long next = 0;
                for (ConsumerRecord<String, String> record : records) {
                    producer.send(new ProducerRecord<>(to, 0, null, record.value()));
                    next = record.offset() + 1;
                }
                producer.sendOffsetsToTransaction(Map.of(partition, new OffsetAndMetadata(next)),
                        consumer.groupMetadata());
                if (commits) {
                    producer.commitTransaction();
                } else {
                    producer.flush();
                    producer.abortTransaction();
                }
            }
        }
        Checks.equal("output", Cluster.numbered("value", 200),
                Cluster.values(cluster.readAll(to, 0, "read_committed")));
        Checks.equal("committed offset", 200L,
                Cluster.get(cluster.admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                        .get(partition)
                        .offset());
    }

    private void fence() {
        String topic = cluster.topic("fenced", 1);
        try (KafkaProducer<String, String> older = writer("fenced")) {
            older.beginTransaction();
            older.send(new ProducerRecord<>(topic, 0, null, "of the older"));
            older.flush();
            try (KafkaProducer<String, String> newer = writer("fenced")) {
                newer.beginTransaction();
                newer.send(new ProducerRecord<>(topic, 0, null, "of the newer"));
                newer.commitTransaction();
                KafkaException fenced = Checks.fails(KafkaException.class, older::commitTransaction);
                Checks.that("fenced: " + fenced, isFenced(fenced));
            }
            older.close(Duration.ZERO);
        }
        Checks.equal("committed", List.of("of the newer"), Cluster.values(cluster.readAll(topic, 0, "read_committed")));
    }

    static boolean isFenced(Throwable thrown) {
        return thrown instanceof ProducerFencedException || thrown instanceof InvalidProducerEpochException
                || thrown.getCause() != null && isFenced(thrown.getCause());
    }

    /** A transaction that nobody ends is aborted by the coordinator, and what came after it can be read. */
    private void timeOut() {
        String topic = cluster.topic("timed-out", 1);
        try (KafkaProducer<String, String> lost = writer("timed-out", "transaction.timeout.ms", "1000")) {
            lost.beginTransaction();
            lost.send(new ProducerRecord<>(topic, 0, null, "lost"));
            lost.flush();
            cluster.produce(topic, 0, List.of("after"));
            Cluster.until("the transaction is aborted", () -> {
                List<String> read = Cluster.values(cluster.readAll(topic, 0, "read_committed"));
                Checks.that("not the lost one: " + read, !read.contains("lost"));
                return read.equals(List.of("after"));
            });
            lost.close(Duration.ZERO);
        }
    }
}
