package dev.tidemark.state.wrap;

import org.jspecify.annotations.Nullable;

/** How a store's keys stand in its changelog, and which of them still count. Run by the task's worker. */
public interface KeyForm {

    /** Where the changelog's key begins within the engine's. */
    int changelogKeyOffset();

    /** Whether the engine's keys begin with a segment of time and end with a time, eight bytes each. */
    default boolean timed() {
        return false;
    }

    /** Of keys that begin with a segment of time: all before this one has expired. The least number if nothing has. */
    default long firstLiveSegment() {
        return Long.MIN_VALUE;
    }

    /** The engine's key of a record of the changelog, in an array that may be kept; null if the record is none of this store's. */
    byte @Nullable [] engineKey(byte[] changelogKey, byte @Nullable [] value);

    /** Why {@link #engineKey} was null, for messages. */
    String notOurs();

    /** Whether the entry of this key has expired: it reads as absent and is written nowhere any more. */
    boolean expired(byte[] key);

    /** Keys as they are, for ever. */
    KeyForm PLAIN = new KeyForm() {
        @Override
        public int changelogKeyOffset() {
            return 0;
        }

        @Override
        public boolean expired(byte[] key) {
            return false;
        }

        @Override
        public byte[] engineKey(byte[] changelogKey, byte @Nullable [] value) {
            return changelogKey;
        }

        @Override
        public String notOurs() {
            return "all keys are";
        }
    };
}
