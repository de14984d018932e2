package dev.tidemark.verification.simulation.workload.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Draws transfers between accounts, after the openings that pay something in. An account is a key, and lies in the partition of its number
 * by the count of partitions. A record's value holds its amount below a count that makes it the only one of its value. Used by one thread.
 */
public final class BankPlan {

    private static final int AMOUNT_BITS = 20;
    private static final long AMOUNT_MAX = (1L << (AMOUNT_BITS - 1)) - 1;
    private static final long OPENING = 1_000;

    private final int accounts;
    private final int partitions;
    private final double aborts;
    private final RandomGenerator random;
    private long nextRecord;

    /**
     * @param aborts the share of transfers that are aborted on purpose
     * @param firstRecord where this plan's count of records begins; plans of one run begin far apart
     */
    public BankPlan(int accounts, int partitions, double aborts, RandomGenerator random, long firstRecord) {
        if (accounts < 2) {
            throw new IllegalArgumentException("a transfer takes two accounts, not " + accounts);
        }
        this.accounts = accounts;
        this.partitions = partitions;
        this.aborts = aborts;
        this.random = random;
        this.nextRecord = firstRecord;
    }

    /** The one transaction that opens all accounts; to be committed before the transfers. */
    public TransactionPlan opening() {
        List<Step> steps = new ArrayList<>();
        for (int account = 0; account < accounts; account++) {
            steps.add(posting(account, OPENING));
        }
        return new TransactionPlan(steps, false);
    }

    /** What the openings pay in. */
    public long paidIn() {
        return accounts * OPENING;
    }

    /** A transfer from one account to another. */
    public TransactionPlan next() {
        int from = random.nextInt(accounts);
        int to = (from + 1 + random.nextInt(accounts - 1)) % accounts;
        long amount = 1 + random.nextLong(OPENING);
        return new TransactionPlan(List.of(posting(from, -amount), posting(to, amount)), random.nextDouble() < aborts);
    }

    private Step posting(int account, long amount) {
        return new Step.Append(account % partitions, account, (nextRecord++ << AMOUNT_BITS) + amount + AMOUNT_MAX);
    }

    /** The amount from a record's value. */
    public static long amountOf(long value) {
        return (value & ((1L << AMOUNT_BITS) - 1)) - AMOUNT_MAX;
    }
}
