package dev.tidemark.verification.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.verification.simulation.fault.BrokenConnections;
import dev.tidemark.verification.simulation.fault.BrokerPauses;
import dev.tidemark.verification.simulation.fault.ClientKills;
import dev.tidemark.verification.simulation.fault.Fault;
import dev.tidemark.verification.simulation.fault.Faults;
import dev.tidemark.verification.simulation.fault.LateCopies;
import dev.tidemark.verification.simulation.fault.PowerLosses;
import dev.tidemark.verification.simulation.run.AdminChurnScenario;
import dev.tidemark.verification.simulation.run.GroupChurnScenario;
import dev.tidemark.verification.simulation.run.PlannedTransactionsScenario;
import dev.tidemark.verification.simulation.run.Scenario;
import dev.tidemark.verification.simulation.run.Shrinker;
import dev.tidemark.verification.simulation.run.SimRun;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Workloads that a plan drew, under no fault, under each alone, and under several at once: a seed each. */
class PlannedWorkloadsTest {

    private static final int SHRINKING_RUNS = 40;

    private static List<List<Fault>> faults() {
        List<List<Fault>> all = new ArrayList<>();
        all.add(List.of());
        Faults.all().forEach(fault -> all.add(List.of(fault)));
        all.add(List.of(new PowerLosses(), new LateCopies(), new BrokenConnections(), new BrokerPauses(),
                new ClientKills()));
        return all;
    }

    @Test
    void accounts_add_up_wherever_a_reader_stands() {
        assertHolds(PlannedTransactionsScenario.bank(20_000), 2_000);
    }

    @Test
    void no_circle_of_transactions_is_there_that_kafka_forbids() {
        assertHolds(PlannedTransactionsScenario.listAppend(20_000), 2_100);
    }

    @Test
    void groups_settle_after_a_storm_and_their_offsets_never_go_back() {
        assertHolds(new GroupChurnScenario(25_000, 5_000), 2_200);
    }

    @Test
    void topics_that_come_and_go_hold_what_was_acknowledged_to_them() {
        assertHolds(new AdminChurnScenario(20_000), 2_300);
    }

    /** Each kind of fault has a seed of its own, so that together they see different plans. */
    private static void assertHolds(Scenario scenario, long firstSeed) {
        List<List<Fault>> all = faults();
        for (int i = 0; i < all.size(); i++) {
            for (long seed : SimRun.seeds(firstSeed + i, 1)) {
                SimRun.Outcome outcome = SimRun.of(seed, scenario, all.get(i)).play();
                assertThat(outcome.failed())
                        .as(() -> new Shrinker(SHRINKING_RUNS).shrink(outcome).report())
                        .isFalse();
            }
        }
    }
}
