package dev.tidemark.verification.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.verification.simulation.fault.Faults;
import dev.tidemark.verification.simulation.run.AdminChurnScenario;
import dev.tidemark.verification.simulation.run.Campaign;
import dev.tidemark.verification.simulation.run.CampaignRecord;
import dev.tidemark.verification.simulation.run.CompactionScenario;
import dev.tidemark.verification.simulation.run.GroupChurnScenario;
import dev.tidemark.verification.simulation.run.PlannedTransactionsScenario;
import dev.tidemark.verification.simulation.run.Scenario;
import dev.tidemark.verification.simulation.run.Shrinker;
import dev.tidemark.verification.simulation.run.SimRun;
import dev.tidemark.verification.simulation.run.StreamsScenario;
import dev.tidemark.verification.simulation.run.TransactionsScenario;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seeds with several faults at once, as many as there is time for. */
class CampaignTest {

    private static final List<Scenario> SCENARIOS = List.of(new TransactionsScenario(40_000),
            new CompactionScenario(40_000), PlannedTransactionsScenario.bank(40_000),
            PlannedTransactionsScenario.listAppend(40_000), new GroupChurnScenario(40_000, 5_000),
            new AdminChurnScenario(40_000));
    private static final int SHRINKING_RUNS = 60;
    private static final int WORKERS = 2;

    @Test
    void thirty_seeds_with_several_faults_each() throws IOException {
        List<Long> seeds = SimRun.seeds(50_000, 30);
        AtomicInteger left = new AtomicInteger(seeds.size());
        assertHolds(new Campaign(SCENARIOS, seeds.getFirst()), () -> left.getAndDecrement() > 0);
    }

    /** The broker's clock was more than an hour behind, so that inputs were refused; one of them arrived again when all was at rest. */
    @Test
    void what_was_given_up_and_arrives_at_the_end_is_processed_like_any_input() throws IOException {
        AtomicInteger left = new AtomicInteger(1);
        assertHolds(new Campaign(SCENARIOS, 601_033), () -> left.getAndDecrement() > 0);
    }

    @Test
    @Tag("nightly")
    void as_many_seeds_as_there_is_time_for() throws IOException {
        long minutes = Long.getLong("simulation.minutes", 30);
        long first = Long.getLong("simulation.first", 100_000);
        long begin = System.nanoTime();
        assertHolds(new Campaign(SCENARIOS, first), () -> System.nanoTime() - begin < minutes * 60_000_000_000L);
    }

    /** Of applications alone. */
    @Test
    @Tag("nightly")
    void as_many_seeds_of_applications_as_there_is_time_for() throws IOException {
        long minutes = Long.getLong("simulation.minutes", 30);
        long first = Long.getLong("simulation.first", 700_000);
        long begin = System.nanoTime();
        assertHolds(new Campaign(List.of(new StreamsScenario(40_000)), Faults.ofApplications(), first),
                () -> System.nanoTime() - begin < minutes * 60_000_000_000L);
    }

    @Test
    void a_campaign_is_written_down_as_it_was(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("campaigns.jsonl");
        AtomicInteger left = new AtomicInteger(2);
        Campaign campaign = new Campaign(SCENARIOS, 60_000).play(1, () -> left.getAndDecrement() > 0);
        campaign.record(0.5).writeTo(file);
        campaign.record(0.5).writeTo(file);
        CampaignRecord record = CampaignRecord.read(file).getLast();
        assertThat(CampaignRecord.read(file)).hasSize(2);
        assertThat(record).isEqualTo(campaign.record(0.5));
        assertThat(record.lastSeed() - record.firstSeed() + 1).isEqualTo(campaign.played()).isEqualTo(2);
        assertThat(record.virtualDays() * 86_400).isCloseTo(campaign.virtualSeconds(), Offset.offset(0.001));
    }

    /** How fast it was is printed and not asserted: machines differ. */
    private static void assertHolds(Campaign campaign, BooleanSupplier goOn) throws IOException {
        long begin = System.nanoTime();
        campaign.play(WORKERS, goOn);
        double minutes = (System.nanoTime() - begin) / 60e9;
        System.out.println(String.format(Locale.ROOT, "%s; %.0f seeds of 120 virtual seconds a minute", campaign,
                campaign.virtualSeconds() / 120 / minutes));
        String file = System.getProperty("simulation.record");
        if (file != null) {
            campaign.record(minutes).writeTo(Path.of(System.getProperty("tidemark.project.root")).resolve(file));
        }
        String reports = campaign.failures()
                .stream()
                .map(failure -> new Shrinker(SHRINKING_RUNS).shrink(failure).report())
                .collect(Collectors.joining("\n"));
        assertThat(campaign.failures()).as(reports).isEmpty();
    }
}
