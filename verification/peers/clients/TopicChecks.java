import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The cluster and its topics by the admin client as far as 2.8 knows it. */
final class TopicChecks {

    private final Cluster cluster;

    TopicChecks(Cluster cluster) {
        this.cluster = cluster;
    }

    void addTo(Checks checks) {
        checks.add("admin-describe-cluster", this::describeCluster)
                .add("admin-topics", this::topics)
                .add("admin-topic-errors", this::topicErrors)
                .add("admin-partitions", this::partitions);
    }

    private void describeCluster() {
        Collection<Node> nodes = Cluster.get(cluster.admin.describeCluster().nodes());
        Checks.equal("nodes", 1, nodes.size());
        Node controller = Cluster.get(cluster.admin.describeCluster().controller());
        Checks.equal("controller", nodes.iterator().next(), controller);
        Checks.equal("length of the cluster id", 22, Cluster.get(cluster.admin.describeCluster().clusterId()).length());
    }

    private void topics() {
        String topic = cluster.name("described");
        Cluster.get(cluster.admin
                .createTopics(List.of(new NewTopic(topic, 3, (short) 1)), new CreateTopicsOptions().validateOnly(true))
                .all());
        Checks.that("validated only", !Cluster.get(cluster.admin.listTopics().names()).contains(topic));
        cluster.topic("described", 3);
        Checks.that("listed", Cluster.get(cluster.admin.listTopics().names()).contains(topic));
        List<TopicPartitionInfo> partitions = DescribedTopics.describe(cluster.admin, topic).partitions();
        Checks.equal("partitions", 3, partitions.size());
        for (TopicPartitionInfo partition : partitions) {
            Checks.equal("replicas", 1, partition.replicas().size());
            Checks.equal("leader", partition.replicas().get(0), partition.leader());
            Checks.equal("isr", partition.replicas(), partition.isr());
        }
        Cluster.get(cluster.admin.deleteTopics(List.of(topic)).all());
        Checks.that("deleted", !Cluster.get(cluster.admin.listTopics().names()).contains(topic));
    }

    private void topicErrors() {
        String topic = cluster.topic("there", 1);
        Checks.fails(TopicExistsException.class, () -> cluster.topic("there", 1));
        Checks.fails(InvalidReplicationFactorException.class,
                () -> create(new NewTopic(cluster.name("replicas"), 1, (short) 3)));
        Checks.fails(InvalidPartitionsException.class, () -> create(new NewTopic(cluster.name("none"), 0, (short) 1)));
        Checks.fails(InvalidConfigurationException.class,
                () -> create(new NewTopic(cluster.name("odd"), 1, (short) 1).configs(Map.of("no.such.key", "1"))));
        Checks.fails(UnknownTopicOrPartitionException.class,
                () -> Cluster.get(cluster.admin.deleteTopics(List.of(cluster.name("missing"))).all()));
        Checks.fails(UnknownTopicOrPartitionException.class,
                () -> DescribedTopics.describe(cluster.admin, cluster.name("missing")));
        Checks.that("still there", Cluster.get(cluster.admin.listTopics().names()).contains(topic));
    }

    private void create(NewTopic topic) {
        Cluster.get(cluster.admin.createTopics(List.of(topic)).all());
    }

    private void partitions() {
        String topic = cluster.topic("grown", 1);
        Cluster.get(cluster.admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(4))).all());
        Cluster.until("four partitions",
                () -> DescribedTopics.describe(cluster.admin, topic).partitions().size() == 4);
        cluster.produce(topic, 3, List.of("in the new one"));
        Checks.fails(InvalidPartitionsException.class,
                () -> Cluster.get(cluster.admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(2))).all()));
    }
}
