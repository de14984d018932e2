import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ElectionNotNeededException;
import org.apache.kafka.common.errors.NoReassignmentInProgressException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.quota.ClientQuotaFilterComponent;

/** Folders, leaders, reassignments and quotas: an operator's tools ask them of one node too. */
final class OperatorChecks {

    private final Cluster cluster;

    OperatorChecks(Cluster cluster) {
        this.cluster = cluster;
    }

    void addTo(Checks checks) {
        checks.add("admin-log-dirs", this::logDirs)
                .add("admin-elect-leaders", this::electLeaders)
                .add("admin-reassignments", this::reassignments)
                .add("admin-client-quotas", this::clientQuotas);
    }

    private void logDirs() {
        String topic = cluster.topic("sized", 1);
        cluster.produce(topic, 0, Cluster.numbered("a value of some length", 100));
        int node = Cluster.get(cluster.admin.describeCluster().nodes()).iterator().next().id();
        Map<String, LogDirDescription> dirs = Cluster.get(cluster.admin.describeLogDirs(List.of(node)).descriptions().get(node));
        Checks.equal("folders", 1, dirs.size());
        LogDirDescription dir = dirs.values().iterator().next();
        Checks.equal("error", null, dir.error());
        Checks.that("size", dir.replicaInfos().get(new TopicPartition(topic, 0)).size() > 1_000);
        Checks.that("not a future replica", !dir.replicaInfos().get(new TopicPartition(topic, 0)).isFuture());
    }

    private void electLeaders() throws Exception {
        TopicPartition partition = new TopicPartition(cluster.topic("elected", 1), 0);
        Optional<Throwable> preferred = Cluster
                .get(cluster.admin.electLeaders(ElectionType.PREFERRED, Set.of(partition)).partitions())
                .get(partition);
        Checks.that("needs no election: " + preferred, preferred.orElse(null) instanceof ElectionNotNeededException);
        TopicPartition missing = new TopicPartition(cluster.name("missing"), 0);
        Optional<Throwable> unknown = cluster.admin.electLeaders(ElectionType.PREFERRED, Set.of(missing))
                .partitions()
                .get(10, TimeUnit.SECONDS)
                .get(missing);
        Checks.that("no such partition: " + unknown,
                unknown.orElse(null) instanceof UnknownTopicOrPartitionException);
    }

    private void reassignments() {
        TopicPartition partition = new TopicPartition(cluster.topic("reassigned", 1), 0);
        int node = Cluster.get(cluster.admin.describeCluster().nodes()).iterator().next().id();
        Cluster.get(cluster.admin
                .alterPartitionReassignments(
                        Map.of(partition, Optional.of(new NewPartitionReassignment(List.of(node)))))
                .all());
        Checks.equal("in progress", Map.of(), Cluster.get(cluster.admin.listPartitionReassignments().reassignments()));
        Checks.fails(NoReassignmentInProgressException.class,
                () -> Cluster.get(cluster.admin.alterPartitionReassignments(Map.of(partition, Optional.empty())).all()));
        Checks.fails(org.apache.kafka.common.errors.InvalidReplicaAssignmentException.class,
                () -> Cluster.get(cluster.admin
                        .alterPartitionReassignments(
                                Map.of(partition, Optional.of(new NewPartitionReassignment(List.of(node, 4711)))))
                        .all()));
    }

    private void clientQuotas() {
        ClientQuotaEntity entity = new ClientQuotaEntity(
                Map.of(ClientQuotaEntity.CLIENT_ID, cluster.name("limited")));
        ClientQuotaFilter filter = ClientQuotaFilter.containsOnly(
                List.of(ClientQuotaFilterComponent.ofEntity(ClientQuotaEntity.CLIENT_ID, cluster.name("limited"))));
        alterQuota(entity, 1_000_000.0);
        Cluster.until("set", () -> Map.of(entity, Map.of("producer_byte_rate", 1_000_000.0))
                .equals(Cluster.get(cluster.admin.describeClientQuotas(filter).entities())));
        alterQuota(entity, null);
        Cluster.until("removed",
                () -> Cluster.get(cluster.admin.describeClientQuotas(filter).entities()).isEmpty());
    }

    private void alterQuota(ClientQuotaEntity entity, Double value) {
        Cluster.get(cluster.admin
                .alterClientQuotas(List.of(new ClientQuotaAlteration(entity,
                        List.of(new ClientQuotaAlteration.Op("producer_byte_rate", value)))))
                .all());
    }
}
