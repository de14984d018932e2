package dev.tidemark.broker.request;

import static dev.tidemark.broker.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.broker.RunningBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.GroupSubscribedToTopicException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The group APIs as stock consumers and admin clients see them: one broker for all, names of its own for each test. */
class GroupApisTest {

    @TempDir
    static Path folder;
    private static RunningBroker running;
    private static Admin admin;

    @BeforeAll
    static void start() {
        running = new RunningBroker(folder, Map.of());
        admin = running.admin();
    }

    @AfterAll
    static void stop() {
        admin.close();
        running.close();
    }

    /** A consumer that remembers what it was given and lost. */
    private static final class Member implements AutoCloseable, ConsumerRebalanceListener {
        final KafkaConsumer<String, String> consumer;
        final Set<TopicPartition> lost = new HashSet<>();
        final List<String> values = new ArrayList<>();

        Member(String group, Map<String, Object> settings) {
            Map<String, Object> all = new HashMap<>(Map.of("bootstrap.servers", running.broker().bootstrapServers(),
                    "group.id", group, "group.protocol", "classic", "auto.offset.reset", "earliest",
                    "enable.auto.commit", "false", "heartbeat.interval.ms", "100", "session.timeout.ms", "6000"));
            all.putAll(settings);
            consumer = new KafkaConsumer<>(all, new StringDeserializer(), new StringDeserializer());
        }

        Member subscribe(String topic) {
            consumer.subscribe(List.of(topic), this);
            return this;
        }

        void poll() {
            for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(20))) {
                values.add(record.value());
            }
        }

        Set<TopicPartition> owns() {
            return consumer.assignment();
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            lost.addAll(partitions);
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}

        @Override
        public void close() {
            consumer.close();
        }
    }

    private static void pollUntil(BooleanSupplier condition, Member... members) {
        for (int polls = 0; !condition.getAsBoolean(); polls++) {
            assertThat(polls).as("polls without what was waited for").isLessThan(1_500);
            for (Member member : members) {
                member.poll();
            }
        }
    }

    private static String topic(String name, int partitions) throws Exception {
        done(admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all());
        return name;
    }

    private static ConsumerGroupDescription describe(String group) throws Exception {
        return done(admin.describeConsumerGroups(List.of(group)).describedGroups().get(group));
    }

    @Test
    void two_members_share_the_partitions_and_one_takes_over_when_the_other_leaves() throws Exception {
        String topic = topic("shared", 4);
        Map<String, Object> range = Map.of("partition.assignment.strategy", RangeAssignor.class.getName());
        try (Member ann = new Member("sharing", range).subscribe(topic)) {
            pollUntil(() -> ann.owns().size() == 4, ann);
            Member bob = new Member("sharing", range).subscribe(topic);
            pollUntil(() -> ann.owns().size() == 2 && bob.owns().size() == 2, ann, bob);
            assertThat(ann.owns()).doesNotContainAnyElementsOf(bob.owns());

            ConsumerGroupDescription description = describe("sharing");
            assertThat(description.groupState()).isEqualTo(GroupState.STABLE);
            assertThat(description.partitionAssignor()).isEqualTo("range");
            assertThat(description.coordinator().port()).isEqualTo(running.broker().port());
            assertThat(description.members()).hasSize(2)
                    .allSatisfy(member -> assertThat(member.assignment().topicPartitions()).hasSize(2));
            assertThat(description.members().stream().map(MemberDescription::host)).containsOnly("/127.0.0.1");
            bob.close();
            pollUntil(() -> ann.owns().size() == 4, ann);
        }
        assertThat(describe("sharing").groupState()).isEqualTo(GroupState.EMPTY);
    }

    @Test
    void a_cooperative_member_keeps_what_it_may_while_another_joins() throws Exception {
        String topic = topic("cooperative", 4);
        Map<String, Object> sticky = Map.of("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
        try (Member ann = new Member("cooperating", sticky).subscribe(topic);
                Member bob = new Member("cooperating", sticky)) {
            pollUntil(() -> ann.owns().size() == 4, ann);
            bob.subscribe(topic);
            pollUntil(() -> ann.owns().size() == 2 && bob.owns().size() == 2, ann, bob);
            assertThat(ann.lost).as("never more than what bob got").isEqualTo(bob.owns());
        }
    }

    @Test
    void a_static_member_comes_back_to_its_partitions_without_a_rebalance() throws Exception {
        String topic = topic("static", 2);
        Map<String, Object> instance = Map.of("group.instance.id", "ann-1");
        try (Member bob = new Member("statics", Map.of()).subscribe(topic)) {
            Member ann = new Member("statics", instance).subscribe(topic);
            pollUntil(() -> ann.owns().size() == 1 && bob.owns().size() == 1, ann, bob);
            Set<TopicPartition> before = ann.owns();
            int generation = bob.consumer.groupMetadata().generationId();
            ann.close();
            try (Member again = new Member("statics", instance).subscribe(topic)) {
                pollUntil(() -> !again.owns().isEmpty(), again, bob);
                assertThat(again.owns()).isEqualTo(before);
                bob.poll();
                assertThat(bob.consumer.groupMetadata().generationId()).isEqualTo(generation);
                assertThat(bob.lost).isEmpty();

                done(admin.removeMembersFromConsumerGroup("statics",
                        new RemoveMembersFromConsumerGroupOptions(List.of(new MemberToRemove("ann-1")))).all());
                pollUntil(() -> bob.owns().size() == 2, bob);
            }
        }
    }

    @Test
    void what_was_committed_is_where_the_next_one_starts_also_after_a_restart_of_the_broker() throws Exception {
        try (RunningBroker own = new RunningBroker(folder.resolve("own"), Map.of()); Admin ownAdmin = own.admin()) {
            done(ownAdmin.createTopics(List.of(new NewTopic("kept", 1, (short) 1))).all());
            for (int i = 0; i < 5; i++) {
                own.produce("kept", 0, "v" + i);
            }
            TopicPartition partition = new TopicPartition("kept", 0);
            done(ownAdmin.alterConsumerGroupOffsets("keeping",
                    Map.of(partition, new OffsetAndMetadata(3, Optional.of(0), "why"))).all());
            own.restart();
            try (Admin later = own.admin()) {
                assertThat(done(later.listConsumerGroupOffsets("keeping").partitionsToOffsetAndMetadata()))
                        .containsOnly(Map.entry(partition,
                                new OffsetAndMetadata(3, Optional.of(0), "why")));
                assertThat(done(later.listGroups().all())).extracting(GroupListing::groupId).containsExactly("keeping");
            }
        }
    }

    @Test
    void a_member_that_was_removed_cannot_commit() throws Exception {
        String topic = topic("removed", 1);
        running.produce(topic, 0, "v");
        try (Member ann = new Member("removing", Map.of()).subscribe(topic)) {
            pollUntil(() -> !ann.values.isEmpty(), ann);
            done(admin.removeMembersFromConsumerGroup("removing", new RemoveMembersFromConsumerGroupOptions()).all());
            assertThatThrownBy(() -> ann.consumer.commitSync()).isInstanceOf(CommitFailedException.class);
            pollUntil(() -> ann.values.size() == 2, ann); // it has joined again, and reads again what it did not commit
            ann.consumer.commitSync();
        }
        assertThat(done(admin.listConsumerGroupOffsets("removing").partitionsToOffsetAndMetadata()))
                .containsKey(new TopicPartition(topic, 0));
    }

    @Test
    void offsets_cannot_be_set_from_outside_while_the_group_has_members() throws Exception {
        String topic = topic("guarded", 1);
        try (Member ann = new Member("guarding", Map.of()).subscribe(topic)) {
            pollUntil(() -> !ann.owns().isEmpty(), ann);
            assertThatThrownBy(() -> done(admin.alterConsumerGroupOffsets("guarding",
                    Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(1))).all()))
                    .hasCauseInstanceOf(UnknownMemberIdException.class);
        }
    }

    @Test
    void groups_are_listed_by_state_and_type_and_strangers_are_not_found() throws Exception {
        String topic = topic("listed", 1);
        try (Member ann = new Member("listed-stable", Map.of()).subscribe(topic)) {
            pollUntil(() -> !ann.owns().isEmpty(), ann);
            done(admin.alterConsumerGroupOffsets("listed-empty",
                    Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(1))).all());
            assertThat(listed(new ListGroupsOptions().inGroupStates(Set.of(GroupState.STABLE))))
                    .contains("listed-stable")
                    .doesNotContain("listed-empty");
            assertThat(listed(new ListGroupsOptions().withTypes(Set.of(GroupType.CLASSIC))))
                    .contains("listed-stable", "listed-empty");
            assertThat(listed(new ListGroupsOptions().withTypes(Set.of(GroupType.SHARE)))).isEmpty();
            assertThatThrownBy(() -> describe("nobody"))
                    .hasCauseInstanceOf(org.apache.kafka.common.errors.GroupIdNotFoundException.class);
        }
    }

    private static List<String> listed(ListGroupsOptions options) throws Exception {
        return done(admin.listGroups(options).all()).stream().map(GroupListing::groupId).toList();
    }

    @Test
    void offsets_of_a_deleted_topic_are_gone_when_it_is_created_anew() throws Exception {
        String topic = topic("again", 1);
        TopicPartition partition = new TopicPartition(topic, 0);
        done(admin.alterConsumerGroupOffsets("again", Map.of(partition, new OffsetAndMetadata(7))).all());
        done(admin.deleteTopics(List.of(topic)).all());
        topic("again", 1);
        assertThat(done(admin.listConsumerGroupOffsets("again").partitionsToOffsetAndMetadata()))
                .doesNotContainKey(partition);
    }

    @Test
    void a_group_is_deleted_with_its_offsets_unless_it_has_members() throws Exception {
        String topic = topic("deleted", 1);
        TopicPartition partition = new TopicPartition(topic, 0);
        done(admin.alterConsumerGroupOffsets("deleting", Map.of(partition, new OffsetAndMetadata(7))).all());
        try (Member ann = new Member("deleting", Map.of()).subscribe(topic)) {
            pollUntil(() -> !ann.owns().isEmpty(), ann);
            assertThatThrownBy(() -> done(admin.deleteConsumerGroups(List.of("deleting")).all()))
                    .hasCauseInstanceOf(GroupNotEmptyException.class);
        }
        done(admin.deleteConsumerGroups(List.of("deleting")).all());
        assertThat(listed(new ListGroupsOptions())).doesNotContain("deleting");
        assertThat(done(admin.listConsumerGroupOffsets("deleting").partitionsToOffsetAndMetadata())).isEmpty();
        assertThatThrownBy(() -> done(admin.deleteConsumerGroups(List.of("deleting")).all()))
                .hasCauseInstanceOf(GroupIdNotFoundException.class);
    }

    @Test
    void offsets_are_deleted_of_topics_that_the_group_is_not_subscribed_to() throws Exception {
        String used = topic("used", 1);
        String unused = topic("unused", 1);
        TopicPartition kept = new TopicPartition(used, 0);
        TopicPartition gone = new TopicPartition(unused, 0);
        done(admin.alterConsumerGroupOffsets("trimming",
                Map.of(kept, new OffsetAndMetadata(0), gone, new OffsetAndMetadata(7))).all());
        try (Member ann = new Member("trimming", Map.of()).subscribe(used)) {
            pollUntil(() -> !ann.owns().isEmpty(), ann);
            assertThatThrownBy(() -> done(admin.deleteConsumerGroupOffsets("trimming", Set.of(kept)).all()))
                    .hasStackTraceContaining(GroupSubscribedToTopicException.class.getName());
            done(admin.deleteConsumerGroupOffsets("trimming", Set.of(gone)).all());
        }
        assertThat(done(admin.listConsumerGroupOffsets("trimming").partitionsToOffsetAndMetadata()))
                .containsOnlyKeys(kept);
        done(admin.deleteConsumerGroupOffsets("trimming", Set.of(kept)).all());
        assertThatThrownBy(() -> done(admin.deleteConsumerGroupOffsets("trimming",
                Set.of(new TopicPartition("nowhere", 0))).all()))
                .hasStackTraceContaining(UnknownTopicOrPartitionException.class.getName());
        assertThatThrownBy(() -> done(admin.deleteConsumerGroupOffsets("nobody", Set.of(kept)).all()))
                .hasCauseInstanceOf(GroupIdNotFoundException.class);
    }
}
