package dev.tidemark.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.group.ConsumerWorld.Consumer;
import dev.tidemark.broker.group.GroupWorld.Client;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.codec.MessageCodecs;
import dev.tidemark.protocol.message.ConsumerProtocolAssignment;
import dev.tidemark.protocol.message.JoinGroupResponse;
import dev.tidemark.protocol.message.SyncGroupResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Groups that change from the classic protocol to the consumer protocol and back, in virtual time. */
class MigrationTest {

    private final ConsumerWorld world = new ConsumerWorld();
    private final Client old = world.world.client("old");
    private final Consumer modern = world.consumer("modern").subscribe("topic");

    /** What a classic member of a consumer group is assigned: numbers of partitions of the one topic. */
    private Set<Integer> sync(Client client) {
        SyncGroupResponse answer = world.world.await(client.sync());
        assertThat(ErrorCode.of(answer.errorCode())).isEqualTo(ErrorCode.NONE);
        Set<Integer> numbers = new TreeSet<>();
        var bytes = answer.assignment().duplicate();
        short version = bytes.getShort();
        MessageCodecs.of(ConsumerProtocolAssignment.class)
                .fromBuffer(bytes, version)
                .assignedPartitions()
                .forEach(topic -> numbers.addAll(topic.partitions()));
        return numbers;
    }

    private Set<Integer> joinAndSync(Client client) {
        client.joined(client.join());
        return sync(client);
    }

    private String type() {
        ListedGroups.Found found = world.world
                .await(world.world.groups.list(new ListedGroups(List.of(), List.of())));
        assertThat(found.groups()).hasSize(1);
        return found.groups().get(0).groupType();
    }

    private void stableClassicGroup() {
        world.topic("topic", 4);
        old.assign = members -> MigrationTest.assignments(members, 4);
        world.world.settle(old);
    }

    static Map<String, List<Integer>> assignments(List<String> members, int partitions) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            all.add(i);
        }
        return Map.of(members.get(0), all);
    }

    @Test
    void the_first_modern_member_turns_the_group_and_the_last_one_turns_it_back() {
        stableClassicGroup();
        assertThat(modern.join()).isEqualTo(ErrorCode.NONE);
        assertThat(type()).isEqualTo("consumer");
        assertThat(modern.owns).as("the old member has all of them still").isEmpty();
        assertThat(old.heartbeat()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);

        // an eager member says that it owns nothing when it joins, so it gets its half at once
        assertThat(joinAndSync(old)).hasSize(2);
        assertThat(old.heartbeat()).isEqualTo(ErrorCode.NONE);
        modern.beat();
        assertThat(modern.owns).hasSize(2);
        assertThat(world.state()).isEqualTo("Stable");
        assertThat(old.commit(7)).isEqualTo(ErrorCode.NONE);
        world.crashAndReload();
        assertThat(old.heartbeat()).isEqualTo(ErrorCode.NONE);

        assertThat(modern.leave()).isEqualTo(ErrorCode.NONE);
        assertThat(type()).isEqualTo("classic");
        assertThat(old.heartbeat()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        world.world.settle(old);
        assertThat(old.heartbeat()).isEqualTo(ErrorCode.NONE);
        assertThat(world.world.fetch("g", "topic", 0)).as("offsets stay").isEqualTo(7);
    }

    @Test
    void a_policy_that_forbids_it_keeps_the_group_as_it_is_but_an_empty_one_changes() {
        ConsumerWorld strict = new ConsumerWorld(
                GroupWorld.consumers(Map.of("group.consumer.migration.policy", "disabled")));
        strict.topic("topic", 2);
        Client ann = strict.world.client("ann");
        strict.world.settle(ann);
        Consumer bob = strict.consumer("bob").subscribe("topic");
        assertThat(bob.join()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
        assertThat(bob.message).isEqualTo("Group g is not a consumer group.");
        ann.leave();
        assertThat(bob.join()).isEqualTo(ErrorCode.NONE);
        assertThat(bob.owns).hasSize(2);
        bob.leave();
        Client again = strict.world.client("again");
        strict.world.settle(again);
        assertThat(again.heartbeat()).isEqualTo(ErrorCode.NONE);
        assertThat(strict.describe().errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND.code());
    }

    @Test
    void who_waits_in_a_rebalance_joins_again_in_the_new_form() {
        stableClassicGroup();
        Client second = world.world.client("second");
        CompletionStage<JoinGroupResponse> waits = second.join();
        assertThat(GroupWorld.waits(waits)).isTrue();
        modern.join();
        assertThat(ErrorCode.of(world.world.await(waits).errorCode())).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        for (int i = 0; i < 4; i++) {
            joinAndSync(old);
            joinAndSync(second);
            modern.beat();
        }
        Set<Integer> all = sync(old);
        all.addAll(sync(second));
        modern.owns.forEach(partition -> all.add(partition.partition()));
        assertThat(all).containsExactly(0, 1, 2, 3);
        assertThat(world.state()).isEqualTo("Stable");
    }

    @Test
    void a_change_of_form_that_is_lost_leaves_the_group_as_it_was() {
        stableClassicGroup();
        Map<String, String> before = world.world.durable();
        world.world.logs.failNext(1);
        assertThat(modern.join()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(world.world.durable()).isEqualTo(before);
        assertThat(type()).isEqualTo("classic");
        world.world.settle(old);
        assertThat(old.heartbeat()).isEqualTo(ErrorCode.NONE);

        modern.join();
        joinAndSync(old);
        modern.beat();
        before = world.world.durable();
        world.world.logs.failNext(1);
        assertThat(modern.send(-1)).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(world.world.durable()).isEqualTo(before);
        assertThat(type()).isEqualTo("consumer");
        assertThat(old.heartbeat()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void a_silent_classic_member_of_a_consumer_group_is_out() {
        stableClassicGroup();
        modern.join();
        joinAndSync(old);
        modern.beat();
        for (int i = 0; i < 3; i++) {
            world.world.loop.advanceMs(5_000);
            modern.beat();
        }
        modern.beat();
        assertThat(modern.owns).hasSize(4);
        assertThat(old.heartbeat()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }
}
