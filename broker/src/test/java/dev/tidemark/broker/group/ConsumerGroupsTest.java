package dev.tidemark.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.group.ConsumerWorld.Consumer;
import dev.tidemark.broker.group.consumer.RangeAssignor;
import dev.tidemark.broker.group.consumer.TopicIdPartition;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.ConsumerGroupHeartbeatResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Groups of the consumer protocol as their members see them, in virtual time. */
class ConsumerGroupsTest {

    private final ConsumerWorld world = new ConsumerWorld();
    private final Consumer ann = world.consumer("ann");
    private final Consumer bob = world.consumer("bob");

    @Test
    void the_first_member_gets_everything_at_once() {
        world.topic("orders", 4);
        assertThat(ann.join()).isEqualTo(ErrorCode.NONE);
        assertThat(ann.epoch).isEqualTo(1);
        assertThat(ann.owns).isEqualTo(world.all("orders"));
        assertThat(world.state()).isEqualTo("Stable");
    }

    @Test
    void a_partition_changes_hands_only_after_its_holder_gave_it_back() {
        world.topic("orders", 4);
        ann.join();
        bob.join();
        assertThat(bob.epoch).isEqualTo(2);
        assertThat(bob.owns).as("ann holds all of them still").isEmpty();

        Set<TopicIdPartition> before = new TreeSet<>(ann.owns);
        ConsumerGroupHeartbeatResponse asked = world.world
                .await(world.world.groups.heartbeat(ann.request(ann.epoch, before)));
        ann.take(asked, ann.epoch);
        assertThat(ann.owns).hasSize(2);
        assertThat(ann.epoch).as("not before she gave back").isEqualTo(1);
        assertThat(world.state()).isEqualTo("Reconciling");
        bob.beat();
        assertThat(bob.owns).isEmpty();

        world.world.await(world.world.groups.heartbeat(ann.request(1, before)));
        bob.beat();
        assertThat(bob.owns).as("ann says that she still owns them").isEmpty();

        ann.beat();
        assertThat(ann.epoch).isEqualTo(2);
        bob.beat();
        world.assertDisjointAndComplete(List.of(ann, bob), world.all("orders"));
        assertThat(world.state()).isEqualTo("Stable");
    }

    @Test
    void who_goes_leaves_its_partitions_to_the_others() {
        world.topic("orders", 4);
        world.settle(ann, bob);
        assertThat(bob.leave()).isEqualTo(ErrorCode.NONE);
        world.settle(ann);
        assertThat(ann.owns).isEqualTo(world.all("orders"));
        ann.leave();
        assertThat(world.state()).isEqualTo("Empty");
        assertThat(ann.send(1)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void a_silent_member_is_fenced_and_its_partitions_go_to_others() {
        world.topic("orders", 4);
        world.settle(ann, bob);
        for (int i = 0; i < 10; i++) {
            world.world.loop.advanceMs(5_000);
            ann.beat();
        }
        world.settle(ann);
        assertThat(ann.owns).isEqualTo(world.all("orders"));
        assertThat(bob.beat()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        bob.beat();
        world.settle(ann, bob);
        world.assertDisjointAndComplete(List.of(ann, bob), world.all("orders"));
    }

    @Test
    void who_gives_nothing_back_within_its_rebalance_time_is_out() {
        world.topic("orders", 2);
        ann.join();
        bob.join();
        Set<TopicIdPartition> keeps = new TreeSet<>(ann.owns);
        for (int i = 0; i < 14; i++) {
            world.world.loop.advanceMs(5_000);
            world.world.await(world.world.groups.heartbeat(ann.request(1, keeps)));
            bob.beat();
        }
        assertThat(ann.beat()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        world.settle(bob);
        assertThat(bob.owns).isEqualTo(world.all("orders"));
    }

    @Test
    void an_answer_that_was_lost_is_given_again_and_wrong_epochs_are_fenced() {
        world.topic("orders", 4);
        world.settle(ann, bob);
        bob.leave();
        int before = ann.epoch;
        ConsumerGroupHeartbeatResponse lost = world.world
                .await(world.world.groups.heartbeat(ann.request(before, ann.owns)));
        assertThat(lost.memberEpoch()).isEqualTo(before + 1);
        assertThat(ann.beat()).as("in the epoch before, with what she had").isEqualTo(ErrorCode.NONE);
        assertThat(ann.owns).isEqualTo(world.all("orders"));
        assertThat(ann.epoch).isEqualTo(before + 1);

        assertThat(ann.send(ann.epoch + 1)).isEqualTo(ErrorCode.FENCED_MEMBER_EPOCH);
        assertThat(ann.message).contains("greater member epoch");
        assertThat(ann.join()).isEqualTo(ErrorCode.NONE);
        assertThat(ann.owns).isEqualTo(world.all("orders"));
        assertThat(ann.send(1)).isEqualTo(ErrorCode.FENCED_MEMBER_EPOCH);
        assertThat(ann.message).contains("smaller member epoch");
    }

    @Test
    void new_partitions_and_deletions_are_noticed_with_the_next_heartbeat_and_new_topics_soon() {
        world.topic("orders", 2);
        world.topic("order-items", 1);
        world.topic("other", 1);
        ann.matching("order.*");
        world.settle(ann);
        assertThat(ann.owns).isEqualTo(world.all("orders", "order-items"));
        int epoch = ann.epoch;
        world.topic("unrelated", 3);
        world.settle(ann);
        assertThat(ann.epoch).as("nothing that she reads").isEqualTo(epoch);

        world.topic("orders", 3);
        world.topic("order-notes", 2);
        world.settle(ann);
        assertThat(ann.owns).isEqualTo(world.all("orders", "order-items"));
        world.world.loop.advanceMs(ConsumerMembership.REGEX_REFRESH_INTERVAL_MIN_MS);
        world.settle(ann);
        assertThat(ann.owns).isEqualTo(world.all("orders", "order-items", "order-notes"));
        world.deleteTopic("order-items");
        world.settle(ann);
        assertThat(ann.owns).isEqualTo(world.all("orders", "order-notes"));
        assertThat(world.describe().members().get(0).subscribedTopicRegex()).isEqualTo("order.*");
    }

    @Test
    void regular_expressions_that_re2_lacks_or_that_take_too_long_are_refused() {
        world.topic("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 1);
        for (String refused : List.of("(", "(a)\\1", "(?=a)a", "a++", "(?>a)",
                "(.*)(.*)(.*)(.*)(.*)b")) {
            assertThat(ann.matching(refused).join()).as(refused).isEqualTo(ErrorCode.INVALID_REGULAR_EXPRESSION);
            assertThat(ann.message).contains(refused);
        }
        assertThat(world.describe().errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND.code());
        for (String fine : List.of("a+", "(?i)A*", "[a-c]+", "(?:a|b)*", "\\Qa\\E+", "a\\++|a+", "a{3,}")) {
            assertThat(ann.matching(fine).join()).as(fine).isEqualTo(ErrorCode.NONE);
        }
    }

    @Test
    void a_static_member_that_comes_back_has_what_it_had_and_another_one_cannot_take_its_name() {
        world.topic("orders", 4);
        Consumer eve = world.staticConsumer("eve", "e");
        world.settle(ann, eve);
        Set<TopicIdPartition> had = new TreeSet<>(eve.owns);
        int groupEpoch = world.describe().groupEpoch();

        Consumer thief = world.staticConsumer("thief", "e");
        assertThat(thief.join()).isEqualTo(ErrorCode.UNRELEASED_INSTANCE_ID);
        assertThat(eve.leave()).isEqualTo(ErrorCode.NONE);
        Consumer again = world.staticConsumer("eve2", "e");
        assertThat(again.join()).isEqualTo(ErrorCode.NONE);
        assertThat(again.owns).isEqualTo(had);
        assertThat(world.describe().groupEpoch()).as("no rebalance").isEqualTo(groupEpoch);
        eve.epoch = groupEpoch;
        assertThat(eve.beat()).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);

        again.leave();
        for (int i = 0; i < 10; i++) {
            world.world.loop.advanceMs(5_000);
            ann.beat();
        }
        world.settle(ann);
        assertThat(ann.owns).as("it did not come back within its session").isEqualTo(world.all("orders"));
    }

    @Test
    void offsets_are_stored_by_members_in_their_epoch_or_of_partitions_that_they_kept() {
        world.topic("orders", 1);
        ann.join();
        assertThat(ann.commit("orders", 0, 5)).isEqualTo(ErrorCode.NONE);
        world.topic("orders", 2);
        int before = ann.epoch;
        world.settle(ann);
        assertThat(ann.epoch).isGreaterThan(before);
        assertThat(ann.commitIn(before, "orders", 0, 6)).as("she has had it since").isEqualTo(ErrorCode.NONE);
        assertThat(ann.commitIn(before, "orders", 1, 6)).isEqualTo(ErrorCode.STALE_MEMBER_EPOCH);
        assertThat(ann.commitIn(ann.epoch + 1, "orders", 0, 6)).isEqualTo(ErrorCode.STALE_MEMBER_EPOCH);
        assertThat(bob.commitIn(1, "orders", 0, 7)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(world.world.commit("g", "orders", 0, 7)).as("from outside")
                .containsValue(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(world.world.fetch("g", "orders", 0)).isEqualTo(6);

        List<TopicPartition> asked = List.of(new TopicPartition("orders", 0));
        assertThat(world.world.await(world.world.groups
                .fetch(new OffsetsToFetch("g", ann.memberId, ann.epoch, asked, true))).error())
                .isEqualTo(ErrorCode.NONE);
        assertThat(world.world.await(world.world.groups
                .fetch(new OffsetsToFetch("g", ann.memberId, before, asked, true))).error())
                .isEqualTo(ErrorCode.STALE_MEMBER_EPOCH);
        assertThat(world.world.await(world.world.groups
                .fetch(new OffsetsToFetch("g", "nobody", 1, asked, true))).error())
                .isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void offsets_expire_when_nobody_reads_the_topic_and_the_empty_group_goes_with_the_last() {
        world.topic("orders", 1);
        world.topic("left", 1);
        world.world.commit("g", "left", 0, 1);
        world.world.commit("g", "orders", 0, 1);
        ann.join();
        for (long ms = 0; ms < GroupWorld.RETENTION_MS + 3_600_000; ms += 40_000) {
            world.world.loop.advanceMs(40_000);
            ann.beat();
        }
        assertThat(world.world.fetch("g", "left", 0)).isEqualTo(-1);
        assertThat(world.world.fetch("g", "orders", 0)).as("she reads it").isEqualTo(1);
        assertThat(ann.commit("orders", 0, 2)).isEqualTo(ErrorCode.NONE);
        ann.leave();
        world.world.loop.advanceMs(GroupWorld.RETENTION_MS - 3_600_000);
        assertThat(world.world.fetch("g", "orders", 0)).isEqualTo(2);
        world.world.loop.advanceMs(2 * 3_600_000);
        assertThat(world.world.fetch("g", "orders", 0)).isEqualTo(-1);
        assertThat(world.world.durable()).isEmpty();
    }

    @Test
    void a_group_is_full_and_requests_are_checked() {
        ConsumerWorld small = new ConsumerWorld(GroupWorld.consumers(Map.of("group.consumer.max.size", "1",
                "group.consumer.assignors", "uniform", "group.consumer.migration.policy", "disabled")));
        small.topic("orders", 1);
        Consumer only = small.consumer("only");
        assertThat(only.join()).isEqualTo(ErrorCode.NONE);
        Consumer late = small.consumer("late");
        assertThat(late.join()).isEqualTo(ErrorCode.GROUP_MAX_SIZE_REACHED);
        assertThat(late.preferring("range").join()).isEqualTo(ErrorCode.UNSUPPORTED_ASSIGNOR);
        assertThat(late.message).isEqualTo("ServerAssignor range is not supported. Supported assignors: uniform.");
        assertThat(late.preferring(null).send(-3)).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(late.send(-2)).isEqualTo(ErrorCode.INVALID_REQUEST);
        late.group = "none";
        assertThat(late.send(3)).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
    }

    @Test
    void members_choose_the_assignor() {
        world.topic("orders", 3);
        world.topic("bills", 3);
        ann.subscribe("orders", "bills").preferring("range");
        bob.subscribe("orders", "bills").preferring("range");
        world.settle(ann, bob);
        assertThat(world.describe().assignorName()).isEqualTo(new RangeAssignor().name());
        assertThat(ann.owns.stream().map(TopicIdPartition::partition)).containsExactly(0, 1, 0, 1);
        assertThat(bob.owns.stream().map(TopicIdPartition::partition)).containsExactly(2, 2);
    }

    @Test
    void a_crash_at_any_append_loses_no_group_and_no_member() {
        world.topic("orders", 4);
        Consumer eve = world.staticConsumer("eve", "e");
        List<Runnable> acts = List.of(ann::join, () -> bob.matching("or.*").join(), ann::beat, ann::beat, bob::beat,
                eve::join, ann::beat, bob::beat, ann::beat, bob::beat, eve::beat, eve::leave, eve::join, bob::leave,
                ann::beat, eve::beat, ann::beat);
        for (Runnable act : acts) {
            act.run();
            Map<String, String> before = world.world.durable();
            world.crashAndReload();
            assertThat(world.world.durable()).isEqualTo(before);
        }
        world.settle(ann, eve);
        world.assertDisjointAndComplete(List.of(ann, eve), world.all("orders"));
    }

    @Test
    void while_it_loads_nobody_hears_that_there_is_nothing() {
        world.topic("orders", 1);
        ann.join();
        ann.commit("orders", 0, 7);
        world.world.crashButHoldTheLoad();
        assertThat(ann.send(ann.epoch)).isEqualTo(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
        assertThat(bob.join()).isEqualTo(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
        assertThat(world.describe().errorCode()).isEqualTo(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS.code());
        assertThat(world.world.await(world.world.groups.delete(new DeleteGroup("g"))))
                .isEqualTo(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
        assertThat(world.world.await(world.world.groups.list(new ListedGroups(List.of(), List.of()))).error())
                .isEqualTo(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
        assertThat(world.world.await(world.world.groups.fetch(new OffsetsToFetch("g", "", -1, null, false))).error())
                .isEqualTo(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
        world.world.logs.release();
        world.hearOfCluster();
        assertThat(ann.beat()).isEqualTo(ErrorCode.NONE);
        assertThat(world.world.fetch("g", "orders", 0)).isEqualTo(7);
    }

    @Test
    void what_an_append_lost_is_taken_back_and_the_members_come_together_again() {
        world.topic("orders", 4);
        world.settle(ann, bob);
        Map<String, String> before = world.world.durable();
        world.world.logs.failNext(1);
        CompletionStage<ConsumerGroupHeartbeatResponse> leave = world.world.groups
                .heartbeat(bob.request(-1, bob.owns));
        assertThat(ErrorCode.of(world.world.await(leave).errorCode())).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(world.world.durable()).isEqualTo(before);
        for (int i = 0; i < 10; i++) {
            world.world.loop.advanceMs(5_000);
            ann.beat();
        }
        world.settle(ann);
        assertThat(ann.owns).as("bob's session ended all the same").isEqualTo(world.all("orders"));
    }

    @Test
    void a_silent_member_is_fenced_also_after_a_reload_and_after_an_append_that_failed() {
        world.topic("orders", 4);
        world.settle(ann, bob);
        world.crashAndReload();
        for (int i = 0; i < 8; i++) {
            world.world.loop.advanceMs(5_000);
            ann.beat();
        }
        world.world.logs.failNext(1);
        world.world.loop.advanceMs(5_000);
        ann.beat();
        assertThat(world.describe().members()).as("what would have removed bob is lost").hasSize(2);
        for (int i = 0; i < 10; i++) {
            world.world.loop.advanceMs(5_000);
            ann.beat();
        }
        assertThat(world.describe().members()).hasSize(1);
        world.settle(ann);
        assertThat(ann.owns).isEqualTo(world.all("orders"));
    }
}
