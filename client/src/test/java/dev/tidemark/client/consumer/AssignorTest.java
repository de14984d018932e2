package dev.tidemark.client.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.client.consumer.Assignor.Subscriber;
import dev.tidemark.core.id.TopicPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class AssignorTest {

    private static Subscriber member(String id, String... topics) {
        return new Subscriber(id, null, Set.of(topics), Set.of(), -1);
    }

    private static Set<TopicPartition> partitions(String... names) {
        Set<TopicPartition> set = new TreeSet<>();
        for (String name : names) {
            set.add(new TopicPartition(name.substring(0, 1), Integer.parseInt(name.substring(1))));
        }
        return set;
    }

    @Test
    void ranges_give_the_first_members_the_larger_share_of_each_topic() {
        var shares = new RangeAssignor().assign(Map.of("a", 3, "b", 3),
                List.of(member("m2", "a", "b"), member("m1", "a", "b")));
        assertThat(shares).isEqualTo(Map.of("m1", partitions("a0", "a1", "b0", "b1"), "m2", partitions("a2", "b2")));
    }

    @Test
    void round_robin_deals_over_topics_and_skips_who_does_not_subscribe() {
        var shares = new RoundRobinAssignor().assign(Map.of("a", 2, "b", 3),
                List.of(member("m1", "a", "b"), member("m2", "a"), member("m3", "b")));
        assertThat(shares).isEqualTo(
                Map.of("m1", partitions("a0", "b1"), "m2", partitions("a1"), "m3", partitions("b0", "b2")));
    }

    @Test
    void static_members_are_ordered_by_their_instance() {
        Subscriber late = new Subscriber("zz", "a-instance", Set.of("a"), Set.of(), -1);
        var shares = new RangeAssignor().assign(Map.of("a", 1), List.of(member("m1", "a"), late));
        assertThat(shares.get("zz")).isEqualTo(partitions("a0"));
    }

    @Test
    void a_partition_that_changes_hands_is_nobodys_for_one_round() {
        CooperativeStickyAssignor assignor = new CooperativeStickyAssignor();
        Subscriber owner = new Subscriber("m1", null, Set.of("a"), partitions("a0", "a1", "a2", "a3"), 1);
        var first = assignor.assign(Map.of("a", 4), List.of(owner, member("m2", "a")));
        assertThat(first.get("m1")).hasSize(2);
        assertThat(first.get("m2")).as("not before its owner gave it up").isEmpty();

        Subscriber kept = new Subscriber("m1", null, Set.of("a"), first.get("m1"), 2);
        var second = assignor.assign(Map.of("a", 4),
                List.of(kept, new Subscriber("m2", null, Set.of("a"), Set.of(), 2)));
        assertThat(second.get("m1")).isEqualTo(first.get("m1"));
        assertThat(second.get("m2")).hasSize(2);
    }

    @Test
    void a_claim_of_an_older_generation_is_void() {
        Subscriber zombie = new Subscriber("old", null, Set.of("a"), partitions("a0"), 3);
        Subscriber owner = new Subscriber("new", null, Set.of("a"), partitions("a0"), 5);
        var shares = new CooperativeStickyAssignor().assign(Map.of("a", 2), List.of(zombie, owner));
        assertThat(shares.get("new")).contains(new TopicPartition("a", 0));
        assertThat(shares.get("old")).isEqualTo(partitions("a1"));
    }

    @Test
    void groups_that_change_at_random_become_even_in_two_rounds_and_nobody_shares() {
        for (long each = 1; each <= 300; each++) {
            long seed = each;
            RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            Map<String, Integer> counts = new TreeMap<>();
            counts.put("a", 1 + random.nextInt(12));
            counts.put("b", random.nextInt(6));
            Map<String, Set<TopicPartition>> owned = new HashMap<>();
            int generation = 1;
            for (int change = 0; change < 6; change++) {
                int members = 1 + random.nextInt(6);
                for (int round = 0; round < 2; round++, generation++) {
                    List<Subscriber> group = new ArrayList<>();
                    for (int i = 0; i < members; i++) {
                        group.add(new Subscriber("m" + i, null, Set.of("a", "b"),
                                owned.getOrDefault("m" + i, Set.of()), generation));
                    }
                    Map<String, Set<TopicPartition>> before = new HashMap<>(owned);
                    var shares = new CooperativeStickyAssignor().assign(counts, group);
                    Set<TopicPartition> seen = new HashSet<>();
                    for (var share : shares.entrySet()) {
                        for (TopicPartition partition : share.getValue()) {
                            assertThat(seen.add(partition)).as("seed %d: %s twice", seed, partition).isTrue();
                            before.forEach((other, theirs) -> {
                                boolean present = group.stream().anyMatch(m -> m.memberId().equals(other));
                                if (present && !other.equals(share.getKey())) {
                                    assertThat(theirs).as("seed %d: taken while owned", seed).doesNotContain(partition);
                                }
                            });
                        }
                    }
                    owned.clear();
                    owned.putAll(shares);
                }
                int all = counts.get("a") + counts.get("b");
                int total = owned.values().stream().mapToInt(Set::size).sum();
                int least = owned.values().stream().mapToInt(Set::size).min().orElse(0);
                int most = owned.values().stream().mapToInt(Set::size).max().orElse(0);
                assertThat(total).as("seed %d: all are read", seed).isEqualTo(all);
                assertThat(most - least).as("seed %d: even", seed).isLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void subscriptions_and_assignments_survive_their_bytes() {
        Set<TopicPartition> owned = partitions("a0", "a2", "b1");
        var bytes = ConsumerProtocol.subscription(List.of("a", "b"), null, owned, 7);
        Subscriber read = ConsumerProtocol.subscriber(new GroupProtocol.Member("m", "i", bytes));
        assertThat(read).isEqualTo(new Subscriber("m", "i", Set.of("a", "b"), owned, 7));
        assertThat(ConsumerProtocol.assigned("m", ConsumerProtocol.assignment(owned))).isEqualTo(owned);
    }

    @Test
    void damaged_bytes_of_a_member_name_it() {
        var bytes = ConsumerProtocol.subscription(List.of("a"), null, Set.of(), 7);
        bytes.limit(5);
        org.assertj.core.api.Assertions
                .assertThatThrownBy(() -> ConsumerProtocol.subscriber(new GroupProtocol.Member("m-17", null, bytes)))
                .hasMessageContaining("m-17");
    }
}
