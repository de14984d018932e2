package dev.tidemark.streams.runtime.restore;

/**
 * How far a store is that is being filled from its changelog.
 *
 * @param task the task, such as {@code 0_3}
 * @param done offsets of the changelog that are behind it, from where it began
 * @param total offsets from there to where the task can go on
 * @param perSecond offsets per second since it began; 0 while nothing is known
 */
public record RestoreProgress(String task, String store, long done, long total, long perSecond) {

    /** About how long it will take still, in seconds; -1 while nothing is known. */
    public long secondsLeft() {
        return perSecond == 0 ? -1 : (total - done) / perSecond;
    }

    @Override
    public String toString() {
        String left = perSecond == 0 ? "" : ", " + perSecond + "/s, about " + secondsLeft() + " s left";
        return "task " + task + ", store '" + store + "': " + done + " of " + total + " offsets" + left;
    }
}
