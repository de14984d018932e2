import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.consumer.RoundRobinAssignor;
import org.apache.kafka.clients.consumer.StickyAssignor;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;

/** Consumer groups of the classic protocol. */
final class GroupChecks {

    private final Cluster cluster;

    GroupChecks(Cluster cluster) {
        this.cluster = cluster;
    }

    void addTo(Checks checks) {
        checks.add("group-commits-and-resumes", this::commitsAndResumes)
                .add("group-assignors", this::assignors)
                .add("group-of-two-shares-and-one-takes-over", this::sharesAndTakesOver)
                .add("group-pattern-subscription", this::pattern)
                .add("static-members-keep-their-partitions", this::staticMembers)
                .add("static-member-fences-its-elder", this::staticMemberFences)
                .add("cooperative-rebalance", this::cooperative);
    }

    private void commitsAndResumes() {
        String topic = cluster.topic("resumed", 1);
        cluster.produce(topic, 0, Cluster.numbered("value", 100));
        TopicPartition partition = new TopicPartition(topic, 0);
        String group = cluster.name("resumed");
        try (KafkaConsumer<String, String> first = cluster.consumer("group.id", group, "max.poll.records", "30")) {
            first.subscribe(List.of(topic));
            List<String> read = new ArrayList<>();
            Cluster.until("one poll's records", () -> {
                first.poll(Duration.ofMillis(200)).forEach(record -> read.add(record.value()));
                return !read.isEmpty();
            });
            Checks.equal("read", Cluster.numbered("value", 30), read);
            first.commitSync();
            Checks.equal("committed", 30L, first.committed(Set.of(partition)).get(partition).offset());
        }
        try (KafkaConsumer<String, String> second = cluster.consumer("group.id", group)) {
            second.subscribe(List.of(topic));
            List<Long> offsets = new ArrayList<>();
            Cluster.until("the rest", () -> {
                second.poll(Duration.ofMillis(200)).forEach(record -> offsets.add(record.offset()));
                return offsets.size() >= 70;
            });
            Checks.equal("resumes at", 30L, offsets.get(0));
            Checks.equal("ends at", 99L, offsets.get(offsets.size() - 1));
        }
    }

    private void assignors() {
        String topic = cluster.topic("assigned", 3);
        for (Class<?> assignor : List.of(RangeAssignor.class, RoundRobinAssignor.class, StickyAssignor.class,
                CooperativeStickyAssignor.class)) {
            try (KafkaConsumer<String, String> member = cluster.consumer("group.id",
                    cluster.name(assignor.getSimpleName()), "partition.assignment.strategy", assignor.getName())) {
                member.subscribe(List.of(topic));
                Cluster.pollUntil(assignor.getSimpleName(), List.of(member), () -> member.assignment().size() == 3);
            }
        }
    }

    private void sharesAndTakesOver() {
        String topic = cluster.topic("shared", 4);
        String group = cluster.name("shared");
        try (KafkaConsumer<String, String> first = cluster.consumer("group.id", group)) {
            first.subscribe(List.of(topic));
            Cluster.pollUntil("all for the first", List.of(first), () -> first.assignment().size() == 4);
            try (KafkaConsumer<String, String> second = cluster.consumer("group.id", group)) {
                second.subscribe(List.of(topic));
                Cluster.pollUntil("two each", List.of(first, second),
                        () -> first.assignment().size() == 2 && second.assignment().size() == 2);
                Checks.equal("disjoint and complete", 4, union(first, second).size());
                for (int partition = 0; partition < 4; partition++) {
                    cluster.produce(topic, partition, Cluster.numbered("p" + partition, 25));
                }
                TreeSet<String> read = new TreeSet<>();
                Cluster.until("all records by both", () -> {
                    first.poll(Duration.ofMillis(50)).forEach(record -> read.add(record.value()));
                    second.poll(Duration.ofMillis(50)).forEach(record -> read.add(record.value()));
                    return read.size() == 100;
                });
            }
            Cluster.pollUntil("all again for the first", List.of(first), () -> first.assignment().size() == 4);
        }
    }

    static Set<TopicPartition> union(KafkaConsumer<String, String> one, KafkaConsumer<String, String> other) {
        Set<TopicPartition> all = new HashSet<>(one.assignment());
        all.addAll(other.assignment());
        return all;
    }

    private void pattern() {
        String name = cluster.name("pattern-");
        cluster.topic("pattern-a", 1);
        try (KafkaConsumer<String, String> member = cluster.consumer("group.id", cluster.name("pattern"),
                "metadata.max.age.ms", "500")) {
            member.subscribe(java.util.regex.Pattern.compile(name + "[ab]"));
            Cluster.pollUntil("the topic there is", List.of(member), () -> member.assignment().size() == 1);
            cluster.topic("pattern-b", 2);
            cluster.topic("pattern-c", 1);
            Cluster.pollUntil("the topic that came", List.of(member), () -> member.assignment().size() == 3);
        }
    }

    private void staticMembers() {
        String topic = cluster.topic("static", 4);
        String[] settings = {"group.id", cluster.name("static"), "session.timeout.ms", "30000"};
        Rebalances rebalances = new Rebalances();
        try (KafkaConsumer<String, String> stays = member(settings, "stays")) {
            stays.subscribe(List.of(topic), rebalances);
            Set<TopicPartition> before;
            try (KafkaConsumer<String, String> leaves = member(settings, "leaves")) {
                leaves.subscribe(List.of(topic));
                Cluster.pollUntil("two each", List.of(stays, leaves),
                        () -> stays.assignment().size() == 2 && leaves.assignment().size() == 2);
                before = Set.copyOf(leaves.assignment());
            }
            int soFar = rebalances.count;
            try (KafkaConsumer<String, String> back = member(settings, "leaves")) {
                back.subscribe(List.of(topic));
                Cluster.pollUntil("back", List.of(stays, back), () -> back.assignment().size() == 2);
                Checks.equal("the partitions from before", before, back.assignment());
                Checks.equal("rebalances of the other meanwhile", 0, rebalances.count - soFar);
                Set<String> instances = new TreeSet<>();
                Cluster.get(cluster.admin.describeConsumerGroups(List.of(cluster.name("static"))).all())
                        .get(cluster.name("static"))
                        .members()
                        .forEach(member -> instances.add(member.groupInstanceId().orElse("none")));
                Checks.equal("described instances", Set.of("stays", "leaves"), instances);
            }
        }
    }

    private KafkaConsumer<String, String> member(String[] settings, String instance) {
        String[] all = java.util.Arrays.copyOf(settings, settings.length + 2);
        all[settings.length] = "group.instance.id";
        all[settings.length + 1] = instance;
        return cluster.consumer(all);
    }

    private void staticMemberFences() {
        String topic = cluster.topic("elder", 1);
        String[] settings = {"group.id", cluster.name("elder")};
        KafkaConsumer<String, String> elder = member(settings, "one");
        try (KafkaConsumer<String, String> younger = member(settings, "one")) {
            elder.subscribe(List.of(topic));
            Cluster.pollUntil("the elder is in", List.of(elder), () -> elder.assignment().size() == 1);
            younger.subscribe(List.of(topic));
            Cluster.pollUntil("the younger is in", List.of(younger), () -> younger.assignment().size() == 1);
            Checks.fails(FencedInstanceIdException.class, () -> {
                elder.commitSync(Map.of(new TopicPartition(topic, 0),
                        new org.apache.kafka.clients.consumer.OffsetAndMetadata(0)));
            });
        } finally {
            elder.close(Duration.ZERO);
        }
    }

    private void cooperative() {
        String topic = cluster.topic("cooperative", 6);
        String[] settings = {"group.id", cluster.name("cooperative"), "partition.assignment.strategy",
                CooperativeStickyAssignor.class.getName()};
        Rebalances rebalances = new Rebalances();
        try (KafkaConsumer<String, String> first = cluster.consumer(settings)) {
            first.subscribe(List.of(topic), rebalances);
            Cluster.pollUntil("all for the first", List.of(first), () -> first.assignment().size() == 6);
            try (KafkaConsumer<String, String> second = cluster.consumer(settings)) {
                second.subscribe(List.of(topic));
                Cluster.pollUntil("three each", List.of(first, second),
                        () -> first.assignment().size() == 3 && second.assignment().size() == 3);
                Checks.equal("disjoint and complete", 6, union(first, second).size());
                Checks.equal("only those were revoked that moved", Set.copyOf(second.assignment()), rebalances.revoked);
            }
            Cluster.pollUntil("all again for the first", List.of(first), () -> first.assignment().size() == 6);
            Checks.equal("nothing more was revoked", 3, rebalances.revoked.size());
        }
    }

    /** What one member was told. */
    static final class Rebalances implements ConsumerRebalanceListener {
        int count;
        final Set<TopicPartition> revoked = new HashSet<>();

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            count++;
            revoked.addAll(partitions);
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            count++;
        }
    }
}
