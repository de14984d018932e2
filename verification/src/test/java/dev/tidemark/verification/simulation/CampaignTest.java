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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Seeds with several faults at once, as many as there is time for. */
class CampaignTest {

    private static final List<Scenario> SCENARIOS = List.of(new TransactionsScenario(40_000),
            new CompactionScenario(40_000));
    private static final int SHRINKING_RUNS = 60;
    private static final int WORKERS = 2;

    @Test
    void thirty_seeds_with_several_faults_each() {
        List<Long> seeds = SimRun.seeds(50_000, 30);
        AtomicInteger left = new AtomicInteger(seeds.size());
        assertHolds(new Campaign(SCENARIOS, seeds.getFirst()), () -> left.getAndDecrement() > 0);
    }

    @Test
    @Tag("nightly")
    void as_many_seeds_as_there_is_time_for() {
        long minutes = Long.getLong("simulation.minutes", 30);
        long first = Long.getLong("simulation.first", 100_000);
        long begin = System.nanoTime();
        assertHolds(new Campaign(SCENARIOS, first), () -> System.nanoTime() - begin < minutes * 60_000_000_000L);
    }

    /** How fast it was is printed and not asserted: machines differ. */
    private static void assertHolds(Campaign campaign, BooleanSupplier goOn) {
        long begin = System.nanoTime();
        campaign.play(WORKERS, goOn);
        double minutes = (System.nanoTime() - begin) / 60e9;
        System.out.println(String.format(Locale.ROOT, "%s; %.0f seeds of 120 virtual seconds a minute", campaign,
                campaign.virtualSeconds() / 120 / minutes));
        String reports = campaign.failures()
                .stream()
                .map(failure -> new Shrinker(SHRINKING_RUNS).shrink(failure).report())
                .collect(Collectors.joining("\n"));
        assertThat(campaign.failures()).as(reports).isEmpty();
    }
}
