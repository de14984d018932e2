package dev.tidemark.verification.simulation.run;

import dev.tidemark.verification.simulation.fault.Fault;
import dev.tidemark.verification.simulation.fault.Faults;
import dev.tidemark.verification.simulation.schedule.Seed;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Many seeds, each with faults and a scenario of its own drawing, on several threads; a world stays on one. Run by whoever waits for its end.
 */
public final class Campaign {

    private static final int FAILURES_MAX = 5;
    private static final double DAY_NANOS = 86_400e9;

    private final List<Scenario> scenarios;
    private final List<Fault> faults;
    private final AtomicLong next;
    private final long first;
    private final LongAdder events = new LongAdder();
    private final LongAdder virtualNanos = new LongAdder();
    private final Queue<SimRun.Outcome> failures = new ConcurrentLinkedQueue<>();

    /** All kinds of faults. */
    public Campaign(List<Scenario> scenarios, long first) {
        this(scenarios, Faults.all(), first);
    }

    /**
     * @param faults of which each seed draws some
     * @param first the first seed; the others follow
     */
    public Campaign(List<Scenario> scenarios, List<Fault> faults, long first) {
        this.scenarios = List.copyOf(scenarios);
        this.faults = List.copyOf(faults);
        this.first = first;
        this.next = new AtomicLong(first);
    }

    /** The run of a seed: what a campaign plays for it, to be played again. */
    public SimRun runOf(long seed) {
        var random = new Seed(seed).stream("campaign");
        Scenario scenario = scenarios.get(random.nextInt(scenarios.size()));
        return SimRun.of(seed, scenario, Faults.some(random, faults));
    }

    /** Plays seed after seed as long as that holds, and few failed. */
    public Campaign play(int threads, BooleanSupplier goOn) {
        IntStream.range(0, threads).parallel().forEach(thread -> {
            while (goOn.getAsBoolean() && failures.size() < FAILURES_MAX) {
                SimRun.Outcome outcome = runOf(next.getAndIncrement()).play();
                events.add(outcome.events());
                virtualNanos.add(outcome.virtualNanos());
                if (outcome.failed()) {
                    failures.add(outcome);
                }
            }
        });
        return this;
    }

    /** How many seeds were played. */
    public long played() {
        return next.get() - first;
    }

    /** How much time passed in its worlds. */
    public double virtualSeconds() {
        return virtualNanos.sum() / 1e9;
    }

    /** Those that failed. */
    public List<SimRun.Outcome> failures() {
        return List.copyOf(failures);
    }

    /** For the files of campaigns. */
    public CampaignRecord record(double minutes) {
        return new CampaignRecord(Checkout.commit(), first, next.get() - 1, failures.size(),
                virtualNanos.sum() / DAY_NANOS, events.sum(), minutes,
                scenarios.stream().map(Scenario::name).toList());
    }

    /** How much it was. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "seeds %d to %d, %d failed; %.2f virtual days, %d events", first,
                next.get() - 1, failures.size(), virtualNanos.sum() / DAY_NANOS, events.sum());
    }
}
