package dev.tidemark.verification.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.verification.simulation.run.Campaign;
import dev.tidemark.verification.simulation.run.CompactionScenario;
import dev.tidemark.verification.simulation.run.Scenario;
import dev.tidemark.verification.simulation.run.Shrinker;
import dev.tidemark.verification.simulation.run.SimRun;
import dev.tidemark.verification.simulation.run.TransactionsScenario;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Seeds with several faults at once, as many as there is time for. */
class CampaignTest {

    private static final List<Scenario> SCENARIOS = List.of(new TransactionsScenario(40_000),
            new CompactionScenario(40_000));
    private static final int SHRINKING_RUNS = 60;

    @Test
    void thirty_seeds_with_several_faults_each() {
        List<Long> seeds = SimRun.seeds(50_000, 30);
        for (long seed : seeds) {
            SimRun.Outcome outcome = new Campaign(SCENARIOS, seed).runOf(seed).play();
            assertThat(outcome.failed()).as(() -> new Shrinker(SHRINKING_RUNS).shrink(outcome).report()).isFalse();
        }
    }

    @Test
    @Tag("nightly")
    void as_many_seeds_as_there_is_time_for() {
        long minutes = Long.getLong("simulation.minutes", 30);
        long first = Long.getLong("simulation.first", 100_000);
        long begin = System.nanoTime();
        Campaign campaign = new Campaign(SCENARIOS, first).play(2,
                () -> System.nanoTime() - begin < minutes * 60_000_000_000L);
        System.out.println(campaign);
        String reports = campaign.failures()
                .stream()
                .map(failure -> new Shrinker(SHRINKING_RUNS).shrink(failure).report())
                .collect(Collectors.joining("\n"));
        assertThat(campaign.failures()).as(reports).isEmpty();
    }

    /** Nothing is asserted: machines differ. */
    @Test
    void how_many_seeds_of_two_virtual_minutes_a_minute_takes() {
        int seeds = 20;
        Scenario light = new TransactionsScenario(110_000);
        for (int warm = 0; warm < 2; warm++) {
            long begin = System.nanoTime();
            long events = 0;
            for (long seed = 0; seed < seeds; seed++) {
                SimRun.Outcome outcome = SimRun.of(seed, light, List.of()).play();
                assertThat(outcome.failed()).as(outcome::report).isFalse();
                events += outcome.events();
            }
            long nanos = System.nanoTime() - begin;
            System.out.println(String.format(Locale.ROOT,
                    "%.0f seeds of 120 virtual seconds a minute on one thread, %d events each",
                    seeds * 60e9 / nanos, events / seeds));
        }
    }
}
