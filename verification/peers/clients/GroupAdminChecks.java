import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.UnknownMemberIdException;

/** Groups and their offsets as an operator sees and changes them. */
final class GroupAdminChecks {

    private final Cluster cluster;

    GroupAdminChecks(Cluster cluster) {
        this.cluster = cluster;
    }

    void addTo(Checks checks) {
        checks.add("admin-groups", this::groups)
                .add("admin-remove-members", this::removeMembers)
                .add("admin-delete-groups", this::deleteGroups)
                .add("admin-delete-group-offsets", this::deleteGroupOffsets);
    }

    private void groups() {
        String topic = cluster.topic("grouped", 2);
        String group = cluster.name("grouped");
        try (KafkaConsumer<String, String> member = cluster.consumer("group.id", group, "client.id", "its-client")) {
            member.subscribe(List.of(topic));
            Cluster.pollUntil("in", List.of(member), () -> member.assignment().size() == 2);
            Checks.that("listed", Cluster.get(cluster.admin.listConsumerGroups().all())
                    .stream()
                    .anyMatch(listed -> listed.groupId().equals(group)));
            ConsumerGroupDescription described = describe(group);
            Checks.equal("state", "Stable", described.state().toString());
            Checks.equal("assignor", "range", described.partitionAssignor());
            Checks.equal("client", "its-client", described.members().iterator().next().clientId());
            Checks.equal("assignment", Set.copyOf(member.assignment()),
                    described.members().iterator().next().assignment().topicPartitions());
            Checks.fails(UnknownMemberIdException.class,
                    () -> Cluster.get(cluster.admin
                            .alterConsumerGroupOffsets(group,
                                    Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(1)))
                            .all()));
        }
        Cluster.until("empty", () -> describe(group).state().toString().equals("Empty"));
        TopicPartition partition = new TopicPartition(topic, 1);
        Cluster.get(cluster.admin
                .alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(7, Optional.of(0), "moved")))
                .all());
        OffsetAndMetadata committed = Cluster
                .get(cluster.admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .get(partition);
        Checks.equal("offset", 7L, committed.offset());
        Checks.equal("metadata", "moved", committed.metadata());
    }

    private ConsumerGroupDescription describe(String group) {
        return Cluster.get(cluster.admin.describeConsumerGroups(List.of(group)).all()).get(group);
    }

    private void removeMembers() {
        String topic = cluster.topic("removed", 1);
        String group = cluster.name("removed");
        KafkaConsumer<String, String> member = cluster.consumer("group.id", group, "group.instance.id", "one");
        member.subscribe(List.of(topic));
        Cluster.pollUntil("in", List.of(member), () -> member.assignment().size() == 1);
        member.close(); // a static member stays in the group
        Checks.equal("members", 1, describe(group).members().size());
        Cluster.get(cluster.admin
                .removeMembersFromConsumerGroup(group,
                        new org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions(
                                Set.of(new org.apache.kafka.clients.admin.MemberToRemove("one"))))
                .all());
        Checks.equal("members after", 0, describe(group).members().size());
    }

    /** A group with one commit and no member. */
    private TopicPartition commit(String group, String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<String, String> consumer = cluster.consumer("group.id", group)) {
            consumer.assign(List.of(partition));
            consumer.commitSync(Map.of(partition, new OffsetAndMetadata(5, "of " + group)));
        }
        return partition;
    }

    private void deleteGroups() {
        String topic = cluster.topic("ungrouped", 1);
        String group = cluster.name("ungrouped");
        commit(group, topic);
        try (KafkaConsumer<String, String> member = cluster.consumer("group.id", group)) {
            member.subscribe(List.of(topic));
            Cluster.pollUntil("in", List.of(member), () -> member.assignment().size() == 1);
            Checks.fails(GroupNotEmptyException.class,
                    () -> Cluster.get(cluster.admin.deleteConsumerGroups(List.of(group)).all()));
        }
        Cluster.get(cluster.admin.deleteConsumerGroups(List.of(group)).all());
        Checks.that("not listed", Cluster.get(cluster.admin.listConsumerGroups().all())
                .stream()
                .noneMatch(listed -> listed.groupId().equals(group)));
        Checks.fails(GroupIdNotFoundException.class,
                () -> Cluster.get(cluster.admin.deleteConsumerGroups(List.of(cluster.name("nobody"))).all()));
    }

    private void deleteGroupOffsets() {
        String topic = cluster.topic("forgotten", 1);
        String group = cluster.name("forgotten");
        TopicPartition partition = commit(group, topic);
        Cluster.get(cluster.admin.deleteConsumerGroupOffsets(group, Set.of(partition)).all());
        Checks.equal("offset", null,
                Cluster.get(cluster.admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                        .get(partition));
    }
}
