package dev.tidemark.broker.coordinator;

/**
 * The state of one coordinator partition: its <em>replay</em>. Called on the coordinator's loop. The same calls build the state
 * from the log at loading and move it forward when a {@link Command} has decided, so a reload gives the same state.
 *
 * <p>What replay changes must be kept in {@link TimelineMap}s, or be recorded in the partition's {@link UndoLog} otherwise.
 *
 * @param <E> the coordinator's records
 */
public interface CoordinatorShard<E> {

    /** A record that counts. */
    void replay(E record);

    /** A record that counts once the producer's transaction commits. */
    void replayInTransaction(long producerId, short producerEpoch, E record);

    /** The producer's transaction ended in this partition. */
    void replayMarker(long producerId, short producerEpoch, boolean commit);

    /** The log is read; commands follow. Time to arm timers. */
    void loaded();

    /** No command follows any more; forget timers, refuse who waits. */
    void unloaded();
}
