package dev.tidemark.broker.request;

import static dev.tidemark.broker.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.broker.RunningBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.GroupSubscribedToTopicException;
import org.apache.kafka.common.errors.InvalidRegularExpression;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnsupportedAssignorException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The consumer group protocol (KIP-848) as stock consumers and admin clients speak it. */
class ConsumerGroupApisTest {

    private static final Map<String, String> QUICK = Map.of("group.consumer.min.heartbeat.interval.ms", "100",
            "group.consumer.heartbeat.interval.ms", "100", "group.consumer.min.session.timeout.ms", "6000",
            "group.consumer.session.timeout.ms", "6000");

    @TempDir
    static Path folder;
    private static RunningBroker running;
    private static Admin admin;

    @BeforeAll
    static void start() {
        running = new RunningBroker(folder.resolve("shared"), QUICK);
        admin = running.admin();
    }

    @AfterAll
    static void stop() {
        admin.close();
        running.close();
    }

    /** A consumer that remembers what it read. */
    private static final class Member implements AutoCloseable {
        final KafkaConsumer<String, String> consumer;
        final List<String> values = new ArrayList<>();

        Member(RunningBroker broker, String group, String protocol, Map<String, Object> settings) {
            Map<String, Object> all = new HashMap<>(Map.of("bootstrap.servers", broker.broker().bootstrapServers(),
                    "group.id", group, "group.protocol", protocol, "auto.offset.reset", "earliest",
                    "enable.auto.commit", "false", "metadata.max.age.ms", "500"));
            all.putAll(settings);
            consumer = new KafkaConsumer<>(all, new StringDeserializer(), new StringDeserializer());
        }

        static Member modern(String group) {
            return modern(group, Map.of());
        }

        static Member modern(String group, Map<String, Object> settings) {
            return new Member(running, group, "consumer", settings);
        }

        static Member classic(String group) {
            return new Member(running, group, "classic", Map.of("heartbeat.interval.ms", "100", "session.timeout.ms",
                    "6000", "partition.assignment.strategy", CooperativeStickyAssignor.class.getName()));
        }

        Member subscribe(String... topics) {
            consumer.subscribe(List.of(topics));
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
    void members_share_the_partitions_and_the_last_one_takes_over() throws Exception {
        String topic = topic("shared", 6);
        try (Member ann = Member.modern("sharing").subscribe(topic)) {
            pollUntil(() -> ann.owns().size() == 6, ann);
            Member bob = Member.modern("sharing").subscribe(topic);
            Member eve = Member.modern("sharing").subscribe(topic);
            pollUntil(() -> ann.owns().size() == 2 && bob.owns().size() == 2 && eve.owns().size() == 2, ann, bob,
                    eve);
            Set<TopicPartition> all = new HashSet<>(ann.owns());
            all.addAll(bob.owns());
            all.addAll(eve.owns());
            assertThat(all).hasSize(6);

            ConsumerGroupDescription description = done(admin.describeConsumerGroups(List.of("sharing"),
                    new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
                    .describedGroups()
                    .get("sharing"));
            assertThat(description.type()).isEqualTo(GroupType.CONSUMER);
            assertThat(description.groupState()).isEqualTo(GroupState.STABLE);
            assertThat(description.partitionAssignor()).isEqualTo("uniform");
            assertThat(description.authorizedOperations()).isNotEmpty();
            assertThat(description.members()).hasSize(3).allSatisfy(member -> {
                assertThat(member.assignment().topicPartitions()).hasSize(2);
                assertThat(member.targetAssignment()).contains(member.assignment());
                assertThat(member.upgraded()).contains(true);
                assertThat(member.memberEpoch()).isEqualTo(description.targetAssignmentEpoch());
            });
            bob.close();
            eve.close();
            pollUntil(() -> ann.owns().size() == 6, ann);
        }
        assertThat(describe("sharing").groupState()).isEqualTo(GroupState.EMPTY);
    }

    @Test
    void what_was_committed_is_where_the_next_one_goes_on_also_after_a_restart_of_the_broker() throws Exception {
        try (RunningBroker own = new RunningBroker(folder.resolve("own"), QUICK)) {
            try (Admin ownAdmin = own.admin()) {
                done(ownAdmin.createTopics(List.of(new NewTopic("kept", 1, (short) 1))).all());
            }
            own.produce("kept", 0, "a");
            own.produce("kept", 0, "b");
            try (Member ann = new Member(own, "keeping", "consumer", Map.of()).subscribe("kept")) {
                pollUntil(() -> ann.values.size() == 2, ann);
                ann.consumer.commitSync();
            }
            own.produce("kept", 0, "c");
            own.restart();
            try (Member bob = new Member(own, "keeping", "consumer", Map.of()).subscribe("kept");
                    Admin later = own.admin()) {
                pollUntil(() -> !bob.values.isEmpty(), bob);
                assertThat(bob.values).containsExactly("c");
                assertThat(done(later.listGroups().all())).singleElement()
                        .returns("keeping", GroupListing::groupId)
                        .returns(Optional.of(GroupType.CONSUMER), GroupListing::type);
            }
        }
    }

    /**
     * That topics go is not shown with this consumer (see {@code ConsumerGroupsTest} instead): its network thread fails at a
     * metadata answer about an id that is gone, which has no name from Kafka's brokers either, and loses the answers that it
     * read together with it. When the answer to its heartbeat is among them it waits for that until it is out of the group.
     */
    @Test
    void the_broker_resolves_regular_expressions_and_notices_topics_that_come_and_grow() throws Exception {
        topic("re-one", 1);
        topic("other-re", 1);
        try (Member ann = Member.modern("matching")) {
            ann.consumer.subscribe(new SubscriptionPattern("re-.*"));
            pollUntil(() -> ann.owns().size() == 1, ann);
            topic("re-two", 2);
            pollUntil(() -> ann.owns().size() == 3, ann);
            done(admin.createPartitions(Map.of("re-one", NewPartitions.increaseTo(3))).all());
            pollUntil(() -> ann.owns().size() == 5, ann);
            assertThat(ann.owns()).extracting(TopicPartition::topic).containsOnly("re-one", "re-two");
        }
        try (Member bad = Member.modern("mismatching")) {
            bad.consumer.subscribe(new SubscriptionPattern("(re"));
            assertThatThrownBy(() -> pollUntil(() -> false, bad)).isInstanceOf(InvalidRegularExpression.class);
        }
        try (Member bad = Member.modern("misassigning", Map.of("group.remote.assignor", "best"))) {
            bad.subscribe("re-one");
            assertThatThrownBy(() -> pollUntil(() -> false, bad)).isInstanceOf(UnsupportedAssignorException.class);
        }
    }

    @Test
    void a_static_member_comes_back_to_its_partitions() throws Exception {
        String topic = topic("static", 2);
        Map<String, Object> instance = Map.of("group.instance.id", "ann-1", "group.remote.assignor", "range");
        try (Member bob = Member.modern("statics", Map.of("group.remote.assignor", "range")).subscribe(topic)) {
            Member ann = Member.modern("statics", instance).subscribe(topic);
            pollUntil(() -> ann.owns().size() == 1 && bob.owns().size() == 1, ann, bob);
            Set<TopicPartition> before = ann.owns();
            int epoch = describe("statics").groupEpoch().orElseThrow();
            ann.close();
            try (Member again = Member.modern("statics", instance).subscribe(topic)) {
                pollUntil(() -> !again.owns().isEmpty(), again, bob);
                assertThat(again.owns()).isEqualTo(before);
                assertThat(bob.owns()).hasSize(1);
                ConsumerGroupDescription description = describe("statics");
                assertThat(description.groupEpoch()).contains(epoch);
                assertThat(description.partitionAssignor()).isEqualTo("range");
                assertThat(description.members()).extracting(MemberDescription::groupInstanceId)
                        .contains(Optional.of("ann-1"));
            }
        }
    }

    @Test
    void administrators_see_and_change_groups_as_their_members_let_them() throws Exception {
        String used = topic("used", 1);
        String unused = topic("unused", 1);
        TopicPartition kept = new TopicPartition(used, 0);
        TopicPartition gone = new TopicPartition(unused, 0);
        done(admin.alterConsumerGroupOffsets("administered",
                Map.of(kept, new OffsetAndMetadata(0), gone, new OffsetAndMetadata(7))).all());
        try (Member ann = Member.modern("administered").subscribe(used)) {
            pollUntil(() -> !ann.owns().isEmpty(), ann);
            assertThat(done(admin.listGroups(new ListGroupsOptions().withTypes(Set.of(GroupType.CONSUMER))
                    .inGroupStates(Set.of(GroupState.STABLE))).all())).extracting(GroupListing::groupId)
                    .contains("administered");
            assertThatThrownBy(() -> done(admin.describeClassicGroups(List.of("administered")).all()))
                    .hasCauseInstanceOf(GroupIdNotFoundException.class);
            assertThatThrownBy(() -> done(admin.deleteConsumerGroups(List.of("administered")).all()))
                    .hasCauseInstanceOf(GroupNotEmptyException.class);
            assertThatThrownBy(() -> done(admin.alterConsumerGroupOffsets("administered",
                    Map.of(kept, new OffsetAndMetadata(1))).all()))
                    .hasCauseInstanceOf(UnknownMemberIdException.class);
            assertThatThrownBy(() -> done(admin.deleteConsumerGroupOffsets("administered", Set.of(kept)).all()))
                    .hasStackTraceContaining(GroupSubscribedToTopicException.class.getName());
            done(admin.deleteConsumerGroupOffsets("administered", Set.of(gone)).all());
            assertThat(done(admin.listConsumerGroupOffsets("administered").partitionsToOffsetAndMetadata()))
                    .containsOnlyKeys(kept);
        }
        done(admin.deleteConsumerGroups(List.of("administered")).all());
        assertThatThrownBy(() -> describe("administered")).hasCauseInstanceOf(GroupIdNotFoundException.class);
    }

    @Test
    void a_consumer_that_assigns_itself_stores_offsets_under_either_protocol() throws Exception {
        TopicPartition partition = new TopicPartition(topic("assigned", 1), 0);
        running.produce("assigned", 0, "v");
        try (Member ann = Member.modern("assigning")) {
            ann.consumer.assign(List.of(partition));
            pollUntil(() -> ann.values.size() == 1, ann);
            ann.consumer.commitSync();
            assertThat(ann.consumer.committed(Set.of(partition)).get(partition).offset()).isEqualTo(1);
        }
    }

    @Test
    void a_group_changes_protocol_both_ways_while_it_is_consumed() throws Exception {
        String topic = topic("moved", 4);
        List<String> produced = new ArrayList<>();
        try (Member old = Member.classic("moving").subscribe(topic)) {
            pollUntil(() -> old.owns().size() == 4, old);
            produceAndRead("first", produced, old);
            assertThat(describe("moving").type()).isEqualTo(GroupType.CLASSIC);

            Member modern = Member.modern("moving").subscribe(topic);
            pollUntil(() -> old.owns().size() == 2 && modern.owns().size() == 2, old, modern);
            ConsumerGroupDescription mixed = describe("moving");
            assertThat(mixed.type()).isEqualTo(GroupType.CONSUMER);
            assertThat(mixed.members().stream().map(MemberDescription::upgraded))
                    .containsExactlyInAnyOrder(Optional.of(true), Optional.of(false));
            produceAndRead("second", produced, old, modern);

            modern.close();
            pollUntil(() -> old.owns().size() == 4, old);
            assertThat(describe("moving").type()).isEqualTo(GroupType.CLASSIC);
            produceAndRead("third", produced, old);

            List<String> read = new ArrayList<>(old.values);
            read.addAll(modern.values);
            assertThat(read).as("each once, by whoever had the partition")
                    .containsExactlyInAnyOrderElementsOf(produced);
        }
        try (Member later = Member.modern("moving").subscribe(topic)) {
            pollUntil(() -> later.owns().size() == 4, later);
            assertThat(describe("moving").type()).as("nobody was left of the classic protocol")
                    .isEqualTo(GroupType.CONSUMER);
            assertThat(later.values).isEmpty();
        }
    }

    private static void produceAndRead(String what, List<String> produced, Member... members) {
        for (int i = 0; i < 4; i++) {
            running.produce("moved", i, what + i);
            produced.add(what + i);
        }
        pollUntil(() -> {
            long read = 0;
            for (Member member : members) {
                read += member.values.stream().filter(value -> value.startsWith(what)).count();
            }
            return read == 4;
        }, members);
        for (Member member : members) {
            member.consumer.commitSync();
        }
    }
}
