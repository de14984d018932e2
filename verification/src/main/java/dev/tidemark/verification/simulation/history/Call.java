package dev.tidemark.verification.simulation.history;

/**
 * Who did something, from when until when, in virtual nanoseconds.
 *
 * @param client the process that asked
 * @param invokedNs when it asked
 * @param completedNs when it had its answer, or gave up and knew that nothing would happen any more; {@link #NEVER} if neither
 */
public record Call(int client, long invokedNs, long completedNs) {

    /** The end of what may still take effect at any time. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final long NS_PER_US = 1_000;
    private static final long US_PER_S = 1_000_000;

    public Call {
        if (completedNs < invokedNs) {
            throw new IllegalArgumentException("answered at " + completedNs + " ns, asked at " + invokedNs + " ns");
        }
    }

    /** Whether this had ended when the other began, as everybody could see. Equal times decide nothing. */
    public boolean endedBefore(Call other) {
        return completedNs < other.invokedNs;
    }

    @Override
    public String toString() {
        return "client " + client + " from " + seconds(invokedNs) + " to " + seconds(completedNs);
    }

    /** A moment in words: seconds with six decimals. */
    public static String seconds(long ns) {
        if (ns == NEVER) {
            return "no end";
        }
        long us = ns / NS_PER_US;
        return us / US_PER_S + "." + Long.toString(US_PER_S + us % US_PER_S).substring(1) + " s";
    }
}
