package dev.tidemark.broker.partition;

import org.jspecify.annotations.Nullable;

/** What a producer waits for. */
public enum Acks {
    /** Nothing, not even an answer. */
    NONE(0),
    /** The leader: its flush under {@code tidemark.flush=group}, its page cache under {@code os}. */
    LEADER(1),
    /** All in-sync replicas, that is: the high watermark. */
    ALL(-1);

    private final short wire;

    Acks(int wire) {
        this.wire = (short) wire;
    }

    /** The setting that the wire's number means, or null if it means none. */
    public static @Nullable Acks of(short wire) {
        for (Acks acks : values()) {
            if (acks.wire == wire) {
                return acks;
            }
        }
        return null;
    }
}
