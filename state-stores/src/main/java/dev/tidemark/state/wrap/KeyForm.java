package dev.tidemark.state.wrap;

/** How a store's keys stand in its changelog, and which of them still count. Run by the task's worker. */
public interface KeyForm {

    /** Where the changelog's key begins within the engine's. */
    int changelogKeyOffset();

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
    };
}
