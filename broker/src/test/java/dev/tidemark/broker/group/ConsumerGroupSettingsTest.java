package dev.tidemark.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.group.ConsumerWorld.Consumer;
import dev.tidemark.broker.group.GroupWorld.Client;
import dev.tidemark.protocol.ErrorCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is set for single groups of the consumer protocol while they live, in virtual time. */
class ConsumerGroupSettingsTest {

    private final ConsumerWorld world = new ConsumerWorld();
    private final Consumer ann = world.consumer("ann");
    private final Consumer bob = world.consumer("bob");

    @Test
    void a_group_s_heartbeat_interval_is_told_with_the_next_heartbeat_and_to_no_other_group() {
        world.topic("orders", 1);
        ann.join();
        bob.group = "other";
        bob.join();
        assertThat(ann.interval).isEqualTo(5_000);
        world.set("g", Map.of("consumer.heartbeat.interval.ms", "7000"));
        ann.beat();
        bob.beat();
        assertThat(ann.interval).isEqualTo(7_000);
        assertThat(bob.interval).isEqualTo(5_000);
        world.set("g", Map.of());
        ann.beat();
        assertThat(ann.interval).isEqualTo(5_000);
    }

    @Test
    void a_longer_session_holds_from_the_next_heartbeat_on() {
        world.topic("orders", 1);
        ann.join();
        world.set("g", Map.of("consumer.session.timeout.ms", "60000"));
        ann.beat();
        world.world.loop.advanceMs(59_000);
        assertThat(ann.beat()).isEqualTo(ErrorCode.NONE);
        world.world.loop.advanceMs(60_001);
        assertThat(ann.beat()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void a_shorter_session_holds_from_the_next_heartbeat_on() {
        world.set("g", Map.of("consumer.session.timeout.ms", "60000"));
        world.topic("orders", 1);
        ann.join();
        world.set("g", Map.of());
        world.world.loop.advanceMs(5_000);
        assertThat(ann.beat()).isEqualTo(ErrorCode.NONE);
        world.world.loop.advanceMs(44_999);
        assertThat(world.state()).isEqualTo("Stable");
        world.world.loop.advanceMs(2);
        assertThat(world.state()).as("out on time, not when the old patience ends").isEqualTo("Empty");
    }

    @Test
    void a_value_that_bounds_left_outside_since_it_was_set_is_held_within_them() {
        world.set("g", Map.of("consumer.session.timeout.ms", "10000", "consumer.heartbeat.interval.ms", "90000"));
        world.topic("orders", 1);
        ann.join();
        assertThat(ann.interval).isEqualTo(15_000);
        world.world.loop.advanceMs(44_000);
        assertThat(ann.beat()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void a_setting_that_this_version_cannot_read_leaves_the_broker_s() {
        world.set("g", Map.of("consumer.heartbeat.interval.ms", "often", "share.isolation.level", "high"));
        world.topic("orders", 1);
        ann.join();
        assertThat(ann.interval).isEqualTo(5_000);
    }

    @Test
    void changes_within_the_assignment_interval_share_one_assignment() {
        world.set("g", Map.of("consumer.assignment.interval.ms", "1000"));
        world.topic("orders", 3);
        ann.join();
        assertThat(ann.owns).as("the first assignment waits for nothing").isEqualTo(world.all("orders"));
        Consumer eve = world.consumer("eve");
        bob.join();
        eve.join();
        assertThat(world.state()).isEqualTo("Assigning");
        assertThat(bob.epoch).as("of the assignment that there is").isEqualTo(1);
        world.world.loop.advanceMs(999);
        ann.beat();
        assertThat(world.state()).isEqualTo("Assigning");
        world.world.loop.advanceMs(1);
        ann.beat();
        assertThat(world.describe().assignmentEpoch()).as("both joins at once").isEqualTo(3);
        world.settle(ann, bob, eve);
        world.assertDisjointAndComplete(List.of(ann, bob, eve), world.all("orders"));
        assertThat(eve.owns).hasSize(1);
    }

    @Test
    void a_classic_member_is_asked_to_join_again_once_an_assignment_is_due_and_not_before() {
        world.set("g", Map.of("consumer.assignment.interval.ms", "1000"));
        world.topic("topic", 2);
        Client old = world.world.client("old");
        old.assign = members -> MigrationTest.assignments(members, 2);
        world.world.settle(old);
        assertThat(bob.subscribe("topic").join()).isEqualTo(ErrorCode.NONE);
        assertThat(world.state()).isEqualTo("Assigning");
        assertThat(old.heartbeat()).as("joining again would bring nothing").isEqualTo(ErrorCode.NONE);
        world.world.loop.advanceMs(1_000);
        assertThat(old.heartbeat()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
    }

    @Test
    void a_reload_remembers_when_the_last_assignment_was() {
        world.set("g", Map.of("consumer.assignment.interval.ms", "1000"));
        world.topic("orders", 2);
        ann.join();
        world.crashAndReload();
        bob.join();
        assertThat(world.state()).isEqualTo("Assigning");
        world.world.loop.advanceMs(1_000);
        bob.beat();
        assertThat(world.state()).isEqualTo("Reconciling");
    }
}
