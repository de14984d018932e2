package dev.tidemark.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.group.ConsumerWorld.Consumer;
import dev.tidemark.broker.group.GroupWorld.Client;
import dev.tidemark.protocol.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Groups whose targets are worked out in the background, which a test runs when it likes. */
class LargeConsumerGroupsTest {

    private final ConsumerWorld world = new ConsumerWorld();
    private final Consumer ann = world.consumer("ann");
    private final Consumer bob = world.consumer("bob");
    private final Consumer eve = world.consumer("eve");

    @BeforeEach
    void a_large_topic_and_a_member_that_has_all_of_it() {
        world.topic("orders", TargetWork.SMALL_MAX);
        ann.join();
        assertThat(ann.owns).as("the first target is made at once").hasSize(TargetWork.SMALL_MAX);
        assertThat(world.world.background).isEmpty();
    }

    private void workOut() {
        assertThat(world.world.background).hasSize(1);
        world.world.background.remove().run();
        world.world.loop.runReady();
    }

    @Test
    void members_keep_the_target_that_they_have_until_the_next_is_worked_out() {
        bob.join();
        assertThat(bob.epoch).isEqualTo(1);
        assertThat(bob.owns).isEmpty();
        ann.beat();
        bob.beat();
        assertThat(world.state()).isEqualTo("Assigning");
        workOut();
        assertThat(world.describe().assignmentEpoch()).isEqualTo(2);
        world.settle(ann, bob);
        assertThat(world.world.background).isEmpty();
        assertThat(bob.owns).hasSize(TargetWork.SMALL_MAX / 2);
        world.assertDisjointAndComplete(List.of(ann, bob), world.all("orders"));
    }

    @Test
    void who_joins_meanwhile_gets_its_share_with_the_next() {
        bob.join();
        eve.join();
        workOut();
        assertThat(world.describe().assignmentEpoch()).as("of the epoch that it was worked out for").isEqualTo(2);
        assertThat(world.describe().groupEpoch()).isEqualTo(3);
        ann.beat();
        workOut();
        world.settle(ann, bob, eve);
        world.assertDisjointAndComplete(List.of(ann, bob, eve), world.all("orders"));
        assertThat(eve.owns).isNotEmpty();
    }

    @Test
    void when_somebody_leaves_meanwhile_another_is_worked_out() {
        bob.join();
        bob.leave();
        workOut();
        assertThat(world.describe().assignmentEpoch()).as("bob's share would belong to nobody").isEqualTo(1);
        ann.beat();
        workOut();
        world.settle(ann);
        assertThat(ann.owns).isEqualTo(world.all("orders"));
    }

    @Test
    void when_a_member_comes_back_under_another_id_meanwhile_another_is_worked_out() {
        Consumer first = world.staticConsumer("first", "room");
        first.join();
        workOut();
        world.settle(ann, first);
        bob.join();
        first.leave();
        Consumer second = world.staticConsumer("second", "room");
        second.join();
        workOut();
        ann.beat();
        workOut();
        world.settle(ann, bob, second);
        world.assertDisjointAndComplete(List.of(ann, bob, second), world.all("orders"));
    }

    @Test
    void a_classic_member_is_not_asked_to_join_again_while_the_next_is_worked_out() {
        ConsumerWorld mixed = new ConsumerWorld();
        mixed.topic("topic", TargetWork.SMALL_MAX);
        Client old = mixed.world.client("old");
        old.assign = members -> MigrationTest.assignments(members, TargetWork.SMALL_MAX);
        mixed.world.settle(old);
        assertThat(mixed.consumer("new").subscribe("topic").join()).isEqualTo(ErrorCode.NONE);
        assertThat(old.heartbeat()).as("joining again would bring nothing").isEqualTo(ErrorCode.NONE);
        mixed.world.background.remove().run();
        mixed.world.loop.runReady();
        assertThat(old.heartbeat()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
    }

    @Test
    void nothing_is_worked_out_for_a_change_that_was_lost() {
        world.world.logs.failNext(1);
        assertThat(bob.join()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(world.world.background).isEmpty();
        bob.join();
        workOut();
        world.settle(ann, bob);
        assertThat(bob.owns).isNotEmpty();
    }

    @Test
    void what_was_begun_before_a_reload_does_nothing_after_it() {
        bob.join();
        Runnable before = world.world.background.remove();
        world.crashAndReload();
        before.run();
        world.world.loop.runReady();
        assertThat(world.describe().assignmentEpoch()).isEqualTo(1);
        ann.beat();
        workOut();
        world.settle(ann, bob);
        world.assertDisjointAndComplete(List.of(ann, bob), world.all("orders"));
    }
}
