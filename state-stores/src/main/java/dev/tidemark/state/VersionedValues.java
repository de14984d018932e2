package dev.tidemark.state;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the value of each key was at which time, by the keys' bytes: the path of operators. Run by the task's worker. A value is
 * valid from its time until the next version's, so versions may come in any order. Values and key buffers as in {@link KeyValues}.
 *
 * <pre>
 *   put(k, A, 10)   put(k, C, 30)   put(k, B, 20)   delete(k, 40)
 *
 *        10        20        30        40
 *   -----|----A----|----B----|----C----|-----    get(k, 25) = B    get(k, 5) = get(k) = null
 *                       ^ history from here: B is still known, A no longer
 * </pre>
 *
 * <p>The history goes back by event time: from the task's frontier by the length that the store was declared with. Older versions
 * go, but for the one that was valid when the history begins, and changes that are older are refused.
 */
public interface VersionedValues<V> {

    /** The latest version's value; null if there is none or it is a deletion. */
    @Nullable
    V get(ByteBuffer key);

    /** The value that was valid at a time; null if there was none, or if the history begins later. */
    @Nullable
    V get(ByteBuffer key, long asOfMs);

    /**
     * The key has this value from a time on, in place of a version of the same time.
     *
     * @return false if the history begins later: nothing was changed
     */
    boolean put(ByteBuffer key, V value, long validFromMs);

    /**
     * The key has no value from a time on.
     *
     * @return false if the history begins later: nothing was changed
     */
    boolean delete(ByteBuffer key, long validFromMs);

    /**
     * Visits the versions of one key that are valid at some time in {@code [fromMs, toMs)}, by time: the earliest first, or the
     * latest; of deletions those in the range. What lies before the history is left out.
     */
    void versions(ByteBuffer key, long fromMs, long toMs, ScanOrder order, VersionVisitor<V> visitor);

    /** The task's frontier has come this far. Part of the interval, as any other change. */
    void advanceTo(long frontierMs);

    /** Where the history begins; {@link Long#MIN_VALUE} if no frontier is known. */
    long historyFromMs();
}
