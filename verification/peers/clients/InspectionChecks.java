import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** What an operator asks about producers, transactions and the cluster; calls that came after 2.8. */
final class InspectionChecks {

    private final Cluster cluster;

    InspectionChecks(Cluster cluster) {
        this.cluster = cluster;
    }

    void addTo(Checks checks) {
        checks.add("admin-describe-producers", this::describeProducers)
                .add("admin-transactions", this::transactions)
                .add("admin-abort-transaction", this::abortTransaction)
                .add("admin-fence-producers", this::fenceProducers)
                .add("admin-metadata-quorum", this::metadataQuorum)
                .add("admin-features", this::features)
                .add("admin-topic-ids", this::topicIds);
    }

    private interface InTransaction {
        void with(KafkaProducer<String, String> producer, TopicPartition partition, String transactionalId)
                throws Exception;
    }

    /** A transaction that has written and is open. */
    private void inTransaction(String name, InTransaction body) throws Exception {
        TopicPartition partition = new TopicPartition(cluster.topic(name, 1), 0);
        String id = cluster.name(name);
        KafkaProducer<String, String> producer = cluster.producer("transactional.id", id);
        try {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(partition.topic(), 0, null, "open"));
            producer.flush();
            body.with(producer, partition, id);
        } finally {
            producer.close(Duration.ofSeconds(1));
        }
    }

    private ProducerState producerOf(TopicPartition partition) {
        return Cluster.get(cluster.admin.describeProducers(List.of(partition)).all())
                .get(partition)
                .activeProducers()
                .get(0);
    }

    private void describeProducers() throws Exception {
        inTransaction("producers", (producer, partition, id) -> {
            ProducerState state = producerOf(partition);
            Checks.equal("last sequence", 0, state.lastSequence());
            Checks.equal("start of its transaction", 0L, state.currentTransactionStartOffset().orElse(-1));
            producer.commitTransaction();
            Cluster.until("no transaction",
                    () -> producerOf(partition).currentTransactionStartOffset().isEmpty());
        });
    }

    private void transactions() throws Exception {
        inTransaction("inspected", (producer, partition, id) -> {
            TransactionDescription described = Cluster
                    .get(cluster.admin.describeTransactions(List.of(id)).description(id));
            Checks.equal("state", TransactionState.ONGOING, described.state());
            Checks.equal("partitions", Set.of(partition), described.topicPartitions());
            Collection<TransactionListing> listed = Cluster.get(cluster.admin.listTransactions().all());
            Checks.that("listed: " + listed, listed.stream().anyMatch(t -> t.transactionalId().equals(id)
                    && t.state() == TransactionState.ONGOING && t.producerId() == described.producerId()));
            producer.commitTransaction();
            Cluster.until("committed",
                    () -> Cluster.get(cluster.admin.describeTransactions(List.of(id)).description(id))
                            .state() == TransactionState.COMPLETE_COMMIT);
        });
        Checks.fails(org.apache.kafka.common.errors.TransactionalIdNotFoundException.class,
                () -> Cluster.get(cluster.admin.describeTransactions(List.of(cluster.name("nobody"))).all()));
    }

    /** The way out of a transaction that its coordinator has forgotten: a marker for one partition. */
    private void abortTransaction() throws Exception {
        inTransaction("stuck", (producer, partition, id) -> {
            ProducerState state = producerOf(partition);
            Cluster.get(cluster.admin
                    .abortTransaction(new AbortTransactionSpec(partition, state.producerId(),
                            (short) state.producerEpoch(), state.coordinatorEpoch().orElse(0)))
                    .all());
            cluster.produce(partition.topic(), 0, List.of("after"));
            Checks.equal("read_committed goes on", List.of("after"),
                    Cluster.values(cluster.readAll(partition.topic(), 0, "read_committed")));
        });
    }

    private void fenceProducers() throws Exception {
        inTransaction("fenced-by-admin", (producer, partition, id) -> {
            Cluster.get(cluster.admin.fenceProducers(List.of(id)).all());
            KafkaException fenced = Checks.fails(KafkaException.class, producer::commitTransaction);
            Checks.that("fenced: " + fenced, TransactionChecks.isFenced(fenced));
            Checks.equal("committed", List.of(),
                    Cluster.values(cluster.readAll(partition.topic(), 0, "read_committed")));
        });
    }

    private void metadataQuorum() {
        QuorumInfo quorum = Cluster.get(cluster.admin.describeMetadataQuorum().quorumInfo());
        Checks.equal("voters", 1, quorum.voters().size());
        Checks.equal("leader", quorum.voters().get(0).replicaId(), quorum.leaderId());
        Checks.that("epoch " + quorum.leaderEpoch(), quorum.leaderEpoch() >= 0);
    }

    private void features() {
        FeatureMetadata features = Cluster.get(cluster.admin.describeFeatures().featureMetadata());
        Checks.that("metadata.version is finalized: " + features,
                features.finalizedFeatures().containsKey("metadata.version"));
        Checks.that("transaction.version is supported: " + features,
                features.supportedFeatures().containsKey("transaction.version"));
    }

    private void topicIds() {
        String topic = cluster.topic("identified", 1);
        org.apache.kafka.common.Uuid id = Cluster.get(cluster.admin.describeTopics(List.of(topic)).allTopicNames())
                .get(topic)
                .topicId();
        Checks.equal("by its id", topic, Cluster.get(cluster.admin
                .describeTopics(org.apache.kafka.common.TopicCollection.ofTopicIds(List.of(id)))
                .allTopicIds()).get(id).name());
    }
}
