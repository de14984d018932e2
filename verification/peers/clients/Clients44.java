import java.util.List;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConfigResourcesOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.config.ConfigResource;

/** The clients of 4.4: all that 3.9 is asked, and what came after. */
final class Clients44 {

    private final Cluster cluster;

    private Clients44(Cluster cluster) {
        this.cluster = cluster;
    }

    public static void main(String[] arguments) {
        Cluster cluster = new Cluster(arguments[0], arguments[1]);
        Clients44 newest = new Clients44(cluster);
        Checks checks = Clients39.checks(cluster);
        new ConfigChecks(cluster).addForWholeBrokerTo(checks);
        checks.add("kip-848-regex-subscription", newest::regex)
                .add("admin-list-groups", newest::listGroups)
                .add("admin-list-config-resources", newest::listConfigResources)
                .runAll(Checks.kafkaVersion(), Clients28.only(arguments));
    }

    /** The broker, not the client, finds the topics. */
    private void regex() {
        cluster.topic("regex-a", 1);
        try (KafkaConsumer<String, String> member = cluster.consumer("group.protocol", "consumer", "group.id",
                cluster.name("regex"))) {
            member.subscribe(new SubscriptionPattern(cluster.name("regex-") + "[ab]"));
            Cluster.pollUntil("the topic there is", List.of(member), () -> member.assignment().size() == 1);
            cluster.topic("regex-b", 2);
            cluster.topic("regex-c", 1);
            Cluster.pollUntil("the topic that came", List.of(member), () -> member.assignment().size() == 3);
        }
        try (KafkaConsumer<String, String> member = cluster.consumer("group.protocol", "consumer", "group.id",
                cluster.name("regex-invalid"))) {
            member.subscribe(new SubscriptionPattern("(unclosed"));
            Checks.fails(org.apache.kafka.common.errors.InvalidRegularExpression.class,
                    () -> Cluster.pollUntil("refused", List.of(member), () -> false));
        }
    }

    private void listGroups() {
        String topic = cluster.topic("listed", 1);
        for (String protocol : List.of("classic", "consumer")) {
            try (KafkaConsumer<String, String> member = cluster.consumer("group.protocol", protocol, "group.id",
                    cluster.name("listed-" + protocol))) {
                member.subscribe(List.of(topic));
                Cluster.pollUntil("in", List.of(member), () -> member.assignment().size() == 1);
                GroupListing listed = Cluster.get(cluster.admin.listGroups().all())
                        .stream()
                        .filter(group -> group.groupId().equals(cluster.name("listed-" + protocol)))
                        .findFirst()
                        .orElseThrow();
                Checks.equal("type", protocol.equals("classic") ? GroupType.CLASSIC : GroupType.CONSUMER,
                        listed.type().orElse(null));
                Checks.equal("state", "Stable", listed.groupState().map(Object::toString).orElse("none"));
            }
        }
    }

    private void listConfigResources() {
        String topic = cluster.topic("resource", 1, java.util.Map.of("retention.ms", "1000000"));
        Checks.that("the topic is one", Cluster
                .get(cluster.admin
                        .listConfigResources(java.util.Set.of(ConfigResource.Type.TOPIC),
                                new ListConfigResourcesOptions())
                        .all())
                .contains(new ConfigResource(ConfigResource.Type.TOPIC, topic)));
    }
}
