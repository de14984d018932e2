package dev.tidemark.verification.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.verification.simulation.fault.BrokenConnections;
import dev.tidemark.verification.simulation.fault.BrokerPauses;
import dev.tidemark.verification.simulation.fault.ClientPauses;
import dev.tidemark.verification.simulation.fault.CommitsCutShort;
import dev.tidemark.verification.simulation.fault.CrashesAtDecisions;
import dev.tidemark.verification.simulation.fault.Fault;
import dev.tidemark.verification.simulation.fault.FoulWeather;
import dev.tidemark.verification.simulation.fault.InstanceKills;
import dev.tidemark.verification.simulation.fault.InstancePauses;
import dev.tidemark.verification.simulation.fault.Kills;
import dev.tidemark.verification.simulation.fault.LateCopies;
import dev.tidemark.verification.simulation.fault.OperatorAborts;
import dev.tidemark.verification.simulation.fault.PowerLosses;
import dev.tidemark.verification.simulation.run.Shrinker;
import dev.tidemark.verification.simulation.run.SimRun;
import dev.tidemark.verification.simulation.run.StreamsScenario;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults strike an application of two instances and its broker: results are those of one loop, each once. */
class StreamsFaultsTest {

    private static final long FAULTY_MS = 40_000;
    private static final int SEEDS = 10;
    private static final int FEW_SEEDS = 3;
    private static final int SHRINKING_RUNS = 20;

    /** F2, F6 and F7, of which an application has to bear most. */
    static Stream<List<Fault>> named() {
        return Stream.of(List.of(new InstanceKills()), List.of(new CommitsCutShort()), List.of(new OperatorAborts()),
                List.of(new InstancePauses()),
                List.of(new ClientPauses()),
                List.of(new LateCopies()),
                List.of(new InstanceKills(), new PowerLosses(), new LateCopies(), new BrokenConnections(),
                        new ClientPauses()));
    }

    @ParameterizedTest
    @MethodSource("named")
    void results_are_those_of_one_loop_over_the_events_under(List<Fault> faults) {
        assertHolds(3_000, SEEDS, new StreamsScenario(FAULTY_MS), faults);
    }

    /** A process that was to let go of tasks was killed before it had joined again, and the one in its place holds none: nobody had them. */
    @Test
    void a_round_that_a_killed_process_owed_is_asked_for_by_its_successor() {
        assertHolds(3_019, 1, new StreamsScenario(FAULTY_MS),
                List.of(new InstanceKills(), new CommitsCutShort(), new InstancePauses(), new LateCopies()));
    }

    /** What befalls the broker and the way to it. */
    static Stream<List<Fault>> others() {
        return Stream.of(List.of(), List.of(new BrokerPauses()), List.of(new Kills()), List.of(new PowerLosses()),
                List.of(new CrashesAtDecisions()), List.of(new BrokenConnections()), List.of(new FoulWeather()));
    }

    @ParameterizedTest
    @MethodSource("others")
    void results_are_those_of_one_loop_whatever_befalls_the_broker(List<Fault> faults) {
        assertHolds(3_100, FEW_SEEDS, new StreamsScenario(FAULTY_MS), faults);
    }

    static Stream<List<Fault>> faultsThatLeaveNoZombie() {
        return Stream.of(List.of(new InstanceKills()), List.of(new Kills()),
                List.of(new InstanceKills(), new PowerLosses(), new BrokenConnections()));
    }

    @ParameterizedTest
    @MethodSource("faultsThatLeaveNoZombie")
    void without_transactions_nothing_is_missing_under(List<Fault> faults) {
        assertHolds(3_200, FEW_SEEDS, StreamsScenario.atLeastOnce(FAULTY_MS), faults);
    }

    private static void assertHolds(long first, int seeds, StreamsScenario scenario, List<Fault> faults) {
        SimRun.seeds(first, seeds).parallelStream().forEach(seed -> {
            SimRun.Outcome outcome = SimRun.of(seed, scenario, faults).play();
            assertThat(outcome.failed())
                    .as(() -> new Shrinker(SHRINKING_RUNS).shrink(outcome).report())
                    .isFalse();
        });
    }
}
