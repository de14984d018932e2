package dev.tidemark.streams.runtime.restore;

/**
 * How far a store is that is being filled from its changelog.
 *
 * @param task the task, such as {@code 0_3}
 * @param done offsets of the changelog that are behind it, from where it began
 * @param total offsets from there to where the task can go on
 * @param perSecond offsets per second since it began; 0 while nothing is known
 * @param silentMs how long ago the last offset came, milliseconds: it waits for a broker, or for the end of a transaction
 */
public record RestoreProgress(String task, String store, long done, long total, long perSecond, long silentMs) {

    /** After so long without an offset it is said that it waits. */
    private static final long SILENCE_TOLD_MS = 5_000;

    /** About how long it will take still, in seconds; -1 while nothing is known. */
    public long secondsLeft() {
        return perSecond == 0 ? -1 : (total - done) / perSecond;
    }

    /** Whether it has waited for so long that it is worth a word. */
    public boolean waits() {
        return silentMs >= SILENCE_TOLD_MS;
    }

    @Override
    public String toString() {
        if (waits()) {
            return "task " + task + ", store '" + store + "': " + done + " of " + total + " offsets, none for "
                    + silentMs / 1_000
                    + " s: its broker does not answer, or a transaction in the changelog has not ended";
        }
        String left = perSecond == 0 ? "" : ", " + perSecond + "/s, about " + secondsLeft() + " s left";
        return "task " + task + ", store '" + store + "': " + done + " of " + total + " offsets" + left;
    }
}
