import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;

/** Settings of topics and brokers: described, and changed at run time. */
final class ConfigChecks {

    private final Cluster cluster;

    ConfigChecks(Cluster cluster) {
        this.cluster = cluster;
    }

    void addTo(Checks checks) {
        checks.add("admin-describe-configs", this::describeConfigs)
                .add("admin-alter-topic-configs", this::alterTopicConfigs);
    }

    /** What changes the whole broker is asked by one peer only: others run at the same time. */
    void addForWholeBrokerTo(Checks checks) {
        checks.add("admin-alter-broker-configs", this::alterBrokerConfigs);
    }

    private void describeConfigs() {
        String topic = cluster.topic("configured", 1, Map.of("retention.ms", "3600000"));
        Config config = config(topicResource(topic));
        Checks.equal("retention.ms", "3600000", config.get("retention.ms").value());
        Checks.equal("its source", ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG, config.get("retention.ms").source());
        Checks.equal("cleanup.policy", "delete", config.get("cleanup.policy").value());
        Checks.that("cleanup.policy is a default", config.get("cleanup.policy").isDefault());
        Checks.that("synonyms of segment.bytes: " + config.get("segment.bytes").synonyms(),
                config.get("segment.bytes").synonyms().stream().anyMatch(s -> s.name().equals("log.segment.bytes")));
        String documentation = config.get("segment.bytes").documentation();
        Checks.that("documentation: " + documentation, documentation != null && documentation.length() > 10);
        Config broker = config(brokerResource());
        Checks.that("broker keys: " + broker.entries().size(), broker.entries().size() > 20);
        Checks.that("log.dirs is read-only", broker.get("log.dirs").isReadOnly());
    }

    private Config config(ConfigResource resource) {
        return Cluster.get(cluster.admin
                .describeConfigs(List.of(resource),
                        new DescribeConfigsOptions().includeSynonyms(true).includeDocumentation(true))
                .all()).get(resource);
    }

    private static ConfigResource topicResource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private ConfigResource brokerResource() {
        Node node = Cluster.get(cluster.admin.describeCluster().nodes()).iterator().next();
        return new ConfigResource(ConfigResource.Type.BROKER, node.idString());
    }

    private void alter(ConfigResource resource, AlterConfigOp... operations) {
        Cluster.get(cluster.admin.incrementalAlterConfigs(Map.of(resource, List.of(operations))).all());
    }

    private static AlterConfigOp operation(AlterConfigOp.OpType type, String key, String value) {
        return new AlterConfigOp(new ConfigEntry(key, value), type);
    }

    private void alterTopicConfigs() {
        ConfigResource topic = topicResource(cluster.topic("altered", 1));
        alter(topic, operation(AlterConfigOp.OpType.SET, "retention.ms", "7200000"),
                operation(AlterConfigOp.OpType.APPEND, "cleanup.policy", "compact"));
        Cluster.until("set and appended", () -> config(topic).get("retention.ms").value().equals("7200000")
                && config(topic).get("cleanup.policy").value().equals("delete,compact"));
        alter(topic, operation(AlterConfigOp.OpType.DELETE, "retention.ms", null),
                operation(AlterConfigOp.OpType.SUBTRACT, "cleanup.policy", "delete"));
        Cluster.until("deleted and subtracted", () -> config(topic).get("retention.ms").isDefault()
                && config(topic).get("cleanup.policy").value().equals("compact"));
        Checks.fails(InvalidConfigurationException.class,
                () -> alter(topic, operation(AlterConfigOp.OpType.SET, "retention.ms", "soon")));
        Checks.fails(InvalidConfigurationException.class,
                () -> alter(topic, operation(AlterConfigOp.OpType.SET, "no.such.key", "1")));
    }

    private void alterBrokerConfigs() {
        ConfigResource broker = brokerResource();
        alter(broker, operation(AlterConfigOp.OpType.SET, "message.max.bytes", "2000000"));
        Cluster.until("set at run time", () -> config(broker).get("message.max.bytes").value().equals("2000000"));
        Checks.equal("its source", ConfigEntry.ConfigSource.DYNAMIC_BROKER_CONFIG,
                config(broker).get("message.max.bytes").source());
        alter(broker, operation(AlterConfigOp.OpType.DELETE, "message.max.bytes", null));
        Cluster.until("the default again", () -> config(broker).get("message.max.bytes").value().equals("1048588"));
        Checks.fails(org.apache.kafka.common.errors.InvalidRequestException.class,
                () -> alter(broker, operation(AlterConfigOp.OpType.SET, "log.dirs", "/elsewhere")));
    }
}
