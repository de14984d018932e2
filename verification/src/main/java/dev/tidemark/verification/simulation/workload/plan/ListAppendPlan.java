package dev.tidemark.verification.simulation.workload.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Draws list-append transactions without end: some appends and reads each over partitions of which few are busy, and now and then an abort
 * on purpose. Values count up, so each is used once. Used by one thread.
 */
public final class ListAppendPlan {

    /**
     * How transactions look.
     *
     * @param stepsMax a transaction has one step or up to so many
     * @param reads the share of steps that read
     * @param aborts the share of transactions that are aborted on purpose
     * @param skew the exponent of the choice of partitions; 0 makes all the same
     */
    public record Shape(int partitions, int keys, int stepsMax, double reads, double aborts, double skew) {

        /** Few partitions, so that transactions meet. */
        public static Shape crowded(int partitions) {
            return new Shape(partitions, 16, 6, 0.4, 0.1, 0.8);
        }
    }

    private final Shape shape;
    private final RandomGenerator random;
    private final ZipfChoice partitions;
    private long nextValue;

    /** @param firstValue where this plan's values begin; plans of one run begin far apart */
    public ListAppendPlan(Shape shape, RandomGenerator random, long firstValue) {
        this.shape = shape;
        this.random = random;
        this.partitions = new ZipfChoice(shape.partitions(), shape.skew());
        this.nextValue = firstValue;
    }

    public TransactionPlan next() {
        int count = 1 + random.nextInt(shape.stepsMax());
        List<Step> steps = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int partition = partitions.next(random);
            steps.add(random.nextDouble() < shape.reads()
                    ? new Step.Read(partition)
                    : new Step.Append(partition, random.nextInt(shape.keys()), nextValue++));
        }
        return new TransactionPlan(steps, random.nextDouble() < shape.aborts());
    }
}
