import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Consumer groups of KIP-848, where the broker assigns; for clients that know them. */
final class NewGroupChecks {

    private final Cluster cluster;

    NewGroupChecks(Cluster cluster) {
        this.cluster = cluster;
    }

    void addTo(Checks checks) {
        checks.add("kip-848-shares-and-takes-over", this::sharesAndTakesOver)
                .add("kip-848-commits-and-resumes", this::commitsAndResumes)
                .add("kip-848-range-assignor", this::range)
                .add("kip-848-static-member", this::staticMember)
                .add("kip-848-moves-only-what-must", this::movesOnlyWhatMust)
                .add("kip-848-upgrade-from-classic-and-back", this::migration);
    }

    private KafkaConsumer<String, String> member(String group, String... more) {
        String[] settings = java.util.Arrays.copyOf(more, more.length + 4);
        settings[more.length] = "group.protocol";
        settings[more.length + 1] = "consumer";
        settings[more.length + 2] = "group.id";
        settings[more.length + 3] = cluster.name(group);
        return cluster.consumer(settings);
    }

    private void sharesAndTakesOver() {
        String topic = cluster.topic("new-shared", 4);
        try (KafkaConsumer<String, String> first = member("new-shared")) {
            first.subscribe(List.of(topic));
            Cluster.pollUntil("all for the first", List.of(first), () -> first.assignment().size() == 4);
            try (KafkaConsumer<String, String> second = member("new-shared")) {
                second.subscribe(List.of(topic));
                Cluster.pollUntil("two each", List.of(first, second),
                        () -> first.assignment().size() == 2 && second.assignment().size() == 2);
                Checks.equal("disjoint and complete", 4, GroupChecks.union(first, second).size());
                Set<TopicPartition> moved = Set.copyOf(second.assignment());
                for (int partition = 0; partition < 4; partition++) {
                    cluster.produce(topic, partition, Cluster.numbered("p" + partition, 25));
                }
                Set<String> read = new java.util.HashSet<>();
                Cluster.until("all records by both", () -> {
                    first.poll(Duration.ofMillis(50)).forEach(record -> read.add(record.value()));
                    second.poll(Duration.ofMillis(50)).forEach(record -> {
                        read.add(record.value());
                        Checks.that("a record of its own partitions",
                                moved.contains(new TopicPartition(record.topic(), record.partition())));
                    });
                    return read.size() == 100;
                });
            }
            Cluster.pollUntil("all again for the first", List.of(first), () -> first.assignment().size() == 4);
        }
    }

    private void commitsAndResumes() {
        String topic = cluster.topic("new-resumed", 1);
        TopicPartition partition = new TopicPartition(topic, 0);
        cluster.produce(topic, 0, Cluster.numbered("value", 100));
        try (KafkaConsumer<String, String> first = member("new-resumed", "max.poll.records", "30")) {
            first.subscribe(List.of(topic));
            Cluster.until("one poll's records", () -> !first.poll(Duration.ofMillis(200)).isEmpty());
            first.commitSync();
            Checks.equal("committed", 30L, first.committed(Set.of(partition)).get(partition).offset());
        }
        try (KafkaConsumer<String, String> second = member("new-resumed")) {
            second.subscribe(List.of(topic));
            java.util.List<Long> offsets = new java.util.ArrayList<>();
            Cluster.until("the rest", () -> {
                second.poll(Duration.ofMillis(200)).forEach(record -> offsets.add(record.offset()));
                return offsets.size() >= 70;
            });
            Checks.equal("resumes at", 30L, offsets.get(0));
            Checks.equal("state", "Stable",
                    Cluster.get(cluster.admin.describeConsumerGroups(List.of(cluster.name("new-resumed"))).all())
                            .get(cluster.name("new-resumed"))
                            .state()
                            .toString());
        }
    }

    private void range() {
        String one = cluster.topic("new-range-1", 2);
        String two = cluster.topic("new-range-2", 2);
        try (KafkaConsumer<String, String> first = member("new-range", "group.remote.assignor", "range");
                KafkaConsumer<String, String> second = member("new-range", "group.remote.assignor", "range")) {
            first.subscribe(List.of(one, two));
            second.subscribe(List.of(one, two));
            Cluster.pollUntil("two each", List.of(first, second),
                    () -> first.assignment().size() == 2 && second.assignment().size() == 2);
            first.assignment()
                    .forEach(mine -> Checks.equal("the same partition of both topics", 2L,
                            first.assignment().stream().filter(p -> p.partition() == mine.partition()).count()));
        }
    }

    private void staticMember() {
        String topic = cluster.topic("new-static", 4);
        try (KafkaConsumer<String, String> stays = member("new-static", "group.instance.id", "stays")) {
            stays.subscribe(List.of(topic));
            Set<TopicPartition> before;
            try (KafkaConsumer<String, String> leaves = member("new-static", "group.instance.id", "leaves")) {
                leaves.subscribe(List.of(topic));
                Cluster.pollUntil("two each", List.of(stays, leaves),
                        () -> stays.assignment().size() == 2 && leaves.assignment().size() == 2);
                before = Set.copyOf(leaves.assignment());
            }
            try (KafkaConsumer<String, String> back = member("new-static", "group.instance.id", "leaves")) {
                back.subscribe(List.of(topic));
                Cluster.pollUntil("back", List.of(stays, back), () -> back.assignment().size() == 2);
                Checks.equal("the partitions from before", before, back.assignment());
                Checks.equal("the other's", 2, stays.assignment().size());
            }
        }
    }

    private void movesOnlyWhatMust() {
        String topic = cluster.topic("new-moves", 6);
        GroupChecks.Rebalances rebalances = new GroupChecks.Rebalances();
        try (KafkaConsumer<String, String> first = member("new-moves")) {
            first.subscribe(List.of(topic), rebalances);
            Cluster.pollUntil("all for the first", List.of(first), () -> first.assignment().size() == 6);
            try (KafkaConsumer<String, String> second = member("new-moves")) {
                second.subscribe(List.of(topic));
                Cluster.pollUntil("three each", List.of(first, second),
                        () -> first.assignment().size() == 3 && second.assignment().size() == 3);
                Checks.equal("only those were revoked that moved", Set.copyOf(second.assignment()), rebalances.revoked);
            }
        }
    }

    /** Members of both protocols share a group while it is upgraded, one by one, and while it goes back. */
    private void migration() {
        String topic = cluster.topic("upgraded", 4);
        String group = cluster.name("upgraded");
        try (KafkaConsumer<String, String> classic = cluster.consumer("group.id", group)) {
            classic.subscribe(List.of(topic));
            Cluster.pollUntil("all for the classic one", List.of(classic), () -> classic.assignment().size() == 4);
            try (KafkaConsumer<String, String> upgraded = member("upgraded")) {
                upgraded.subscribe(List.of(topic));
                Cluster.pollUntil("two each", List.of(classic, upgraded),
                        () -> classic.assignment().size() == 2 && upgraded.assignment().size() == 2);
                Checks.equal("disjoint and complete", 4, GroupChecks.union(classic, upgraded).size());
            }
            Cluster.pollUntil("all for the classic one again", List.of(classic),
                    () -> classic.assignment().size() == 4);
        }
    }
}
