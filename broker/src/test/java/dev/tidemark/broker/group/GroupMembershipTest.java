package dev.tidemark.broker.group;

import static dev.tidemark.broker.group.GroupWorld.REBALANCE_MS;
import static dev.tidemark.broker.group.GroupWorld.SESSION_MS;
import static dev.tidemark.broker.group.GroupWorld.assignment;
import static dev.tidemark.broker.group.GroupWorld.waits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.group.GroupWorld.Client;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.DescribeGroupsResponse.DescribedGroup;
import dev.tidemark.protocol.message.JoinGroupResponse;
import dev.tidemark.protocol.message.SyncGroupResponse;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GroupMembershipTest {

    private final GroupWorld world = new GroupWorld();
    private final Client ann = world.client("ann");
    private final Client bob = world.client("bob");

    @BeforeEach
    void load() {
        world.ready();
    }

    private static ErrorCode errorOf(JoinGroupResponse response) {
        return ErrorCode.of(response.errorCode());
    }

    private static ErrorCode errorOf(SyncGroupResponse response) {
        return ErrorCode.of(response.errorCode());
    }

    private DescribedGroup describe() {
        return world.await(world.groups.describe(new DescribeGroup("g")));
    }

    @Test
    void a_new_member_first_gets_an_id_and_joins_with_it() {
        JoinGroupResponse first = world.await(ann.send());
        assertThat(errorOf(first)).isEqualTo(ErrorCode.MEMBER_ID_REQUIRED);
        assertThat(first.memberId()).startsWith("ann-").hasSize("ann-".length() + 36);

        ann.memberId = first.memberId();
        assertThat(waits(ann.send())).isTrue();
    }

    @Test
    void an_old_member_joins_without_the_round_trip() {
        ann.version = 3;
        CompletionStage<JoinGroupResponse> join = ann.send();
        world.loop.advanceMs(3_000);
        assertThat(ann.joined(join).generation).isEqualTo(1);
    }

    @Test
    void the_first_rebalance_waits_for_members_to_come_together() {
        CompletionStage<JoinGroupResponse> annJoins = ann.join();
        world.loop.advanceMs(2_000);
        CompletionStage<JoinGroupResponse> bobJoins = bob.join();
        world.loop.advanceMs(1_000);
        assertThat(waits(annJoins)).as("bob came during the delay, which starts again").isTrue();
        world.loop.advanceMs(3_000);

        ann.joined(annJoins);
        bob.joined(bobJoins);
        assertThat(ann.generation).isEqualTo(1).isEqualTo(bob.generation);
        assertThat(ann.leader).isEqualTo(ann.memberId).isEqualTo(bob.leader);
        assertThat(ann.others).extracting(JoinGroupResponse.JoinGroupResponseMember::memberId)
                .containsExactlyInAnyOrder(ann.memberId, bob.memberId);
        assertThat(bob.others).as("only the leader hears of all members").isEmpty();
    }

    @Test
    void followers_get_their_assignment_when_the_leader_brings_it() {
        CompletionStage<JoinGroupResponse> annJoins = ann.join();
        CompletionStage<JoinGroupResponse> bobJoins = bob.join();
        world.loop.advanceMs(10_000);
        ann.joined(annJoins);
        bob.joined(bobJoins);

        CompletionStage<SyncGroupResponse> bobSyncs = bob.sync();
        world.loop.runReady();
        assertThat(waits(bobSyncs)).isTrue();
        CompletionStage<SyncGroupResponse> annSyncs = ann.sync();

        assertThat(assignment(world.await(annSyncs))).isEqualTo("for " + ann.memberId);
        assertThat(assignment(world.await(bobSyncs))).isEqualTo("for " + bob.memberId);
        assertThat(describe().groupState()).isEqualTo("Stable");
        assertThat(describe().protocolData()).isEqualTo("range");
        assertThat(describe().members()).hasSize(2)
                .allSatisfy(member -> assertThat(member.memberAssignment().remaining()).isPositive());
    }

    @Test
    void no_assignment_leaves_before_it_is_committed() {
        CompletionStage<JoinGroupResponse> joins = ann.join();
        world.loop.advanceMs(10_000);
        ann.joined(joins);
        world.logs.hold();
        CompletionStage<SyncGroupResponse> syncs = ann.sync();
        world.loop.runReady();
        assertThat(waits(syncs)).isTrue();
        CompletionStage<SyncGroupResponse> again = ann.sync();
        world.loop.runReady();
        assertThat(waits(again)).as("it read what is not committed").isTrue();

        world.logs.release();
        assertThat(assignment(world.await(syncs))).isEqualTo("for " + ann.memberId);
        assertThat(assignment(world.await(again))).isEqualTo("for " + ann.memberId);
    }

    @Test
    void a_lost_assignment_was_told_to_nobody_and_the_group_rebalances() {
        CompletionStage<JoinGroupResponse> annJoins = ann.join();
        CompletionStage<JoinGroupResponse> bobJoins = bob.join();
        world.loop.advanceMs(10_000);
        ann.joined(annJoins);
        bob.joined(bobJoins);
        CompletionStage<SyncGroupResponse> bobSyncs = bob.sync();
        world.logs.failNext(1);
        CompletionStage<SyncGroupResponse> annSyncs = ann.sync();

        assertThat(errorOf(world.await(annSyncs))).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(errorOf(world.await(bobSyncs))).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(world.durable()).isEmpty();
        assertThat(ann.heartbeat()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        world.settle(ann, bob);
        assertThat(ann.generation).isEqualTo(2);
    }

    @Test
    void a_newcomer_makes_the_others_join_again() {
        world.settle(ann);
        CompletionStage<JoinGroupResponse> bobJoins = bob.join();
        assertThat(waits(bobJoins)).isTrue();
        assertThat(ann.heartbeat()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(errorOf(world.await(ann.sync()))).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(ann.commit(5)).as("its partitions are still its own").isEqualTo(ErrorCode.NONE);

        CompletionStage<JoinGroupResponse> annJoins = ann.join();
        assertThat(ann.joined(annJoins).generation).isEqualTo(2);
        assertThat(bob.joined(bobJoins).generation).isEqualTo(2);
        assertThat(ann.commit(6)).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        ann.generation = 1;
        assertThat(ann.heartbeat()).isEqualTo(ErrorCode.ILLEGAL_GENERATION);
        assertThat(ann.commit(6)).isEqualTo(ErrorCode.ILLEGAL_GENERATION);
        assertThat(world.fetch("g", "topic", 0)).isEqualTo(5);
    }

    @Test
    void who_does_not_join_again_in_time_is_out() {
        world.settle(ann, bob);
        Client leader = ann.leads() ? ann : bob;
        Client other = ann.leads() ? bob : ann;
        CompletionStage<JoinGroupResponse> joins = leader.join();
        for (int waited = 0; waited < REBALANCE_MS; waited += 5_000) {
            assertThat(other.heartbeat()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
            world.loop.advanceMs(5_000);
        }
        assertThat(leader.joined(joins).others).hasSize(1);
        assertThat(other.heartbeat()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void a_silent_member_is_out_after_its_session_and_the_other_takes_over() {
        world.settle(ann, bob);
        for (int waited = 0; waited <= SESSION_MS; waited += 2_500) {
            bob.heartbeat();
            world.loop.advanceMs(2_500);
        }
        assertThat(ann.heartbeat()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(bob.heartbeat()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        bob.joined(bob.join());
        assertThat(bob.leads()).isTrue();
        assertThat(bob.generation).isEqualTo(2);
    }

    @Test
    void a_clock_step_expires_no_session() {
        world.settle(ann);
        world.clock.stepWallMs(3_600_000);
        world.loop.advanceMs(1_000);
        assertThat(ann.heartbeat()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void who_never_fetches_its_assignment_is_out() {
        CompletionStage<JoinGroupResponse> annJoins = ann.join();
        CompletionStage<JoinGroupResponse> bobJoins = bob.join();
        world.loop.advanceMs(10_000);
        ann.joined(annJoins);
        bob.joined(bobJoins);
        world.await(ann.sync());
        for (int waited = 0; waited < REBALANCE_MS; waited += 5_000) {
            ann.heartbeat();
            bob.heartbeat();
            world.loop.advanceMs(5_000);
        }
        assertThat(bob.heartbeat()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(ann.heartbeat()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
    }

    @Test
    void the_last_to_leave_leaves_an_empty_group() {
        world.settle(ann);
        assertThat(ann.leave()).isEqualTo(ErrorCode.NONE);
        assertThat(describe().groupState()).isEqualTo("Empty");
        assertThat(ann.leave()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        world.crashAndReload();
        assertThat(describe().groupState()).isEqualTo("Empty");
        world.settle(bob);
        assertThat(bob.generation).as("1 for ann, 2 empty, 3 for bob").isEqualTo(3);
    }

    @Test
    void a_static_member_that_restarts_keeps_its_place_without_a_rebalance() {
        Client first = world.staticClient("ann", "i-1");
        world.settle(first, bob);
        Client again = world.staticClient("ann", "i-1");
        again.joined(again.join());

        assertThat(again.generation).isEqualTo(first.generation);
        assertThat(again.memberId).isNotEqualTo(first.memberId).startsWith("i-1-");
        assertThat(assignment(world.await(again.sync()))).isEqualTo("for " + first.memberId);
        assertThat(bob.heartbeat()).isEqualTo(ErrorCode.NONE);
        assertThat(first.heartbeat()).as("its former self").isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
        assertThat(first.commit(1)).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
        assertThat(errorOf(world.await(first.send()))).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
        world.crashAndReload();
        assertThat(again.heartbeat()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void a_static_leader_that_restarts_may_skip_the_assignment() {
        Client first = world.staticClient("ann", "i-1");
        world.settle(first);
        Client again = world.staticClient("ann", "i-1");
        JoinGroupResponse response = world.await(again.join());
        assertThat(response.skipAssignment()).isTrue();
        assertThat(response.leader()).isEqualTo(response.memberId());
        assertThat(response.members()).hasSize(1);

        Client old = world.staticClient("ann", "i-1");
        old.version = 5;
        JoinGroupResponse oldResponse = world.await(old.join());
        assertThat(oldResponse.skipAssignment()).isFalse();
        assertThat(oldResponse.leader()).as("so that it only follows").isNotEqualTo(oldResponse.memberId());
    }

    @Test
    void a_lost_replacement_of_a_static_member_leaves_its_former_self_in_place() {
        Client first = world.staticClient("ann", "i-1");
        world.settle(first);
        world.logs.failNext(1);
        Client again = world.staticClient("ann", "i-1");
        assertThat(errorOf(world.await(again.join()))).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(first.heartbeat()).isEqualTo(ErrorCode.NONE);
        again.joined(again.join());
        assertThat(first.heartbeat()).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
    }

    @Test
    void an_administrator_removes_static_members_by_instance() {
        Client first = world.staticClient("ann", "i-1");
        world.settle(first, bob);
        LeaveGroup.Left left = world.await(world.groups.leave(new LeaveGroup("g",
                List.of(new LeaveGroup.Leaving("", "i-1"), new LeaveGroup.Leaving("", "i-2"),
                        new LeaveGroup.Leaving("nobody", null)))));
        assertThat(left.members()).containsExactly(ErrorCode.NONE, ErrorCode.UNKNOWN_MEMBER_ID,
                ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(bob.heartbeat()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
    }

    @Test
    void the_assignor_is_one_that_all_speak_and_most_prefer() {
        ann.assignors = List.of("sticky", "range");
        bob.assignors = List.of("range", "sticky");
        Client cat = world.client("cat");
        cat.assignors = List.of("range");
        CompletionStage<JoinGroupResponse> a = ann.join();
        CompletionStage<JoinGroupResponse> b = bob.join();
        CompletionStage<JoinGroupResponse> c = cat.join();
        world.untilAnswered(List.of(a, b, c));
        assertThat(world.await(a).protocolName()).isEqualTo("range");
        assertThat(world.await(b).protocolName()).isEqualTo("range");
        assertThat(world.await(c).protocolName()).isEqualTo("range");
        Client dan = world.client("dan");
        dan.assignors = List.of("sticky");
        assertThat(errorOf(world.await(dan.join()))).isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
    }

    @Test
    void unknown_members_and_bad_sessions_are_refused() {
        ann.memberId = "made-up";
        assertThat(errorOf(world.await(ann.send()))).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(ann.heartbeat()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(errorOf(world.await(ann.sync()))).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        JoinGroup hasty = new JoinGroup("g", "", null, "c", "/h", 100, 100, "consumer",
                List.of(new MemberProtocol("range", GroupWorld.subscription("t"))), true, true);
        assertThat(errorOf(world.await(world.groups.join(hasty)))).isEqualTo(ErrorCode.INVALID_SESSION_TIMEOUT);
    }

    @Test
    void a_full_group_takes_nobody_else() {
        GroupWorld small = new GroupWorld()
                .with(new GroupSettings(6_000, 1_800_000, 1, 0, 4_096, GroupWorld.RETENTION_MS, 600_000,
                        GroupWorld.CONSUMERS));
        small.ready();
        Client first = small.client("first");
        small.settle(first);
        Client second = small.client("second");
        assertThat(errorOf(small.await(second.join()))).isEqualTo(ErrorCode.GROUP_MAX_SIZE_REACHED);
        assertThat(first.heartbeat()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void while_it_loads_it_says_so() {
        world.settle(ann);
        ann.commit(12);
        world.groups.close();
        world.logs = world.logs.afterCrash();
        world.logs.hold();
        GroupCoordinator loading = new GroupCoordinator(world.loop, world.clock,
                java.util.random.RandomGenerator.getDefault(), world.logs, world.settings, id -> false, world.gate,
                Runnable::run);
        world.groups = loading;
        loading.start();
        world.loop.runReady();

        OffsetsToFetch question = new OffsetsToFetch("g", "", -1, null, false);
        assertThat(world.await(loading.fetch(question)).error()).as("never: no offset")
                .isEqualTo(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
        assertThat(ann.heartbeat()).isEqualTo(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
        assertThat(world.await(loading.list(new ListedGroups(List.of(), List.of()))).error())
                .isEqualTo(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);

        world.logs.release();
        world.loop.runReady();
        assertThat(world.fetch("g", "topic", 0)).isEqualTo(12);
        assertThat(ann.heartbeat()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void a_log_that_cannot_be_read_is_an_error_and_not_an_empty_group() {
        world.settle(ann);
        world.logs = world.logs.afterCrash();
        world.logs.corrupt(world.groups.partitionOf("g"));
        world.crashAndReload();
        assertThat(ann.heartbeat()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(world.await(world.groups.fetch(new OffsetsToFetch("g", "", -1, null, false))).error())
                .isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    }

    @Test
    void groups_are_listed_by_state_and_type() {
        world.settle(ann);
        bob.group = "h";
        world.settle(bob);
        bob.leave();
        assertThat(list(List.of(), List.of())).containsExactlyInAnyOrder("g", "h");
        assertThat(list(List.of("stable"), List.of())).containsExactly("g");
        assertThat(list(List.of("Empty", "Dead"), List.of("Classic"))).containsExactly("h");
        assertThat(list(List.of(), List.of("consumer"))).isEmpty();
        assertThat(ErrorCode.of(world.await(world.groups.describe(new DescribeGroup("nobody"))).errorCode()))
                .isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
    }

    private List<String> list(List<String> states, List<String> types) {
        return world.await(world.groups.list(new ListedGroups(states, types)))
                .groups()
                .stream()
                .map(group -> group.groupId())
                .toList();
    }
}
