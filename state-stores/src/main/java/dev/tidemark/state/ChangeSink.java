package dev.tidemark.state;

/**
 * Takes what a sealed interval changed, for the changelogs: the last value per key. Called by {@link TaskStores#seal}, on the
 * task's worker. Arrays are read during the call only.
 */
public interface ChangeSink {

    /** Changes of this store follow, until the next call. */
    void store(String name);

    /**
     * One change: a record of the store's changelog.
     *
     * @param valueLength -1: the key is deleted, a tombstone
     */
    void change(byte[] key, int keyOffset, int keyLength, byte[] value, int valueOffset, int valueLength);
}
