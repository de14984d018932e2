package dev.tidemark.streams.runtime;

import static dev.tidemark.streams.runtime.SmallTopology.FIRST;
import static dev.tidemark.streams.runtime.SmallTopology.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.client.consumer.ConsumerProtocol;
import dev.tidemark.client.consumer.GroupMetadata;
import dev.tidemark.client.consumer.GroupProtocol.Assignment;
import dev.tidemark.client.consumer.GroupProtocol.Member;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.streams.runtime.assignment.MemberInfo;
import dev.tidemark.streams.topology.TaskId;
import dev.tidemark.streams.topology.TaskMap;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who may commit, what is told to the workers, and what a leader decides. */
class AppGroupTest {

    private final List<String> story = new ArrayList<>();
    private final List<TidemarkException> failures = new ArrayList<>();
    private final ScriptedHosts hosts = new ScriptedHosts(story);
    private final ScriptedMembership membership = new ScriptedMembership(story);
    private final AppGroup group = group(SmallTopology.MAP, 1, hosts);

    private AppGroup group(TaskMap map, int process, TaskHosts its) {
        AppGroup made = new AppGroup(map, new UUID(0, process), 1, its, failures::add);
        made.start(membership);
        story.clear();
        return made;
    }

    /** A round ends in which this process got these tasks. */
    private void joined(int generation, TaskId... tasks) {
        membership.generation(generation);
        group.joined(new Assignment(generation, "me", "tidemark-sticky-1", ConsumerProtocol.assignment(inputs(tasks))));
    }

    private static Set<TopicPartition> inputs(TaskId... tasks) {
        Set<TopicPartition> inputs = new TreeSet<>();
        for (TaskId task : tasks) {
            inputs.addAll(SmallTopology.MAP.inputs(task));
        }
        return inputs;
    }

    private CompletableFuture<@Nullable GroupMetadata> asks(TaskId... tasks) {
        return group.memberOwning(inputs(tasks)).toCompletableFuture();
    }

    private void rebalanceBegins() {
        assertThat(group.beforeJoin(membership.metadata()).toCompletableFuture()).as("processing goes on")
                .isCompleted();
    }

    @Test
    void between_rebalances_a_commit_is_answered_at_once() {
        joined(1, FIRST);
        assertThat(group.stable()).isTrue();
        assertThat(asks(FIRST)).isCompletedWithValue(new GroupMetadata("app", 1, "me", "app-1"));
    }

    @Test
    void a_commit_waits_from_the_join_until_the_new_generation_and_is_made_under_it() {
        joined(1, FIRST);
        rebalanceBegins();
        CompletableFuture<@Nullable GroupMetadata> waiting = asks(FIRST);
        assertThat(group.stable()).isFalse();
        assertThat(waiting).isNotDone();
        joined(2, FIRST);
        assertThat(waiting).isCompletedWithValue(new GroupMetadata("app", 2, "me", "app-1"));
    }

    @Test
    void several_commits_wait_and_each_is_answered_once() {
        joined(1, FIRST, SECOND);
        rebalanceBegins();
        CompletableFuture<@Nullable GroupMetadata> one = asks(FIRST);
        CompletableFuture<@Nullable GroupMetadata> other = asks(SECOND);
        joined(2, FIRST, SECOND);
        assertThat(one).isCompleted();
        assertThat(other).isCompleted();
    }

    @Test
    void before_the_first_generation_a_commit_waits() {
        assertThat(group.stable()).isFalse();
        assertThat(asks(FIRST)).isNotDone();
    }

    @Test
    void a_task_that_is_not_held_is_not_committed() {
        joined(1, FIRST);
        assertThat(asks(SECOND)).isCompletedWithValue(null);
        assertThat(asks(FIRST, SECOND)).as("one of two").isCompletedWithValue(null);
    }

    @Test
    void a_task_that_is_to_be_let_go_of_is_committed_first() {
        joined(1, FIRST, SECOND);
        rebalanceBegins();
        CompletableFuture<@Nullable GroupMetadata> waiting = asks(SECOND);
        joined(2, FIRST);
        assertThat(waiting).isCompletedWithValueMatching(Objects::nonNull);
        assertThat(asks(SECOND)).as("it is held until the workers let go")
                .isCompletedWithValueMatching(Objects::nonNull);
        hosts.released();
        assertThat(asks(SECOND)).isCompletedWithValue(null);
    }

    @Test
    void what_was_assigned_runs_and_what_is_missing_is_released_and_offered_to_the_others_afterwards() {
        joined(1, FIRST, SECOND);
        assertThat(story).containsExactly("host [0_0, 0_1]");
        story.clear();
        joined(2, FIRST);
        assertThat(story).containsExactly("host [0_0]", "release [0_1]");
        story.clear();
        hosts.released();
        assertThat(story).containsExactly("rejoin");
    }

    @Test
    void a_round_that_takes_nothing_away_asks_for_no_other_round() {
        joined(1, FIRST);
        joined(2, FIRST, SECOND);
        assertThat(story).containsExactly("host [0_0]", "host [0_0, 0_1]");
    }

    @Test
    void a_lost_membership_drops_all_tasks_and_their_commit_aborts() {
        joined(1, FIRST);
        rebalanceBegins();
        CompletableFuture<@Nullable GroupMetadata> waiting = asks(FIRST);
        group.lost("the session expired");
        assertThat(story).endsWith("drop: the session expired");
        assertThat(group.stable()).isFalse();
        assertThat(waiting).as("the next generation tells").isNotDone();
        joined(2, FIRST);
        assertThat(waiting).as("the interval was processed without the task being ours").isCompletedWithValue(null);
        assertThat(story).endsWith("host [0_0]");
    }

    @Test
    void after_a_loss_without_a_rebalance_a_commit_waits_too() {
        joined(1, FIRST);
        group.lost("fenced");
        assertThat(asks(FIRST)).isNotDone();
    }

    @Test
    void a_stopping_process_gives_up_the_commits_that_wait() {
        joined(1, FIRST);
        rebalanceBegins();
        CompletableFuture<@Nullable GroupMetadata> waiting = asks(FIRST);
        group.stop();
        assertThat(waiting).isCompletedWithValue(null);
        assertThat(asks(FIRST)).as("nor does a later one wait").isCompletedWithValue(null);
    }

    @Test
    void a_stopping_process_still_commits_where_nothing_has_to_be_waited_for() {
        joined(1, FIRST);
        group.stop();
        assertThat(asks(FIRST)).isCompletedWithValueMatching(Objects::nonNull);
    }

    @Test
    void a_membership_that_ended_for_good_is_told() {
        TidemarkException fenced = new TidemarkException(FailureCode.REQUEST_FAILED, "Fenced", "group app", "twice",
                "stop one");
        group.failed(fenced);
        assertThat(failures).containsExactly(fenced);
    }

    @Test
    void a_member_tells_what_it_runs_and_what_is_on_its_disk() {
        hosts.onDisk(SECOND);
        joined(3, FIRST);
        Member self = member("me", group);
        MemberInfo info = MemberInfo.of(Objects.requireNonNull(ConsumerProtocol.userData(self)));
        assertThat(info).isEqualTo(
                new MemberInfo(new UUID(0, 1), 1, SmallTopology.MAP.fingerprint(), Set.of(FIRST), Set.of(SECOND)));
    }

    private static Member member(String id, AppGroup its) {
        return new Member(id, null, its.strategies().getFirst().metadata());
    }

    @Test
    void a_leader_gives_a_newcomer_nothing_that_another_still_runs() {
        joined(1, SmallTopology.MAP.tasks().toArray(TaskId[]::new));
        Member here = member("a", group);
        Member newcomer = member("b", group(SmallTopology.MAP, 2, new ScriptedHosts(story)));
        Map<String, ByteBuffer> round = group.assign("tidemark-sticky-1", List.of(here, newcomer))
                .toCompletableFuture()
                .join();
        assertThat(round).containsOnlyKeys("a", "b");
        assertThat(ConsumerProtocol.assigned("a", Objects.requireNonNull(round.get("a")))).hasSize(2);
        assertThat(ConsumerProtocol.assigned("b", Objects.requireNonNull(round.get("b")))).isEmpty();

        joined(2, SmallTopology.MAP.readersOf(ConsumerProtocol.assigned("a", Objects.requireNonNull(round.get("a"))))
                .toArray(TaskId[]::new));
        hosts.released();
        Map<String, ByteBuffer> next = group.assign("tidemark-sticky-1", List.of(member("a", group), newcomer))
                .toCompletableFuture()
                .join();
        Set<TopicPartition> all = new TreeSet<>();
        next.forEach((member, bytes) -> {
            assertThat(ConsumerProtocol.assigned(member, bytes)).as(member).hasSize(2);
            all.addAll(ConsumerProtocol.assigned(member, bytes));
        });
        assertThat(all).hasSize(4);
    }

    @Test
    void a_process_that_takes_the_place_of_one_that_was_to_let_go_asks_for_the_round_that_it_owed() {
        joined(1, SmallTopology.MAP.tasks().toArray(TaskId[]::new));
        Member newcomer = member("b", group(SmallTopology.MAP, 2, new ScriptedHosts(story)));
        ByteBuffer round = Objects.requireNonNull(group
                .assign("tidemark-sticky-1", List.of(member("a", group), newcomer))
                .toCompletableFuture()
                .join()
                .get("a"));

        ScriptedHosts empty = new ScriptedHosts(story);
        AppGroup successor = group(SmallTopology.MAP, 1, empty);
        successor.joined(new Assignment(2, "a", "tidemark-sticky-1", round));
        assertThat(story).as("it holds nothing that it could let go of, and the others wait for it")
                .hasSize(2)
                .last()
                .isEqualTo("rejoin");
    }

    @Test
    void a_round_in_which_all_keep_theirs_leaves_no_other_round_owing() {
        joined(1, FIRST);
        Map<String, ByteBuffer> round = group.assign("tidemark-sticky-1", List.of(member("a", group)))
                .toCompletableFuture()
                .join();
        story.clear();
        group.joined(new Assignment(2, "a", "tidemark-sticky-1", Objects.requireNonNull(round.get("a"))));
        assertThat(story).singleElement().asString().startsWith("host");
    }

    @Test
    void a_member_with_another_topology_is_named() {
        Member stranger = member("stranger", group(SmallTopology.map("other"), 2, new ScriptedHosts(story)));
        refused(stranger, "it runs another topology");
    }

    @Test
    void a_member_that_is_a_plain_consumer_is_named() {
        refused(new Member("stranger", null, ConsumerProtocol.subscription(Set.of("in"), null, Set.of(), -1)),
                "it sent no user data");
    }

    @Test
    void a_member_with_user_data_of_another_kind_is_named() {
        refused(new Member("stranger", null, ConsumerProtocol.subscription(Set.of("in"),
                ByteBuffer.wrap(new byte[]{9, 9}), Set.of(), -1)), "version 1");
    }

    private void refused(Member stranger, String why) {
        CompletableFuture<Map<String, ByteBuffer>> round = group
                .assign("tidemark-sticky-1", List.of(member("me", group), stranger))
                .toCompletableFuture();
        assertThat(round).isCompletedExceptionally();
        assertThat(round.exceptionNow()).isInstanceOfSatisfying(TidemarkException.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(FailureCode.TOPOLOGY_INVALID);
            assertThat(refusal).hasMessageContaining("group app, member stranger").hasMessageContaining(why);
        });
    }
}
