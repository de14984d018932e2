package dev.tidemark.state.store;

import dev.tidemark.state.ByteCursor;
import dev.tidemark.state.KeyRange;
import dev.tidemark.state.ScanOrder;
import dev.tidemark.state.wrap.Backing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Removes what has expired from stores whose keys do not begin with a time. Run by the task's worker, a part at each seal.
 *
 * <p>Entries that expired do not show, by their own times; whether they are still there is nobody's business but the disk's and
 * the changelog's. So they may go late: a round walks the engine's keys once, a few more per interval than the interval
 * changed, and removes what it finds as any other change is made, with a tombstone in the changelog. A round begins when time has
 * gone on far enough since the last one began. What falls with an aborted interval is found by the next round.
 */
final class Sweep {

    private static final int LOOKED_AT_MIN = 256;
    private static final byte[] BEGIN = new byte[0];

    /** What a layout knows of its entries. */
    interface Rule {

        /** A round begins at the first key. */
        void begin();

        /** Whether an entry of the engine looks as if it had expired. Called in the order of keys. */
        boolean suspect(byte[] key, byte[] value);

        /** Removes the entries that have expired, of those that looked so. */
        void remove(List<byte[]> suspects);
    }

    private final Backing backing;
    private final Expiry expiry;
    private final long everyMs;
    private final Rule rule;
    /** Where the round under way goes on; null: there is none. */
    private byte @Nullable [] from;
    private boolean swept;
    private long sweptBeforeMs;

    /** @param everyMs how far time goes on from one round's begin to the next one's, at least */
    Sweep(Backing backing, Expiry expiry, long everyMs, Rule rule) {
        this.backing = backing;
        this.expiry = expiry;
        this.everyMs = Math.max(1, everyMs);
        this.rule = rule;
    }

    /** Walks on, as part of the running interval. */
    void step(int changes) {
        byte[] begin = from;
        if (begin == null) {
            long beforeMs = expiry.beforeMs();
            if (beforeMs == Expiry.NEVER || (swept && beforeMs - sweptBeforeMs < everyMs)) {
                return;
            }
            swept = true;
            sweptBeforeMs = beforeMs;
            begin = BEGIN;
            rule.begin();
        }
        List<byte[]> suspects = new ArrayList<>();
        from = walk(begin, LOOKED_AT_MIN + 2L * changes, suspects);
        if (!suspects.isEmpty()) {
            rule.remove(suspects);
        }
    }

    /** @return where to go on, or null at the end */
    private byte @Nullable [] walk(byte[] begin, long lookedAtMax, List<byte[]> suspects) {
        byte[] last = begin;
        try (ByteCursor cursor = backing.scan(KeyRange.of(begin, null), ScanOrder.FORWARD)) {
            for (long i = 0; i < lookedAtMax; i++) {
                if (!cursor.next()) {
                    return null;
                }
                last = cursor.key();
                if (rule.suspect(last, cursor.value())) {
                    suspects.add(last);
                }
            }
        }
        return Arrays.copyOf(last, last.length + 1); // the least key behind it
    }

    /** The store was changed past this object, or back: the next step begins a round. */
    void forget() {
        from = null;
        swept = false;
    }
}
