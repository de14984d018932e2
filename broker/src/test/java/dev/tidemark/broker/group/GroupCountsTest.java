package dev.tidemark.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.group.ConsumerWorld.Consumer;
import dev.tidemark.broker.group.GroupCounts.Count;
import dev.tidemark.broker.group.GroupCounts.Kind;
import dev.tidemark.broker.group.GroupWorld.Client;
import dev.tidemark.protocol.ErrorCode;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is counted of groups. */
class GroupCountsTest {

    private final ConsumerWorld world = new ConsumerWorld();

    private GroupCounts counts() {
        return world.world.await(world.world.groups.count());
    }

    @Test
    void groups_and_their_members_are_counted_by_type_and_state() {
        world.topic("orders", 4);
        Consumer ann = world.consumer("ann");
        Consumer bob = world.consumer("bob");
        world.settle(ann, bob);
        Consumer eve = world.consumer("eve");
        eve.group = "other";
        eve.join();
        assertThat(counts().byKind()).containsOnly(Map.entry(new Kind("consumer", "Stable"), new Count(2, 3)));
        eve.leave();
        world.consumer("late").join();
        assertThat(counts()).satisfies(now -> {
            assertThat(now.complete()).isTrue();
            assertThat(now.byKind().get(new Kind("consumer", "Empty"))).isEqualTo(new Count(1, 0));
            assertThat(now.byKind().get(new Kind("consumer", "Reconciling"))).isEqualTo(new Count(1, 3));
        });
    }

    @Test
    void classic_groups_are_counted_too_and_their_generations() {
        GroupWorld classic = new GroupWorld();
        classic.ready();
        Client ann = classic.client("ann");
        Client bob = classic.client("bob");
        classic.settle(ann, bob);
        assertThat(classic.groups.rebalances().classic()).as("both came in one").isEqualTo(1);
        assertThat(classic.await(classic.groups.count()).byKind())
                .containsOnly(Map.entry(new Kind("classic", "Stable"), new Count(1, 2)));
        assertThat(classic.groups.rebalances().consumer()).isZero();
    }

    @Test
    void each_new_epoch_of_a_consumer_group_is_a_rebalance_and_a_lost_one_is_none() {
        world.topic("orders", 4);
        Consumer ann = world.consumer("ann");
        Consumer bob = world.consumer("bob");
        ann.join();
        ann.beat();
        assertThat(world.world.groups.rebalances().consumer()).isEqualTo(1);
        bob.join();
        world.settle(ann, bob);
        assertThat(world.world.groups.rebalances().consumer()).isEqualTo(2);
        world.world.logs.failNext(1);
        assertThat(bob.leave()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(world.world.groups.rebalances().consumer()).isEqualTo(2);
        assertThat(bob.leave()).isEqualTo(ErrorCode.NONE);
        world.settle(ann);
        assertThat(world.world.groups.rebalances().consumer()).isEqualTo(3);
        assertThat(world.world.groups.rebalances().classic()).isZero();
    }

    @Test
    void while_a_partition_is_loaded_the_counts_are_not_complete() {
        world.topic("orders", 1);
        world.consumer("ann").join();
        world.world.crashButHoldTheLoad();
        assertThat(counts().complete()).isFalse();
    }
}
