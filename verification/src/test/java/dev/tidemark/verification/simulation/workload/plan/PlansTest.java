package dev.tidemark.verification.simulation.workload.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlansTest {

    private static <T> List<T> drawn(Supplier<T> plan, int count) {
        return Stream.generate(plan).limit(count).toList();
    }

    private static ListAppendPlan listAppend(long seed) {
        return new ListAppendPlan(ListAppendPlan.Shape.crowded(8), new SplittableRandom(seed), 1_000);
    }

    @Test
    void a_seed_draws_the_same_plans_again() {
        assertThat(drawn(listAppend(7)::next, 100)).isEqualTo(drawn(listAppend(7)::next, 100))
                .isNotEqualTo(drawn(listAppend(8)::next, 100));
    }

    @Test
    void list_append_transactions_mix_reads_appends_and_aborts_over_few_busy_partitions() {
        Set<Long> values = new HashSet<>();
        Map<Integer, Integer> steps = new HashMap<>();
        int appends = 0;
        int reads = 0;
        int aborts = 0;
        for (TransactionPlan plan : drawn(listAppend(7)::next, 2_000)) {
            aborts += plan.abort() ? 1 : 0;
            for (Step step : plan.steps()) {
                steps.merge(step.partition(), 1, Integer::sum);
                if (step instanceof Step.Append append) {
                    appends++;
                    assertThat(values.add(append.value())).as("%s is new", append).isTrue();
                    assertThat(plan.written()).contains(step.partition());
                } else {
                    reads++;
                }
            }
        }
        assertThat(aborts).isBetween(140, 260);
        assertThat((double) reads / (reads + appends)).isBetween(0.37, 0.43);
        assertThat(steps).hasSize(8);
        assertThat(steps.get(0)).isGreaterThan(3 * steps.get(7));
    }

    @Test
    void zipf_weights_fall_with_the_number() {
        SplittableRandom random = new SplittableRandom(7);
        ZipfChoice choice = new ZipfChoice(4, 1);
        int[] counts = new int[4];
        for (int i = 0; i < 25_000; i++) {
            counts[choice.next(random)]++;
        }
        // 1, 1/2, 1/3 and 1/4 of 25/12
        assertThat(counts[0]).isBetween(11_700, 12_300);
        assertThat(counts[1]).isBetween(5_700, 6_300);
        assertThat(counts[2]).isBetween(3_700, 4_300);
        assertThat(counts[3]).isBetween(2_700, 3_300);
    }

    @Test
    void transfers_move_what_they_take_and_openings_pay_in() {
        BankPlan bank = new BankPlan(10, 3, 0.1, new SplittableRandom(7), 0);
        List<TransactionPlan> plans = new ArrayList<>(List.of(bank.opening()));
        plans.addAll(drawn(bank::next, 1_000));
        Set<Long> values = new HashSet<>();
        long total = 0;
        for (TransactionPlan plan : plans) {
            long sum = 0;
            for (Step step : plan.steps()) {
                Step.Append append = (Step.Append) step;
                assertThat(append.partition()).isEqualTo((int) (append.key() % 3));
                assertThat(values.add(append.value())).isTrue();
                sum += BankPlan.amountOf(append.value());
            }
            assertThat(plan.steps().stream().map(step -> ((Step.Append) step).key())).doesNotHaveDuplicates();
            assertThat(plan == plans.getFirst() ? sum == bank.paidIn() : sum == 0).as("%s", plan).isTrue();
            total += sum;
        }
        assertThat(total).isEqualTo(bank.paidIn());
    }

    @Test
    void members_come_and_go_one_by_one_and_somebody_stays() {
        GroupChurnPlan plan = new GroupChurnPlan(4, 100, new SplittableRandom(7));
        Set<Integer> present = new HashSet<>();
        Set<Integer> ever = new HashSet<>();
        Set<Class<?>> kinds = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            GroupStep step = plan.next();
            kinds.add(step.getClass());
            assertThat(step.afterMs()).isBetween(0L, 100L);
            switch (step) {
                case GroupStep.Join join -> assertThat(present.add(join.member()) && ever.add(join.member())).isTrue();
                case GroupStep.Leave leave -> assertThat(present.remove(leave.member())).isTrue();
                case GroupStep.Crash crash -> assertThat(present.remove(crash.member())).isTrue();
            }
            assertThat(present.size()).isBetween(1, 4);
            assertThat(plan.present()).containsExactlyInAnyOrderElementsOf(present);
        }
        assertThat(kinds).hasSize(3);
    }

    @Test
    void operators_change_only_what_is_there() {
        AdminChurnPlan plan = new AdminChurnPlan("churn-", 5, new SplittableRandom(7));
        Map<String, Integer> topics = new HashMap<>();
        Set<String> compacted = new HashSet<>();
        Set<String> names = new HashSet<>();
        Set<Class<?>> kinds = new HashSet<>();
        for (int i = 0; i < 2_000; i++) {
            AdminStep step = plan.next();
            kinds.add(step.getClass());
            if (!(step instanceof AdminStep.CreateTopic)) {
                assertThat(topics).containsKey(step.topic());
            }
            switch (step) {
                case AdminStep.CreateTopic create -> {
                    assertThat(names.add(create.topic())).as("%s is new", create).isTrue();
                    topics.put(create.topic(), create.partitions());
                    if (create.compacted()) {
                        compacted.add(create.topic());
                    }
                }
                case AdminStep.DeleteTopic delete -> topics.remove(delete.topic());
                case AdminStep.AddPartitions add -> {
                    assertThat(add.partitions()).isGreaterThan(topics.get(add.topic()));
                    topics.put(add.topic(), add.partitions());
                }
                case AdminStep.DeleteRecords records -> {
                    assertThat(records.partition()).isBetween(0, topics.get(records.topic()) - 1);
                    assertThat(compacted).doesNotContain(records.topic());
                }
                case AdminStep.AlterConfig alter -> assertThat(alter.key()).isNotEmpty();
            }
            assertThat(topics.size()).isLessThanOrEqualTo(5);
        }
        assertThat(kinds).hasSize(5);
    }
}
