package dev.tidemark.client.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.client.consumer.GroupProtocol.Assignment;
import dev.tidemark.client.consumer.GroupProtocol.Member;
import dev.tidemark.client.net.ClientFixture;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The two rounds in which a partition changes hands, also when a static member's process ends between them. */
class SubscriptionTest {

    private static final TopicPartition T0 = new TopicPartition("t", 0);
    private static final TopicPartition T1 = new TopicPartition("t", 1);

    private final ClientFixture client = new ClientFixture();
    private final List<String> story = new ArrayList<>();

    @BeforeEach
    void two_partitions() {
        client.broker.topic("t", 2);
    }

    private Subscription member(String strategy) {
        Map<String, String> settings = Map.of("group.id", "g", "partition.assignment.strategy", strategy);
        return new Subscription(client.cluster(Map.of()), ConsumerSettings.of(client.config(settings)), Set.of("t"),
                new Told());
    }

    private Map<String, ByteBuffer> round(Subscription leader, Member... members) {
        CompletableFuture<Map<String, ByteBuffer>> shares = leader
                .assign(leader.strategies().getFirst().name(), List.of(members))
                .toCompletableFuture();
        client.advanceMs(1_000);
        assertThat(shares).isCompleted();
        return shares.join();
    }

    private static Member named(String id, Subscription its) {
        return new Member(id, null, its.strategies().getFirst().metadata());
    }

    private static void joins(Subscription member, int generation, String id, ByteBuffer share) {
        member.joined(new Assignment(generation, id, "cooperative-sticky", share));
    }

    private static ByteBuffer shareOf(String id, Map<String, ByteBuffer> round) {
        return Objects.requireNonNull(round.get(id));
    }

    @Test
    void a_member_that_gives_something_up_joins_once_more() {
        Subscription a = member("cooperative-sticky");
        joins(a, 1, "a", shareOf("a", round(a, named("a", a))));
        Map<String, ByteBuffer> round = round(a, named("a", a), named("b", member("cooperative-sticky")));
        story.clear();
        joins(a, 2, "a", shareOf("a", round));
        assertThat(story).hasSize(3).startsWith("revoke [t-0]").endsWith("rejoin");
        assertThat(ConsumerProtocol.assigned("b", shareOf("b", round))).as("nobody's until then").isEmpty();
    }

    @Test
    void a_process_that_takes_the_place_of_one_that_was_to_give_something_up_joins_once_more() {
        Subscription a = member("cooperative-sticky");
        joins(a, 1, "a", shareOf("a", round(a, named("a", a))));
        Map<String, ByteBuffer> round = round(a, named("a", a), named("b", member("cooperative-sticky")));
        story.clear();
        joins(member("cooperative-sticky"), 2, "a", shareOf("a", round));
        assertThat(story).containsExactly("assigned [t-1]", "rejoin");
    }

    @Test
    void who_keeps_all_or_gets_more_joins_no_more() {
        Subscription a = member("cooperative-sticky");
        Map<String, ByteBuffer> round = round(a, named("a", a));
        joins(a, 1, "a", shareOf("a", round));
        joins(a, 2, "a", shareOf("a", round(a, named("a", a))));
        assertThat(story).containsExactly("assigned [t-0, t-1]", "assigned [t-0, t-1]");
    }

    @Test
    void in_an_eager_round_nothing_is_owing() {
        Subscription a = member("range");
        Map<String, ByteBuffer> round = round(a, named("a", a), named("b", member("range")));
        joins(a, 1, "a", shareOf("a", round));
        assertThat(story).containsExactly("assigned [t-0]");
    }

    @Test
    void an_assignment_without_user_data_or_with_somebody_elses_owes_nothing() {
        Set<TopicPartition> all = Set.of(T0, T1);
        ByteBuffer foreign = ConsumerProtocol.assignmentToGiveUp(all);
        foreign.put(foreign.limit() - 1, (byte) 7);
        for (ByteBuffer bytes : List.of(ConsumerProtocol.assignment(all), foreign, ByteBuffer.allocate(0))) {
            assertThat(ConsumerProtocol.givesUp(new Assignment(1, "a", "cooperative-sticky", bytes))).isFalse();
        }
        assertThat(ConsumerProtocol.assigned("a", foreign)).isEqualTo(all);
    }

    /** Takes down what the consumer is told, and agrees at once. */
    private final class Told implements Subscription.Owner {

        @Override
        public CompletionStage<Void> commitBeforeRebalance() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void revoke(Set<TopicPartition> partitions, Runnable done) {
            story.add("revoke " + new TreeSet<>(partitions));
            done.run();
        }

        @Override
        public void assigned(Set<TopicPartition> all, Set<TopicPartition> added) {
            story.add("assigned " + new TreeSet<>(all));
        }

        @Override
        public void lost(Set<TopicPartition> partitions) {
            story.add("lost " + partitions);
        }

        @Override
        public void failed(TidemarkException why) {
            story.add("failed " + why.getMessage());
        }

        @Override
        public void requestRejoin() {
            story.add("rejoin");
        }
    }
}
