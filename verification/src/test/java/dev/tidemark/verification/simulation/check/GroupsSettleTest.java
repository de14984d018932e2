package dev.tidemark.verification.simulation.check;

import static dev.tidemark.verification.simulation.check.HandMade.T0;
import static dev.tidemark.verification.simulation.check.HandMade.T1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GroupsSettleTest {

    private static List<Kind> judged(HandMade run) {
        return judged(run, run.nowNs());
    }

    private static List<Kind> judged(HandMade run, long settledNs) {
        return run.judgedBy(new GroupsSettle(settledNs, Long.MAX_VALUE, Map.of("g", Set.of(T0, T1))));
    }

    @Test
    void members_of_one_generation_that_share_all_partitions_are_at_rest() {
        HandMade run = new HandMade().joined("g", "a")
                .assigned("g", "a", 1, T0, T1)
                .joined("g", "b")
                .assigned("g", "a", 2, T0)
                .assigned("g", "b", 2, T1)
                .joined("g", "c")
                .left("g", "c");
        assertThat(judged(run)).isEmpty();
    }

    @Test
    void a_partition_with_two_owners_in_one_generation_is_wrong_at_any_time() {
        HandMade run = new HandMade().assigned("g", "a", 1, T0, T1)
                .assigned("g", "b", 1, T1)
                .assigned("g", "a", 2, T0)
                .assigned("g", "b", 2, T1);
        assertThat(judged(run)).containsExactly(Kind.SHARED_PARTITION);
    }

    @Test
    void a_partition_with_two_owners_of_different_generations_is_wrong_at_rest() {
        HandMade run = new HandMade().assigned("g", "a", 1, T0, T1).assigned("g", "b", 2, T1);
        assertThat(judged(run)).containsExactly(Kind.SHARED_PARTITION, Kind.SEVERAL_GENERATIONS);
    }

    @Test
    void a_partition_without_an_owner_is_wrong() {
        assertThat(judged(new HandMade().assigned("g", "a", 1, T0))).containsExactly(Kind.UNASSIGNED_PARTITION);
        HandMade gone = new HandMade().assigned("g", "a", 1, T0).assigned("g", "b", 1, T1).left("g", "b");
        assertThat(judged(gone)).containsExactly(Kind.UNASSIGNED_PARTITION);
    }

    @Test
    void a_member_that_waits_or_lives_in_the_past_is_wrong() {
        HandMade waits = new HandMade().assigned("g", "a", 1, T0, T1).joined("g", "b");
        assertThat(judged(waits)).containsExactly(Kind.SEVERAL_GENERATIONS);
        HandMade past = new HandMade().assigned("g", "a", 1, T0).assigned("g", "b", 2, T1);
        assertThat(judged(past)).containsExactly(Kind.SEVERAL_GENERATIONS);
        assertThat(judged(new HandMade())).as("a group of nobody")
                .containsExactly(Kind.SEVERAL_GENERATIONS, Kind.UNASSIGNED_PARTITION, Kind.UNASSIGNED_PARTITION);
    }

    @Test
    void a_group_that_changes_when_it_should_be_at_rest_has_not_settled() {
        HandMade run = new HandMade().assigned("g", "a", 1, T0, T1);
        long settledNs = run.nowNs();
        assertThat(judged(run.assigned("g", "a", 1, T0, T1), settledNs)).as("told again").isEmpty();
        assertThat(judged(run.assigned("g", "a", 2, T0, T1), settledNs)).containsExactly(Kind.UNSETTLED);
        assertThat(judged(run.left("g", "a"), settledNs)).containsExactly(Kind.UNSETTLED, Kind.UNSETTLED);
    }

    @Test
    void what_the_workload_ends_itself_is_no_change() {
        HandMade run = new HandMade().assigned("g", "a", 1, T0, T1);
        GroupsSettle checker = new GroupsSettle(run.nowNs(), run.nowNs(), Map.of("g", Set.of(T0, T1)));
        assertThat(run.left("g", "a").judgedBy(checker)).isEmpty();
    }
}
