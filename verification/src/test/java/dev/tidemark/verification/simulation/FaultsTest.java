package dev.tidemark.verification.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.verification.simulation.cluster.SimWorld;
import dev.tidemark.verification.simulation.fault.BrokenConnections;
import dev.tidemark.verification.simulation.fault.BrokerPauses;
import dev.tidemark.verification.simulation.fault.ClientKills;
import dev.tidemark.verification.simulation.fault.ClientPauses;
import dev.tidemark.verification.simulation.fault.ClockDrift;
import dev.tidemark.verification.simulation.fault.ClockJumps;
import dev.tidemark.verification.simulation.fault.ClockStrobe;
import dev.tidemark.verification.simulation.fault.CrashesAtDecisions;
import dev.tidemark.verification.simulation.fault.CrashesAtTheDisk;
import dev.tidemark.verification.simulation.fault.DamagedFiles;
import dev.tidemark.verification.simulation.fault.FailingForces;
import dev.tidemark.verification.simulation.fault.FailingWrites;
import dev.tidemark.verification.simulation.fault.Fault;
import dev.tidemark.verification.simulation.fault.FoulWeather;
import dev.tidemark.verification.simulation.fault.FullDisk;
import dev.tidemark.verification.simulation.fault.Kills;
import dev.tidemark.verification.simulation.fault.LateCopies;
import dev.tidemark.verification.simulation.fault.PowerLosses;
import dev.tidemark.verification.simulation.fault.SlowDisk;
import dev.tidemark.verification.simulation.run.CompactionScenario;
import dev.tidemark.verification.simulation.run.Scenario;
import dev.tidemark.verification.simulation.run.Shrinker;
import dev.tidemark.verification.simulation.run.SimRun;
import dev.tidemark.verification.simulation.run.TransactionsScenario;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each named fault strikes a world full of clients, under ten seeds. */
class FaultsTest {

    private static final int SEEDS = 10;
    private static final int SHRINKING_RUNS = 40;
    private static final List<ApiKey> TRANSACTIONAL = List.of(ApiKey.PRODUCE, ApiKey.TXN_OFFSET_COMMIT,
            ApiKey.END_TXN);
    private static final Scenario TRANSACTIONS = new TransactionsScenario(40_000);
    private static final Scenario COMPACTION = new CompactionScenario(40_000);

    static Stream<List<Fault>> faults() {
        return Stream.of(List.of(), List.of(new Kills()), List.of(new PowerLosses()),
                List.of(new CrashesAtTheDisk()), List.of(new CrashesAtDecisions()),
                List.of(new BrokenConnections()), List.of(new FoulWeather()),
                List.of(new BrokerPauses()), List.of(new LateCopies()), List.of(new SlowDisk()),
                List.of(new FailingForces()), List.of(new FailingWrites()), List.of(new FullDisk()),
                List.of(new ClockJumps()), List.of(new ClockDrift()), List.of(new ClockStrobe()),
                List.of(new ClientKills()), List.of(new ClientPauses()), List.of(new DamagedFiles()),
                List.of(new PowerLosses(), new LateCopies(), new BrokenConnections(), new BrokerPauses(),
                        new ClientKills()));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void what_was_promised_holds_under(List<Fault> faults) {
        assertHolds(TRANSACTIONS, faults);
    }

    static Stream<List<Fault>> faultsOfDisks() {
        return Stream.of(List.of(), List.of(new Kills()), List.of(new PowerLosses()),
                List.of(new CrashesAtTheDisk()), List.of(new ClientKills()), List.of(new LateCopies()),
                List.of(new DamagedFiles()));
    }

    @ParameterizedTest
    @MethodSource("faultsOfDisks")
    void a_compacted_topic_keeps_the_last_value_of_each_key_under(List<Fault> faults) {
        assertHolds(COMPACTION, faults);
    }

    /** What KIP-890 is about: requests that come when the transaction which they belong to has ended, and another is open. */
    @Test
    void late_copies_arrive_behind_the_ends_of_their_transactions() {
        Map<ApiKey, Integer> stragglers = new EnumMap<>(ApiKey.class);
        for (long seed = 1_000; seed < 1_000 + SEEDS / 2; seed++) {
            AtomicReference<SimWorld> played = new AtomicReference<>();
            SimRun.Outcome outcome = new SimRun(seed, TRANSACTIONS, List.of(new LateCopies()), played::set).play();
            assertThat(outcome.failed()).as(outcome::report).isFalse();
            for (ApiKey api : TRANSACTIONAL) {
                stragglers.merge(api, played.get().network().copies().stragglers(api), Integer::sum);
            }
        }
        System.out.println("copies behind the end of their transaction: " + stragglers);
        assertThat(stragglers).allSatisfy((api, count) -> assertThat(count).as("%s", api).isPositive());
    }

    private static void assertHolds(Scenario scenario, List<Fault> faults) {
        SimRun.seeds(1_000, SEEDS).parallelStream().forEach(seed -> {
            SimRun.Outcome outcome = SimRun.of(seed, scenario, faults).play();
            assertThat(outcome.failed())
                    .as(() -> new Shrinker(SHRINKING_RUNS).shrink(outcome).report())
                    .isFalse();
        });
    }
}
